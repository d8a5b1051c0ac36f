"""Expectations to Great Expectations: which releases may be loaded, and why the others may not.

Rules are data (expectations/*.toml). A rule makes a small frame, one row per thing that it checks, and one
expectation on that frame. Critical: the release is refused, the last good release stays in place.
Warning: it is loaded and reported. Releases are judged in order of publication, each against the good ones
before it.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pandas as pd

from migration_stats.catalogue import Source, build, read_toml
from migration_stats.errors import CatalogueError, ValidationError
from migration_stats.observations import CELL, Parsed, where
from migration_stats.project import Project

SEVERITIES = ("critical", "warning")
UNSETTLED = "defpsu"  # flags of values that a publisher still expects to change, or defines otherwise
PINS = "row_counts.csv"


@dataclass(frozen=True)
class Rule:
    """One [[rule]]. `reason` says what failed, with columns of the checked frame in braces."""

    id: str
    check: str
    severity: str
    reason: str
    measures: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    total_partner: str = ""
    total_measure: str = ""
    flags: str = ""
    floor: float = 0


@dataclass(frozen=True)
class Verdict:
    """What one rule found in one release."""

    source_id: str
    file: str
    rule: str
    severity: str
    success: bool
    checked: int
    failed: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """One release, judged."""

    parsed: Parsed
    verdicts: tuple[Verdict, ...]
    quarantine: pd.DataFrame

    @property
    def good(self) -> bool:
        return all(verdict.success for verdict in self.verdicts if verdict.severity == "critical")


@dataclass(frozen=True)
class Context:
    """What a check may look at besides the release itself."""

    source: Source
    release: pd.DataFrame
    standing: pd.DataFrame  # the newest good value of each cell, before this release
    pins: pd.DataFrame = field(default_factory=pd.DataFrame)


def load_rules(project: Project) -> dict[str, tuple[Rule, ...]]:
    """Rules by scope: 'observations' holds for every source, the others for the series of that name."""
    rules: dict[str, tuple[Rule, ...]] = {}
    for file in sorted(project.expectations.glob("*.toml")):
        tables = read_toml(file).get("rule", [])
        made = tuple(
            build(Rule, {**table, "measures": tuple(table.get("measures", ()))}, file, f"rule {number}")
            for number, table in enumerate(tables, 1)
        )
        for rule in made:
            if rule.severity not in SEVERITIES or rule.check not in CHECKS:
                raise CatalogueError(
                    f"{file}: rule {rule.id}: severity is one of {', '.join(SEVERITIES)}, "
                    f"check one of {', '.join(CHECKS)}"
                )
        rules[file.stem] = made
    return rules


def load_pins(project: Project) -> pd.DataFrame:
    """Row counts agreed per source, release file and year: expectations/row_counts.csv."""
    frame = pd.read_csv(project.expectations / PINS, dtype={"source_id": str, "file": str})
    return frame.astype({"year": int, "rows": int})


def count_rows(observations: pd.DataFrame) -> pd.DataFrame:
    """Rows per year of the period's end, columns year and rows."""
    years = observations["period_end"].map(lambda day: day.year)
    return years.value_counts().rename_axis("year").reset_index(name="rows").sort_values("year")


# --- checks: a frame with one row per thing checked, the column that is checked, and its bounds ----------

Bounds = tuple[str, float | None, float | None]
Check = Callable[[Rule, Context], tuple[pd.DataFrame, Bounds]]


def check_unique(rule: Rule, context: Context) -> tuple[pd.DataFrame, Bounds]:
    frame = context.release.rename(columns={"snapshot_row": "row"})
    copies = frame.groupby(list(CELL), dropna=False)["row"].transform("size")
    return frame.assign(copies=copies), ("copies", None, None)


def check_range(rule: Rule, context: Context) -> tuple[pd.DataFrame, Bounds]:
    """Values, and the upper ends of ranges."""
    frame = context.release[context.release["measure"].isin(rule.measures)]
    filled = frame.assign(value=frame["value"].fillna(frame["value_high"]))
    return filled.rename(columns={"snapshot_row": "row"}), ("value", rule.min, rule.max)


