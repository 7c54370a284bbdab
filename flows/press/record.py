"""Record: what a release remembers of itself, so that one can ask later how large it is and whether it may still be shown."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = ".release.json"
"""Lies in the release's own folder: it is swapped, moved and erased with it. It holds no word of anybody's."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a release was made of."""

    cycle: int
    """Number of the cycle that its pages speak of."""
    name: str
    """The cycle's name, which begins with its day."""
    shown: tuple[str, ...] = ()
    """Keys of the observations whose words it shows, sorted."""
    studies: tuple[str, ...] = ()
    """Ids of the studies that it tells of, sorted; not those whose time was up."""
    pages: int = 0
    """HTML pages with something to read of the organisation's; no notices at old addresses, no cards, no error page, no handbook of Uoma's."""


def sign(site: Path, record: Record) -> None:
    """Leave the record in the folder of a built site. Raises OSError."""
    (site / RECORD).write_text(json.dumps(asdict(record), separators=(",", ":"), sort_keys=True), "utf-8")


def record_of(site: Path) -> Record | None:
    """What the release in that folder remembers; None where it has no record, or one that this Uoma cannot read."""
    try:
        kept = json.loads((site / RECORD).read_bytes())
        shown, studies = map(str, kept["shown"]), map(str, kept["studies"])
        return Record(int(kept["cycle"]), str(kept["name"]), tuple(shown), tuple(studies), int(kept["pages"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None
