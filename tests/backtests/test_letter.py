"""The letter's figures: each as printed, in its place, in our own words."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from migration_stats.claims.document import Number, load_document
from migration_stats.claims.numbers import unaccounted
from migration_stats.project import Project

ROWS = list(
    csv.DictReader(
        (Path(__file__).parents[2] / "data/raw/letter_2021_01_11/2021-01-11.csv")
        .read_text("utf-8")
        .splitlines()
    )
)
# The figures that carry the letter's claims, read off the letter itself.
STATED = {
    "eu_arrivals_2019": ("change", "-5", "exact", "5%", "2019", "2018", "1", "1", "1"),
    "eu_arrivals_2020_h1": ("change", "-12", "approximate", "circa 12%", "2020-H1", "2019-H1", "1", "1", "1"),
    "turkiye_arrivals_2019": ("value", "76000", "approximate", "circa 76.000", "2019", "", "1", "1", "2"),
    "turkiye_arrivals_change_2019": ("change", "50", "exact", "50%", "2019", "2018", "1", "1", "2"),
    "turkiye_arrivals_change_2020": ("change", "-70", "upper_bound", "meer dan 70%", "2020", "2019", "1", "1", "2"),
    "turkiye_arrivals_2020": ("bound", "18000", "upper_bound", "minder dan 18.000", "2020", "", "1", "1", "2"),
    "turkiye_resettled_2019": ("value", "7020", "exact", "7.020", "2019", "", "1", "1", "2"),
    "turkiye_resettled_2020": ("value", "2300", "approximate", "circa 2.300", "2020", "", "1", "1", "2"),
    "turkiye_returns_2019": ("value", "189", "exact", "189", "2019", "", "1", "1", "2"),
    "quota": ("sum", "2000", "exact", "2.000", "2020/2023", "", "5", "5", "7"),
    "quota_per_year": ("value", "500", "exact", "gemiddeld 500", "2020/2023", "", "5", "5", "7"),
    "pledge_turkiye": ("value", "1000", "exact", "1.000", "2020", "", "5", "5", "7"),
    "quota_deduction": ("value", "100", "exact", "100", "2020-09/2021-12", "", "5", "5", "7"),
    "target_2021": ("sum", "27000", "exact", "27.000", "2021", "", "6", "6", "3"),
    "target_2020": ("sum", "12000", "exact", "12.000", "2020", "", "6", "6", "3"),
}  # fmt: skip
COLUMNS = ("states", "value", "qualifier", "printed", "period", "base_period")
CLAIMS = load_document(Project(Path(__file__).parents[2]), "letter_2021_01_11").claims


@pytest.fixture(scope="module")
def letter(shared: Path) -> str:
    (file,) = (shared / "letter").glob("*.txt")
    return re.sub(r"\s+", " ", file.read_text("utf-8"))


def test_the_letters_claims_are_stated_as_printed() -> None:
    place = {claim.id: (str(claim.pillar), claim.section, str(claim.paragraph)) for claim in CLAIMS}
    by_figure = {row["figure"]: (*(row[column] for column in COLUMNS), *place[row["figure"]]) for row in ROWS}
    assert by_figure.items() >= STATED.items()


def test_every_figure_is_complete() -> None:
    for row in ROWS:
        assert row["states"] in ("value", "bound", "change", "count", "sum", "interval"), row
        assert all(row[name] for name in ("measure", "geo", "period", "printed", "place")), row
        assert (row["states"] == "change") == bool(row["base_period"]), row
        assert (row["states"] == "interval") == (row["qualifier"] == "range"), row
        assert (row["states"] == "bound") <= (row["qualifier"] in ("upper_bound", "lower_bound")), row
    assert [(row["low"], row["high"]) for row in ROWS if row["states"] == "interval"] == [("23000", "58000")]


def test_every_printed_wording_stands_in_the_letter(letter: str) -> None:
    for row in ROWS:
        assert row["printed"] in letter, row["figure"]


def test_the_printed_number_is_the_stored_value() -> None:
    """By another route: the digits of the wording, with its thousand points and its 'miljoen' and 'mln.'."""
    words = {
        "zes": 6,
        "vijf": 5,
        "drie": 3,
        "één": 1,
        "acht": 8,
        "vier": 4,
        "twee": 2,
        "geen": 0,
        "vijfjarig": 5,
    }
    for row in ROWS:
        if row["states"] == "interval":
            continue
        text = row["printed"]
        digits = re.search(r"\d[\d.]*", text)
        if digits and re.search(r"miljoen|mln", text):
            expected = float(digits[0].rstrip(".")) * 1_000_000
        elif digits:
            expected = float(digits[0].replace(".", ""))
        else:
            (expected,) = (float(words[word]) for word in text.split() if word in words)
        assert abs(float(row["value"])) == expected, row["figure"]


def test_no_sentence_of_the_letter_is_copied(letter: str) -> None:
    """No run of seven words of our statements stands in the letter."""
    plain = " ".join(re.findall(r"\w+", letter.lower()))
    for claim in CLAIMS:
        words = re.findall(r"\w+", claim.statement_nl.lower())
        for start in range(len(words) - 6):
            assert " ".join(words[start : start + 7]) not in plain, claim.id


def test_the_claims_say_what_the_transcribed_figures_say() -> None:
    """The figures as observations and the claims about them: the same numbers, wordings and periods."""
    claims = {claim.id: claim for claim in CLAIMS}
    for row in ROWS:
        claim = claims[row["figure"]]
        stated = [claim.low, claim.high] if claim.low is not None else [claim.value]
        assert stated == [float(row[name]) for name in ("value", "low", "high") if row[name]], claim.id
        assert (claim.printed, claim.precision) == (row["printed"], float(row["precision"]))
        assert claim.about.endswith(row["period"])
        assert claim.about.startswith(row["measure"] + "/" + row["geo"])
    assert {claim.id for claim in CLAIMS} - {row["figure"] for row in ROWS} == {
        "eu_arrivals_since_2018",
        "turkiye_returns_lowest",
        "target_2021_h1_announced",
        "target_2021_higher",
    }


def test_no_number_of_the_letter_is_unaccounted_for(shared: Path) -> None:
    """By the claims and the list of other numbers; and by another route, token by token."""
    document = load_document(Project(Path(__file__).parents[2]), "letter_2021_01_11")
    (file,) = (shared / "letter").glob("*.txt")
    text = file.read_text("utf-8")
    assert unaccounted(document, text) == []
    counted = Counter(re.findall(r"\d+", text))
    listed = Counter(token for claim in document.claims for token in re.findall(r"\d+", claim.printed))
    for number in document.numbers:
        listed.update(re.findall(r"\d+", number.text) * number.times)
    assert counted == listed
    assert sum(counted.values()) == 295  # of the text as it lies there


def test_a_number_that_is_new_missing_or_twice_is_named() -> None:
    document = load_document(Project(Path(__file__).parents[2]), "letter_2021_01_11")
    small = replace(
        document,
        claims=(next(claim for claim in document.claims if claim.printed == "5%"),),
        numbers=(Number("2019", "period"),),
    )
    assert unaccounted(small, "In 2019 it was 5% fewer.¹") == [
        "'¹' is in no claim and not in the list: …In ____ it was __ fewer.¹…"
    ]
    assert unaccounted(small, "In 2019 and 2019: 5%") == ["'2019': 2 times in the text, 1 in the list"]
    assert unaccounted(small, "In 2019: 15%")[0] == "'5%': 0 times in the text, 1 in the list"
    assert "'drie' is in no claim" in unaccounted(small, "In 2019 5% in drie jaar")[0]