def check_parts(rule: Rule, context: Context) -> tuple[pd.DataFrame, Bounds]:
    """Totals with the sum of their parts; rounding may account for half a base per figure."""
    frame = context.release
    over = "partner" if rule.total_partner else "measure"
    if rule.total_partner:
        frame = frame[frame["measure"].isin(rule.measures)]
        is_total = frame["partner"] == rule.total_partner
    else:
        frame = frame[frame["measure"].isin((*rule.measures, rule.total_measure))]
        is_total = frame["measure"] == rule.total_measure
    by = [column for column in CELL if column != over]
    slack = frame.assign(half=frame["precision"] // 2).groupby(by, dropna=False)["half"].sum()
    by_total = frame[~is_total].groupby(by, dropna=False)["value"]
    parts = by_total.agg(parts="sum", filled="count", rows="size")
    parts["missing"] = parts["rows"] - parts["filled"]
    totals = frame[is_total].rename(columns={"snapshot_row": "row"}).set_index(by)
    joined = totals.join(parts, how="inner").join(slack).reset_index()
    joined["excess"] = (joined["value"] - joined["parts"]).abs() - joined["half"]
    return joined, ("excess", None, 0)


def check_coverage(rule: Rule, context: Context) -> tuple[pd.DataFrame, Bounds]:
    """Filled cells per measure against the last good release, within the periods of this one."""
    before, now = context.standing, context.release
    if context.source.scope == "additive" or before.empty:
        return pd.DataFrame(), ("share", rule.min, None)
    if context.source.scope == "window":
        first, last = now["period_start"].min(), now["period_end"].max()
        before = before[(before["period_start"] >= first) & (before["period_end"] <= last)]
    filled = before.dropna(subset="value").groupby("measure").size().rename("previous_cells").to_frame()
    filled["cells"] = now.dropna(subset="value").groupby("measure").size()
    filled["cells"] = filled["cells"].fillna(0).astype(int)
    filled["share"] = filled["cells"] / filled["previous_cells"]
    return filled.reset_index(), ("share", rule.min, None)


def check_revision(rule: Rule, context: Context) -> tuple[pd.DataFrame, Bounds]:
    """Cells published before with another value; `flags` chooses them by the status that they had."""
    if context.standing.empty:
        return pd.DataFrame(), ("change", None, rule.max)
    keys = list(CELL)
    before = context.standing[[*keys, "value", "obs_status"]]
    both = context.release.merge(before, on=keys, suffixes=("", "_before")).rename(
        columns={"snapshot_row": "row"}
    )
    both = both.dropna(subset=["value", "value_before"])
    wanted = set(rule.flags) if rule.flags else set(UNSETTLED)
    has = both["obs_status_before"].map(lambda status: bool(set(status) & wanted)).astype(bool)
    both = both[has if rule.flags else ~has]
    size = (both["value"] - both["value_before"]).abs()
    return both.assign(change=size / both["value_before"].clip(lower=max(rule.floor, 1))), (
        "change",
        None,
        rule.max,
    )


def check_row_counts(rule: Rule, context: Context) -> tuple[pd.DataFrame, Bounds]:
    """Rows per year against the pinned count; a release with no pin at all is left to `row_counts_pinned`."""
    frame = pinned(context)
    return frame[frame["file_pinned"]].fillna({"pinned": 0, "rows": 0}), ("surplus", 0, 0)


def check_pinned(rule: Rule, context: Context) -> tuple[pd.DataFrame, Bounds]:
    return pinned(context).assign(unpinned=lambda frame: 1 - frame["file_pinned"]), ("unpinned", 0, 0)


def pinned(context: Context) -> pd.DataFrame:
    pins = context.pins.rename(columns={"rows": "pinned"})[["year", "pinned"]]
    frame = count_rows(context.release).merge(pins, on="year", how="outer")
    return frame.assign(
        file_pinned=not pins.empty, surplus=frame["rows"].fillna(0) - frame["pinned"].fillna(0)
    )


CHECKS: Mapping[str, Check] = {
    "unique": check_unique,
    "range": check_range,
    "parts": check_parts,
    "coverage": check_coverage,
    "revision": check_revision,
    "row_counts": check_row_counts,
    "pinned": check_pinned,
}


# --- judging ------------------------------------------------------------------------------------------


def judge(
    source: Source, releases: Sequence[Parsed], rules: Mapping[str, Sequence[Rule]], pins: pd.DataFrame
) -> list[Judgement]:
    """Every release of a source, in order of publication, each against the good ones before it."""
    standing = pd.DataFrame()
    judgements = []
    for parsed in releases:
        mine = pins[(pins["source_id"] == source.source_id) & (pins["file"] == parsed.release.file)]
        judgement = judge_release(Context(source, parsed.observations, standing, mine), parsed, rules)
        judgements.append(judgement)
        if judgement.good:
            standing = stand(source, standing, parsed.observations)
    return judgements


def stand(source: Source, standing: pd.DataFrame, release: pd.DataFrame) -> pd.DataFrame:
    if source.scope == "complete" or standing.empty:
        return release
    return pd.concat([standing, release]).drop_duplicates(list(CELL), keep="last")


def judge_release(context: Context, parsed: Parsed, rules: Mapping[str, Sequence[Rule]]) -> Judgement:
    """The contract's findings, or the verdict of every rule that has something to check in the release."""
    if parsed.findings:
        failing = pd.DataFrame([vars(finding) for finding in parsed.findings]).assign(severity="critical")
        verdicts = [
            verdict(context, parsed, str(rule), "critical", len(parsed.raw), rows)
            for rule, rows in failing.groupby("rule", sort=True)
        ]
        return Judgement(parsed, tuple(verdicts), quarantine(context, parsed, failing))
    checked: list[Verdict] = []
    refusals: list[pd.DataFrame] = []
    for scope in ("observations", *sorted(set(parsed.observations["series"]))):
        within = context if scope == "observations" else of_series(context, scope)
        for rule in rules.get(scope, ()):
            frame, bounds = CHECKS[rule.check](rule, within)
            if frame.empty:
                continue
            failed = evaluate(rule, frame.reset_index(drop=True), bounds)
            failing = pd.DataFrame(
                {
                    "row": failed.get("row"),  # a rule on sums or counts has no single row
                    "rule": rule.id,
                    "severity": rule.severity,
                    "reason": [rule.reason.format_map(record) for record in failed.to_dict("records")],
                }
            )
            checked.append(verdict(context, parsed, rule.id, rule.severity, len(frame), failing))
            if rule.severity == "critical":
                refusals.append(failing)
    failing = pd.concat(refusals) if refusals else pd.DataFrame()
    return Judgement(parsed, tuple(checked), quarantine(context, parsed, failing))


def of_series(context: Context, series: str) -> Context:
    """The same context with the observations of one series: its rules say nothing of the others."""
    release, standing = (
        frame[frame["series"] == series] if len(frame) else frame
        for frame in (context.release, context.standing)
    )
    return replace(context, release=release, standing=standing)


def verdict(
    context: Context, parsed: Parsed, rule: str, severity: str, checked: int, failing: pd.DataFrame
) -> Verdict:
    """The verdict of one rule; `failing` has one row per failure, with `row` where it is of one line."""
    reasons = tuple(
        reason if pd.isna(row) else f"{where(parsed, int(row))}: {reason}"
        for row, reason in zip(failing["row"], failing["reason"], strict=True)
    )
    return Verdict(
        context.source.source_id,
        parsed.release.file,
        rule,
        severity,
        not reasons,
        checked,
        len(reasons),
        reasons,
    )


def evaluate(rule: Rule, frame: pd.DataFrame, bounds: Bounds) -> pd.DataFrame:
    """The rows of `frame` that fail the rule's expectation. Raises ValidationError when it cannot be run."""
    gx, asset = expectations_engine()
    column, low, high = bounds
    named = {"severity": rule.severity, "meta": {"rule": rule.id, "check": rule.check}}
    if rule.check == "unique":
        expectation = gx.expectations.ExpectCompoundColumnsToBeUnique(column_list=list(CELL), **named)
    else:
        expectation = gx.expectations.ExpectColumnValuesToBeBetween(
            column=column, min_value=low, max_value=high, **named
        )
    batch = asset.get_batch({"dataframe": frame})
    result = batch.validate(expectation, result_format={"result_format": "COMPLETE"})
    if (result.exception_info or {}).get("raised_exception"):
        raise ValidationError(f"rule {rule.id}: {result.exception_info['exception_message']}")
    failed = [] if result.success else sorted(result.result["unexpected_index_list"])
    return frame.loc[failed]


@cache
def expectations_engine() -> tuple[Any, Any]:
    """Great Expectations and a batch definition for frames: imported here, since it takes seconds."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("releases").add_dataframe_asset("checked")
    return gx, asset.add_batch_definition_whole_dataframe("all")


def quarantine(context: Context, parsed: Parsed, failures: pd.DataFrame) -> pd.DataFrame:
    """Failing rows with rule, reason and their text as it stands in the snapshot (JSON)."""
    if failures.empty:
        return pd.DataFrame()
    text: dict[Any, str] = {}
    if not parsed.raw.empty:
        failing = parsed.raw[parsed.raw["row"].isin(failures["row"])]
        text = {
            record.pop("row"): json.dumps(record, ensure_ascii=False) for record in failing.to_dict("records")
        }
    return failures.assign(
        source_id=context.source.source_id,
        file=parsed.release.file,
        published_on=parsed.release.published_on,
        snapshot_sha256=parsed.snapshot.sha256,
        content=[text.get(row, "") for row in failures["row"]],
    )
