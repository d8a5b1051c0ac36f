"""The tables of data/reference: measures and their concepts, geographies and compositions, partners, flags,
names that publishers write for codes, reasons for a missing value, what hinders a comparison, how wordings
are read, what is derived from what,
boundary changes and provinces of municipalities, and swaps of their housing targets.

They are the vocabulary: a code that is not there is an error of the release, never a new code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from migration_stats.errors import CatalogueError
from migration_stats.project import Project

KEYS = {
    "measures": ["measure"],
    "geographies": ["geo_scheme", "geo"],
    "partners": ["partner_kind", "partner"],
    "flags": ["flag"],
    "missing": ["token"],
    "labels": ["scheme", "label"],
    "concepts": ["concept"],
    "compositions": ["composition", "iso3"],
    "breaks": ["source_id", "measure", "from_day"],
    "reconciliations": ["source_id", "measure", "other_source_id", "other_measure"],
    "comparability": ["code"],
    "wordings": ["wording"],
    "questions": ["question", "place"],
    "derivations": [
        *("source_id", "measure", "geo", "partner", "period"),
        *("from_source_id", "from_measure", "from_geo", "from_partner", "from_period"),
    ],
    "boundary_changes": ["effective_on", "old_geo", "new_geo"],
    "provinces": ["geo"],
    "target_swaps": ["half_year", "from_geo", "to_geo"],
}


@dataclass(frozen=True)
class Reference:
    """The tables by name, every column text ('NA' is Namibia, not a missing value)."""

    tables: Mapping[str, pd.DataFrame]

    def known(self, table: str) -> pd.MultiIndex | pd.Index:
        """The keys of a table, to test codes against."""
        return self.tables[table].set_index(KEYS[table]).index

    def names(self, table: str, kind: str, code: str) -> dict[tuple[str, str], str]:
        """The code of each name of an area or partner within its scheme or kind; odd ones are in labels."""
        frame, labels = self.tables[table], self.tables["labels"]
        found = {
            (row[kind], row[name]): row[code]
            for row in frame.to_dict("records")
            for name in ("name_nl", "name_en")
        }
        return found | {(row["scheme"], row["label"]): row["code"] for row in labels.to_dict("records")}

    def lookup(self, table: str, column: str) -> dict[str, str]:
        """One column of a table by its (single) key."""
        frame = self.tables[table]
        return dict(zip(frame[KEYS[table][0]], frame[column], strict=True))


def load_reference(project: Project) -> Reference:
    """Read data/reference; a repeated key is an error."""
    tables = {}
    for name, key in KEYS.items():
        file = project.reference / f"{name}.csv"
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
        if (twice := frame.duplicated(key)).any():
            raise CatalogueError(f"{file}: {', '.join(frame[twice].iloc[0][key])} is there twice")
        tables[name] = frame
    measures = tables["measures"]
    unknown = set(measures["part_of"]) - {""} - set(measures["measure"])
    if unknown:
        raise CatalogueError(f"{project.reference}: part_of names no measure: {', '.join(sorted(unknown))}")
    return Reference(tables)
