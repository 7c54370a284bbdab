"""Project: a .qdpx file, REFI-QDA's exchange of coded texts: a zip of `project.qde` and the texts themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from lxml import etree

from flows.exchange.codebook import document, write_code
from flows.exchange.parts import ORIGIN, Case, Project, Selection, Source, guid, legal

SPACE = "urn:QDA-XML:project:1.0"
NAMESPACES: Any = {None: SPACE}
"""The stubs of lxml know no namespace without a prefix."""
MEMBER = "project.qde"
FOLDER = "Sources"
USER = guid("user", "uoma")
CLIPPED = 80
"""Characters of its text that a selection is named by."""


def packed(project: Project) -> bytes:
    """The bytes of a .qdpx file; the same project, the same bytes.

    Texts are UTF-8 without a byte order mark, with line feeds alone. A selection has, as the standard says, the number of its first and of its
    last code point, the first of the text being 0 (REFI-QDA 1.5, 2019).
    """
    files = {MEMBER: _described(project)}
    files |= {f"{FOLDER}/{source.guid}.txt": source.text.encode() for source in project.sources}
    day = _day(project)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files, key=lambda name: (name != MEMBER, name)):
            entry = zipfile.ZipInfo(name, (*day, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, files[name])
    return whole.getvalue()


def _described(project: Project) -> bytes:
    stamp = f"{'-'.join(f'{part:02d}' for part in _day(project))}T00:00:00Z"
    top = etree.Element(_in("Project"), {"name": legal(project.name), "origin": ORIGIN, **_by("UserGUID", stamp)}, nsmap=NAMESPACES)
    etree.SubElement(_added(top, "Users"), _in("User"), guid=USER, name=ORIGIN, id=ORIGIN.casefold())
    if project.codes:
        below = _added(_added(top, "CodeBook"), "Codes")
        for code in project.codes:
            write_code(below, code, SPACE)
    _variables(top, project.cases)
    if project.cases:
        cases = _added(top, "Cases")
        for case in project.cases:
            _case(cases, case)
    if project.sources:
        sources = _added(top, "Sources")
        for source in project.sources:
            _source(sources, source, stamp)
    if project.description:
        _added(top, "Description").text = legal(project.description)
    return document(top)


def _variables(top: etree._Element, cases: Iterable[Case]) -> None:
    names = sorted({name for case in cases for name, _ in case.values})
    if names:
        into = _added(top, "Variables")
        for name in names:
            etree.SubElement(into, _in("Variable"), guid=guid("variable", name), name=legal(name), typeOfVariable="Text")


def _case(into: etree._Element, case: Case) -> None:
    node = etree.SubElement(into, _in("Case"), guid=case.guid, name=legal(case.name))
    for name, value in case.values:
        held = _added(node, "VariableValue")
        etree.SubElement(held, _in("VariableRef"), targetGUID=guid("variable", name))
        _added(held, "TextValue").text = legal(value)
    for selection in case.selections:
        etree.SubElement(node, _in("SelectionRef"), targetGUID=selection)


def _source(into: etree._Element, source: Source, stamp: str) -> None:
    path = f"internal://{source.guid}.txt"
    node = etree.SubElement(
        into, _in("TextSource"), {"guid": source.guid, "name": legal(source.name), "plainTextPath": path, **_by("User", stamp)}
    )
    if source.description:
        _added(node, "Description").text = legal(source.description)
    for selection in source.selections:
        _selection(node, selection, source, stamp)


def _selection(into: etree._Element, selection: Selection, source: Source, stamp: str) -> None:
    name = " ".join(source.text[selection.start : selection.end].split())[:CLIPPED]
    places = {"startPosition": str(selection.start), "endPosition": str(selection.end - 1)}
    node = etree.SubElement(into, _in("PlainTextSelection"), {"guid": selection.guid, "name": legal(name), **places, **_by("User", stamp)})
    for code in selection.codes:
        coding = etree.SubElement(node, _in("Coding"), {"guid": guid("coding", selection.guid, code), **_by("User", stamp)})
        etree.SubElement(coding, _in("CodeRef"), targetGUID=code)


def _by(user: str, stamp: str) -> dict[str, str]:
    return {f"creating{user}": USER, "creationDateTime": stamp}


def _day(project: Project) -> tuple[int, int, int]:
    """A zip knows no day before 1980."""
    year, month, day = (int(part) for part in (project.made_on or "1980-01-01").split("-"))
    return max(year, 1980), month, day


def _in(name: str) -> str:
    return f"{{{SPACE}}}{name}"


def _added(into: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(into, _in(name))
