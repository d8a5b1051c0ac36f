"""Verdicts that people agreed on, kept beside the claims; which changed since, and by which cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from migration_stats.claims.check import Checked
from migration_stats.claims.document import Document
from migration_stats.claims.report import Report, cell
from migration_stats.snapshots import replace_file

MANY = 12  # cells of one figure
COLUMNS = ["claim", "on_the_day", "now", "cells"]


@dataclass(frozen=True)
class Drift:
    """A claim whose verdict is not the one agreed on, and what its cells were and are."""

    document: str
    claim: str
    agreed: str
    found: str
    cells: tuple[str, ...]

    def line(self) -> str:
        by = "; ".join(self.cells) or "no cell changed: the claim, a reference table or the code did"
        return f"{self.document}: {self.claim}: {self.agreed or 'new'} -> {self.found or 'gone'} ({by})"


def verdicts_file(document: Document) -> Path:
    return document.toml.with_suffix(".verdicts.csv")


def verdicts(report: Report) -> pd.DataFrame:
    """One row per claim: its verdict on the document's day and now, and the cells behind them."""
    rows = [
        (then.claim.id, then.verdict, now.verdict, " ".join(sorted({*said_cells(then), *said_cells(now)})))
        for then, now in report.pairs
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def said_cells(checked: Checked) -> list[str]:
    """'source/measure/geo/period=value@day' for each cell; one for a figure that is the sum of many."""
    said = []
    for figure in checked.outcome.figures.values():
        if len(figure.cells) > MANY:
            said.append(f"{figure.address}={figure.value or 0:.15g}@{figure.published_on}")
            continue
        for each in map(cell, figure.cells.to_dict("records")):
            value = "" if each["value"] is None else format(each["value"], ".15g")
            said.append(f"{each['address']}={value}@{each['published_on']}")
    return said


def drift(report: Report) -> list[Drift]:
    """The claims whose verdict, on the day or now, is not the one agreed on; all when none was."""
    file = verdicts_file(report.document)
    agreed = (
        pd.read_csv(file, dtype=str, keep_default_na=False)
        if file.is_file()
        else pd.DataFrame(columns=COLUMNS)
    )
    before, after = agreed.set_index("claim"), verdicts(report).set_index("claim")
    found = []
    for claim in dict.fromkeys([*after.index, *before.index]):
        old = before.loc[claim] if claim in before.index else None
        new = after.loc[claim] if claim in after.index else None
        said = ["" if each is None else f"{each['on_the_day']}, {each['now']}" for each in (old, new)]
        if said[0] != said[1]:
            changed = changed_cells("" if old is None else old["cells"], "" if new is None else new["cells"])
            found.append(Drift(report.document.id, claim, said[0], said[1], changed))
    return found


def changed_cells(before: str, after: str) -> tuple[str, ...]:
    """'address: value@day -> value@day' for each cell that is not as it was agreed on."""
    old, new = (
        pd.DataFrame([each.rsplit("=", 1) for each in text.split()], columns=["address", "said"])
        .groupby("address")["said"]
        .agg(", ".join)
        for text in (before, after)
    )
    return tuple(
        f"{address}: {old.get(address, 'none')} -> {new.get(address, 'none')}"
        for address in sorted({*old.index, *new.index})
        if old.get(address) != new.get(address)
    )


def agree(report: Report) -> int:
    """Write the verdicts of today as those agreed on, for review as a diff. Returns their number."""
    frame = verdicts(report)
    replace_file(verdicts_file(report.document), frame.to_csv(index=False, lineterminator="\n").encode())
    return len(frame)
