"""Plain: the words of an element without marks, for comments, headers and footers."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from flows.sources.word.names import MC, W

_SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_OUT = frozenset({W + "del", W + "moveFrom", W + "instrText", W + "pPr", W + "rPr", MC + "Fallback"})


def words_of(element: etree._Element) -> str:
    """The words of its paragraphs, a line each, deletions left out."""
    lines = ["".join(_pieces(paragraph)).strip() for paragraph in element.iter(W + "p")]
    return "\n".join(line for line in lines if line)


def _pieces(parent: etree._Element) -> Iterable[str]:
    for child in parent:
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _OUT:
            yield from _pieces(child)
