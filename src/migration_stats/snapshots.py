"""The write-once store of raw bytes: what was locked once never changes.

People write source.toml; this module alone writes snapshots.lock.toml beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from migration_stats.catalogue import LOCK, Release, Source, read_toml
from migration_stats.errors import SnapshotError
from migration_stats.project import sha256

HEADER = "# Written by migration-stats, never by hand: the bytes of each release, as first stored.\n"


@dataclass(frozen=True)
class Snapshot:
    """The bytes of one release, proved to be those that were locked."""

    source_id: str
    file: str
    sha256: str
    size: int
    ingested_at: datetime
    content: bytes


def fetch(source: Source) -> dict[str, bytes]:
    """The bytes of every declared release, from the source's own folder.

    A file that is there but not declared, or declared but not there, is an error.
    """
    finish(source)
    there = {file.name for file in source.folder.iterdir() if file.is_file() and file.name[0] != "."}
    there -= {"source.toml", LOCK}
    away = {each.release for each in source.withdrawn}
    declared = {release.file for release in source.releases} | away
    locked = read_lock(source)
    for file in sorted(declared | locked.keys()):
        if file not in there:
            was = locked[file]["sha256"] if file in locked else "not locked"
            raise SnapshotError(
                f"{source.folder / file}: the snapshot is missing. Locked sha256 {was}, found none. "
                "Restore the file; a snapshot is never removed."
            )
    if stray := there - declared:
        raise SnapshotError(
            f"{source.folder / min(stray)}: the file has no [[release]] in source.toml. Declare it with its "
            "publication date, or move it out of data/raw."
        )
    return {file: (source.folder / file).read_bytes() for file in sorted(declared - away)}


def snapshot(source: Source, files: Mapping[str, bytes], now: datetime | None = None) -> list[Snapshot]:
    """Lock files seen for the first time, verify all others. Releases in order of publication.

    Raises SnapshotError with the file's name and both hashes when a byte changed.
    """
    locked = read_lock(source)
    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    entries = dict(locked)
    for file, content in files.items():
        found = sha256(content)
        entry = entries.setdefault(
            file, {"sha256": found, "bytes": len(content), "ingested_at": moment.isoformat()}
        )
        if entry["sha256"] != found:
            raise SnapshotError(
                f"{source.folder / file}: the bytes changed. Locked sha256 {entry['sha256']}, found {found}. "
                "A snapshot is write-once: restore it, and add a revision as a new release."
            )
    if entries != locked:
        write_lock(source, entries)
    return [
        Snapshot(
            source.source_id,
            release.file,
            str(entries[release.file]["sha256"]),
            int(entries[release.file]["bytes"]),
            datetime.fromisoformat(str(entries[release.file]["ingested_at"])),
            files[release.file],
        )
        for release in source.releases
    ]


def take(source: Source, release: Release, content: bytes, seen: Mapping[str, str], now: datetime) -> str:
    """Store the bytes of a new release with what is known of it: whole or not at all.

    The bytes are written under a hidden name, the lock then declares them, and only then do they get their
    name; `finish` completes that where a run ended in between. Returns the sha256.
    """
    found = sha256(content)
    locked = read_lock(source)
    if release.file in locked or (source.folder / release.file).exists():
        raise SnapshotError(f"{source.folder / release.file}: there is a snapshot of this name already")
    hidden(source, release.file).write_bytes(content)
    told = {key: value for key, value in vars(release).items() if key != "file" and value}
    entry = {
        "sha256": found,
        "bytes": len(content),
        "ingested_at": now.replace(microsecond=0).isoformat(),
        **told,
        **seen,
    }
    write_lock(source, {**locked, release.file: entry})
    finish(source)
    return found


def hidden(source: Source, file: str) -> Path:
    return source.folder / f".{file}.taken"


def finish(source: Source) -> None:
    """Give a release that was taken its name, where a run ended before it had one."""
    for file, entry in read_lock(source).items():
        beside = hidden(source, file)
        if beside.is_file() and not (source.folder / file).exists():
            if sha256(beside.read_bytes()) != entry["sha256"]:
                raise SnapshotError(f"{beside}: is not the release that the lock names; fetch it again")
            beside.replace(source.folder / file)


def read_lock(source: Source) -> dict[str, dict[str, str | int]]:
    file = source.folder / LOCK
    return read_toml(file) if file.is_file() else {}


def write_lock(source: Source, entries: Mapping[str, Mapping[str, str | int]]) -> None:
    lines = [HEADER]
    for file, entry in sorted(entries.items()):
        lines.append(f"\n[{json.dumps(file)}]\n")
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in entry.items()]
    replace_file(source.folder / LOCK, "".join(lines).encode())


def replace_file(target: Path, content: bytes) -> None:
    """Write beside, then rename: a reader sees the old bytes or the new, never a part."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
