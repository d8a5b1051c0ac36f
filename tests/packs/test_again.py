"""Old packs: made again from their manifest, set against each other, and the picture of a revision triangle."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from migration_stats.cli import main
from migration_stats.errors import PackError
from migration_stats.packs.build import declared_charts
from migration_stats.packs.pack import Request, inputs_apart, make_pack, read_manifest, reproduce
from migration_stats.project import Project
from migration_stats.refresh import refresh
from migration_stats.steps import quiet_step
from migration_stats.warehouse import open_database

PAGE_ONLY = ("html", "png")  # other formats are tested where they are read back
YEARS = (2018, 2019, 2020)
OLD, NEW = date(2019, 6, 1), date(2020, 6, 1)


@pytest.fixture(scope="module")
def packs(built: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("packs")
    made = []
    for name, day in (("old", OLD), ("new", NEW)):
        make_pack(built, Request(YEARS, day, ("en",), PAGE_ONLY), folder / name, quiet_step)
        made.append(folder / name)
    return made[0], made[1]


def test_a_pack_is_made_again_with_the_same_hashes(
    built: Project, packs: tuple[Path, Path], tmp_path: Path
) -> None:
    made = reproduce(built, packs[0], tmp_path / "again", quiet_step)
    assert (made.others, made.changed) == ((), ())
    old, new = read_manifest(packs[0]), read_manifest(tmp_path / "again")
    assert old["outputs"] == new["outputs"]
    assert len(old["outputs"]) > 5


def test_a_release_that_is_gone_is_named(built: Project, packs: tuple[Path, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(packs[0], broken)
    manifest = json.loads((broken / "manifest.json").read_text("utf-8"))
    manifest["inputs"]["frontex_detections/2018-02.csv"] = "ab" * 32
    (broken / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(PackError, match=r"no longer frontex_detections/2018-02\.csv \(sha256 abababababab"):
        reproduce(built, broken, tmp_path / "again", quiet_step)
    assert not (tmp_path / "again").exists()


def test_a_release_that_came_since_is_named(built: Project, packs: tuple[Path, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(packs[0], broken)
    manifest = json.loads((broken / "manifest.json").read_text("utf-8"))
    del manifest["inputs"]["frontex_detections/2019-02.csv"]
    (broken / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(
        PackError, match=r"since then came frontex_detections/2019-02\.csv, published by 2019-06-01"
    ):
        reproduce(built, broken, tmp_path / "again", quiet_step)


def test_another_code_or_output_is_told(
    built: Project,
    packs: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    other = tmp_path / "other"
    shutil.copytree(packs[0], other)
    manifest = json.loads((other / "manifest.json").read_text("utf-8"))
    manifest["code_sha256"] = "cd" * 32
    manifest["outputs"]["data/eu_returns.csv"] = "ef" * 32
    (other / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert main(["pack", "--again", str(other)]) == 1
    said = capsys.readouterr().out
    assert "1 outputs differ: data/eu_returns.csv" in said
    assert "but another code_sha256 than the manifest names" in said
    assert main(["pack", "--again", str(packs[0]), "--out", str(tmp_path / "same"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["same"] is True
    assert main(["pack", "--again", str(tmp_path)]) == 1
    assert "no manifest of a pack can be read there" in capsys.readouterr().err


def test_what_changed_between_two_packs(
    built: Project,
    packs: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The Frontex edition of March 2020 stands between them: 2018 from 150,114 to 149,117."""
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    asked = [
        "revisions",
        "--from",
        str(packs[0]),
        "--to",
        str(packs[1]),
        "--of",
        "frontex_detections",
        "--json",
    ]
    assert main(asked) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {
        (row["partner"], row["value_before"], row["value_after"]) for row in rows if row["kind"] == "revision"
    } == {
        ("all_routes", 150_114, 149_117), ("western_african", 1_531, 1_323), ("western_mediterranean", 57_034, 56_245),
    }  # fmt: skip


