"""Read: a .qdc or .qdpx file of any program, as its parts. Nothing in it is fetched, expanded or executed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from lxml import etree

from flows.errors import Unreadable
from flows.exchange.parts import ORIGIN, Case, Code, Project, Selection, Source, lines

LARGEST = 64 * 1024 * 1024
"""Bytes of a file, or of all that is packed in it."""
DEEPEST = 20
"""Codes below codes."""
HINT = "export it again from the other program, as a REFI-QDA codebook (.qdc) or project (.qdpx)"
_END = re.compile(r"project\.qde$", re.IGNORECASE)


def read_codes(content: bytes) -> tuple[Code, ...]:
    """The codes of a codebook or of a project. Raises Unreadable."""
    if content[:2] == b"PK":
        return read_project(content).codes
    return _codes(_top(content, ("CodeBook", "Project")))


def read_project(content: bytes) -> Project:
    """A project with its texts. Raises Unreadable.

    Most programs number the last character of a selection, as the standard says, and some the one after it; where the names of selections
    repeat their words, these tell which, for the whole file.
    """
    files = _unpacked(content)
    member = next((name for name in sorted(files) if _END.search(name)), "")
    if not member:
        raise Unreadable("no-project", "the file has no project.qde in it", HINT)
    top = _top(files[member], ("Project",))
    texts = {PurePosixPath(name).name.casefold(): held for name, held in files.items() if name != member}
    found = [_source(node, texts) for node in _nodes(top, "Sources", "TextSource")]
    read = [(source, names) for source, names in found if source]
    after = top.get("origin") != ORIGIN and _ends_after(read)
    return Project(
        name=top.get("name", ""),
        codes=_codes(top),
        sources=tuple(source if after else _to_the_last(source) for source, _ in read),
        cases=tuple(_cases(top)),
        description=_text(top, "Description"),
        made_on=top.get("creationDateTime", "")[:10],
        missing=tuple(
            node.get("name", "") for node, (source, _) in zip(_nodes(top, "Sources", "TextSource"), found, strict=True) if not source
        ),
    )


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and entry.filename.casefold().endswith((".qde", ".txt"))]
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise Unreadable("too-large", "the file unpacks to more than 64 MB", "export fewer documents at a time")
            return {entry.filename: archive.read(entry) for entry in entries}
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        raise Unreadable("no-zip", "the file is damaged, or no .qdpx file", HINT) from None


def _top(content: bytes, names: tuple[str, ...]) -> etree._Element:
    if len(content) > LARGEST:
        raise Unreadable("too-large", "the file has more than 64 MB", "export fewer documents at a time")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        top = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable("no-xml", "the file is no XML, or is damaged", HINT) from None
    if top.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("no-codes", "the file brings rules of its own (a DOCTYPE), which no program of this kind writes", HINT)
    if _name(top) not in names:
        raise Unreadable("no-codes", "the file is XML, and neither a codebook nor a project of REFI-QDA", HINT)
    return top


def _codes(top: etree._Element) -> tuple[Code, ...]:
    within = _first(top, "CodeBook") if _name(top) == "Project" else top
    listed = _first(within, "Codes") if within is not None else None
    return tuple(_code(node, 1) for node in _named(listed, "Code")) if listed is not None else ()


def _code(node: etree._Element, depth: int) -> Code:
    if depth > DEEPEST:
        raise Unreadable("too-deep", f"codes stand below codes more than {DEEPEST} times", "flatten the codebook in the other program")
    return Code(
        guid=_guid(node.get("guid")),
        name=" ".join(node.get("name", "").split()),
        description=_text(node, "Description"),
        codable=node.get("isCodable", "true").strip().casefold() not in ("false", "0"),
        colour=node.get("color", ""),
        below=tuple(_code(each, depth + 1) for each in _named(node, "Code")),
    )


def _source(node: etree._Element, texts: dict[str, bytes]) -> tuple[Source | None, list[str]]:
    """The source as its file numbers it, and the names of its selections; None where its text is not there."""
    inline = _first(node, "PlainTextContent")
    path = PurePosixPath(node.get("plainTextPath", "").replace("\\", "/").rpartition("//")[2]).name.casefold()
    held = texts.get(path)
    if inline is None and held is None:
        return None, []
    text = (inline.text or "") if inline is not None else (held or b"").decode("utf-8-sig", "replace")
    found = [(_selection(each), each.get("name", "")) for each in _named(node, "PlainTextSelection")]
    kept = [(selection, name) for selection, name in found if selection and selection.start <= selection.end <= len(text)]
    chosen, names = tuple(selection for selection, _ in kept), [name for _, name in kept]
    return Source(_guid(node.get("guid")), node.get("name", ""), text, chosen, _text(node, "Description")), names


def _selection(node: etree._Element) -> Selection | None:
    try:
        start, end = int(node.get("startPosition", "")), int(node.get("endPosition", ""))
    except ValueError:
        return None
    refs = (_first(coding, "CodeRef") for coding in _named(node, "Coding"))
    codes = tuple(_guid(ref.get("targetGUID")) for ref in refs if ref is not None)
    return Selection(_guid(node.get("guid")), start, end, codes) if start >= 0 else None


def _ends_after(read: list[tuple[Source, list[str]]]) -> bool:
    """Whether the file numbers the character after a selection instead of its last."""
    last = after = 0
    for source, names in read:
        for selection, name in zip(source.selections, names, strict=True):
            last += _says(source.text[selection.start : selection.end + 1], name)
            after += _says(source.text[selection.start : selection.end], name)
    return after > last


def _says(words: str, name: str) -> bool:
    """Whether a name repeats the words, and they end where it ends: a line's end more is another reading."""
    return bool(words) and not words[-1].isspace() and words.split() == name.split()


def _to_the_last(source: Source) -> Source:
    known = [replace(each, end=each.end + 1) for each in source.selections]
    return replace(source, selections=tuple(each for each in known if each.end <= len(source.text)))


def _cases(top: etree._Element) -> Iterator[Case]:
    variables = {_guid(node.get("guid")): node.get("name", "") for node in _nodes(top, "Variables", "Variable")}
    for node in _nodes(top, "Cases", "Case"):
        values = tuple(_value(held, variables) for held in _named(node, "VariableValue"))
        chosen = tuple(_guid(ref.get("targetGUID")) for ref in _named(node, "SelectionRef"))
        yield Case(_guid(node.get("guid")), node.get("name", ""), chosen, tuple(value for value in values if value[0]))


def _value(held: etree._Element, variables: dict[str, str]) -> tuple[str, str]:
    ref = _first(held, "VariableRef")
    told = next((each.text or "" for each in held if _name(each).endswith("Value")), "")
    return variables.get(_guid(ref.get("targetGUID")) if ref is not None else "", ""), told


def _nodes(top: etree._Element, within: str, name: str) -> list[etree._Element]:
    found = _first(top, within)
    return _named(found, name) if found is not None else []


def _named(node: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in node if _name(child) == name]


def _first(node: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in node if _name(child) == name), None)


def _name(node: etree._Element) -> str:
    """Without its namespace: programs differ in theirs."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _text(node: etree._Element, name: str) -> str:
    found = _first(node, name)
    return lines(found.text or "").strip() if found is not None else ""


def _guid(written: str | None) -> str:
    return (written or "").strip("{} \t\n").casefold()
