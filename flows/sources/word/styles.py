"""Styles: what a paragraph or a run is by its style and the styles that one is based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from flows.sources.word.colours import named_fill
from flows.sources.word.names import VAL, W, is_on, value, whole

_HEADING = re.compile(r"(?:heading|otsikko|rubrik|rubrikk|overskrift|(?:ü|u)?berschrift|titre|kop)\s*([1-9])", re.IGNORECASE)
_TITLES = {"title": 1, "subtitle": 2}
BODY_LEVEL = 9
"""What w:outlineLvl says of text that is no heading."""


class Style:
    """One style with everything it takes over from those it is based on."""

    def __init__(self, chain: tuple[etree._Element, ...], id: str) -> None:
        self._chain = chain
        self._id = id

    @cached_property
    def bold(self) -> bool | None:
        return self._toggle("b")

    @cached_property
    def hidden(self) -> bool | None:
        return self._toggle("vanish")

    @cached_property
    def highlight(self) -> str:
        """Colour name, or ""."""
        for style in self._chain:
            run = style.find(W + "rPr")
            if run is not None and (colour := highlight_of(run)) is not None:
                return colour
        return ""

    @cached_property
    def heading(self) -> int:
        """Heading level from 1; 0 for text. By outline level, else by the English name that built-in styles keep in every language."""
        for style in self._chain:
            level = value(style.find(W + "pPr"), "outlineLvl")
            if level is not None:
                return whole(level, BODY_LEVEL) + 1 if whole(level, BODY_LEVEL) < BODY_LEVEL else 0
            name = value(style, "name") or ""
            if name.casefold() in _TITLES:
                return _TITLES[name.casefold()]
            if met := _HEADING.fullmatch(name):
                return int(met[1])
        met = None if self._chain else _HEADING.fullmatch(self._id)
        return int(met[1]) if met else 0

    @cached_property
    def numbering(self) -> tuple[str, str | None] | None:
        """(numId, ilvl) as the nearest style says; ilvl is None where only the numbering itself knows."""
        for style in self._chain:
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None and (number := value(properties, "numId")) is not None:
                return number, value(properties, "ilvl")
        return None

    @cached_property
    def is_prompt(self) -> bool:
        """Whether it marks the text that an empty content control shows."""
        return any((value(style, "name") or "").casefold() == "placeholder text" for style in self._chain)

    def _toggle(self, name: str) -> bool | None:
        for style in self._chain:
            run = style.find(W + "rPr")
            if run is not None and (said := is_on(run.find(W + name))) is not None:
                return said
        return None


class Styles:
    """All styles of a document by id; a missing part, id or base is an empty style."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._known: dict[str, Style] = {}
        self._default = ""
        for style in root.iterfind(W + "style") if root is not None else ():
            id = style.get(W + "styleId", "")
            self._elements.setdefault(id, style)
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
                self._default = self._default or id
        docs = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}b")
        self.bold = bool(is_on(docs))
        """Whether everything is bold unless it says otherwise."""

    def paragraph(self, id: str | None) -> Style:
        return self.style(id or self._default)

    def style(self, id: str) -> Style:
        if id not in self._known:
            self._known[id] = Style(tuple(self._chain(id)), id)
        return self._known[id]

    def element(self, id: str) -> etree._Element | None:
        return self._elements.get(id)

    def _chain(self, id: str | None) -> Iterator[etree._Element]:
        met: set[str] = set()
        while id and id not in met and id in self._elements:
            met.add(id)
            yield self._elements[id]
            id = value(self._elements[id], "basedOn")


def highlight_of(run: etree._Element) -> str | None:
    """The colour behind text that run properties ask for: a name, "" for none, None where they do not say."""
    highlight = run.find(W + "highlight")
    if highlight is not None:
        colour = highlight.get(VAL, "none")
        return "" if colour in ("none", "white") else colour
    shading = run.find(W + "shd")
    return None if shading is None else named_fill(shading.get(W + "fill", "auto"))
