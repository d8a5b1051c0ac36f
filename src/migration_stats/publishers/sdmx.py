"""SDMX 2.1 and 3.0 in XML (read by pysdmx) and JSON-stat 2.0, as statistical offices' services answer."""

from __future__ import annotations

import itertools
import math
from io import BytesIO
from typing import Any

import pandas as pd

from migration_stats.errors import LayoutError
from migration_stats.publishers.eurostat import dataset_of, day_of, finished, observed
from migration_stats.publishers.table import MOST_CELLS, Table, make_cells, named, periods

# What is no dimension among the columns of a data set that comes without its structure.
ATTRIBUTES = ("OBS_VALUE", "OBS_FLAG", "OBS_STATUS", "CONF_STATUS", "TIME_FORMAT", "DECIMALS", "UNIT_MULT",
              "OBS_COM", "EMBARGO_DATE", "CONF_REASON", "ACTION", "BREAK", "COMMENT_OBS")  # fmt: skip


def read_sdmx_ml(text: str, encoding: str) -> Table:
    """Generic or structure-specific data, 2.1 or 3.0, one data set."""
    from pysdmx.io import read_sdmx  # heavy, and for this layout alone
    from pysdmx.io.pd import PandasDataset

    try:
        message = read_sdmx(BytesIO(text.encode("utf-8")), validate=False)
        data = message.data or []
    except Exception as error:
        raise LayoutError(f"the SDMX message cannot be read ({one_line(error)}); fetch it again") from None
    if len(data) != 1 or not isinstance(data[0], PandasDataset):
        raise LayoutError(f"{len(data)} data sets in the message, 1 with observations expected")
    frame = data[0].data.astype("str")
    if not {"TIME_PERIOD", "OBS_VALUE"} <= set(frame.columns) or frame.empty:
        raise LayoutError("no observation with TIME_PERIOD and OBS_VALUE in the message")
    frame = frame.fillna("").replace({"<NA>": "", "nan": ""})
    dimensions = [str(name) for name in frame.columns if name not in (*ATTRIBUTES, "TIME_PERIOD")]
    named(dimensions)
    if not dimensions:
        raise LayoutError("the observations have no dimension beside TIME_PERIOD")
    frame.insert(0, "row", range(1, len(frame) + 1))
    cells = observed(frame, dimensions)
    structure = getattr(data[0], "structure", "")
    dataset = dataset_of(structure if isinstance(structure, str) else getattr(structure, "id", ""))
    version = "3.0" if "v3_0" in text[:4000] else "2.1"
    kind = "generic" if "GenericData" in text[:4000] else "structure-specific"
    return finished(dataset, f"SDMX-ML {version}, {kind}", cells, tuple(dimensions), encoding)


def one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def read_json_stat(document: dict[str, Any], encoding: str) -> Table:
    """One JSON-stat data set: cells in the order of `id` and `size`; values and status dense or sparse."""
    try:
        ids, size = [str(name) for name in document["id"]], [int(count) for count in document["size"]]
        dimension = document["dimension"]
        codes = {name: ordered_codes(dimension[name]["category"], count)
                 for name, count in zip(ids, size, strict=True)}  # fmt: skip
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise LayoutError(
            f"the JSON-stat names no whole dimensions ({one_line(error)}); fetch it again"
        ) from None
    times = [name for name in ids if name in time_roles(document) or name.lower() in ("time", "time_period")]
    if len(times) != 1:
        raise LayoutError("the JSON-stat has no single dimension of time")
    total = math.prod(size)
    if total > MOST_CELLS or total < 1:
        raise LayoutError(f"the JSON-stat has {total:,} cells; between 1 and {MOST_CELLS:,} can be read")
    values, status = (
        sparse(document.get("value"), total, "value"),
        sparse(document.get("status", {}), total, "status"),
    )
    names = [name for name in ids if name not in times]
    named(names)
    keys = list(itertools.product(*(codes[name] for name in ids)))
    frame = pd.DataFrame(keys, columns=ids, dtype="str")
    cells = make_cells(
        {
            "row": pd.Series(range(1, total + 1)),
            "place": pd.Series([f"value {index}" for index in range(total)], dtype="str"),
            "period": periods(frame[times[0]]),
            "value": pd.Series([number_text(values.get(index)) for index in range(total)], dtype="str"),
            "flag": pd.Series([str(status.get(index) or "") for index in range(total)], dtype="str"),
            **{name: frame[name] for name in names},
        }
    )
    stated = (cells["value"] != ":") | (cells["flag"] != "")
    left = int((~stated).sum())
    oddities = [f"{left} of {total} cells have no value and no flag"] if left else []
    extension = document.get("extension")
    dataset = str(extension.get("id", "")) if isinstance(extension, dict) else ""
    updated = day_of(str(document.get("updated", "")))
    return finished(dataset.lower(), "JSON-stat", cells, tuple(names), encoding, updated, oddities)


def ordered_codes(category: dict[str, Any], count: int) -> list[str]:
    """The codes of a dimension in order: a list, or the place of each; a single one needs none."""
    index = category.get("index")
    if index is None:
        codes = [str(code) for code in category["label"]]
    elif isinstance(index, dict):
        codes = [str(code) for code, _ in sorted(index.items(), key=lambda item: int(item[1]))]
    else:
        codes = [str(code) for code in index]
    if len(codes) != count:
        raise ValueError(f"{len(codes)} codes where {count} are announced")
    return codes


def time_roles(document: dict[str, Any]) -> list[str]:
    role = document.get("role")
    times = role.get("time", []) if isinstance(role, dict) else []
    return [str(name) for name in times] if isinstance(times, list) else []


def sparse(given: Any, total: int, what: str) -> dict[int, Any]:
    """Values by place, from a list of all or an object of those that are there."""
    if isinstance(given, list):
        if len(given) != total:
            raise LayoutError(
                f"the JSON-stat has {len(given)} entries of {what} for {total} cells; it was cut"
            )
        return dict(enumerate(given))
    if isinstance(given, dict):
        try:
            places = {int(place): entry for place, entry in given.items()}
        except ValueError:
            raise LayoutError(f"the JSON-stat has a {what} at no place") from None
        if any(not 0 <= place < total for place in places):
            raise LayoutError(f"the JSON-stat has a {what} outside its {total} cells")
        return places
    raise LayoutError(f"the JSON-stat has no {what}")


def number_text(value: Any) -> str:
    if value is None:
        return ":"
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return str(int(value))
    return str(value)