def test_a_release_that_came_late_counts_as_new_between_packs_of_one_day(
    small: Callable[..., Project],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two packs as of one day; the second has a release that was stored only after the first was made."""
    project = small("frontex_detections")
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    refresh(project, step=quiet_step)
    manifest = {
        "as_of": NEW.isoformat(),
        "years": [2018],
        "languages": ["en"],
        "formats": ["html"],
        "outputs": {},
        "since": "2019-06-01",
    }
    with open_database(project) as con:
        _, every = inputs_apart(con, {**manifest, "inputs": {}})
        first = {
            "frontex_detections/2019-02.csv": con.execute(
                "select snapshot_sha256 from releases where file = '2019-02.csv'"
            ).fetchall()[0][0]
        }
        missing, late = inputs_apart(con, {**manifest, "inputs": first})
    assert (missing, len(every), len(late)) == ([], 2, 1)
    (tmp_path / "before.json").write_text(json.dumps({**manifest, "inputs": first}), "utf-8")
    assert main(["revisions", "--from", str(tmp_path / "before.json"), "--to", NEW.isoformat()]) == 0
    assert "from 150,114 to 149,117" in capsys.readouterr().out
    gone = {**manifest, "inputs": {"frontex_detections/1999.csv": "ab" * 32}}
    (tmp_path / "gone.json").write_text(json.dumps(gone), "utf-8")
    assert main(["revisions", "--from", str(tmp_path / "gone.json")]) == 1
    assert "no longer frontex_detections/1999.csv" in capsys.readouterr().err


TRIANGLES = [
    (["frontex_detections", "detections", "EU_EXTERNAL", "--partner", "all_routes"], "149,117"),
    (["unhcr_asylum_applications", "asylum_applications", "NLD", "--years", "2020-2023"], "14,184"),
    (["eurostat_enforcement", "ordered_to_leave", "NL"], "25,310"),
    (["nl_housing_targets", "housing_target", "NLD", "--years", "2019-2021"], "11,000"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "printed"), TRIANGLES)
def test_a_revision_triangle_is_a_table_and_a_picture(
    built: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    asked: list[str], printed: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    picture = tmp_path / "triangle.png"
    assert main(["triangle", *asked, "--png", str(picture), "--lang", "nl"]) == 0
    assert printed in capsys.readouterr().out
    assert picture.read_bytes().startswith(b"\x89PNG")
    again = tmp_path / "again.png"
    assert main(["triangle", *asked, "--png", str(again), "--lang", "nl"]) == 0
    assert again.read_bytes() == picture.read_bytes()


def test_a_triangle_without_room_or_years_says_so(
    built: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    file = str(tmp_path / "x.png")
    assert main(["triangle", "coa_occupancy", "reception_occupancy", "NLD", "--png", file]) == 1
    assert "a series of frequency D has no years to draw" in capsys.readouterr().err
    assert (
        main(
            [
                "triangle",
                "unhcr_mediterranean_arrivals",
                "arrivals",
                "ITA",
                "--years",
                "2014-2018",
                "--png",
                file,
            ]
        )
        == 1
    )
    assert "overlaps" in capsys.readouterr().err
    assert not Path(file).exists()


def test_the_triangle_marks_what_changed_and_nothing_else(
    con: duckdb.DuckDBPyConnection, built: Project
) -> None:
    from migration_stats.charts.chart import put_into_words
    from migration_stats.charts.drawing import draw
    from migration_stats.charts.spec import make_figure
    from migration_stats.language import language
    from migration_stats.packs.build import load_labels

    (spec,) = [each for each in declared_charts(built) if each.id == "detections_revisions"]
    figure = make_figure(spec, con, range(2015, 2021), date(2026, 6, 12))
    assert figure is not None
    assert figure.headline(language("en")) == "1 of 6 periods got another value after their first release"
    chart = put_into_words(figure, language("en"), 7, load_labels(built, con))
    canvas = draw(chart, "wide")
    assert [patch.get_width() for axes in canvas.axes for patch in axes.patches] == [0.94]
    texts = [text.get_text() for axes in canvas.axes for text in axes.texts]
    assert texts.count("149,117") == 2
    assert texts.count("150,114") == 1
    assert chart.rows[0] == ("2019-02-28", "1,822,177", "511,146", "204,750", "150,114", "", "")
