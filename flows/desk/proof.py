"""Proof: every file that Uoma keeps and every row of the ledger, looked through for words that were erased."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.desk.board import as_laid_out, boards, door_of
from flows.desk.desk import organisation_of
from flows.desk.erased import UNFINISHED
from flows.errors import Unreadable
from flows.ledger import Ledger, Row, rows
from flows.ledger.book import Reader
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
    """Files relative to the workspace, rows as `kind key`, and tabs of a board elsewhere, sorted."""
    unwritten: bool = False
    """Whether the board could not be brought up to date, so that nobody knows what shorter words it still shows."""

    @property
    def stands(self) -> bool:
        """Whether nothing is left anywhere."""
        return not (self.left or self.unwritten)


def prove(place: Workspace, ledger: Ledger, shingles: Shingles) -> Proof:
    """Look for the erased words in every byte under .uoma and site/public and of the board, archives opened, and in every version of every row.

    The board must also have been written since: of words that are too few to be looked for nothing else tells that they went.
    """
    files = list(_files(place))
    found = [path.relative_to(place.root).as_posix() for path in files if any(map(shingles.found_in, texts(path.read_bytes())))]
    with ledger.reading() as reader:
        number, held = 0, []
        for row in rows(reader):
            number += 1
            held += [f"{row.kind} {row.key}"] if stands_in(row, shingles) else []
        afar, laid = _afar(place, reader, shingles), as_laid_out(place, reader, reader.memo("publish").get("", ""))
    return Proof(len(files), number, tuple(sorted({*found, *held, *afar})), unwritten=not laid)


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


def _afar(place: Workspace, reader: Reader, shingles: Shingles) -> list[str]:
    """Tabs of a board that is no file in which the words stand. One that does not answer counts as unwritten."""
    organisation = organisation_of(reader)
    if not organisation.board:
        return []
    try:
        grids = door_of(place, organisation).read().grids
    except Unreadable:
        return []
    told = {tab: "\n".join(str(cell) for row in grid.cells for cell in row if cell is not None) for tab, grid in grids.items()}
    return [f"board {tab}" for tab, text in told.items() if shingles.found_in(text)]


def _files(place: Workspace) -> Iterator[Path]:
    met: set[Path] = set()
    yield from boards(place)
    for folder in (place.state, place.public):
        for path in sorted(folder.rglob("*")) if folder.exists() else ():
            real = path.resolve()
            if path.is_file() and path.name != UNFINISHED and real not in met:
                met.add(real)
                yield path
