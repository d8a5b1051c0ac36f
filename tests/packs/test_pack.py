"""The yearly pack as a reader gets it: charts, pages, tables, CSVs, manifest; the same bytes every time."""

from __future__ import annotations

import csv
import hashlib
import html.parser
import json
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from migration_stats.errors import PackError
from migration_stats.packs.pack import Pack, Request, make_pack, newest_release, parse_years
from migration_stats.project import Project
from migration_stats.steps import quiet_step

PAGE_ONLY = ("html", "png")  # other formats are tested where they are read back
ROOT = Path(__file__).parents[2]
YEARS = (2018, 2019, 2020)
IDS = [
    "detections_by_route", "detections_by_month", "detections_by_route_month", "sea_arrivals_by_month",
    "eu_turkey_statement", "eu_asylum_applicants", "eu_asylum_tiles", "eu_returns", "eu_returned_tiles",
    "nl_departures", "nl_irregular_residents", "nl_asylum_resettlement", "nl_resettlement_quota",
    "europe_resettlement", "nl_housing_target", "nl_housing_balance", "nl_municipal_targets",
    "nl_provincial_targets", "detections_revisions", "returns_revisions",
]  # fmt: skip
BY_MUNICIPALITY = [
    "nl_municipal_targets",
    "nl_provincial_targets",
]  # inhabitants from 2019 on: targets of 2020
SCROLLS = ["nl_housing_balance"]  # ten half-years have no room on a phone


@pytest.fixture(scope="module")
def pack(built: Project) -> Pack:
    return make_pack(built, Request(YEARS, newest_release(built), ("nl", "en"), PAGE_ONLY), step=quiet_step)


