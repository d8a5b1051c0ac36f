"""CBS StatLine as text: data sets with codes, with labels, the old StatWeb, and a table's metadata.

Codes are padded on the right, values on the left. '.' is unknown, an empty cell cannot occur. A year with
an asterisk is provisional (flag p), in label exports; codes say it in the metadata only.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from migration_stats.errors import LayoutError
from migration_stats.publishers.containers import Sheet, csv_records, padded
from migration_stats.publishers.table import (
    TOPIC,
    Table,
    frame_of,
    make_cells,
    named,
    odd_values,
    periods,
    plain_numbers,
    unpivot,
)

TIME = ("Perioden", "Perioden ", "Periods")
TOPIC_KEY = r".*_\d+$"
DAY = r"(\d\d)-(\d\d)-(\d{4})"


def statline_values(values: pd.Series) -> pd.Series:
    """Values without their padding; an empty one cannot occur, as StatLine's legend says."""
    plain = values.str.strip()
    return plain.where(plain != "", "cannot occur")


def read_untyped(text: str, encoding: str) -> Table:
    """UntypedDataSet CSV: ID, dimensions by code, topics whose names end in their number."""
    records, lines = csv_records(text, ";")
    header = named(records[0])
    frame = frame_of(header, records[1:], lines[1:])
    topics = [name for name in header if re.fullmatch(TOPIC_KEY, name)]
    dimensions = [name for name in header if name not in topics and name not in ("ID", *TIME)]
    if "Perioden" not in header or not topics:
        raise LayoutError(
            "no column Perioden, or no topic whose name ends in its number; the table has changed"
        )
    for name in dimensions:
        frame[name] = frame[name].str.strip()
    cells = unpivot(frame, ["Perioden", *dimensions], topics, TOPIC)
    return finished("", "UntypedDataSet CSV", cells, (*dimensions, TOPIC), encoding)


def read_labels(text: str, encoding: str) -> Table:
    """Label CSV: decimal comma, years with *, with or without a title, merged headings and a footer."""
    records, lines = csv_records(text, ";")
    start = next((at for at, record in enumerate(records) if set(record) & set(TIME)), None)
    if start is None:
        raise LayoutError("no row with the column Perioden")
    header = [cell.strip() for cell in records[start]]
    time = next(at for at, cell in enumerate(header) if cell in ("Perioden", "Periods"))
    end = time + 1
    oddities = []
    if start:  # merged headings above: topics above, their units in the row of the dimensions
        above = padded([records[start - 1]], len(header))[0]
        units = header[end:]
        header = [*header[:end], *(f"{name} ({unit})" for name, unit in zip(above[end:], units, strict=True))]
    title = records[0][0] if start and len(records[0]) == 1 else ""
    body, at = records[start + 1 :], lines[start + 1 :]
    if body and len(body[-1]) == 1:
        oddities.append(f"the file ends in '{body[-1][0].strip()}'")
        body, at = body[:-1], at[:-1]
    elif start:
        raise LayoutError("the line with the source at the end is not there: the file was cut short")
    header = named(header)
    frame = frame_of(header, body, at)
    dimensions = [name for name in header[:end] if name != header[time]]
    cells = unpivot(
        frame.rename(columns={header[time]: "Perioden"}), ["Perioden", *dimensions], header[end:], TOPIC
    )
    cells["value"] = plain_numbers(cells["value"].str.strip(), decimal=",")
    return finished(title, "label CSV", cells, (*dimensions, TOPIC), encoding, oddities)


def read_statweb(text: str, encoding: str) -> Table:
    """Old StatWeb CSV: dimensions down, months across with the totals of their years among them."""
    records, lines = csv_records(text, ";")
    if len(records) < 4 or len(records[0]) != 1:
        raise LayoutError("no title above and source below the table: the file was cut short")
    if len(records[-1]) != 1 or "Centraal Bureau voor de Statistiek" not in records[-1][0]:
        raise LayoutError("the line with the source at the end is not there: the file was cut short")
    header = named(re.sub(r"\s+", " ", name) for name in records[1])
    frame = frame_of(header, records[2:-1], lines[2:-1])
    if "Perioden" not in header:
        raise LayoutError("no column Perioden between the dimensions and the months; the table has changed")
    at = header.index("Perioden")
    frame = frame.rename(columns={"Perioden": "Eenheid"})
    dimensions = [*header[:at], "Eenheid"]
    cells = unpivot(frame, dimensions, header[at + 1 :], "Perioden")
    years = {name for name in header[at + 1 :] if re.fullmatch(r"\d{4}\*?", name)}
    oddities = [f"totals of a year stand among its months: {', '.join(sorted(years))}"] if years else []
    cells["value"] = plain_numbers(cells["value"].str.strip(), decimal=",")
    made = finished(records[0][0], "StatWeb CSV", cells, tuple(dimensions), encoding, oddities)
    day = re.search(DAY, records[-1][0])
    return replace(made, updated="-".join(reversed(day.groups())) if day else "")


