"""Styles: a cell's look with the quote mark before its text, or without it."""

from __future__ import annotations

import copy
from typing import Any

from flows.boards.package import text, tree


class Styles:
    """The part of a workbook that numbers the looks of cells."""

    def __init__(self, part: bytes) -> None:
        self._root = tree(part)
        self._looks = next(child for child in self._root if str(child.tag).endswith("}cellXfs"))
        self._known: dict[tuple[int, bool], int] = {}
        self._changed = False

    def quoted(self, look: int, wanted: bool) -> int:
        """The number of the look that is like `look` and takes whatever is typed for text, or does not."""
        if not 0 <= look < len(self._looks):
            look = 0
        if (look, wanted) not in self._known:
            self._known[look, wanted] = self._found(look, wanted)
        return self._known[look, wanted]

    def part(self) -> bytes | None:
        """The part as it is now; None where it has not changed."""
        return text(self._root) if self._changed else None

    def _found(self, look: int, wanted: bool) -> int:
        if (self._looks[look].get("quotePrefix") in ("1", "true")) == wanted:
            return look
        made = copy.deepcopy(self._looks[look])
        made.attrib.pop("quotePrefix", None)
        if wanted:
            made.set("quotePrefix", "1")
        for number, other in enumerate(self._looks):
            if _shape(other) == _shape(made):
                return number
        self._looks.append(made)
        self._looks.set("count", str(len(self._looks)))
        self._changed = True
        return len(self._looks) - 1


def _shape(look: Any) -> tuple[Any, ...]:
    return tuple(sorted(look.attrib.items())), tuple((str(child.tag), tuple(sorted(child.attrib.items()))) for child in look)
