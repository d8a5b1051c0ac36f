"""What is whole and not as expected is kept and refused; a store that a run left in between is whole."""

from __future__ import annotations

import pytest

from live.service import (
    EU,
    ROOT,
    ROWS,
    Server,
    ask,
    rows,
    sdmx,
    source,
    stored,
)
from migration_stats.catalogue import load_source
from migration_stats.download import Answer
from migration_stats.live import choose
from migration_stats.project import Project
from migration_stats.refresh import refresh
from migration_stats.snapshots import fetch, hidden, read_lock, snapshot
from migration_stats.steps import quiet_step

# --- what is whole and not as expected: stored, refused by the contract, the last good release stays in use


HALF = {key: value for number, (key, value) in enumerate(ROWS.items()) if number % 2}
CHANGES: tuple[tuple[bytes, str], ...] = (
    (sdmx(ROWS, "11/06/25 11:00:00", geo="geo_area"), "none of the columns geo, GEO for the area; the file has freq, citizen, sex, unit, age, asyl_app, geo_area"),
    (sdmx(ROWS, "11/06/25 11:00:00", flag="q1"), "unknown flag in 'q1'"),
    (sdmx(ROWS, "11/06/25 11:00:00", extra="route"), "a dimension that is not read: route (A, B)"),
    (sdmx({(f"Land {geo}", year): value for (geo, year), value in ROWS.items()}, "11/06/25 11:00:00"), "unknown country or area 'Land NL'"),
    (sdmx(HALF, "11/06/25 11:00:00"), "coverage"),
    (sdmx({key: value for key, value in ROWS.items() if key[1] < "2018"}, "11/06/25 11:00:00"), "coverage"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "said"), CHANGES, ids=["column", "flag", "dimension", "language", "half", "vintage"]
)
def test_a_whole_answer_that_breaks_the_contract_is_kept_and_refused(
    project: Project, server: Server, answer: bytes, said: str
) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    refresh(project, quiet_step)
    server.answer(answer)
    (done,) = ask(project, server)
    assert done.outcome == "new", "the publisher may never give it again: it is kept"
    assert stored(project)["2025-06-11.csv"] == answer
    report = refresh(project, quiet_step)
    assert report.refused_releases == 1 and f"data/raw/{EU}/2025-06-11.csv" in report.refused[0]
    assert said in " ".join(report.refused)
    assert rows(project) == len(ROWS), "the last good release stays in use"


def test_a_withdrawn_release_stays_in_the_store_and_is_not_loaded(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    server.answer(CHANGES[0][0])
    ask(project, server)
    assert refresh(project, quiet_step).refused_releases == 1
    file = project.raw / EU / "source.toml"
    file.write_text(
        file.read_text()
        + '\n[[withdrawn]]\nrelease = "2025-06-11.csv"\nreason = "the publisher renamed a column for a day"\n'
    )
    assert refresh(project, quiet_step).refused_releases == 0
    assert "2025-06-11.csv" in stored(project)


# --- the store


def test_a_run_that_ends_in_between_leaves_a_whole_store(
    project: Project, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the lock is written: nothing is visible. Killed after it: the next run completes it."""
    server.answer(sdmx(ROWS))
    with monkeypatch.context() as patch:
        patch.setattr(
            "migration_stats.snapshots.write_lock", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            ask(project, server)
    assert fetch(source(project)) == {}
    with monkeypatch.context() as patch:
        patch.setattr("migration_stats.snapshots.finish", lambda *_: None)
        ask(project, server)
    assert hidden(source(project), "2024-06-10.csv").is_file()
    files = fetch(source(project))
    assert files == {"2024-06-10.csv": sdmx(ROWS)}
    assert (
        snapshot(source(project), files)[0].sha256 == read_lock(source(project))["2024-06-10.csv"]["sha256"]
    )


def test_a_second_change_on_one_day_is_told_and_not_stored(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    server.answer(sdmx({**ROWS, ("NL", "2019"): "100"}))
    (done,) = ask(project, server)
    assert done.outcome == "failed" and "A release counts per day" in done.said


def test_only_sources_with_a_query_can_be_asked(project: Project) -> None:
    sources = [source(project), load_source(ROOT / "data" / "raw" / "coa_occupancy")]
    assert [each.source_id for each in choose(sources, [])] == [EU]
    with pytest.raises(Exception, match="coa_occupancy: no source with a \\[\\[query\\]\\]"):
        choose(sources, ["coa_occupancy"])


def test_every_dataset_that_is_asked_for_is_named_in_a_source() -> None:
    named = {
        each.queries[0].dataset
        for folder in (ROOT / "data" / "raw").iterdir()
        if (each := load_source(folder)).queries
    }
    assert named >= {
        "migr_asyappctza", "migr_asyappctzm", "migr_asydcfsta", "migr_eiord", "migr_eirtn", "migr_eirfs", "migr_eipre",
        "migr_asyresa", "migr_asytpsm", "population", "asylum-applications", "asylum-decisions", "solutions",
        "80059ned", "83102NED", "82025NED", "70072ned",
    }  # fmt: skip


def test_an_answer_knows_its_day() -> None:
    assert Answer("", 200, b"x", last_modified="Tue, 04 Jun 2024 23:30:00 GMT").modified_on == "2024-06-04"
    assert Answer("", 200, b"x").modified_on == ""
