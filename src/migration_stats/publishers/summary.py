"""What a person wants to know of a publisher's file before taking it: counts, codes, periods, oddities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migration_stats.publishers.table import MISSING, NUMBER, Table

REASONS = {
    ":": "not available",
    ".": "unknown",
    "NA": "not available",
    "-": "zero or not available",
    "*": "suppressed, small number",
    "blank": "left blank",
    "cannot occur": "cannot occur",
}


def summarise(table: Table) -> dict[str, Any]:
    """Counts and codes of a table as plain values, for a program or for `told`."""
    cells = table.cells
    numbers = cells["value"].str.fullmatch(NUMBER)
    absent = cells["value"].where(~numbers, "").value_counts()
    letters = cells["flag"].where(cells["flag"] != "").dropna()
    known = sorted(text for text in cells["period"].unique() if text)
    return {
        "publisher": table.publisher,
        "dataset": table.dataset,
        "layout": table.layout,
        "encoding": table.encoding,
        "data_as_of": table.updated,
        "dimensions": {name: sorted(cells[name].unique()) for name in table.dimensions},
        "periods": {"first": known[0], "last": known[-1], "count": len(known)} if known else {},
        "rows": int(cells["row"].nunique()),
        "cells": len(cells),
        "observations": 0 if table.register else int(numbers.sum()),
        "missing": {token: int(absent[token]) for token in MISSING if token in absent},
        "flags": {
            flag: int(letters.str.contains(flag, regex=False).sum())
            for flag in sorted(set("".join(letters.unique())))
        },
        "oddities": list(table.oddities),
    }


def told(summary: dict[str, Any], flags: Mapping[str, str]) -> str:
    """The same for a person to read; `flags` has the name of each flag that is known."""
    periods = summary["periods"]
    lines = [
        ("publisher", summary["publisher"]),
        ("dataset", summary["dataset"] or "not named in the file"),
        ("layout", summary["layout"]),
        ("encoding", summary["encoding"]),
        ("data as of", summary["data_as_of"] or "not said in the file"),
        ("periods", f"{periods['first']} to {periods['last']} ({periods['count']})" if periods else "none"),
        ("rows", f"{summary['rows']:,}, {summary['cells']:,} cells"),
        ("observations", f"{summary['observations']:,}"),
        ("missing", ", ".join(f"{count:,} {token} ({REASONS[token]})"
                              for token, count in summary["missing"].items()) or "none"),
        ("flags", ", ".join(f"{count:,} {flag} ({flags.get(flag, 'unknown')})"
                            for flag, count in summary["flags"].items()) or "none"),
        *(("dimension", f"{name}: {shown(codes)}") for name, codes in summary["dimensions"].items()),
        *(("odd", text) for text in summary["oddities"] or ["nothing"]),
    ]  # fmt: skip
    return "\n".join(f"{name:<13} {text}" for name, text in lines)


def shown(codes: list[str]) -> str:
    """The number of codes and the first few: quotes show blanks around them."""
    some = ", ".join(repr(code) if code != code.strip() or not code else code for code in codes[:8])
    return f"{len(codes)}: {some}" + (", …" if len(codes) > 8 else "")
