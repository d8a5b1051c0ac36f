"""What people declare, and the write-once bytes."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from migration_stats.catalogue import BASES, last_day, load_catalogue, load_source
from migration_stats.errors import CatalogueError, SnapshotError
from migration_stats.project import Project
from migration_stats.refresh import refresh
from migration_stats.snapshots import fetch, snapshot
from migration_stats.steps import quiet_step

ROOT = Path(__file__).parents[2]
Small = Callable[..., Project]


@pytest.mark.parametrize("source", load_catalogue(Project(ROOT)), ids=lambda source: source.source_id)
def test_every_shipped_source_is_complete(source) -> None:  # type: ignore[no-untyped-def]
    for name in ("title_en", "title_nl", "publisher", "licence_en", "licence_nl", "citation", "cadence"):
        assert getattr(source, name), name
    for release in source.releases:
        assert release.title and release.place and release.published_basis in BASES
    if not source.releases:
        assert source.layout == "published" and source.reading.geo + tuple(source.defaults.get("geo", ""))
        assert not (source.folder / "snapshots.lock.toml").exists()
        return
    lock = tomllib.loads((source.folder / "snapshots.lock.toml").read_text())
    assert lock.keys() == {release.file for release in source.releases}
    for file, entry in lock.items():
        content = (source.folder / file).read_bytes()
        assert (entry["sha256"], entry["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_sources_asked_for_are_shipped() -> None:
    shipped = {source.source_id: len(source.releases) for source in load_catalogue(Project(ROOT))}
    assert shipped.items() >= {
        "frontex_detections": 3, "frontex_detections_monthly": 1, "frontex_returns": 3, "eu_turkey_statement": 8,
        "unhcr_mediterranean_arrivals": 1, "unhcr_resettlement": 8, "unhcr_asylum_applications": 8,
        "eurostat_asylum_applicants": 1, "eurostat_enforcement": 2, "cbs_resettlement": 1, "dtv_departures": 2,
        "cbs_population": 1, "letter_2021_01_11": 1,
    }.items()  # fmt: skip
    assert shipped["cbs_asylum"] > 1
    assert shipped["nl_housing_targets"] > 1


@pytest.mark.parametrize(
    ("text", "day"),
    [("2019-02", date(2019, 2, 28)), ("2020-02", date(2020, 2, 29)), ("2019", date(2019, 12, 31)),
     ("2021-01-11", date(2021, 1, 11))],
)  # fmt: skip
def test_a_release_counts_from_the_last_day_it_may_be(text: str, day: date) -> None:
    assert last_day(text) == day


@pytest.mark.parametrize("text", ["", "2019-13", "2019-02-30", "spring 2019", "19"])
def test_no_date(text: str) -> None:
    with pytest.raises(CatalogueError, match="is no date"):
        last_day(text)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('scope = "window"', 'scope = "some"', "scope 'some' is none of complete, window, additive"),
        ('cadence = "annual"', 'cadence = "annual"\ncolour = "red"', "unknown key colour"),
        ("licence_en = ", "license = ", "unknown key license"),
        ('citation = "Frontex, Risk Analysis, annex table 3"\n', "", "missing key citation"),
        ('published_basis = "month"', 'published_basis = "day"', "is not known by the day"),
        ('published_basis = "month"', 'published_basis = "inferred"', "needs a note"),
        ('file = "2020-03.csv"', 'file = "2019-02.csv"', "two releases have file 2019-02.csv"),
        ('published = "2020-03"', 'published = "2019-02"', "two releases have published_on 2019-02-28"),
        ("[[release]]", "[[release", "not valid TOML"),
    ],
)
def test_a_mistake_in_source_toml_is_named(small: Small, old: str, new: str, words: str) -> None:
    file = small("frontex_detections").raw / "frontex_detections" / "source.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(CatalogueError, match=words) as caught:
        load_source(file.parent)
    assert str(file) in str(caught.value)


def test_a_changed_byte_stops_the_run_with_the_file_and_both_hashes(small: Small) -> None:
    project = small("frontex_returns")
    file = project.raw / "frontex_returns" / "2020-03.csv"
    before = file.read_bytes()
    after = before.replace(b"138860", b"138861")
    assert before != after
    file.write_bytes(after)
    with pytest.raises(SnapshotError) as caught:
        refresh(project, quiet_step)
    for words in (str(file), hashlib.sha256(before).hexdigest(), hashlib.sha256(after).hexdigest()):
        assert words in str(caught.value)
    assert not project.database.exists()


def test_a_missing_snapshot_stops_the_run_with_its_hash(small: Small) -> None:
    project = small("frontex_returns")
    file = project.raw / "frontex_returns" / "2020-03.csv"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    file.unlink()
    with pytest.raises(SnapshotError, match=f"{file.name}.*missing.*{digest}.*found none"):
        refresh(project, quiet_step)


def test_a_stray_file_is_not_silently_left_out(small: Small) -> None:
    project = small("frontex_returns")
    (project.raw / "frontex_returns" / "2022-05.csv").write_text("measure,period,value\n")
    with pytest.raises(SnapshotError, match=r"2022-05\.csv.*no \[\[release\]\]"):
        refresh(project, quiet_step)


def test_a_new_release_is_locked_once_and_keeps_its_first_time(small: Small) -> None:
    source = load_source(small("frontex_returns").raw / "frontex_returns")
    lock = source.folder / "snapshots.lock.toml"
    lock.unlink()
    first = snapshot(source, fetch(source), datetime(2026, 1, 1, 12, tzinfo=UTC))
    written = lock.read_bytes()
    again = snapshot(source, fetch(source), datetime(2027, 1, 1, tzinfo=UTC))
    assert lock.read_bytes() == written
    assert again == first
    assert {each.ingested_at for each in again} == {datetime(2026, 1, 1, 12, tzinfo=UTC)}
    assert [each.file for each in again] == ["2019-02.csv", "2020-03.csv", "2021-04.csv"]
