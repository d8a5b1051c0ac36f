"""The documents of a pack, opened with other libraries than wrote them: PDF, deck, workbooks, pictures."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pypdf
import pytest
from pptx import Presentation
from pptx.slide import Slide

from migration_stats.errors import PackError
from migration_stats.packs.pack import FORMATS, Pack, Request, make_pack, newest_release, parse_formats
from migration_stats.project import Project
from migration_stats.steps import quiet_step

YEARS = (2018, 2019, 2020)
NO_NATIVE = {"detections_revisions", "returns_revisions"}  # releases by period: a table on the slide


@pytest.fixture(scope="module")
def pack(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    request = Request(YEARS, newest_release(built), ("nl", "en"))
    return make_pack(built, request, tmp_path_factory.mktemp("whole") / "pack", quiet_step)


def charts(pack: Pack) -> dict[str, dict[str, str]]:
    return dict(json.loads((pack.folder / "manifest.json").read_text("utf-8"))["charts"])


def rows(pack: Pack, chart_id: str) -> list[dict[str, str]]:
    with (pack.folder / "data" / f"{chart_id}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(row: dict[str, str]) -> Iterator[float]:
    yield from (float(row[name]) for name in ("value", "value_low", "value_high") if row[name])


def test_every_chart_has_every_format(pack: Pack) -> None:
    made = charts(pack)
    assert len(made) == 20 >= 16
    expected = {f"index.{code}.html" for code in ("nl", "en")} | {"manifest.json", "data/changes.csv"}
    expected |= {f"pack.{code}.{kind}" for code in ("nl", "en") for kind in ("pdf", "pptx", "xlsx")}
    for chart_id in made:
        expected.add(f"data/{chart_id}.csv")
        for code in ("nl", "en"):
            expected |= {f"charts/{chart_id}.{code}.{kind}" for kind in ("png", "svg")}
            expected.add(f"data/{chart_id}.{code}.xlsx")
    assert {
        str(file.relative_to(pack.folder)) for file in pack.folder.rglob("*") if file.is_file()
    } == expected


def test_it_is_the_same_anywhere(pack: Pack, built: Project, tmp_path: Path) -> None:
    """Another process, folder, time zone, locale and hash seed, with nothing kept of what was drawn."""
    shutil.rmtree(built.build / ".drawn")
    code = "import sys; from migration_stats.cli import main; sys.exit(main(sys.argv[1:]))"
    environment = {
        **os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "1",
        "MIGRATION_STATS_PROJECT": str(built.root),
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "-c", code, "pack", "--out", str(tmp_path / "again")],
        env=environment,
        check=True,
        capture_output=True,
    )
    for file in sorted(pack.folder.rglob("*")):
        name = file.relative_to(pack.folder)
        assert file.is_dir() or (tmp_path / "again" / name).read_bytes() == file.read_bytes(), name


def test_what_was_drawn_before_is_used_again(pack: Pack, built: Project, tmp_path: Path) -> None:
    kept = {file: file.stat().st_ino for file in (built.build / ".drawn").glob("*.json")}
    assert len(kept) >= 2 * 20
    request = Request(YEARS, newest_release(built), ("nl", "en"), ("png",))
    again = make_pack(built, request, tmp_path / "pack", quiet_step)
    assert {file: file.stat().st_ino for file in (built.build / ".drawn").glob("*.json")} == kept
    for picture in (again.folder / "charts").iterdir():
        assert picture.read_bytes() == (pack.folder / "charts" / picture.name).read_bytes()


def test_only_the_formats_asked_for(built: Project, tmp_path: Path) -> None:
    request = Request((2019,), newest_release(built), ("en",), parse_formats("svg, xlsx"))
    made = make_pack(built, request, tmp_path / "pack", quiet_step)
    kinds = {file.suffix for file in made.folder.rglob("*") if file.is_file()}
    assert kinds == {".svg", ".xlsx", ".csv", ".json"}
    assert parse_formats("pdf,html") == ("html", "pdf")
    with pytest.raises(PackError, match="format 'docx' is none of html, pdf, pptx, xlsx, png, svg"):
        parse_formats("html,docx")
    assert set(FORMATS) == {"html", "pdf", "pptx", "xlsx", "png", "svg"}


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_pdf_is_tagged_and_says_what_its_pictures_show(pack: Pack, code: str) -> None:
    reader = pypdf.PdfReader(pack.folder / f"pack.{code}.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == code
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    found = list(tags(root["/StructTreeRoot"]["/K"]))
    figures = [alt for tag, alt in found if tag == "/Figure"]
    assert len(figures) == len(charts(pack))
    for alt, titles in zip(figures, charts(pack).values(), strict=True):
        assert titles[code] in alt
        assert 80 <= len(alt) <= 600
    assert {"/Table", "/TH", "/TD", "/H1", "/H2", "/L", "/Link"} <= {tag for tag, _ in found}
    text = "\n".join(page.extract_text() for page in reader.pages)
    for titles in charts(pack).values():
        assert "".join(titles[code].split()) in "".join(text.split())


def tags(node: object) -> Iterator[tuple[str, str]]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]), str(node.get("/Alt", ""))
        if "/K" in node:
            yield from tags(node["/K"])


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_deck_has_native_charts_of_the_same_figures(pack: Pack, code: str) -> None:
    """Every value in a native chart is one of the chart's CSV; every slide has its title, source and notes."""
    deck = Presentation(str(pack.folder / f"pack.{code}.pptx"))
    made = charts(pack)
    assert len(deck.slides) == 1 + len(made)
    for slide, (chart_id, titles) in zip(list(deck.slides)[1:], made.items(), strict=True):
        assert slide.shapes.title is not None and slide.shapes.title.text_frame.text == titles[code]
        assert not any(shape.shape_type == 13 for shape in slide.shapes)  # no picture stands for a chart
        words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert ("Bron: " if code == "nl" else "Source: ") in words
        assert slide.notes_slide.notes_text_frame is not None
        assert titles[code] in slide.notes_slide.notes_text_frame.text
        published = {number for row in rows(pack, chart_id) for number in numbers(row)}
        drawn = list(native_values(slide))
        assert bool(drawn) == (chart_id not in NO_NATIVE)
        assert set(drawn) <= published, chart_id
        assert 0 not in drawn or 0 in published  # what is missing is no 0
        if chart_id in NO_NATIVE:
            assert any(shape.has_table for shape in slide.shapes)