def read_metadata(text: str, encoding: str) -> Table:
    """A table's metadata: sections under each other, and the boundary changes that regions tell in words.

    One cell per field; a boundary change is a cell of section 'boundary_changes' with its day as the period,
    what happened as the topic and the other municipality's code as the value.
    """
    records, lines = csv_records(text, ";")
    cells: list[tuple[int, str, str, str, str, str, str]] = []
    header: list[str] = []
    section = dataset = updated = ""
    for record, line in zip(records, lines, strict=True):
        if len(record) == 1:
            section, header = record[0].strip(), []
        elif not header:
            header = named(record)
        elif len(record) != len(header):
            raise LayoutError(f"line {line} has {len(record)} cells, section {section} has {len(header)}")
        else:
            fields = dict(zip(header, record, strict=True))
            code = (fields.get("Key") or fields.get("ID") or record[0]).strip()
            if section == "TableInfos":
                dataset, updated = fields.get("Identifier", ""), fields.get("Modified", "")[:10]
            cells += [
                (line, name, "", value.strip() or "blank", section, code, name)
                for name, value in fields.items()
            ]
            cells += [
                (line, "Description", day, other, "boundary_changes", code, what)
                for day, what, other in boundary_changes(fields.get("Description", ""))
            ]
    if not cells or "TableInfos" not in {cell[4] for cell in cells}:
        raise LayoutError("no section TableInfos with a row; the file was cut short")
    names = ["row", "place", "period", "value", "section", "code", TOPIC]
    frame = make_cells(pd.DataFrame(cells, columns=names).astype(dict.fromkeys(names[1:], "str")))
    changes = int((frame["section"] == "boundary_changes").sum())
    told = (f"{changes} boundary changes told in words",) if changes else ()
    dimensions = ("section", "code", TOPIC)
    return Table("CBS", dataset, "metadata CSV", frame, dimensions, encoding, updated, told, register=True)


CHANGE = re.compile(
    rf"(?P<what>[A-Z][a-z ]+?) per {DAY},\s*(?P<way>[a-z ]+):"
    r"(?P<rest>.*?)(?=\n[A-Z][a-z ]+ per |\nBegindatum|\Z)",
    re.S,
)


def boundary_changes(description: str) -> list[tuple[str, str, str]]:
    """Day, what happened and the other code: 'Opgeheven per 01-01-2019, overgegaan naar: - X (GM1960)'."""
    found = []
    for match in CHANGE.finditer(description):
        what, day, month, year, way, rest = match.groups()
        for other in re.findall(
            r"\((GM\d{4})\)", "\n".join(line for line in rest.split("\n") if not line.startswith("..."))
        ):
            found.append((f"{year}-{month}-{day}", f"{what.strip()}, {way.strip()}", other))
    return found


def read_register(sheets: list[Sheet]) -> Table:
    """A list of municipalities with codes and names, as CBS publishes it each year (xls or xlsx)."""
    sheet = sheets[0]
    header = named(sheet.rows[0])
    key = next((name for name in header if name.endswith("codeGM")), None)
    if key is None:
        raise LayoutError("no column with the code of the municipality (GemeentecodeGM)")
    rows = [row for row in padded(sheet.rows[1:], len(header)) if any(row)]
    frame = frame_of(header, rows, range(2, len(rows) + 2))
    wide = [name for name in header if name != key]
    cells = unpivot(frame, [key], wide, TOPIC)
    cells["value"] = cells["value"].str.strip().where(cells["value"].str.strip() != "", "blank")
    bad = cells[~cells[key].str.fullmatch(r"GM\d{4}\s*")]
    oddities = [f"'{bad[key].iloc[0]}' is no code of a municipality"] if len(bad) else []
    if len(sheets) > 1:
        oddities.append(
            f"sheets beside the first are not read: {', '.join(each.name for each in sheets[1:])}"
        )
    return Table("CBS", "gemeenten_alfabetisch", "municipality list", make_cells(cells), (key, TOPIC),
                 oddities=tuple(oddities), register=True)  # fmt: skip


def finished(
    dataset: str, layout: str, cells: pd.DataFrame, dimensions: tuple[str, ...], encoding: str,
    oddities: list[str] | None = None,
) -> Table:  # fmt: skip
    """A StatLine table: periods read, provisional ones flagged, values without padding."""
    when = cells.pop("Perioden").str.strip()
    provisional = when.str.endswith("*")
    cells = cells.assign(
        period=periods(when),
        flag=pd.Series("p", index=cells.index).where(provisional, ""),
        value=statline_values(cells["value"]),
    )
    frame = make_cells(cells)
    found = [*(oddities or []), *odd_values(frame)]
    unread = [text for text in frame["period"].unique() if not re.match(r"\d{4}(-|$)", text)]
    if unread:
        found.append(f"periods whose length their code does not say: {', '.join(unread[:5])}")
    return Table("CBS", dataset, layout, frame, dimensions, encoding, oddities=tuple(found))
