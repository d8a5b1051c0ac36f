"""A checked claim in words: the computation, how its wording was read, and what else the reader must know."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from migration_stats.cells import BOUNDS, Address, Figure
from migration_stats.claims.check import (
    FAILS,
    HINDERED,
    SOURCE_ONLY,
    Checked,
    Evidence,
    Outcome,
    Span,
)  # fmt: skip
from migration_stats.claims.document import Claim
from migration_stats.claims.wording import nearest
from migration_stats.language import Language

SHOWN = 6  # a sum of more figures is told by their number


def explanation(checked: Checked, evidence: Evidence, language: Language) -> str:
    """Everything that a reader needs to redo and to weigh the verdict, in plain sentences."""
    return " ".join(sentences(checked, evidence, language))


def sentences(checked: Checked, evidence: Evidence, language: Language) -> Iterator[str]:
    claim, outcome, say = checked.claim, checked.outcome, language.say
    if not claim.cells:
        yield say("claims.nothing")
    yield from not_public(outcome, language)
    if outcome.missing:
        yield say("claims.missing", reasons=", ".join(outcome.missing))
    if outcome.found or outcome.found_day or outcome.comparisons:
        yield from computation(claim, outcome, language)
    yield from judgement(checked, evidence, language)
    if claim.note_en:
        yield claim.note_nl if language.code == "nl" else claim.note_en
    yield from elsewhere(checked, language)


def not_public(outcome: Outcome, language: Language) -> Iterator[str]:
    """Which figures were not public, one sentence per source and day on which they came."""
    came: dict[tuple[str, Any], list[str]] = {}
    for address, first in outcome.absent:
        came.setdefault((address.source_id, first), []).append(language.period(address.period))
    for (source_id, first), periods in came.items():
        yield language.say(
            "claims.absent",
            as_of=language.day(outcome.as_of),
            source=source_id,
            periods="; ".join(dict.fromkeys(periods)),
            first=language.say("claims.first", day=language.day(first))
            if first
            else language.say("claims.never"),
        )


def computation(claim: Claim, outcome: Outcome, language: Language) -> Iterator[str]:
    """The sum, in figures as published."""
    figures, say = outcome.figures, language.say
    end = expression([figures[each] for each in claim.cells], language)
    if outcome.found_day:
        yield say("claims.published", day=language.day(outcome.found_day))
    elif claim.states == "rank":
        others = ", ".join(dated(figures[each], language) for each in claim.base)
        yield say("claims.rank", end=dated(figures[claim.cells[0]], language), others=others)
    elif outcome.found is None:  # hindered: the figures alone
        yield say("claims.single", found=", ".join(dated(each, language) for each in figures.values()))
    elif claim.base:
        base = expression([figures[each] for each in claim.base], language)
        form = "claims.ratio" if claim.states == "ratio" else "claims.against"
        yield say(form, end=end, base=base, found=said(outcome.found, claim, language))
    elif claim.less or len(parts(claim.cells, outcome)) > 1:
        less = "".join(f" − {dated(figures[each], language)}" for each in claim.less)
        yield say("claims.total", parts=end + less, found=said(outcome.found, claim, language))
    else:
        yield say("claims.single", found=end)


def parts(addresses: Sequence[Address], outcome: Outcome) -> list[dict[Any, Any]]:
    return [row for each in addresses for row in outcome.figures[each].cells.to_dict("records")]


def expression(figures: Sequence[Figure], language: Language) -> str:
    """Figures and their parts, joined by plus signs; a long sum by its total and the number of its cells."""
    cells = sum(len(figure.cells) for figure in figures)
    if cells > SHOWN:
        total = language.number(sum(figure.value or 0 for figure in figures))
        period = ", ".join(language.period(figure.address.period) for figure in figures)
        return language.say("claims.many", found=total, n=cells, period=period)
    terms = []
    for figure in figures:
        if not figure.summed:
            terms.append(dated(figure, language))
            continue
        for row in figure.cells.to_dict("records"):
            terms.append(f"{language.number(row['value'])} ({language.period(row['period'])})")
    return " + ".join(terms)


def dated(figure: Figure, language: Language) -> str:
    """'about 76,000 (2019)': the figure as it was qualified, with its period."""
    period = language.period(figure.address.period)
    if figure.missing or (figure.value is None and figure.qualifier != "range"):
        return f"{language.say('value.missing')} ({period})"
    if figure.qualifier == "range":
        text = language.say(
            "value.range", low=language.number(figure.low or 0), high=language.number(figure.high or 0)
        )
    elif figure.qualifier == "exact" or figure.summed:
        text = language.number(figure.value or 0)
    else:
        text = language.say(f"value.{figure.qualifier}", n=language.number(figure.value or 0))
    return f"{text} ({period})"


def said(found: Span, claim: Claim, language: Language) -> str:
    """The number found, with its unit; both ends where rounding or a bound leaves it open."""

    def number(value: float) -> str:
        if claim.states == "change":
            return f"{'+' if value > 0 else ''}{language.number(value, 1)}%"
        return language.number(value, 0 if float(value).is_integer() else 1)

    if math.isinf(found.high):
        return language.say("claims.at_least", low=number(found.low))
    if found.value is None and claim.states == "change":
        return language.say("claims.at_most", high=number(found.high))
    ends = language.say("claims.between", low=number(found.low), high=number(found.high))
    if found.value is None:
        return ends
    return (
        number(found.value) if number(found.low) == number(found.high) else f"{number(found.value)} ({ends})"
    )


def judgement(checked: Checked, evidence: Evidence, language: Language) -> Iterator[str]:
    """How the wording was read, and why the verdict is what it is."""
    claim, outcome, say = checked.claim, checked.outcome, language.say
    hindered = outcome.verdict == HINDERED
    reasons = [getattr(each, f"reason_{language.code}") for each in outcome.comparisons]
    if hindered:
        reasons = [
            reason
            for reason, each in zip(reasons, outcome.comparisons, strict=True)
            if each.verdict == HINDERED
        ]
    told = "; ".join(dict.fromkeys(filter(None, reasons)))
    if outcome.fit:
        meaning = getattr(evidence.wordings[claim.wording], f"meaning_{language.code}")
        yield say("claims.read_as", printed=claim.printed, meaning=meaning)
    if outcome.fit == "possible":
        bounded = any(figure.qualifier in BOUNDS for figure in outcome.figures.values())
        yield say("claims.undecided" if bounded else "claims.uncertain")
    if outcome.verdict == FAILS:
        yield correction(claim, outcome, language)
    for cell in outcome.circular if outcome.verdict == SOURCE_ONLY else ():
        yield say("claims.circular", cell=language.period(cell.period))
    if outcome.own:
        yield say("claims.arithmetic" if claim.states == "ratio" else "claims.own")
    if told and (hindered or claim.states != "rank"):
        yield say(
            "claims.hindered" if hindered else "claims.noted",
            reason=told[0].upper() + told[1:] if hindered else told,
        )


def correction(claim: Claim, outcome: Outcome, language: Language) -> str:
    """The nearest figure with which the statement would be true."""
    if claim.day:
        return language.say("claims.nearest_day", day=language.day(claim.day))
    assert outcome.range and outcome.found
    found = outcome.found.low if outcome.found.value is None else outcome.found.value
    if claim.states == "change":
        end, base = (
            computed_total([outcome.figures[each] for each in given]) for given in (claim.cells, claim.base)
        )
        scaled = type(outcome.range)(
            base * (1 + outcome.range.low / 100), base * (1 + outcome.range.high / 100),
            outcome.range.low_open, outcome.range.high_open,
        )  # fmt: skip
        return language.say(
            "claims.nearest_change",
            value=language.number(nearest(scaled, end, 1)),
            found=language.number(end),
        )
    return language.say("claims.nearest_value", value=language.number(nearest(outcome.range, found, 1)))


def computed_total(figures: Sequence[Figure]) -> float:
    return sum(figure.value or 0 for figure in figures)


def elsewhere(checked: Checked, language: Language) -> Iterator[str]:
    """What other releases, the first published base and other computations would say."""
    claim, say = checked.claim, language.say
    for other in checked.others:
        assert other.found
        yield say(
            "claims.other",
            day=language.day(other.as_of),
            releases=releases(other, language),
            found=said(other.found, claim, language),
            verdict=verdict_words(other.verdict, language),
        )
    if checked.first_base:
        computed_words = " ".join(computation(claim, checked.first_base, language)).rstrip(".")
        yield (
            say(
                "claims.first_base",
                computed=computed_words,
                verdict=verdict_words(checked.first_base.verdict, language),
            )
            + "."
        )
    for instead, outcome in checked.instead:
        if outcome.found:
            truth = {"certain": "true", "possible": "open", "no": "untrue"}[outcome.fit or "possible"]
            yield say(
                "claims.instead",
                says=instead.says_nl if language.code == "nl" else instead.says_en,
                found=said(outcome.found, claim, language),
                truth=say(f"claims.{truth}"),
            )


def releases(outcome: Outcome, language: Language) -> str:
    """The releases that a verdict rests on: source and day, each once."""
    used = {(figure.address.source_id, figure.published_on) for figure in outcome.figures.values()}
    return "; ".join(f"{source_id}, {language.day(day)}" for source_id, day in sorted(used))


def verdict_words(verdict: str, language: Language) -> str:
    return language.say("claims." + verdict.replace(" ", "_"))
