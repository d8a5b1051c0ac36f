"""Words, numbers and the lint: each rule by a chart that is broken on purpose."""

from __future__ import annotations

import dataclasses
import itertools
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from migration_stats.charts import drawing, marks, shapes, style
from migration_stats.charts.chart import Chart, Labels, put_into_words
from migration_stats.charts.lint import lint
from migration_stats.charts.spec import MARK_NAMES, load_spec, make_figure, years_label
from migration_stats.errors import NoRoomError, PackError
from migration_stats.language import LANGUAGES, language
from migration_stats.warehouse import query

ROOT = Path(__file__).parents[2]
HOUSE = style.load_house(ROOT / "reports" / "house.toml")
WORDS = ROOT / "src" / "migration_stats" / "words"


def chart(con: duckdb.DuckDBPyConnection, chart_id: str, code: str = "en") -> Chart:
    labels = Labels(
        query(con, "select source_id, citation, licence_en, licence_nl from sources"),
        query(con, "select * from flags"),
        HOUSE,
    )
    figure = make_figure(
        load_spec(ROOT / "reports" / "charts" / chart_id), con, (2018, 2019, 2020), date(2026, 6, 12)
    )
    assert figure is not None
    return put_into_words(figure, language(code), 1, labels)


def test_numbers_follow_the_language() -> None:
    dutch, english = language("nl"), language("en")
    assert [lang.number(1_234_567.25, 1) for lang in (dutch, english)] == ["1.234.567,3", "1,234,567.3"]
    assert english.number(2.5) == "3"  # half up, not to even
    assert english.number(-0.4) == "0"
    assert english.number(-1234) == "−1,234"  # a true minus
    assert [lang.day(date(2021, 3, 1)) for lang in (dutch, english)] == ["1 maart 2021", "1 March 2021"]
    assert [lang.period("2019-H2") for lang in (dutch, english)] == ["2019, 2e helft", "2019, half 2"]
    assert [lang.period("2020-04") for lang in (dutch, english)] == ["april 2020", "April 2020"]


def test_both_languages_have_the_same_words_with_the_same_holes() -> None:
    def keys(code: str) -> dict[str, list[str]]:
        table = tomllib.loads((WORDS / f"{code}.toml").read_text("utf-8"))
        return {
            f"{section}.{name}": sorted(part.split("}")[0] for part in str(text).split("{")[1:])
            for section, texts in table.items()
            for name, text in texts.items()
        }

    assert {path.stem for path in WORDS.glob("*.toml")} == set(LANGUAGES)
    assert keys("nl") == keys("en")


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(PackError, match=r"words/en\.toml: no text page\.farewell"):
        language("en").say("page.farewell")


def test_years_are_labelled_without_claiming_years_between() -> None:
    assert years_label([2018, 2019, 2020]) == "2018–2020"
    assert years_label([2016]) == "2016"
    assert years_label([2023, 2019, 2021, 2018]) == "2018–2019, 2021, 2023"


def test_the_palette_can_be_read() -> None:
    palette = HOUSE.palette
    for colour in (palette.primary, palette.highlight, palette.secondary, palette.neutral):
        assert style.contrast(colour) >= 3
    for colour in (style.INK, style.MUTED, palette.primary, palette.highlight):
        assert style.contrast(colour) >= 4.5
    assert round(style.contrast("#000000"), 1) == 21


def test_every_declared_mark_is_there() -> None:
    assert set(marks.MARKS) == set(MARK_NAMES)


def bars(canvas: Canvas) -> Iterator[Rectangle]:
    for axes in canvas.axes:
        for patch in axes.patches:
            if isinstance(patch, Rectangle) and patch.get_height() > 0:
                yield patch


def test_a_bound_is_a_dashed_outline_and_about_is_written(con: duckdb.DuckDBPyConnection) -> None:
    made = chart(con, "eu_turkey_statement")
    canvas = drawing.draw(made, form="wide")
    drawn = {bar.get_height(): bar for bar in bars(canvas)}
    assert sorted(drawn) == [189, 322, 2300, 7020, 18000, 50789, 76000]
    assert drawn[18000].get_linestyle() not in ("-", "solid")
    assert to_hex(drawn[18000].get_facecolor()).upper() == style.PALE
    assert drawn[76000].get_linestyle() in ("-", "solid")
    texts = [text.get_text() for axes in canvas.axes for text in axes.texts]
    assert {"c. 76,000", "< 18,000", "c. 2,300"} <= set(texts)
    assert texts.count("no figure") == 2
    assert "‘c.’ (about)" in made.notes[0]


