"""The contract: what becomes an observation, and what is refused with which words."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_stats.catalogue import Release, Remark, Source
from migration_stats.observations import COLUMNS, Parsed, parse_period, parse_release
from migration_stats.project import Project
from migration_stats.reference import load_reference
from migration_stats.snapshots import Snapshot

ROOT = Path(__file__).parents[2]
REFERENCE = load_reference(Project(ROOT))
HEADER = "measure,geo_scheme,geo,partner_kind,partner,period,value,low,high,qualifier,precision,flag,states"
SOURCE = Source(
    "test_source", Path("data/raw/test_source"), "Test", "Toets", "Publisher", "", "CC0", "CC0", "", "Citation", "annual",
    "transcribed", "complete", ("A",), {"precision": "1"}, (), (),
)  # fmt: skip
RELEASE = Release("2020-03.csv", "2020-03", "month", "Title", "table 1")


def parse(*lines: str, source: Source = SOURCE) -> Parsed:
    content = "\n".join((HEADER, *lines, "")).encode()
    taken = Snapshot(
        "test_source", RELEASE.file, "0" * 64, len(content), datetime(2026, 11, 23, tzinfo=UTC), content
    )
    return parse_release(source, RELEASE, taken, REFERENCE)


GOOD = "detections,frontex,EU_EXTERNAL,route,black_sea,2018,12,,,,,,"


def test_a_good_row_becomes_one_observation_with_both_times_and_its_cell() -> None:
    parsed = parse(GOOD)
    assert parsed.findings == ()
    row = parsed.observations.iloc[0]
    assert tuple(parsed.observations.columns) == COLUMNS
    assert (row["source_id"], row["series"], row["unit"], row["value"]) == (
        "test_source",
        "arrival",
        "crossings",
        12,
    )
    assert (row["period_start"], row["period_end"], row["freq"]) == (
        date(2018, 1, 1),
        date(2018, 12, 31),
        "A",
    )
    assert row["published_on"] == date(2020, 3, 31)  # known by its month: counts from the month's last day
    assert str(row["ingested_at"]) == "2026-11-23 00:00:00"
    assert (row["snapshot_sha256"], row["snapshot_row"]) == ("0" * 64, 2)
    assert parsed.cells.to_dict("records") == [{"row": 2, "printed": "12", "place": "table 1"}]


@pytest.mark.parametrize(
    ("line", "rule", "words"),
    [
        ("crossings,frontex,EU_EXTERNAL,,,2018,12,,,,,,", "known_measure", "unknown measure 'crossings'"),
        ("detections,iso3,AUL,,,2018,12,,,,,,", "known_geo", "unknown country or area 'AUL' in scheme 'iso3'"),
        ("detections,frontex,EU_EXTERNAL,route,moon,2018,12,,,,,,", "known_partner", "unknown route 'moon'"),
        ("detections,frontex,EU_EXTERNAL,,,2018,12,,,,,bq?,", "known_flag", "unknown flag in 'bq?'"),
        ("detections,frontex,EU_EXTERNAL,,,2018,12,,,rough,,,", "known_qualifier", "unknown qualifier 'rough'"),
        ("detections,frontex,EU_EXTERNAL,,,2018,,,,,,,", "value", "a blank is never read as 0"),
        ("detections,frontex,EU_EXTERNAL,,,2018,12,,,,,,chnage", "known_states", "unknown kind of statement 'chnage'"),
        ("moonwalks,frontex,EU_EXTERNAL,,,2018,-5,,,,,,change", "known_measure", "unknown measure 'moonwalks'"),
        ("detections,frontex,EU_EXTERNAL,,,2018,1.234,,,,,,", None, ""),
        ("detections,frontex,EU_EXTERNAL,,,2018,\"1,234\",,,,,,", "value", "'1,234' is neither a number"),
        ("detections,frontex,EU_EXTERNAL,,,2018,nan,,,,,,", "value", "'nan' is neither a number"),
        ("detections,frontex,EU_EXTERNAL,,,2018,12,1,2,range,,,", "value", "a range has low and high and no value"),
        ("detections,frontex,EU_EXTERNAL,,,2018,12,,,,0,,", "precision", "'0' is no rounding base"),
        ("detections,frontex,EU_EXTERNAL,,,2018-13,12,,,,,,", "period", "2018-13"),
        ("detections,frontex,EU_EXTERNAL,,,twenty,12,,,,,,", "period", "'twenty' is no period"),
        ("detections,frontex,EU_EXTERNAL,,,2018-H1,12,,,,,,", "frequency", "mixed frequency: period '2018-H1'"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_rule_and_nothing_is_taken_over(
    line: str, rule: str | None, words: str
) -> None:
    parsed = parse(GOOD, line)
    if rule is None:
        assert parsed.findings == ()
        return
    (finding,) = parsed.findings
    assert (finding.row, finding.rule) == (3, rule)
    assert words in finding.reason
    assert parsed.observations.empty


def test_every_bad_row_is_reported_not_only_the_first() -> None:
    parsed = parse("x,frontex,EU_EXTERNAL,,,2018,12,,,,,,", GOOD, "detections,iso3,QQQ,,,2018,12,,,,,,")
    assert [(finding.row, finding.rule) for finding in parsed.findings] == [
        (2, "known_measure"),
        (4, "known_geo"),
    ]


@pytest.mark.parametrize(
    ("token", "reason"),
    [(":", "not_available"), (".", "unknown"), ("NA", "not_available"), ("blank", "blank")],
)
def test_missing_is_null_with_its_reason_and_zero_is_zero(token: str, reason: str) -> None:
    rows = parse(
        f"detections,frontex,EU_EXTERNAL,route,black_sea,2018,{token},,,,,,",
        "detections,frontex,EU_EXTERNAL,route,black_sea,2017,0,,,,,,",
    ).observations
    assert rows["value"].isna().tolist() == [True, False]
    assert rows["missing_reason"].tolist() == [reason, ""]
    assert rows["value"].iloc[1] == 0


def test_namibia_is_a_country_and_not_a_missing_value() -> None:
    assert parse("asylum_applications,iso3,NAM,,,2018,5,,,,,,").findings == ()
    assert "NA" in set(REFERENCE.tables["missing"]["token"])


def test_eurostat_codes_keep_their_own_letters_and_lead_to_iso() -> None:
    table = REFERENCE.tables["geographies"]
    iso = {row["geo"]: row["iso3"] for row in table[table["geo_scheme"] == "eurostat"].to_dict("records")}
    assert (iso["EL"], iso["UK"], iso["XK"]) == ("GRC", "GBR", "XKX")
    assert {"GR", "GB"} & iso.keys() == set()


def test_combined_flags_are_split_into_obs_and_conf_status() -> None:
    row = parse("detections,frontex,EU_EXTERNAL,,,2018,12,,,,,pebc,").observations.iloc[0]
    assert (row["obs_status"], row["conf_status"]) == ("bep", "c")


def test_qualifiers_and_ranges_are_carried() -> None:
    rows = parse(
        "arrivals_from_turkiye,eurostat,EU,origin,TR,2019,76000,,,approximate,1000,,",
        "arrivals_from_turkiye,eurostat,EU,origin,TR,2020,18000,,,upper_bound,,,",
        "irregular_residents,iso3,NLD,,,2018,,23000,58000,range,,,",
    ).observations
    assert rows["qualifier"].tolist() == ["approximate", "upper_bound", "range"]
    assert rows["precision"].tolist() == [1000, 1, 1]
    assert rows[["value_low", "value_high"]].iloc[2].tolist() == [23000, 58000]
    assert rows["value"].isna().tolist() == [False, False, True]


def test_a_change_is_excluded_with_the_reason_and_not_dropped() -> None:
    parsed = parse(GOOD, "irregular_arrivals,eurostat,EU27_2020,,,2019,-5,,,,,,change")
    assert len(parsed.observations) == 1
    assert parsed.exclusions.to_dict("records") == [{"row": 3, "reason": "a change is stated, not a level"}]
    assert len(parsed.raw) == 2


def test_a_remark_adds_a_flag_and_guards_itself() -> None:
    remark = Remark(RELEASE.file, "2018", "d", "half a year under a year's label")
    source = dataclasses.replace(SOURCE, remarks=(remark,))
    assert parse(GOOD, source=source).observations["obs_status"].tolist() == ["d"]
    (finding,) = parse(GOOD.replace("2018", "2017"), source=source).findings
    assert finding.rule == "remark"
    assert "fits no row" in finding.reason


def test_bytes_of_another_layout_are_one_finding() -> None:
    taken = Snapshot(
        "test_source", RELEASE.file, "0" * 64, 3, datetime(2026, 1, 1, tzinfo=UTC), b"\xff\xfe\x00"
    )
    parsed = parse_release(SOURCE, RELEASE, taken, REFERENCE)
    assert [(finding.row, finding.rule) for finding in parsed.findings] == [(None, "layout")]
    assert "not UTF-8" in parsed.findings[0].reason


@given(st.integers(1000, 9999), st.integers(1, 12))
def test_periods_cover_just_their_days(year: int, month: int) -> None:
    half, quarter = (month + 5) // 6, (month + 2) // 3
    spans = [
        parse_period(text)
        for text in (f"{year}", f"{year}-H{half}", f"{year}-Q{quarter}", f"{year}-{month:02}")
    ]
    assert [span[0] for span in spans] == ["A", "S", "Q", "M"]
    day = date(year, month, 15)
    assert all(first <= day <= last and first.day == 1 for _, first, last in spans)
    for (_, start, end), days in zip(spans, (364, 180, 89, 27), strict=True):
        assert (end - start).days >= days
        assert end == date.max or date.fromordinal(end.toordinal() + 1).day == 1


def test_spans_and_days_are_their_own_frequencies() -> None:
    assert parse_period("2019-01/2019-09") == ("O", date(2019, 1, 1), date(2019, 9, 30))
    assert parse_period("2020/2023") == ("O", date(2020, 1, 1), date(2023, 12, 31))
    assert parse_period("2016-12-20") == ("D", date(2016, 12, 20), date(2016, 12, 20))
    with pytest.raises(ValueError, match="ends before it begins"):
        parse_period("2020/2019")
