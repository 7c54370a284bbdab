"""Beside: words that do not stand in the text itself, in headers and footers, in SmartArt and in charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from flows.model.material import Block
from flows.model.noun import unique
from flows.sources.word.names import CHART, DIAGRAM, DRAWING, W
from flows.sources.word.plain import words_of

_OF_THE_DRAWING = frozenset({"pres", "parTrans", "sibTrans", "doc"})
"""Points of a diagram that say how it is drawn."""


def page_lines(parts: Iterable[etree._Element]) -> str:
    """The lines of headers and footers, each once: what they say of the document, such as a date and a participant's code.

    A table row of two cells is a line `key: value`. These words repeat on every page and nobody said them, so they are no blocks.
    """
    return "\n".join(unique(line for part in parts for line in _lines(part)))


def drawn(kind: str, parts: Iterable[etree._Element]) -> list[Block]:
    """Text in SmartArt (`diagramData`) and charts (`chart`), a note for each drawing that has any."""
    read, name = (_points, "diagram") if kind == "diagramData" else (_labels, "chart")
    texts = ["\n".join(unique(read(part))) for part in parts]
    return [Block(f"{name} {number}", text, "note") for number, text in enumerate(texts, start=1) if text]


def _lines(part: etree._Element) -> Iterator[str]:
    for element in part.iter(W + "tr", W + "p"):
        if element.tag == W + "tr":
            cells = [" ".join(words_of(cell).split()) for cell in element.iterfind(W + "tc")]
            yield ": ".join(cells) if len(cells) == 2 and all(cells) else ""
        elif not _in_pair(element):
            yield words_of(element)


def _in_pair(paragraph: etree._Element) -> bool:
    row = next(paragraph.iterancestors(W + "tr"), None)
    return row is not None and len(row.findall(W + "tc")) == 2


def _points(model: etree._Element) -> Iterator[str]:
    for point in model.iter(DIAGRAM + "pt"):
        if point.get("type", "node") not in _OF_THE_DRAWING:
            yield " ".join("".join(text.text or "" for text in line.iter(DRAWING + "t")) for line in point.iter(DRAWING + "p")).strip()


def _labels(chart: etree._Element) -> Iterator[str]:
    """Title, names of axes, series and categories: not the numbers."""
    for line in chart.iter(DRAWING + "p"):
        yield "".join(text.text or "" for text in line.iter(DRAWING + "t")).strip()
    for cache in chart.iter(CHART + "strCache"):
        for value in cache.iter(CHART + "v"):
            yield (value.text or "").strip()
