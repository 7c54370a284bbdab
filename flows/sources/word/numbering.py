"""Numbering: which paragraphs are list items, how deep, and whether a number or a bullet stands before them."""

from __future__ import annotations

from lxml import etree

from flows.sources.word.names import W, value, whole
from flows.sources.word.styles import Style, Styles

_UNNUMBERED = frozenset({"bullet", "none"})
DEEPEST = 8


class Numbering:
    """The lists of a document, resolved through the styles that use them."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, etree._Element] = {}
        self._abstract: dict[str, etree._Element] = {}
        self._formats: dict[tuple[str, int], str | None] = {}
        for element in root if root is not None else ():
            if element.tag == W + "num":
                self._lists.setdefault(element.get(W + "numId", ""), element)
            elif element.tag == W + "abstractNum":
                self._abstract.setdefault(element.get(W + "abstractNumId", ""), element)

    def item(self, properties: etree._Element | None, style: Style, style_id: str) -> tuple[int, bool] | None:
        """(depth from 1, numbered) of a paragraph with these properties; None where it is no item."""
        direct = None if properties is None else properties.find(W + "numPr")
        if direct is None and style.numbering is None:
            return None
        number, level = style.numbering or ("0", None)
        if direct is not None:
            number = value(direct, "numId") or number
            level = value(direct, "ilvl") or level
        if whole(number) == 0:
            return None
        depth = min(max(whole(level), 0), DEEPEST) if level is not None else self._level_of_style(number, style_id)
        kind = self._format(number, depth)
        return None if kind is None else (depth + 1, kind not in _UNNUMBERED)

    def _format(self, number: str, depth: int) -> str | None:
        """`decimal`, `bullet` and so on; None for a list that is not there."""
        if (number, depth) not in self._formats:
            self._formats[number, depth] = self._looked_up(number, depth)
        return self._formats[number, depth]

    def _looked_up(self, number: str, depth: int) -> str | None:
        if number not in self._lists:
            return None
        for override in self._lists[number].iterfind(W + "lvlOverride"):
            if whole(override.get(W + "ilvl")) == depth and (level := override.find(W + "lvl")) is not None:
                return _shown(level)
        level = self._level(number, depth)
        return "decimal" if level is None else _shown(level)

    def _level(self, number: str, depth: int) -> etree._Element | None:
        abstract = self._abstract_of(number)
        return (
            next((lvl for lvl in abstract.iterfind(W + "lvl") if whole(lvl.get(W + "ilvl")) == depth), None)
            if abstract is not None
            else None
        )

    def _abstract_of(self, number: str) -> etree._Element | None:
        """The list's definition, which may stand elsewhere, under a list style."""
        abstract = self._abstract.get(value(self._lists.get(number), "abstractNumId") or "")
        link = value(abstract, "numStyleLink")
        linked = self._styles.style(link).numbering if link else None
        if linked is None:
            return abstract
        return self._abstract.get(value(self._lists.get(linked[0]), "abstractNumId") or "", abstract)

    def _level_of_style(self, number: str, style_id: str) -> int:
        abstract = self._abstract_of(number)
        for level in abstract.iterfind(W + "lvl") if abstract is not None else ():
            if value(level, "pStyle") == style_id:
                return whole(level.get(W + "ilvl"))
        return 0


def _shown(level: etree._Element) -> str:
    """The format a reader sees: a level without any text before the item counts as unnumbered."""
    shown = next(level.iter(W + "numFmt"), None)
    kind = "decimal" if shown is None else shown.get(W + "val", "decimal")
    return "none" if value(level, "lvlText") == "" else kind