def native_values(slide: Slide) -> Iterator[float]:
    """The values that PowerPoint would show, and the same from the workbook that it would open to edit."""
    for shape in slide.shapes:
        if not shape.has_chart:
            continue
        shown = [
            value for plot in shape.chart.plots for series in plot.series for value in series.values
            if value is not None
        ]  # fmt: skip
        book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        kept = [cell.value for row in book.active.iter_rows(min_row=2, min_col=2) for cell in row]
        assert sorted(value for value in kept if value is not None) == sorted(shown)
        yield from shown


def test_a_deck_writes_numbers_in_its_own_language(pack: Pack) -> None:
    for code, group in (("nl", "."), ("en", ",")):
        deck = Presentation(str(pack.folder / f"pack.{code}.pptx"))
        slide = deck.slides[1 + list(charts(pack)).index("eu_turkey_statement")]
        labels = [
            point.data_label.text_frame.text
            for shape in slide.shapes if shape.has_chart
            for series in shape.chart.plots[0].series
            for point, value in zip((series.points[i] for i in range(3)), series.values, strict=True)
            if value is not None
        ]  # fmt: skip
        approximate = "ca." if code == "nl" else "c."
        assert labels == [
            f"50{group}789†", f"{approximate} 76{group}000", f"< 18{group}000", f"7{group}020",
            f"{approximate} 2{group}300", "322", "189",
        ]  # fmt: skip


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_workbook_keeps_the_rules_for_spreadsheets(pack: Pack, code: str) -> None:
    book = openpyxl.load_workbook(pack.folder / f"pack.{code}.xlsx")
    made = charts(pack)
    contents, notes, *sheets = book.worksheets
    assert [contents.title, notes.title] == (["Inhoud", "Noten"] if code == "nl" else ["Contents", "Notes"])
    assert len(sheets) == len(made)
    assert book.properties.title
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert len(sheet.tables) == 1
        (table,) = sheet.tables.values()
        last = openpyxl.utils.range_boundaries(table.ref)[3]
        assert sheet.max_row == last
        assert all(sheet.cell(row, 1).value not in (None, "") for row in range(1, last + 1))  # no blank row
    linked = {
        cell.hyperlink.location.split("!")[0].strip("'")
        for row in contents.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert linked == {sheet.title for sheet in sheets}
    said = [str(row[0].value) for row in notes.iter_rows(min_row=4)]
    assert "[x]" in said
    for sheet, (chart_id, titles) in zip(sheets, made.items(), strict=True):
        assert titles[code] in sheet["A1"].value
        values = [row[2] for row in sheet.iter_rows(min_row=8, values_only=True)]
        published = [float(row["value"]) for row in rows(pack, chart_id) if row["value"]]
        assert sorted(value for value in values if isinstance(value, (int, float))) == sorted(published)
        assert all(isinstance(value, (int, float)) or value in ("[x]", None) for value in values)


def test_a_chart_has_a_workbook_of_its_own_with_qualifiers_and_the_way_back(pack: Pack) -> None:
    book = openpyxl.load_workbook(pack.folder / "data" / "eu_turkey_statement.en.xlsx")
    assert [sheet.title for sheet in book.worksheets] == ["Notes", "Figure_5"]
    found = {(row[0], row[1]): row[2:] for row in book["Figure_5"].iter_rows(min_row=8, values_only=True)}
    assert found["Arrivals from Türkiye", "2019"][0:4] == (76000, None, None, "about")
    assert found["Arrivals from Türkiye", "2020"][0:4] == (18000, None, None, "fewer than")
    assert found["Returned, Greece to Türkiye", "2020"][0] == "[x]"
    assert "section" in found["Arrivals from Türkiye", "2019"][7]


def test_the_svg_says_what_was_drawn(pack: Pack) -> None:
    """The texts of the picture are those of the cells: nothing rounds them on the way to the file."""
    root = ET.parse(pack.folder / "charts" / "nl_housing_target.nl.svg").getroot()
    texts = ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"13.500‡", "11.000", "5.500‡", "8.000ᶠ", "was 13.500ᶠ"} <= set(texts)
    assert root.get("width") and root.get("role") == "img"
