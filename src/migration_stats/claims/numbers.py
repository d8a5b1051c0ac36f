"""Whether every number of a document's text is accounted for: as a claim, or as none with the reason."""

from __future__ import annotations

import re

from migration_stats.claims.document import Document

# Words that are numbers, of Dutch documents; "een" and ordinals are not: they are an article and names too.
WORDS = [
    "één",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
    "honderd",
    "duizend",
    "duizenden",
    "tweejarig",
    "driejarig",
    "vierjarig",
    "vijfjarig",
]
MARKS = "⁰¹²³⁴-⁹"  # of footnotes: letters and digits may stand right before them
TOKEN = re.compile(rf"\d+|[{MARKS}]+|(?<!\w)(?:{'|'.join(WORDS)})(?!\w)", re.IGNORECASE)


def unaccounted(document: Document, text: str) -> list[str]:
    """What is not right between a document's text and its claims, in words; empty when every number is named.

    Wordings are found longest first, each on a stretch of text of its own, as often as the claims and the
    list of other numbers say: no more and no less.
    """
    plain = re.sub(r"\s+", " ", text)
    wanted: dict[str, int] = {}
    for claim in document.claims:
        wanted[claim.printed] = wanted.get(claim.printed, 0) + 1
    for number in document.numbers:
        wanted[number.text] = wanted.get(number.text, 0) + number.times
    found = []
    for wording in sorted(wanted, key=len, reverse=True):
        places = [match.span() for match in alone(wording).finditer(plain)]
        counted = TOKEN.search(wording) is not None
        if not places or (counted and len(places) != wanted[wording]):
            found.append(f"'{wording}': {len(places)} times in the text, {wanted[wording]} in the list")
        for start, end in places if counted else []:
            plain = plain[:start] + "_" * (end - start) + plain[end:]
    for match in TOKEN.finditer(plain):
        around = plain[max(0, match.start() - 40) : match.end() + 40]
        found.append(f"'{match[0]}' is in no claim and not in the list: …{around}…")
    return found


def alone(wording: str) -> re.Pattern[str]:
    """A pattern for a wording that is no part of a longer word or number."""
    if re.fullmatch(f"[{MARKS}]+", wording):
        return re.compile(f"(?<![{MARKS}]){wording}(?![{MARKS}])")
    before = r"(?<!\w)" if re.match(r"\w", wording) else ""
    return re.compile(rf"{before}{re.escape(wording)}(?![^\W{MARKS}])")
