"""What the cells say of a claim, as of a day and with other releases: a verdict and everything behind it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import duckdb
import pandas as pd

from migration_stats.cells import BOUNDS, Address, Figure, figure_at, parse_address
from migration_stats.claims.document import Claim, Document, Instead
from migration_stats.claims.wording import Accepted, Fit, Wording, accepted, wordings
from migration_stats.comparisons import NOT_COMPARABLE, Comparison, judge_pair
from migration_stats.errors import CatalogueError
from migration_stats.warehouse import query

HOLDS = "holds"
ELSEWHERE = "holds at another release"
FAILS = "does not hold"
HINDERED = NOT_COMPARABLE
SOURCE_ONLY = "source only"
UNDECIDED = "cannot be checked"
VERDICTS = (HOLDS, ELSEWHERE, FAILS, HINDERED, SOURCE_ONLY, UNDECIDED)


@dataclass(frozen=True)
class Evidence:
    """What the database has to say: figures by address and day, release days, derivations, wordings."""

    figure: Callable[[Address, date], Figure | None]
    compare: Callable[[Figure, Figure], Comparison]
    days: Mapping[str, tuple[date, ...]]  # by source; none where all of its releases were refused
    refused: frozenset[str]  # sources of which a release was refused
    derived_from: Mapping[str, tuple[str, ...]]
    wordings: Mapping[str, Wording]

    def first_public(self, address: Address) -> date | None:
        """The day on which a figure was first public."""
        public = (day for day in self.days.get(address.source_id, ()) if self.figure(address, day))
        return next(public, None)


@dataclass(frozen=True)
class Span:
    """A number found, or the ends between which it lies; value is None where only the ends are known."""

    value: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Outcome:
    """One evaluation of a claim: its verdict as of a day, without a look at other releases."""

    as_of: date
    verdict: str
    figures: Mapping[Address, Figure]
    found: Span | None = None
    found_day: date | None = None
    range: Accepted | None = None
    fit: Fit | None = None
    comparisons: tuple[Comparison, ...] = ()
    absent: tuple[tuple[Address, date | None], ...] = ()
    missing: tuple[str, ...] = ()
    circular: tuple[Address, ...] = ()
    own: bool = False


@dataclass(frozen=True)
class Checked:
    """A claim with its verdict, and what other releases or computations would say."""

    claim: Claim
    verdict: str
    outcome: Outcome
    others: tuple[Outcome, ...]  # as of other days, where the figures differ
    first_base: Outcome | None  # the change from the base as it was first published, where that differs
    instead: tuple[tuple[Instead, Outcome], ...]


def gather(con: duckdb.DuckDBPyConnection) -> Evidence:
    """The evidence of an open database; figures are looked up once per release of their source."""
    sources = query(con, "select source_id from sources")["source_id"]
    refused = query(con, "select distinct source_id from releases where verdict = 'refused'")["source_id"]
    released = query(
        con,
        "select distinct source_id, published_on from staging.stg_releases order by source_id, published_on",
    )
    days: dict[str, tuple[date, ...]] = dict.fromkeys(sources, ())
    days |= {
        str(source_id): tuple(pd.Timestamp(day).date() for day in group["published_on"])
        for source_id, group in released.groupby("source_id")
    }
    derivations = query(con, "select * from derivations")
    derived_from: dict[str, tuple[str, ...]] = {}
    for row in derivations.to_dict("records"):
        names = ("source_id", "measure", "geo", "partner", "period")
        whole = str(Address(*(row[name] for name in names)))
        part = str(Address(*(row[f"from_{name}"] for name in names)))
        derived_from[whole] = (*derived_from.get(whole, ()), part)

    @cache
    def at_release(address: Address, day: date) -> Figure | None:
        return figure_at(con, address, day)

    def figure(address: Address, as_of: date) -> Figure | None:
        public = [day for day in days.get(address.source_id, ()) if day <= as_of]
        return at_release(address, public[-1]) if public else None

    @cache
    def judge(figure_address: Address, day: date, base_address: Address, base_day: date) -> Comparison:
        one, other = figure(figure_address, day), figure(base_address, base_day)
        assert one is not None and other is not None
        return judge_pair(con, one, other)

    def compare(one: Figure, other: Figure) -> Comparison:
        return judge(one.address, one.published_on, other.address, other.published_on)

    known = wordings(
        [
            {str(k): v for k, v in row.items()}
            for row in query(con, "select * from wordings").to_dict("records")
        ]
    )
    return Evidence(figure, compare, days, frozenset(refused), derived_from, known)


def check_document(
    con: duckdb.DuckDBPyConnection, document: Document, as_of: date, evidence: Evidence
) -> list[Checked]:
    """Every claim as of a day. CatalogueError for one whose wording, measure or cells are not known."""
    measures = set(query(con, "select measure from measures")["measure"])
    return [
        check(claim_of(claim, document, evidence, measures), document, evidence, as_of)
        for claim in document.claims
    ]


def claim_of(claim: Claim, document: Document, evidence: Evidence, measures: set[str]) -> Claim:
    """The claim, if the database knows its wording, measure and sources."""
    where = f"{document.toml}: claim '{claim.id}'"
    if claim.wording not in evidence.wordings:
        raise CatalogueError(f"{where}: wording '{claim.wording}' is none of {', '.join(evidence.wordings)}")
    measure = parse_address(f"{document.source_id}/{claim.about}").measure
    if measure not in measures:
        raise CatalogueError(f"{where}: measure '{measure}' is not in data/reference/measures.csv")
    for address in (
        *claim.addresses,
        *(each for other in claim.instead for each in (*other.cells, *other.base)),
    ):
        if address.source_id not in evidence.days:
            raise CatalogueError(f"{where}: {address}: '{address.source_id}' is no source of data/raw")
        if evidence.first_public(address) is None and address.source_id not in evidence.refused:
            raise CatalogueError(f"{where}: {address}: no release has this figure")
    return claim


def check(claim: Claim, document: Document, evidence: Evidence, as_of: date) -> Checked:
    """A claim as of a day; what other days and the first published base would say stands beside it."""
    outcome = evaluate(claim, document, evidence, as_of)
    others, first_base = [], None
    if not outcome.own:
        independent = {each.source_id for each in claim.addresses if not document.own(each)}
        seen = [outcome]
        for day in sorted({day for source_id in independent for day in evidence.days[source_id]}):
            other = evaluate(claim, document, evidence, day)
            if other.found and not any(same(other, known) for known in seen):
                others.append(other)
                seen.append(other)
        first_base = with_first_base(claim, document, evidence, outcome, seen)
    verdict = outcome.verdict
    if verdict == FAILS and any(each.verdict == HOLDS for each in (*others, *filter(None, [first_base]))):
        verdict = ELSEWHERE
    return Checked(
        claim, verdict, outcome, tuple(others), first_base,
        tuple((each, evaluate_instead(claim, each, document, evidence, as_of)) for each in claim.instead),
    )  # fmt: skip


def same(one: Outcome, other: Outcome) -> bool:
    return (one.verdict, one.found, one.found_day) == (other.verdict, other.found, other.found_day)


def with_first_base(
    claim: Claim, document: Document, evidence: Evidence, outcome: Outcome, seen: Sequence[Outcome]
) -> Outcome | None:
    """The change against the base as first published, where no evaluation seen so far has just that."""
    if claim.states != "change" or not outcome.found:
        return None
    first = [evidence.first_public(each) for each in claim.base]
    day = max(each for each in first if each)
    made = evaluate(claim, document, evidence, outcome.as_of, base_as_of=day)
    return made if made.found and not any(same(made, known) for known in seen) else None


def evaluate_instead(
    claim: Claim, instead: Instead, document: Document, evidence: Evidence, as_of: date
) -> Outcome:
    """The other computation, as of the day or of the first on which all of its figures were public."""
    public = [evidence.first_public(each) for each in (*instead.cells, *instead.base)]
    day = max([as_of, *(each for each in public if each)])
    other = replace(claim, cells=instead.cells, base=instead.base, less=())
    return evaluate(other, document, evidence, day)


def evaluate(
    claim: Claim, document: Document, evidence: Evidence, as_of: date, base_as_of: date | None = None
) -> Outcome:
    """The verdict on a claim with the figures of one day (of another for the base, where that is given)."""
    looked_up = {
        address: evidence.figure(address, base_as_of if base_as_of and address in claim.base else as_of)
        for address in claim.addresses
    }
    figures = {address: figure for address, figure in looked_up.items() if figure}
    absent = tuple((each, evidence.first_public(each)) for each, figure in looked_up.items() if not figure)
    if absent or not claim.cells:
        return Outcome(as_of, SOURCE_ONLY, figures, absent=absent)
    missing = tuple(figure.missing for figure in figures.values() if figure.missing)
    if claim.states == "date":
        missing += undated(claim, evidence)
    if missing:
        return Outcome(as_of, UNDECIDED, figures, missing=missing)
    comparisons = compared(claim, document, evidence, figures, as_of)
    if any(each.verdict == NOT_COMPARABLE for each in comparisons):
        return Outcome(as_of, HINDERED, figures, comparisons=comparisons)
    outcome = measured(claim, evidence, figures, as_of)
    own = all(document.own(address) for address in claim.addresses)
    circular = rests_on(claim, document, evidence, figures)
    bounded = any(figure.qualifier in BOUNDS for figure in figures.values())
    if outcome.fit == "no":
        verdict = FAILS
    elif outcome.fit == "possible" and bounded:
        verdict = UNDECIDED
    elif circular or (own and claim.states != "ratio"):
        verdict = SOURCE_ONLY
    else:
        verdict = HOLDS
    return replace(outcome, verdict=verdict, comparisons=comparisons, circular=circular, own=own)


def undated(claim: Claim, evidence: Evidence) -> tuple[str, ...]:
    """The cells whose first publication is not known by its day."""
    found = []
    for address in claim.cells:
        day = evidence.first_public(address)
        figure = evidence.figure(address, day) if day else None
        if figure and not figure.cells["published_basis"].isin(("day", "service")).all():
            found.append(f"{address.period}: day of publication")
    return tuple(found)


def compared(
    claim: Claim, document: Document, evidence: Evidence, figures: Mapping[Address, Figure], as_of: date
) -> tuple[Comparison, ...]:
    """The pairs of figures that the claim sets against each other, each judged."""
    if claim.states == "change":
        pairs = zip(claim.cells, claim.base, strict=False)
        return tuple(evidence.compare(figures[one], figures[other]) for one, other in pairs)
    if claim.states == "rank":
        return tuple(evidence.compare(figures[claim.cells[0]], figures[other]) for other in claim.base)
    about = parse_address(f"{document.source_id}/{claim.about}")
    stated = evidence.figure(about, max(as_of, document.published))
    if stated and not claim.less and claim.states not in ("ratio", "date"):
        return tuple(
            evidence.compare(stated, figures[each]) for each in claim.cells if not document.own(each)
        )
    return ()


def measured(claim: Claim, evidence: Evidence, figures: Mapping[Address, Figure], as_of: date) -> Outcome:
    """What the figures give, what the statement accepts, and how the two fit; no verdict yet."""
    wording = evidence.wordings[claim.wording]
    if claim.states == "date":
        found_day = max(day for each in claim.cells if (day := evidence.first_public(each)))
        fit: Fit = "certain" if found_day == claim.day else "no"
        return Outcome(as_of, "", figures, found_day=found_day, fit=fit)
    found = computed(claim, figures)
    if claim.states == "rank":
        others = [added([figures[each]]) for each in claim.base]
        range_ = Accepted(-math.inf, min(each.low for each in others), high_open=True)
    else:
        stated = claim.low if claim.value is None else claim.value
        assert stated is not None
        range_ = accepted(wording, stated, claim.precision, claim.states == "change", claim.high)
    return Outcome(as_of, "", figures, found=found, range=range_, fit=range_.fit(found.low, found.high))


def computed(claim: Claim, figures: Mapping[Address, Figure]) -> Span:
    """Cells added up, others taken away; set against the base where the claim has one."""
    cells, less, base = (
        added([figures[each] for each in given]) for given in (claim.cells, claim.less, claim.base)
    )
    if claim.states == "change":
        return Span(
            ratio(cells.value, base.value, as_change),
            as_change(cells.low, base.high),
            as_change(cells.high, base.low),
        )
    if claim.states == "ratio":
        return Span(
            ratio(cells.value, base.value, divided),
            divided(cells.low, base.high),
            divided(cells.high, base.low),
        )
    value = None if cells.value is None or less.value is None else cells.value - less.value
    return Span(value, cells.low - less.high, cells.high - less.low)


def added(figures: Sequence[Figure]) -> Span:
    """The sum of figures; an end that is not known is endless."""
    values = [figure.point for figure in figures]
    known = [value for value in values if value is not None]
    return Span(
        sum(known) if len(known) == len(values) else None,
        sum(-math.inf if figure.low is None else figure.low for figure in figures),
        sum(math.inf if figure.high is None else figure.high for figure in figures),
    )


def ratio(value: float | None, base: float | None, of: Callable[[float, float], float]) -> float | None:
    return None if value is None or base is None else of(value, base)


def divided(value: float, base: float) -> float:
    return value / base if base else math.inf


def as_change(value: float, base: float) -> float:
    """In percent of the base."""
    return 100 * (divided(value, base) - 1)


def rests_on(
    claim: Claim, document: Document, evidence: Evidence, figures: Mapping[Address, Figure]
) -> tuple[Address, ...]:
    """The cells that were themselves derived from the figure which the claim states."""
    stated = str(parse_address(f"{document.source_id}/{claim.about}"))
    found = []
    for figure in figures.values():
        for row in figure.cells.to_dict("records"):
            cell = Address(row["source_id"], row["measure"], row["geo"], row["partner"], row["period"])
            if "x" in row["obs_status"] and stated in evidence.derived_from.get(str(cell), ()):
                found.append(cell)
    return tuple(found)
