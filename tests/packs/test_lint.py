"""Each rule of the chart standard by a drawing that is broken on purpose: the lint must name it."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from matplotlib.figure import Figure as Canvas

from migration_stats.charts import drawing, style
from migration_stats.charts.chart import Chart, Labels, put_into_words
from migration_stats.charts.lint import lint
from migration_stats.charts.spec import load_spec, make_figure
from migration_stats.errors import CatalogueError, PackError
from migration_stats.language import language
from migration_stats.warehouse import query

ROOT = Path(__file__).parents[2]
CHARTS = ROOT / "reports" / "charts"
YEARS = (2018, 2019, 2020)


def chart(
    con: duckdb.DuckDBPyConnection, chart_id: str, years: tuple[int, ...] = YEARS, code: str = "en"
) -> Chart:
    labels = Labels(
        query(con, "select source_id, citation, licence_en, licence_nl from sources"),
        query(con, "select * from flags"),
        style.load_house(ROOT / "reports" / "house.toml"),
    )
    figure = make_figure(load_spec(CHARTS / chart_id), con, years, date(2026, 6, 12))
    assert figure is not None
    return put_into_words(figure, language(code), 1, labels)


def artist(canvas: Canvas, gid: str) -> Any:
    """The bar or line that draws a cell."""
    every = [each for axes in canvas.axes for each in (*axes.patches, *axes.lines)]
    return next(each for each in every if each.get_gid() == gid)


def point(canvas: Canvas, series: str) -> Any:
    """The markers of a series."""
    lines = [line for axes in canvas.axes for line in axes.lines if line.get_gid() == series]
    return next(line for line in lines if line.get_linestyle() == "None")


def remove(canvas: Canvas, gid: str) -> None:
    for axes in canvas.axes:
        for each in [*axes.patches, *axes.lines]:
            if each.get_gid() == gid:
                each.remove()


Damage = Callable[[Canvas], Any]


@pytest.mark.parametrize(
    ("chart_id", "years", "damage", "words"),
    [
        ("nl_departures", YEARS, lambda canvas: artist(canvas, "departures_forced.2019").set_height(2700),
         "the bar departures_forced.2019 is 2700 long"),
        ("eu_turkey_statement", YEARS, lambda canvas: next(t for a in canvas.axes for t in a.texts if t.get_text() == "no figure").set_text(""),
         "2 values have no figure .* and 1 of them say so"),
        ("nl_departures", YEARS, lambda canvas: remove(canvas, "departures_forced.2019"),
         "departures_forced.2019 has a value and is not drawn"),
        ("nl_housing_target", YEARS, lambda canvas: artist(canvas, "housing_target.2018-H2").set_hatch(None),
         "the provisional housing_target.2018-H2 is not hatched"),
        ("eu_turkey_statement", YEARS, lambda canvas: artist(canvas, "arrivals_from_turkiye.2020").set_linestyle("-"),
         "the bound arrivals_from_turkiye.2020 is no dashed outline"),
        ("eu_turkey_statement", YEARS, lambda canvas: [t.set_text("") for a in canvas.axes for t in a.texts if t.get_text() == "no figure"],
         "2 values have no figure .* and 0 of them say so"),
        ("detections_by_route", YEARS, lambda canvas: point(canvas, "western_balkan").set_ydata([5_869, 15_152, 25_000]),
         "the line western_balkan has a point at 25000, which is no value of it"),
        ("detections_by_route", YEARS, lambda canvas: [
            line.set(linewidth=1.8, marker="o" if line.get_linestyle() == "None" else "", markersize=4.5)
            for line in canvas.axes[0].lines if line.get_gid() == "central_mediterranean"],
         "central_mediterranean differ in colour alone|and .*differ in colour alone"),
        ("nl_departures", YEARS, lambda canvas: artist(canvas, "departures_forced.2019").set_facecolor("#CFD8E5"),
         "departures_forced.2019 has a contrast below 3.0:1"),
        ("detections_by_month", YEARS, lambda canvas: canvas.axes[0].text(5, 100, "20,269‡"), "both value labels and an axis with grid lines"),
        ("sea_arrivals_by_month", YEARS, lambda canvas: remove(canvas, "no-figure-yet"), "months without a figure yet are not shaded"),
        ("sea_arrivals_by_month", YEARS, lambda canvas: canvas.axes[0].set_ylim(0, 99), "panels with a scale each"),
        ("eu_asylum_applicants", (2020, 2021), lambda canvas: remove(canvas, "break.2021"), "no line across at the break before 2021"),
        ("europe_resettlement", YEARS, lambda canvas: canvas.axes[0].set_xlim(100, 3300), "a bar's axis begins at 100, not at 0"),
        ("eu_asylum_tiles", YEARS, lambda canvas: canvas.axes[0].texts[0].set_color("#E8EEF5"), "has a contrast below 4.5:1"),
        ("nl_departures", YEARS, lambda canvas: canvas.axes[0].text(0.5, 1, "1.234"), "'1.234' has no number of this language"),
        ("nl_departures", YEARS, lambda canvas: canvas.axes[0].text(0.5, 1, "-12"), "'-12' has no number of this language"),
        ("nl_departures", YEARS, lambda canvas: canvas.axes[0].text(0.5, 1, "▮"), "the font Source Sans Pro has no '▮'"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Glyph")  # matplotlib's own warning of a letter that the font has not
def test_a_broken_drawing_is_named(
    con: duckdb.DuckDBPyConnection, chart_id: str, years: tuple[int, ...], damage: Damage, words: str
) -> None:
    made = chart(con, chart_id, years)
    canvas = drawing.draw(made, form="wide")
    lint(canvas, made)
    with style.styled(made.house, "test"):
        damage(canvas)
        with pytest.raises(PackError, match=words):
            lint(canvas, made)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "Effective Returns Fell While Decisions Rose"}, "the title is no sentence case"),
        ({"subtitle": "Departures 2018–2020"}, "does not name measure, area and period"),
        ({"subtitle": "Departures, Netherlands, 2018–2020"}, "does not say 'each panel has its own scale'"),
        ({"source": "Source: somebody."}, "the bottom line does not say the licence"),
        ({"rows": ()}, "no table of the same data"),
    ],
)
def test_broken_words_are_named(con: duckdb.DuckDBPyConnection, change: dict[str, Any], words: str) -> None:
    made = chart(con, "nl_departures")
    canvas = drawing.draw(made, form="wide")
    with pytest.raises(PackError, match=words):
        lint(canvas, dataclasses.replace(made, **change))


def test_a_sign_or_a_break_without_its_note_is_named(con: duckdb.DuckDBPyConnection) -> None:
    made = chart(con, "nl_housing_target")
    with pytest.raises(PackError, match=r"the sign . is not explained"):
        lint(drawing.draw(made, form="wide"), dataclasses.replace(made, notes=()))
    broken = chart(con, "eu_asylum_applicants", (2020, 2021))
    assert "before 2021 another definition applied (Regulation (EU) 2020/851" in " ".join(broken.notes)
    with pytest.raises(PackError, match="no note of the break before 2021"):
        lint(drawing.draw(broken, form="wide"), dataclasses.replace(broken, notes=()))


@pytest.mark.parametrize("text", ["title", "subtitle", "alt"])
def test_a_number_typed_in_a_text_is_refused(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "nl_departures"
    shutil.copytree(CHARTS / "nl_departures", folder)
    file = folder / "chart.toml"
    old = {"title": "Every year more", "subtitle": "Departures registered", "alt": "Three panels"}[text]
    file.write_text(file.read_text("utf-8").replace(old, f"{old} 9,660"), "utf-8")
    with pytest.raises(CatalogueError, match=r"chart\.toml: a number is typed in '.*9,660"):
        load_spec(folder)


def test_no_line_runs_across_a_break_or_a_gap(con: duckdb.DuckDBPyConnection) -> None:
    """2020 and 2021 are not joined; the break stands between them."""
    canvas = drawing.draw(chart(con, "eu_asylum_applicants", (2019, 2020, 2021)), form="wide")
    joints = {
        tuple(line.get_xdata())
        for line in canvas.axes[0].lines
        if line.get_gid() == "DE" and line.get_linestyle() != "None"
    }
    assert joints == {(0, 1)}
    assert artist(canvas, "break.2021").get_xdata()[0] == 1.5
