"""What goes well: dates, pages, parts and queues of the services end in one release each."""

from __future__ import annotations

import gzip
import json
import shutil
import time
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from live.service import (
    CBS,
    EU,
    ROWS,
    UN,
    Behaviour,
    Handler,
    Server,
    ask,
    sdmx,
    source,
    stored,
)
from migration_stats.cli import main
from migration_stats.download import AGENT
from migration_stats.project import Project
from migration_stats.refresh import refresh
from migration_stats.steps import quiet_step
from migration_stats.warehouse import open_database, query

# --- what goes well


def test_an_answer_becomes_a_release_with_the_day_that_the_service_says(
    project: Project, server: Server
) -> None:
    server.answer(sdmx(ROWS), ETag='"one"')
    (done,) = ask(project, server)
    assert (done.outcome, done.file) == ("new", "2024-06-10.csv")
    (release,) = source(project).releases
    assert (release.published, release.published_basis) == ("2024-06-10", "service")
    assert stored(project)["2024-06-10.csv"] == sdmx(ROWS), "the bytes are stored as they came"
    report = refresh(project, quiet_step)
    assert not report.refused
    with open_database(project) as con:
        found = query(
            con,
            f"select geo, value from observations where source_id = '{EU}' and period_start = '2019-01-01' order by geo",
        )
    assert dict(found.itertuples(index=False)) == dict.fromkeys(
        ("BE", "EL", "EU27_2020", "EU28", "NL", "UK", "XK"), 95.0
    )


