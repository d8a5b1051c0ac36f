"""Words and numbers of one language. A missing key is an error: nothing falls back to another language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any

from migration_stats.errors import PackError

LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Language:
    """The words of words/<code>.toml and the number formats that go with them."""

    code: str
    words: Mapping[str, Mapping[str, Any]]

    def say(self, key: str, **values: object) -> str:
        """The text at 'section.name', its {holes} filled."""
        section, name = key.split(".")
        try:
            text = str(self.words[section][name])
        except KeyError:
            raise PackError(f"words/{self.code}.toml: no text {key}") from None
        return text.format(**values) if values else text

    def number(self, value: float, digits: int = 0) -> str:
        """1234.5 as 1,234.5 or 1.234,5: half up, with a true minus sign."""
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        group, decimal = self.words["number"]["group"], self.words["number"]["decimal"]
        text = f"{abs(rounded):,.{digits}f}".translate({ord(","): group, ord("."): decimal})
        return f"−{text}" if rounded < 0 else text

    def day(self, day: date) -> str:
        months = self.words["number"]["months"]
        return self.say("number.date", day=day.day, month=months[day.month - 1], year=day.year)

    def period(self, label: str, short: bool = False) -> str:
        """'2019-H1', '2019-07', a day and a span of them as words; years stay years."""
        if "/" in label:
            first, last = label.split("/", 1)
            return self.say("number.span", first=self.period(first, short), last=self.period(last, short))
        year, _, part = label.partition("-")
        if part.startswith("H"):
            return self.say("number.half_short" if short else "number.half", year=year, half=part[1:])
        if len(part) == 2:
            return f"{self.words['number']['months'][int(part) - 1]} {year}"
        if len(label) == 10:
            return self.day(date.fromisoformat(label))
        return label

    def month(self, number: int) -> str:
        """The short name of month 1 to 12, for an axis or a row."""
        return str(self.words["number"]["months_short"][number - 1])

    def fill(self, template: str, facts: Mapping[str, Any]) -> str:
        """A text with its facts in their formats: {x:n} number, {x:pct} percentage, {x:period} period."""
        return FactFormatter(self).vformat(template, (), facts)


class FactFormatter(Formatter):
    """str.format with the number formats of a language; `{name}` may stand for name_en or name_nl."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        for name in (f"{key}_{self.language.code}", str(key)):
            if name in kwargs:
                return kwargs[name]
        raise PackError(f"the text names {{{key}}}, which is no column of finding.sql ({', '.join(kwargs)})")

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "n":
            return self.language.number(value)
        if format_spec == "pct":
            return self.language.number(abs(value)) + "%"
        if format_spec == "period":
            return self.language.period(str(value))
        return str(value)


@lru_cache
def language(code: str) -> Language:
    """The language `code`; raises PackError for one that has no words."""
    if code not in LANGUAGES:
        raise PackError(f"language '{code}' is none of {', '.join(LANGUAGES)}")
    text = (files("migration_stats") / "words" / f"{code}.toml").read_text("utf-8")
    return Language(code, tomllib.loads(text))
