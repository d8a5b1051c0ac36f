"""Municipal boundaries of CBS and Kadaster as TopoJSON: which areas a file has, by layer, with code and name.

The lines themselves are not taken over; `type` says whether an area is of one part (Polygon) or of several.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from migration_stats.errors import LayoutError
from migration_stats.publishers.table import TOPIC, Table, make_cells

CODES = ("code", "gemcode", "vrcode")


def read_boundaries(document: dict[str, Any], encoding: str) -> Table:
    """A register: one cell per property of an area, and one for its type."""
    rows: list[tuple[int, str, str, str, str, str]] = []
    try:
        for layer, found in document["objects"].items():
            for place, area in enumerate(found["geometries"], 1):
                told = {str(name): str(text) for name, text in (area.get("properties") or {}).items()}
                code = next((told[name] for name in CODES if name in told), "")
                rows += [
                    (place, name, text or "blank", str(layer), code, name)
                    for name, text in {**told, "type": str(area["type"])}.items()
                ]
    except (KeyError, TypeError, AttributeError):
        raise LayoutError("the TopoJSON has no whole objects with geometries; fetch it again") from None
    if not rows:
        raise LayoutError("the TopoJSON has no area")
    names = ["row", "place", "value", "layer", "code", TOPIC]
    cells = make_cells(pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[1:], "str")))
    dimensions = ("layer", "code", TOPIC)
    return Table("CBS and Kadaster", "boundaries", "TopoJSON", cells, dimensions, encoding, register=True)