def test_the_query_names_codes_in_the_order_of_the_dimensions(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    assert server.paths == [
        "/eurostat/sdmx/2.1/data/MIGR_ASYAPPCTZA/A.TOTAL.T.PER.TOTAL..?format=SDMX-CSV&startPeriod=2008"
    ]
    assert server.http.headers[0]["User-Agent"] == AGENT and "migration-stats/" in AGENT
    assert server.http.headers[0]["Accept-Encoding"] == "gzip"


def test_the_same_bytes_are_not_stored_twice(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    before = stored(project)
    (done,) = ask(project, server)
    assert done.outcome == "unchanged" and "the same bytes as 2024-06-10.csv" in done.said
    assert stored(project) == before


def test_304_says_that_nothing_changed(project: Project, server: Server) -> None:
    when = "Mon, 10 Jun 2024 11:00:00 GMT"
    server.answer(sdmx(ROWS), ETag='"one"', Last_Modified=when)
    ask(project, server)
    before = stored(project)
    server.behave(lambda handler: handler.say(b"", 304))
    (done,) = ask(project, server)
    assert done.outcome == "unchanged" and "2024-06-10" in done.said
    assert server.http.headers[-1]["If-None-Match"] == '"one"'
    assert server.http.headers[-1]["If-Modified-Since"] == when
    assert stored(project) == before


def test_a_revision_is_a_new_release_beside_the_old(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    revised = {**ROWS, ("NL", "2019"): "100"}
    server.answer(sdmx(revised, updated="11/06/25 11:00:00"))
    (done,) = ask(project, server)
    assert (done.outcome, done.file) == ("new", "2025-06-11.csv")
    refresh(project, quiet_step)
    with open_database(project) as con:
        found = query(
            con,
            f"select published_on, value from observations where source_id = '{EU}' and geo = 'NL' and period_start = '2019-01-01' order by 1",
        )
    assert list(found["value"]) == [95.0, 100.0]


def test_an_undated_answer_counts_from_the_fetch_and_says_so(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS, updated=""))
    ask(project, server)
    (release,) = source(project).releases
    assert (release.published, release.published_basis) == (datetime.now(UTC).date().isoformat(), "fetched")


def test_the_day_is_last_modified_where_the_file_has_none(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS, updated=""), Last_Modified="Tue, 04 Jun 2024 23:30:00 GMT")
    ask(project, server)
    assert source(project).releases[0].published == "2024-06-04"


def test_a_gzip_on_the_way_is_undone(project: Project, server: Server) -> None:
    server.answer(gzip.compress(sdmx(ROWS)), Content_Encoding="gzip")
    ask(project, server)
    assert stored(project)["2024-06-10.csv"] == sdmx(ROWS)


# --- pages, parts and queues


def test_unhcr_pages_are_followed_to_the_last(project: Project, server: Server) -> None:
    def page(handler: Handler) -> None:
        number = int(parse_qs(urlsplit(handler.path).query)["page"][0])
        item = {"year": 2017 + number, "coo_id": "-", "coo_name": "-", "coo": "-", "coo_iso": "-", "coa_id": 1,
                "coa_name": "Netherlands (Kingdom of the)", "coa": "NET", "coa_iso": "NLD", "applied": [24025, 25195, "0"][number - 1]}  # fmt: skip
        handler.say(json.dumps({"page": number, "maxPages": 3, "items": [item]}).encode())

    server.behave(page)
    (done,) = ask(project, server, UN)
    assert done.outcome == "new" and "3 observations" in done.said
    assert [parse_qs(urlsplit(path).query)["page"] for path in server.paths] == [["1"], ["2"], ["3"]]
    refresh(project, quiet_step)
    with open_database(project) as con:
        found = query(
            con,
            f"select year(period_start) as y, value, partner from observations where source_id = '{UN}' order by 1",
        )
    assert found.values.tolist() == [[2018, 24025.0, ""], [2019, 25195.0, ""], [2020, 0.0, ""]]


def cbs(count: int, top: int) -> Behaviour:
    """80059ned with `count` years, `top` rows at most an answer, last changed on 2020-03-03."""

    def behave(handler: Handler) -> None:
        parts = urlsplit(handler.path)
        if "TableInfos" in parts.path:
            handler.say(json.dumps({"value": [{"Modified": "2020-03-03T02:00:00"}]}).encode())
            return
        skip = int(parse_qs(parts.query)["$skip"][0])
        value = [
            {"ID": n, "Nationaliteit": "T001059  ", "Perioden": f"{1950 + n}JJ00", "TotaalAsielverzoekenEnNareizigers_1": f"{n * 5:>8}" if n else "       ."}
            for n in range(skip, min(skip + top, count))
        ]  # fmt: skip
        address = "https://opendata.cbs.nl/ODataApi/OData/80059ned/$metadata#Cbs.OData.WebAPI.UntypedDataSet"
        handler.say(json.dumps({"odata.metadata": address, "value": value}).encode())

    return behave


@pytest.mark.parametrize("count", [7, 6])
def test_cbs_pages_of_limited_rows_are_followed(
    project: Project, server: Server, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr("migration_stats.publishers.services.CBS_ROWS", 3)
    server.behave(cbs(count, 3))
    (done,) = ask(project, server, CBS)
    assert done.outcome == "new" and f"{count} observations" in done.said
    (release,) = source(project, CBS).releases
    assert (release.published, release.published_basis) == ("2020-03-03", "service")
    (again,) = ask(project, server, CBS)
    assert again.outcome == "unchanged" and "TableInfos" in server.paths[-1], (
        "the table itself is not asked again"
    )
    assert not refresh(project, quiet_step).refused


def test_cbs_v4_follows_the_link_to_the_next_page(project: Project, server: Server) -> None:
    file = project.raw / CBS / "source.toml"
    text = file.read_text().replace('service = "cbs"', 'service = "cbs_v4"')
    file.write_text(text.replace("TotaalAsielverzoekenEnNareizigers_1", "M0001"))

    def behave(handler: Handler) -> None:
        if "Properties" in handler.path:
            handler.say(b'{"Identifier": "80059ned", "Modified": "2021-05-06T02:00:00+02:00"}')
            return
        second = "skip" in handler.path
        row = {"Id": int(second), "Measure": "M0001", "ValueAttribute": "None", "Value": 15.0, "StringValue": None,
               "Nationaliteit": "T001059", "Perioden": "2019JJ00" if second else "2018JJ00"}  # fmt: skip
        link = {} if second else {"@odata.nextLink": f"{server.url}/cbs_v4/80059ned/Observations?$skip=1"}
        handler.say(
            json.dumps(
                {
                    "@odata.context": "https://datasets.cbs.nl/odata/v1/CBS/80059ned/$metadata#Observations",
                    "value": [row],
                    **link,
                }
            ).encode()
        )

    server.behave(behave)
    (done,) = ask(project, server, CBS)
    assert done.outcome == "new" and "2 observations" in done.said
    assert source(project, CBS).releases[0].published == "2021-05-06"


def test_a_query_that_is_too_large_is_split(project: Project, server: Server) -> None:
    """413 for more than three years: the parts are asked and joined under one header."""

    def behave(handler: Handler) -> None:
        asked = parse_qs(urlsplit(handler.path).query)
        first, last = int(asked["startPeriod"][0]), int(asked.get("endPeriod", ["2026"])[0])
        if last - first >= 3:
            handler.say(b"EXTRACTION_TOO_BIG: max authorised is 5000000", 413)
        else:
            handler.say(
                sdmx(
                    {key: value for key, value in ROWS.items() if first <= int(key[1]) <= last}
                    or {("NL", str(first)): ":"}
                )
            )

    server.behave(behave)
    (done,) = ask(project, server)
    assert done.outcome == "new", done.said
    text = stored(project)["2024-06-10.csv"].decode()
    assert text.count("OBS_VALUE") == 1
    assert {tuple(line.split(",")[8:11]) for line in text.splitlines()[1:]} >= {
        (*key, value) for key, value in ROWS.items()
    }


def test_a_queued_answer_is_followed_until_it_is_ready(project: Project, server: Server) -> None:
    told = "<env:Envelope><env:Body><s:asyncResponse><queued><id>9f2c-77</id><status>{}</status></queued></s:asyncResponse></env:Body></env:Envelope>"
    states = iter(["SUBMITTED", "PROCESSING", "AVAILABLE"])

    def behave(handler: Handler) -> None:
        if "/async/status/9f2c-77" in handler.path:
            handler.say(told.format(next(states)).encode())
        elif "/async/data/9f2c-77" in handler.path:
            handler.say(sdmx(ROWS))
        else:
            handler.say(told.format("SUBMITTED").encode(), 202)

    server.behave(behave)
    (done,) = ask(project, server)
    assert done.outcome == "new"
    assert stored(project)["2024-06-10.csv"] == sdmx(ROWS)
    server.behave(lambda handler: handler.say(told.format("EXPIRED").encode()))
    (lost,) = ask(project, server)
    assert lost.outcome == "failed" and "EXPIRED" in lost.said


def test_at_most_two_requests_are_under_way_at_one_host(project: Project, server: Server) -> None:
    for number in range(6):
        shutil.copytree(project.raw / EU, project.raw / f"other_{number}")

    def slow(handler: Handler) -> None:
        time.sleep(0.05)
        handler.say(sdmx(ROWS))

    server.behave(slow)
    done = ask(project, server, *(f"other_{number}" for number in range(6)))
    assert Counter(each.outcome for each in done) == {"new": 6}
    assert server.http.most == 2


def test_the_command_asks_tells_and_fails_when_a_source_does(
    project: Project, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    monkeypatch.setattr("migration_stats.publishers.services.HOSTS", server.hosts)
    monkeypatch.setattr("migration_stats.packs.claims_page.watch_claims", lambda _: [])
    server.answer(sdmx(ROWS))
    assert main(["refresh", "--live", EU, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["source_id"], each["outcome"], each["file"]) for each in told["live"]] == [
        (EU, "new", "2024-06-10.csv")
    ]
    server.behave(lambda handler: handler.say(b"", 410))
    assert main(["refresh", "--live", EU]) == 1
    said = capsys.readouterr()
    assert f"live      {EU:<29} failed: " in said.err and f"not fetched: {EU}: " in said.err
    assert "gone (410)" in said.err and "In use stays 2024-06-10.csv" in said.err
    asked = len(server.paths)
    assert main(["refresh"]) == 0
    assert len(server.paths) == asked, "without --live no connection is opened"
    server.answer(sdmx(ROWS, updated="11/06/25 11:00:00", flag="q1"))
    assert main(["refresh", "--live", EU]) == 1
    said = capsys.readouterr()
    assert (
        f"refused: data/raw/{EU}/2025-06-11.csv: known_flag: line 2, column OBS_VALUE: unknown flag in 'q1'"
        in said.err
    )
    assert f"In use stay meanwhile:\n  {EU}: the release of 2024-06-10, " in said.err
    assert main(["refresh", "--live", "coa_occupancy"]) == 1
    assert "no source with a [[query]]" in capsys.readouterr().err
