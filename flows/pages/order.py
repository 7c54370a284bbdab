"""Order: observations as they were told, document by document and voice by voice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.model.observations import Observation


def as_told(members: Sequence[Observation]) -> tuple[Observation, ...]:
    """Document by document, voice by voice as they first speak, in the order of the document."""
    documents = {name: (place(name), name) for name in {o.document for o in members}}
    ordered = sorted(members, key=lambda o: (*documents[o.document], place(o.locator), o.key))
    first: dict[tuple[str, str], int] = {}
    for number, observation in enumerate(ordered):
        first.setdefault((observation.document, observation.voice), number)
    return tuple(sorted(ordered, key=lambda o: first[o.document, o.voice]))


def place(locator: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key of a place in a document: numbers by their size, a cell of a sheet by its row before its column."""
    by_rows = _CELL.sub(lambda cell: f"!{cell[2]} {len(cell[1])}{cell[1]}", locator)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _NUMBERS.split(by_rows) if part)


_CELL = re.compile(r"!([A-Z]+)(\d+)$")
_NUMBERS = re.compile(r"(\d+)")
