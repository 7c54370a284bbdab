"""Proof: every file that Uoma keeps and every row of the ledger, looked through for words that were erased."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.desk.erased import UNFINISHED
from flows.ledger import Ledger, Row, rows
from flows.observations.shingles import Shingles
from flows.workspace import Workspace

DEEPEST = 3
"""Archives within archives."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked through, and where something was found."""

    files: int
    rows: int
    left: tuple[str, ...] = ()
    """Files relative to the workspace, and rows as `kind key`, sorted."""


def prove(place: Workspace, ledger: Ledger, shingles: Shingles) -> Proof:
    """Look for the erased words in every byte under .uoma and site/public, archives opened, and in every version of every row."""
    files = list(_files(place))
    found = [path.relative_to(place.root).as_posix() for path in files if any(map(shingles.found_in, texts(path.read_bytes())))]
    with ledger.reading() as reader:
        number, held = 0, []
        for row in rows(reader):
            number += 1
            held += [f"{row.kind} {row.key}"] if stands_in(row, shingles) else []
    return Proof(len(files), number, tuple(sorted({*found, *held})))


def stands_in(row: Row, shingles: Shingles) -> bool:
    """Whether a row holds words that were erased."""
    return bool(shingles.found_in(row.body))


def texts(content: bytes, depth: int = 0) -> Iterator[str]:
    """A file's bytes as text, and what lies in it where it is an archive."""
    yield content.decode("utf-8", "replace")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield content.decode("utf-16", "replace")
    for part in _packed(content) if depth < DEEPEST else ():
        yield from texts(part, depth + 1)


def _packed(content: bytes) -> Iterator[bytes]:
    try:
        if content.startswith(b"\x1f\x8b"):
            yield gzip.decompress(content)
        elif content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for name in archive.namelist():
                    yield archive.read(name)
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return


def _files(place: Workspace) -> Iterator[Path]:
    met: set[Path] = set()
    for folder in (place.state, place.public):
        for path in sorted(folder.rglob("*")) if folder.exists() else ():
            real = path.resolve()
            if path.is_file() and path.name != UNFINISHED and real not in met:
                met.add(real)
                yield path
