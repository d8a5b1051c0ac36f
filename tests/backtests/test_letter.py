"""The letter's figures: each as printed, in its place, in our own words."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

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
COLUMNS = (
    "states",
    "value",
    "qualifier",
    "printed",
    "period",
    "base_period",
    "pillar",
    "section",
    "paragraph",
)


@pytest.fixture(scope="module")
def letter(shared: Path) -> str:
    (file,) = (shared / "letter").glob("*.txt")
    return re.sub(r"\s+", " ", file.read_text("utf-8"))


def test_the_letters_claims_are_stated_as_printed() -> None:
    by_figure = {row["figure"]: tuple(row[column] for column in COLUMNS) for row in ROWS}
    assert by_figure.items() >= STATED.items()


def test_every_figure_is_complete() -> None:
    for row in ROWS:
        assert row["states"] in ("value", "bound", "change", "count", "sum", "interval"), row
        assert all(
            row[name] for name in ("measure", "geo", "period", "printed", "place", "pillar", "paragraph")
        ), row
        assert row["statement_en"] and row["statement_nl"]
        assert (row["states"] == "change") == bool(row["base_period"]), row
        assert (row["states"] == "interval") == (row["qualifier"] == "range"), row
        assert (row["states"] == "bound") <= (row["qualifier"] in ("upper_bound", "lower_bound")), row
    assert [(row["low"], row["high"]) for row in ROWS if row["states"] == "interval"] == [("23000", "58000")]
    assert {row["pillar"] for row in ROWS} == set("0123456")


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
    for row in ROWS:
        words = re.findall(r"\w+", row["statement_nl"].lower())
        for start in range(len(words) - 6):
            assert " ".join(words[start : start + 7]) not in plain, row["figure"]


def test_every_number_with_a_unit_of_people_or_percent_is_accounted_for(letter: str) -> None:
    """Every number of the letter of 100 or more that is no year, date, reference or page is one of the figures."""
    figures = {row["printed"] for row in ROWS}
    known = {number for text in figures for number in re.findall(r"\d[\d.]*\d|\d", text)}
    body = re.sub(
        r"(Kamerstuk\w*|Pb EU|Verordening \(E|artikel|nr\. |Datum|Postbus|DP Den|EH D|EA D|kenmerk|https?:)[^¹²³⁴⁵⁶⁷⁸⁹⁰]{0,140}",
        " ",
        letter,
    )
    numbers = set(
        re.findall(r"(?<![\w/.-])\d{1,3}(?:\.\d{3})+(?![\w-])|(?<![\w/.-])\d{1,3}(?=%| miljoen| mln)", body)
    )
    assert numbers, "nothing was found: the letter's form changed"
    assert numbers <= known
