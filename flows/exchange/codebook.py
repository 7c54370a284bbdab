"""Codebook: themes as a .qdc file, REFI-QDA's exchange of codebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree

from flows.exchange.parts import ORIGIN, Code, guid, legal
from flows.model.organisation import Theme

SPACE = "urn:QDA-XML:codebook:1.0"
NAMESPACES: Any = {None: SPACE}
"""The stubs of lxml know no namespace without a prefix."""


def codes_of(themes: Iterable[Theme], language: str) -> tuple[Code, ...]:
    """The themes that people named or took over, as codes, in their order and in `language`."""
    named = (theme for theme in themes if theme.origin == "codebook" or theme.standing == "accepted")
    return tuple(_code(theme, language) for theme in named)


def codebook(codes: Sequence[Code]) -> bytes:
    """A .qdc file of these codes, of which there must be one: the schema knows no empty codebook."""
    top = etree.Element(f"{{{SPACE}}}CodeBook", nsmap=NAMESPACES, origin=ORIGIN)
    below = etree.SubElement(top, f"{{{SPACE}}}Codes")
    for code in codes:
        write_code(below, code, SPACE)
    return document(top)


def write_code(into: etree._Element, code: Code, space: str) -> None:
    """A code and those below it, in the order that the schema asks for."""
    named = {"guid": code.guid, "name": legal(code.name), "isCodable": "true" if code.codable else "false"}
    node = etree.SubElement(into, f"{{{space}}}Code", {**named, **({"color": code.colour} if code.colour else {})})
    if code.description:
        etree.SubElement(node, f"{{{space}}}Description").text = legal(code.description)
    for each in code.below:
        write_code(node, each, space)


def document(top: etree._Element) -> bytes:
    """An XML file: UTF-8, indented, without a byte order mark."""
    etree.indent(top, " ")
    return etree.tostring(top, xml_declaration=True, encoding="UTF-8", standalone=True) + b"\n"


def _code(theme: Theme, language: str) -> Code:
    return Code(guid("theme", theme.id), theme.name.told(language) or theme.id, theme.definition.told(language))
