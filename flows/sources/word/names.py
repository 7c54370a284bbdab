"""Names: the XML names of WordprocessingML that carry words, and the one parser for them."""

from __future__ import annotations

from typing import Final

from lxml import etree

from flows.sources.word.refusals import refuse

W_SPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14_SPACE: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
W15_SPACE: Final = "http://schemas.microsoft.com/office/word/2012/wordml"
R_SPACE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DIAGRAM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
W: Final = f"{{{W_SPACE}}}"
VAL: Final = W + "val"
ID: Final = W + "id"
PARA_ID: Final = f"{{{W14_SPACE}}}paraId"
OFF: Final = frozenset({"0", "false", "off", "none"})

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True, remove_blank_text=True
)


def parsed(content: bytes) -> etree._Element:
    """The root of an XML part. Raises Unreadable: bad-xml, doctype."""
    try:
        root = etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        raise refuse("bad-xml") from None
    refuse_doctype(root)
    return root


def refuse_doctype(root: etree._Element) -> None:
    """Raises Unreadable where a document type was declared, in whatever encoding."""
    if root.getroottree().docinfo.doctype:  # type: ignore[attr-defined]
        raise refuse("doctype")


def is_on(element: etree._Element | None) -> bool | None:
    """An on/off property: None where it is not there, on where it has no value."""
    return None if element is None else element.get(VAL, "1") not in OFF


def value(parent: etree._Element | None, name: str) -> str | None:
    """The w:val of a child of that w: name."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(VAL)


def whole(text: str | None, otherwise: int = 0) -> int:
    """A whole number that may be missing or broken."""
    try:
        return int(text or "")
    except ValueError:
        return otherwise