class Page(html.parser.HTMLParser):
    """The parts of a page that the tests look at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.headings: list[str] = []
        self.language = ""
        self.tags: list[str] = []
        self.within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.within = tag
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given["href"]))
        if tag == "html":
            self.language = str(given["lang"])
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("th", "td"):
            self.tables[-1][-1].append("")
        if tag == "h2":
            self.headings.append("")

    def handle_data(self, data: str) -> None:
        if self.within in ("th", "td"):
            self.tables[-1][-1][-1] += data
        if self.within == "h2":
            self.headings[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.within = ""


def page(pack: Pack, code: str) -> Page:
    return Page((pack.folder / f"index.{code}.html").read_text("utf-8"))


def cells(pack: Pack, chart_id: str) -> list[dict[str, str]]:
    with (pack.folder / "data" / f"{chart_id}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_charts_are_made_with_true_titles(pack: Pack) -> None:
    manifest = json.loads((pack.folder / "manifest.json").read_text("utf-8"))
    assert {chart_id: titles["en"] for chart_id, titles in manifest["charts"].items()} == {
        "detections_by_route": "Eastern Mediterranean down 76% in 2020, central route more than doubled",
        "detections_by_month": "April 2020 had the fewest detections of any month in 2018–2020",
        "eu_turkey_statement": "Fewer than a quarter as many people arrived from Türkiye in 2020 as in 2019",
        "eu_returns": "Effective returns fell 52% in 2020 while return decisions rose 5%",
        "nl_housing_target": "3 of 8 half-year housing targets changed after they were first announced",
        "nl_asylum_resettlement": "Asylum applications fell 39% and resettlement 77% in 2020",
        "eu_asylum_applicants": "22 of 27 EU countries had fewer asylum applicants in 2020 than in 2019",
        "nl_departures": "Every year more people left without supervision than independently or by force",
        "detections_by_route_month": "The Western African route led in November 2020, another had led a year before",
        "sea_arrivals_by_month": "By sea, more arrived in Greece and fewer in Spain than a year earlier",
        "eu_asylum_tiles": "Germany, France and Spain had more than half of all asylum applicants in 2020",
        "eu_returned_tiles": "Germany returned the most people to third countries in 2018: 29,055",
        "nl_irregular_residents": "Estimates of people without a right of residence run from 23,000 to 58,000",
        "nl_resettlement_quota": "At the end of 2020 resettlement was 1,075 people behind what was due",
        "europe_resettlement": "Sweden received the most resettled refugees in Europe in 2020: 3,220",
        "nl_housing_balance": "In each half-year with a figure more people were housed than the target",
        "nl_municipal_targets": "The four largest cities were to house 904 of 6,670 status holders",
        "nl_provincial_targets": "South Holland, North Holland and North Brabant had more than half of the target",
        "detections_revisions": "1 of 3 periods got another value after their first release",
        "returns_revisions": "2 of 3 periods got another value after their first release",
    }
    # quota of 2,000 in four parts and the pledge of 1,000 for Türkiye, less the 425 that CBS counted
    assert 2_000 / 4 + 1_000 - 425 == 1_075
    # by another route: 20,283 of 83,333; 35,673 of 14,003; 66,514 of 139,377; 316,140 of 302,023
    assert (round(100 - 100 * 20_283 / 83_333), 35_673 > 2 * 14_003) == (76, True)
    assert (round(100 - 100 * 66_514 / 139_377), round(100 * 316_140 / 302_023 - 100)) == (52, 5)
    assert (round(100 - 100 * 13_720 / 22_540), round(100 - 100 * 425 / 1_875)) == (39, 77)
    assert 18_000 < 75_500 / 4
    assert pack.not_made == {}


@pytest.mark.parametrize(
    ("chart_id", "found"),
    [
        ("detections_by_route", {("eastern_mediterranean", "2019"): "83333", ("central_mediterranean", "2020"): "35673"}),
        ("detections_by_month", {("2020", "2020-04"): "1470", ("2019", "2019-09"): "20269"}),
        ("eu_turkey_statement", {("arrivals_from_turkiye", "2019"): "76000", ("returned_greece_to_turkiye", "2018"): "322"}),
        ("eu_returns", {("return_decisions", "2018"): "305982", ("effective_returns", "2017"): "155945"}),
        ("nl_housing_target", {("announced_before", "2019-H1"): "8000", ("housing_target", "2019-H1"): "6000",
                               ("announced_before", "2021-H2"): "13500", ("housing_target", "2021-H2"): "11000"}),
        ("nl_asylum_resettlement", {("resettled", "2015"): "450", ("asylum_first_applications", "2022"): "35535"}),
    ],
)  # fmt: skip
def test_the_csv_has_the_published_figures_and_the_way_back(
    pack: Pack, con: duckdb.DuckDBPyConnection, chart_id: str, found: dict[tuple[str, str], str]
) -> None:
    rows = cells(pack, chart_id)
    have = {(row["series"], row["period"]): row["value"] for row in rows}
    assert have.items() >= found.items()
    for row in rows:
        lines = [int(line) for line in row["snapshot_row"].split()]
        total = con.execute(
            "select sum(value), any_value(published_on)::varchar from observations where source_id = $source"
            " and snapshot_sha256 = $sha and list_contains($lines, snapshot_row)",
            {"source": row["source_id"], "sha": row["snapshot_sha256"], "lines": lines},
        ).fetchall()
        assert total == [(float(row["value"]) if row["value"] else None, row["published_on"])]


def test_derived_sums_are_marked_derived(pack: Pack) -> None:
    assert {row["obs_status"] for row in cells(pack, "detections_by_month")} == {"x"}
    target = {
        row["period"]: row["obs_status"]
        for row in cells(pack, "nl_housing_target")
        if row["series"] == "housing_target"
    }
    assert (target["2020-H1"], target["2020-H2"], target["2018-H2"]) == ("x", "", "f")


@pytest.mark.parametrize(
    ("code", "approximately", "none"), [("en", "c. 76,000", "no figure"), ("nl", "ca. 76.000", "geen cijfer")]
)
def test_qualifiers_flags_and_missing_are_in_the_table_as_words(
    pack: Pack, code: str, approximately: str, none: str
) -> None:
    table = page(pack, code).tables[IDS.index("eu_turkey_statement")]
    by_year = {row[0]: row[1:] for row in table[1:]}
    group = "," if code == "en" else "."
    assert by_year["2019"][0] == approximately
    assert by_year["2020"][0] == f"< 18{group}000"
    assert by_year["2018"] == [f"50{group}789†", none, "322"]
    assert by_year["2020"][2] == none  # no figure of returns: never 0
    housing = page(pack, code).tables[IDS.index("nl_housing_target")]
    assert housing[-1][1:] == [f"11{group}000", f"13{group}500ᶠ"]


def test_both_languages_say_the_same_numbers(pack: Pack) -> None:
    dutch, english = page(pack, "nl"), page(pack, "en")
    assert (dutch.language, english.language) == ("nl", "en")
    assert len(dutch.tables) == len(english.tables) == len(IDS)
    for one, other in zip(dutch.tables, english.tables, strict=True):
        digits = [["".join(filter(str.isdigit, cell)) for cell in row[1:]] for row in one[1:]]
        assert digits == [["".join(filter(str.isdigit, cell)) for cell in row[1:]] for row in other[1:]]
        assert any(cell for row in digits for cell in row)
    assert not set(dutch.headings) & set(english.headings)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_page_works_from_a_file_with_no_network(pack: Pack, code: str) -> None:
    text = (pack.folder / f"index.{code}.html").read_text("utf-8")
    seen = page(pack, code)
    assert len(seen.ids) == len(set(seen.ids))
    assert "script" not in seen.tags
    wide = [part for part in text.split("<svg")[1:] if "-wide-title" in part]
    assert len(wide) == len(IDS)
    assert seen.tags.count("svg") == 2 * len(IDS) - len(SCROLLS)  # and one for phones where there is room
    declared = "".join(file.read_text("utf-8") for file in (ROOT / "data" / "raw").glob("*/source.toml"))
    for link in seen.links:
        if link.startswith("#"):
            assert link[1:] in seen.ids
        elif link.startswith("https://"):
            assert f'url = "{link}"' in declared, (
                link
            )  # of a source or its licence: to be followed, not loaded
            text = text.replace(f'<a href="{link}"', "")
        else:
            assert (pack.folder / link).is_file(), link
    outside = text.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
    assert "http" not in outside
    assert ("Bron: " if code == "nl" else "Source: ") in text
    assert "Data as of 30 April 2021." in text if code == "en" else "Stand: 30 april 2021." in text


def drawn_texts(pack: Pack, code: str) -> Iterator[tuple[str, list[str]]]:
    text = (pack.folder / f"index.{code}.html").read_text("utf-8")
    wide = [part for part in text.split("<svg")[1:] if "-wide-title" in part]
    for chart_id, part in zip(IDS, wide, strict=True):
        root = ET.fromstring("<svg" + part.split("</svg>")[0] + "</svg>")
        yield (
            chart_id,
            ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")],
        )


def test_the_svg_says_what_the_table_says(pack: Pack) -> None:
    """Every value of the tables of these charts is a text of its drawing, letter by letter."""
    for code in ("nl", "en"):
        texts = dict(drawn_texts(pack, code))
        for chart_id in ("eu_turkey_statement", "eu_returns", "nl_asylum_resettlement"):
            table = page(pack, code).tables[IDS.index(chart_id)]
            for row in table[1:]:
                for cell in row[1:]:
                    assert cell in texts[chart_id], (chart_id, cell)
        assert any(
            text.endswith("141.741" if code == "nl" else "141,741") for text in texts["detections_by_month"]
        )


def test_the_manifest_lists_every_input_and_output(pack: Pack, built: Project) -> None:
    manifest = json.loads((pack.folder / "manifest.json").read_text("utf-8"))
    assert (manifest["years"], manifest["as_of"], manifest["version"]) == (
        [2018, 2019, 2020],
        "2026-06-12",
        "0.1.0",
    )
    assert len(manifest["code_sha256"]) == 64
    written = {str(file.relative_to(pack.folder)) for file in pack.folder.rglob("*") if file.is_file()}
    assert manifest["outputs"].keys() == written - {"manifest.json"}
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256((pack.folder / name).read_bytes()).hexdigest() == digest
    shipped = {f"{file.parent.name}/{file.name}": file for file in built.raw.glob("*/*.csv")}
    assert manifest["inputs"].keys() == shipped.keys()
    for name, digest in manifest["inputs"].items():
        assert hashlib.sha256(shipped[name].read_bytes()).hexdigest() == digest


def test_nothing_changed_means_nothing_made_and_a_lost_file_is_made_again(
    pack: Pack, built: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(pack.folder, folder)
    request = Request(YEARS, newest_release(built), ("nl", "en"), PAGE_ONLY)
    assert not make_pack(built, request, folder, quiet_step).made
    (folder / "data" / "eu_returns.csv").write_text("changed")
    assert make_pack(built, request, folder, quiet_step).made
    assert (folder / "data" / "eu_returns.csv").read_bytes() == (
        pack.folder / "data" / "eu_returns.csv"
    ).read_bytes()


def test_a_pack_as_of_a_day_knows_only_what_was_public(built: Project, tmp_path: Path) -> None:
    made = make_pack(
        built, Request((2018,), date(2019, 6, 1), ("en",), PAGE_ONLY), tmp_path / "then", quiet_step
    )
    routes = {row["series"]: row["value"] for row in cells(made, "detections_by_route")}
    assert routes["western_mediterranean"] == "57034"  # 56,245 in the later editions
    assert routes["western_african"] == "1531"
    assert "detections_by_month" in made.not_made  # the monthly file came in 2025
    manifest = json.loads((made.folder / "manifest.json").read_text("utf-8"))
    assert "frontex_detections/2020-03.csv" not in manifest["inputs"]


@pytest.mark.parametrize(
    ("years", "route_title", "left_out"),
    [
        ("2017-2019", "Eastern Mediterranean was the busiest route in 2019, with 83,333 detections", {"nl_resettlement_quota", *BY_MUNICIPALITY}),
        ("2016", "Eastern Mediterranean was the busiest route in 2016, with 182,277 detections", {"nl_resettlement_quota", "nl_irregular_residents", *BY_MUNICIPALITY}),
        ("2019,2021,2023", "Eastern Mediterranean was the busiest route in 2019, with 83,333 detections", {"eu_returned_tiles", "nl_irregular_residents"}),
        ("2024-2025", None, {"detections_by_route", "eu_turkey_statement", "eu_returns", "nl_departures", "detections_revisions", "returns_revisions", "eu_returned_tiles", "nl_irregular_residents", "nl_resettlement_quota", "sea_arrivals_by_month", *BY_MUNICIPALITY}),
        ("2001", None, set(IDS)),
        ("2014-2020", "Eastern Mediterranean down 76% in 2020, central route more than doubled", {"nl_housing_target", "nl_housing_balance"}),
    ],
)  # fmt: skip
def test_any_years_stay_true(
    built: Project, tmp_path: Path, years: str, route_title: str | None, left_out: set[str]
) -> None:
    request = Request(parse_years(years), newest_release(built), ("nl", "en"), PAGE_ONLY)
    made = make_pack(built, request, tmp_path / "pack", quiet_step)
    manifest = json.loads((made.folder / "manifest.json").read_text("utf-8"))
    assert manifest["charts"].get("detections_by_route", {}).get("en") == route_title
    assert set(made.not_made) == left_out
    text = (made.folder / "index.en.html").read_text("utf-8")
    for chart_id in left_out:
        assert f"<li>{chart_id}: " in text


def test_a_part_year_is_totalled_over_the_same_months(built: Project, tmp_path: Path) -> None:
    """The file ends in April 2025; the totals drawn and printed are of January to April in both years."""
    made = make_pack(
        built, Request((2024, 2025), newest_release(built), ("en",), PAGE_ONLY), tmp_path / "pack", quiet_step
    )
    totals = dict.fromkeys(("2024", "2025"), 0)
    file = built.raw / "frontex_detections_monthly" / "2025-06.csv"
    for row in csv.DictReader(file.read_text("utf-8").splitlines()):
        if row["period"][:4] in totals and row["period"][5:] <= "04":
            totals[row["period"][:4]] += int(row["value"])
    table = page(made, "en").tables[0]
    assert table[-1] == ["Total Jan–Apr", *(f"{total:,}" for total in totals.values())]
    assert table[5] == ["May", table[5][1], "no figure"]


def broken(built: Project, tmp_path: Path, chart_id: str, name: str, old: str, new: str) -> Project:
    """The built project with one file of one chart changed."""
    root = tmp_path / "broken"
    shutil.copytree(built.root, root)
    file = root / "reports" / "charts" / chart_id / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return Project(root)


@pytest.mark.parametrize(
    ("chart_id", "name", "old", "new", "words"),
    [
        ("nl_housing_target", "finding.sql", "changed > 0 as some_changed", "changed > 9 as some_changed", "no title is true for 2018–2021 as of"),
        ("eu_returns", "chart.toml", "[nl]", "[de]", r"no \[nl\] words"),
        ("eu_returns", "chart.toml", "{returns:n}", "{refunds:n}", r"the text names \{refunds\}"),
        ("eu_returns", "query.sql", "as name_nl", "as naam", "no column name_nl"),
        ("eu_turkey_statement", "query.sql", "and figure.freq = 'A'", "", "frequencies never share a chart"),
        ("eu_returns", "chart.toml", 'mark = "dumbbell"', 'mark = "dumbell"', "mark 'dumbell' is none of slope"),
        ("eu_returns", "chart.toml", 'freq = "A"', 'freq = "Y"', "freq 'Y' is none of A, S, M"),
    ],
)  # fmt: skip
def test_a_chart_that_would_mislead_is_not_built(
    built: Project, tmp_path: Path, chart_id: str, name: str, old: str, new: str, words: str
) -> None:
    project = broken(built, tmp_path, chart_id, name, old, new)
    folder = tmp_path / "pack"
    folder.mkdir()
    with pytest.raises(Exception, match=words) as caught:
        make_pack(
            project, Request(YEARS, newest_release(project), ("nl", "en"), PAGE_ONLY), folder, quiet_step
        )
    assert chart_id in str(caught.value) or "finding.sql" in str(caught.value)
    assert list(folder.iterdir()) == []  # nothing half-made


def test_a_pack_is_not_made_from_a_database_of_other_inputs(built: Project, tmp_path: Path) -> None:
    """Its manifest would name files that the figures did not come from."""
    shutil.copytree(built.root, tmp_path / "stale")
    project = Project(tmp_path / "stale")
    with (project.sql / "marts" / "returns.sql").open("a") as file:
        file.write("-- changed\n")
    with pytest.raises(PackError, match=r"was built from other data.*run `migration-stats refresh` first"):
        make_pack(
            project,
            Request(YEARS, newest_release(project), ("en",), PAGE_ONLY),
            tmp_path / "pack",
            quiet_step,
        )


def test_a_folder_of_something_else_is_never_replaced(built: Project, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(PackError, match="holds something else than a pack"):
        make_pack(
            built, Request((2019,), newest_release(built), ("en",), PAGE_ONLY), tmp_path / "mine", quiet_step
        )
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("text", "years"), [("2018-2020", (2018, 2019, 2020)), ("2021,2019", (2019, 2021)), ("2019", (2019,))]
)
def test_years_are_understood(text: str, years: tuple[int, ...]) -> None:
    assert parse_years(text) == years