def test_a_forecast_is_hatched_and_a_replaced_value_stays_to_be_seen(con: duckdb.DuckDBPyConnection) -> None:
    canvas = drawing.draw(chart(con, "nl_housing_target"), form="wide")
    by_height: dict[float, list[Rectangle]] = {}
    for bar in bars(canvas):
        by_height.setdefault(bar.get_height(), []).append(bar)
    assert [bar.get_hatch() for bar in by_height[8000] if bar.get_hatch()] == ["////"]  # 2018-H2, forecast
    outlines = sorted(bar.get_height() for bar in bars(canvas) if bar.get_facecolor()[3] == 0)
    assert outlines == [6000, 8000, 13500]
    assert by_height[11000][0].get_hatch() is None


def test_colour_is_not_the_only_difference_between_years(con: duckdb.DuckDBPyConnection) -> None:
    (axes,) = drawing.draw(chart(con, "detections_by_month"), form="wide").axes
    aprils, widths = {}, {}
    for line in axes.lines:  # one line from month to month: the one that begins in April
        widths.setdefault(line.get_gid(), set()).add(line.get_linewidth())
        if list(line.get_xdata()) == [3, 4]:
            aprils[line.get_gid()] = line.get_ydata()[0]
    assert widths == {"2018": {1.5}, "2019": {2.0}, "2020": {2.8}}
    assert aprils == {"2018": 12693, "2019": 6361, "2020": 1470}  # of the file


Break = Callable[[Canvas, Axes], Any]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda canvas, axes: axes.legend(["a"]), "a legend box"),
        (lambda canvas, axes: axes.set_ylim(10, 80000), "begins at 10"),
        (lambda canvas, axes: canvas.add_axes(axes.get_position().bounds), "two scales on one panel"),
        (lambda canvas, axes: axes.text(0, 0, "tiny", size=5), "'tiny' is 5.0 pt"),
        (lambda canvas, axes: axes.text(0, 0, "up", rotation=90), "'up' is rotated"),
        (lambda canvas, axes: axes.text(0.5, 40000, "pale", color="#CCCCCC"), "'pale' has a contrast below"),
    ],
)  # fmt: skip
def test_the_lint_finds_a_broken_drawing(con: duckdb.DuckDBPyConnection, damage: Break, words: str) -> None:
    made = chart(con, "eu_turkey_statement")
    canvas = drawing.draw(made, form="wide")
    lint(canvas, made)
    with style.styled(HOUSE, "test"):
        damage(canvas, canvas.axes[0])
        with pytest.raises(PackError, match=words):
            lint(canvas, made)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda canvas, axes: axes.annotate("far away", (0, 0), (-200, 0), textcoords="offset points"), "runs out"),
        (lambda canvas, axes: axes.text(0.5, 60000, "on the c.", ha="center") and axes.text(0.5, 60000, "on it", ha="center"), "overlaps"),
    ],
)  # fmt: skip
def test_the_lint_finds_a_lack_of_room(con: duckdb.DuckDBPyConnection, damage: Break, words: str) -> None:
    made = chart(con, "eu_turkey_statement")
    canvas = drawing.draw(made, form="wide")
    with style.styled(HOUSE, "test"):
        damage(canvas, canvas.axes[0])
        with pytest.raises(NoRoomError, match=words):
            lint(canvas, made)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "One " * 16}, "the title has 16 words, 15 at most"),
        ({"title": "Detections fell."}, "ends in a full stop"),
        ({"alt": "A chart."}, "the alt text has 8 characters, 80 to 600"),
        ({"subtitle": "Detections"}, "the subtitle names no period"),
    ],
)
def test_the_lint_finds_broken_words(
    con: duckdb.DuckDBPyConnection, change: dict[str, str], words: str
) -> None:
    made = chart(con, "eu_turkey_statement")
    canvas = drawing.draw(made, form="wide")
    with pytest.raises(PackError, match=words):
        lint(canvas, dataclasses.replace(made, **change))


def test_labels_are_moved_apart_and_keep_their_order() -> None:
    moved = shapes.spread([10, 11, 12, 100], gap=10, low=5)
    assert moved[3] == 100
    assert moved[:3] == sorted(moved[:3])
    assert all(b - a >= 10 - 1e-9 for a, b in itertools.pairwise(moved))
    assert min(moved) >= 5
