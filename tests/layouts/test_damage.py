"""Damaged files of every layout: each ends in a table or in an error of ours, soon and within bounds.

200 of each by default; `pytest tests/layouts/test_damage.py --damaged 10000` reads more. A failure names the
seed, and the file's bytes follow from it.
"""

from __future__ import annotations

import gzip
import io
import itertools
import random
import re
import signal
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from layouts.grid import Grid
from layouts.writers import CASES, IDS, Case
from migration_stats.errors import MigrationStatsError
from migration_stats.publishers.detect import read_table

LONGEST = 5  # seconds
LARGEST = 500_000  # KiB on top of what the process holds
STATUS = Path("/proc/self/status")


class TooLongError(Exception):
    """A damaged file kept the reader busy."""


def whole(case: Case) -> bytes:
    """A table of ordinary size in the layout."""
    codes = case.codes[:3]
    free = [codes for _ in (case.dimensions[:-1] if case.topics else case.dimensions)]
    rows = tuple(itertools.product(*free, *([case.topics] if case.topics else [])))[:40]
    periods = tuple(dict.fromkeys(case.periods(n) for n in range(6)))
    chance = random.Random(case.layout)
    cells = tuple(
        tuple(
            (chance.choice([*case.missing, str(chance.randrange(100_000))]), "" if "p" in case.flags[:2] else chance.choice(case.flags))
            for _ in periods
        )
        for _ in rows
    )  # fmt: skip
    return case.write(Grid(case.dimensions, rows, periods, cells))


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def flip(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice([1, 2, 10, 100])):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def swap_columns(content: bytes, chance: random.Random) -> bytes:
    """Two cells of every line change places, or two stretches of what has no lines."""
    separator = next((sign for sign in (b"\t", b'";"', b";", b",") if content.count(sign) > 10), None)
    if separator is None or content.startswith((b"PK", b"\xd0\xcf", b"\x1f\x8b")):
        a, b, size = chance.randrange(len(content)), chance.randrange(len(content)), chance.randrange(1, 60)
        damaged = bytearray(content)
        damaged[a : a + size], damaged[b : b + size] = content[b : b + size], content[a : a + size]
        return bytes(damaged)
    one, other = chance.randrange(6), chance.randrange(6)
    lines = []
    for line in content.split(b"\n"):
        cells = line.split(separator)
        if max(one, other) < len(cells):
            cells[one], cells[other] = cells[other], cells[one]
        lines.append(separator.join(cells))
    return b"\n".join(lines)


def wrong_encoding(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("latin-1")
    return text.encode(chance.choice(["utf-8", "utf-16", "utf-16-le", "utf-32"]))


def remove_lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join(line for line in lines if chance.random() > 0.2)


def replace_token(content: bytes, chance: random.Random) -> bytes:
    """A word or number becomes something else: empty, long, negative, a formula, a number no one can hold."""
    tokens = list(re.finditer(rb"[A-Za-z0-9_.]+", content[:20_000]))
    if not tokens:
        return content
    hit = chance.choice(tokens)
    word = chance.choice(
        [
            b"",
            b"x" * 5000,
            b"-1",
            b"1e400",
            b"=1+1",
            b"\xff\xfe",
            b"9" * 400,
            b'"',
            b"\\",
            b"null",
            b"{}",
            b"[]",
        ]
    )
    return content[: hit.start()] + word + content[hit.end() :]


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    cut, flip, swap_columns, wrong_encoding, remove_lines, replace_token,
)  # fmt: skip


def damaged(content: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    if content.startswith(b"\x1f\x8b") and chance.random() < 0.5:  # inside the gzip as well
        return gzip.compress(chance.choice(DAMAGES)(gzip.decompress(content), chance), mtime=0)
    if content.startswith(b"PK") and chance.random() < 0.5:
        return damaged_part(content, chance)
    return chance.choice(DAMAGES)(content, chance)


def damaged_part(content: bytes, chance: random.Random) -> bytes:
    """A workbook whose container is whole and one of whose parts is damaged."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as book,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        hit = chance.choice([name for name in book.namelist() if book.getinfo(name).file_size])
        for name in book.namelist():
            part = book.read(name)
            made.writestr(name, chance.choice(DAMAGES)(part, chance) if name == hit else part)
    return out.getvalue()


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def memory(what: str) -> int:
    """KiB of this process, now (VmRSS) or at its highest (VmHWM)."""
    match = re.search(rf"{what}:\s+(\d+)", STATUS.read_text())
    assert match
    return int(match[1])


# Seeds of 10,000 that found a fault once.
FOUND = (("JSON-stat", "json", 3584), ("API JSON", "json", 2923), ("StatWeb CSV", "csv", 339))


@pytest.mark.parametrize(("layout", "suffix", "seed"), FOUND)
def test_a_damage_that_found_a_fault_is_told(layout: str, suffix: str, seed: int) -> None:
    case = next(case for case in CASES if (case.layout, case.suffix) == (layout, suffix))
    try:
        table = read_table(damaged(whole(case), seed))
    except MigrationStatsError:
        return
    assert table.oddities


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_damaged_file_ends_in_a_table_or_an_error_of_ours(case: Case, pytestconfig: pytest.Config) -> None:
    if not STATUS.exists():
        pytest.skip("memory is measured in /proc, which this system does not have")
    content = whole(case)
    assert read_table(content).layout == case.layout
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark of memory begins here
    start, refused, longest = memory("VmRSS"), 0, 0.0
    count = pytestconfig.getoption("damaged")
    for seed in range(count):
        began = time.monotonic()
        try:
            with at_most(LONGEST):
                read_table(damaged(content, seed))
        except MigrationStatsError as error:
            refused += 1
            assert str(error), f"seed {seed}: an error without words"
        except BaseException as error:
            error.add_note(f"{case.layout} {case.suffix}, seed {seed}")
            raise
        longest = max(longest, time.monotonic() - began)
    assert memory("VmHWM") - start < LARGEST
    assert refused > count / 20, "so few are refused that the damage cannot have been any"
    print(f"{case.layout} {case.suffix}: {refused} of {count} refused, longest {longest:.2f} s, "
          f"{(memory('VmHWM') - start) // 1024} MiB")  # fmt: skip
