"""The pages as a reader gets them: in Chromium, wide and on a phone, by keyboard and for a screen reader."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from migration_stats.packs.claims_page import watch_claims
from migration_stats.packs.pack import Request, make_pack, newest_release
from migration_stats.project import Project
from migration_stats.steps import quiet_step

WIDTHS = [1280, 390]
PA11Y = Path(__file__).parent / "pa11y" / "node_modules" / ".bin" / "pa11y"


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not on this machine: `make system` installs it (Debian)")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folder(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    request = Request((2018, 2019, 2020), newest_release(built), ("nl", "en"), ("html",))
    made = make_pack(built, request, tmp_path_factory.mktemp("browser") / "pack", quiet_step).folder
    watch_claims(built)
    for page in (built.build / "claims" / "letter_2021_01_11").glob("*.html"):
        shutil.copy(page, made / f"claims.{page.name}")
    return made


def opened(browser: Browser, file: Path, width: int) -> Page:
    """The page with every request noted: only the file itself may be asked for."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "name", ["index.nl.html", "index.en.html", "claims.index.nl.html", "claims.index.en.html"]
)
def test_axe_finds_no_violation(browser: Browser, folder: Path, name: str, width: int) -> None:
    page = opened(browser, folder / name, width)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width  # nothing runs out sideways


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "name", ["index.nl.html", "index.en.html", "claims.index.nl.html", "claims.index.en.html"]
)
def test_pa11y_finds_no_violation(chromium: str, folder: Path, tmp_path: Path, name: str, width: int) -> None:
    """Another engine than axe: it sees repeated ids, which axe does not."""
    if not PA11Y.is_file():
        pytest.skip("pa11y is not installed: `make system` does it (Debian, with npm)")
    launched = {"executablePath": chromium, "args": ["--no-sandbox", "--disable-gpu"]}
    config = {"chromeLaunchConfig": launched, "viewport": {"width": width, "height": 900}, "timeout": 60_000}
    (tmp_path / "pa11y.json").write_text(json.dumps(config), "utf-8")
    done = subprocess.run(
        [PA11Y, "--config", tmp_path / "pa11y.json", "--reporter", "json", (folder / name).as_uri()],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.stdout, done.stderr
    found = [f"{each['code']}: {each['message']} {each['selector']}" for each in json.loads(done.stdout)]
    assert (found, done.returncode) == ([], 0)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_phone_gets_charts_drawn_for_it(browser: Browser, folder: Path, code: str) -> None:
    """No text of a chart is smaller than 9 pixels there, and each figure shows one drawing, not two."""
    page = opened(browser, folder / f"index.{code}.html", 390)
    shown = page.locator("figure svg:visible")
    assert shown.count() == page.locator("section.chart").count() == 20
    assert page.locator("figure .narrow svg:visible").count() == 19
    for index in range(shown.count()):
        for height in (
            shown.nth(index)
            .locator("text")
            .evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
        ):
            assert height >= 9
    wide = opened(browser, folder / f"index.{code}.html", 1280)
    assert wide.locator("figure .wide svg:visible").count() == 19
    assert wide.locator("figure .narrow svg:visible").count() == 0


def test_the_keyboard_reaches_everything_in_order(browser: Browser, folder: Path) -> None:
    """Tab goes through all links, long tables and what scrolls, in the order of the page, and shows where it is."""
    page = opened(browser, folder / "index.en.html", 1280)
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], summary, [tabindex=\"0\"]')]"
        ".filter(each => !each.closest('details:not([open])') || each.tagName === 'SUMMARY').length"
    )
    places: list[int] = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        place, outlined = page.evaluate(
            "(() => { const it = document.activeElement; const every = [...document.querySelectorAll('*')];"
            " return [every.indexOf(it), getComputedStyle(it).outlineStyle !== 'none'] })()"
        )
        places.append(place)
        assert outlined
    assert places == sorted(set(places))
    assert len(places) == wanted


def test_the_screen_reader_hears_each_chart_and_its_table(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / "index.en.html", 1280)
    for section in page.locator("section.chart").all():
        title = section.locator("h2").inner_text()
        picture = section.locator("figure svg:visible")
        named = picture.get_attribute("aria-labelledby") or ""
        words = [page.locator(f"[id='{each}']").text_content() or "" for each in named.split()]
        assert re.sub(r"^Figure \d+\. ", "", title) == words[0]
        assert 80 <= len(words[1]) <= 600
        assert section.locator("table caption").count() == section.locator("table").count() == 1
        assert section.locator("table thead th[scope=col]").count() > 1
