"""How results are printed: tables for people, JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def show(frame: pd.DataFrame, as_json: bool) -> None:
    """A frame as a table for people, or as a JSON list of records with ISO dates and null."""
    if as_json:
        print(frame.to_json(orient="records", date_format="iso", date_unit="s", indent=2, force_ascii=False))
        return
    for column in frame.select_dtypes("datetime"):
        if (frame[column].dropna() == frame[column].dropna().dt.normalize()).all():
            frame = frame.assign(**{str(column): frame[column].dt.strftime("%Y-%m-%d")})
    print(frame.to_string(index=False, na_rep="", float_format=number) if len(frame) else "no rows")


def number(value: Any) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"
