"""Package: the parts of a document that carry words, opened through python-docx from a clean copy in memory."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as Opened
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from lxml import etree

from flows.errors import Unreadable
from flows.model.material import Trouble
from flows.sources.word.archive import Archive
from flows.sources.word.names import TITLE, W, parsed, refuse_doctype
from flows.sources.word.preflight import other_kind, unpacked
from flows.sources.word.refusals import refuse

_ORDINARY = "The document was read all the same, and the original is untouched."
_MENDED = {
    "strict": "The document is saved as Strict Open XML.",
    "main": "The document does not say where its text is.",
    "styles": "The document has lost its styles, so headings and lists may be missed.",
    "lost": "The document refers to a part that is not in it.",
}
_PARTS = ("styles", "numbering", "comments", "commentsExtended", "commentsIds", "commentsExtensible", "footnotes", "endnotes")
_BESIDE = ("header", "footer", "diagramData", "chart")
MOST_BESIDE = 100
"""Headers, footers and drawings that are looked into; a document of thousands would not be an interview."""
_NEEDED = frozenset({"comments", "footnotes", "endnotes"})
_template_parsed = lru_cache(maxsize=4)(parsed)
"""The documents of a study come from one template, whose styles are often longer than what was said."""
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{CONTENT_TYPE.WML_DOCUMENT_MAIN}"/></Types>'
)


@dataclass(frozen=True, slots=True)
class Package:
    """A document taken apart; a part is None where there is none."""

    body: etree._Element
    parts: dict[str, etree._Element]
    """By kind: styles, numbering, comments, commentsExtended, commentsIds, commentsExtensible, footnotes, endnotes."""
    beside: dict[str, list[etree._Element]]
    """By kind: header, footer, diagramData, chart; as many as there are of each."""
    title: str
    troubles: tuple[Trouble, ...]


def opened(content: bytes, name: str) -> Package:
    """A Word document of any ending and flavour. Raises Unreadable."""
    zipped = unpacked(content, name)
    archive = Archive(zipped)
    main, mended = _main(archive, zipped)
    text = archive.part(main) or b""
    found, troubles = _related(archive, main)
    if archive.strict:
        mended.append("strict")
    if "styles" not in found:
        mended.append("styles")
    document = _document(text, found)
    return Package(
        body=_body(document),
        parts=_parsed(document, troubles),
        beside=_beside(archive, main, troubles),
        title=_title(archive),
        troubles=(*(Trouble("repaired", "", _MENDED[name], _ORDINARY, "note") for name in mended), *troubles),
    )


def _main(archive: Archive, zipped: zipfile.ZipFile) -> tuple[str, list[str]]:
    """The name of the part with the text: by relationship, for it is not always word/document.xml."""
    told = [relation.target for relation in archive.relations("") if relation.kind == "officeDocument" and relation.target]
    if told and told[0].startswith("word/"):
        return told[0], []
    kind = other_kind(zipped)
    if kind != "not-a-document":
        raise refuse(kind)
    guessed = [name for name in archive.names() if name.startswith("word/document") and name.endswith(".xml")]
    if not told and not guessed:
        raise refuse(kind)
    return (told[0], []) if told else (guessed[0], ["main"])


def _related(archive: Archive, main: str) -> tuple[dict[str, bytes], list[Trouble]]:
    """Parts with words that the text leads to, by kind. Pictures, fonts, macros and embedded files are never unpacked."""
    found: dict[str, bytes] = {}
    troubles: list[Trouble] = []
    for relation in archive.relations(main):
        if relation.kind not in _PARTS or relation.kind in found:
            continue
        content = archive.part(relation.target) if relation.target else None
        if content is not None:
            found[relation.kind] = content
        elif relation.kind in _NEEDED:
            troubles.append(Trouble("repaired", "", _MENDED["lost"], _ORDINARY, "note"))
    return found, troubles


def _beside(archive: Archive, main: str, troubles: list[Trouble]) -> dict[str, list[etree._Element]]:
    """Parts that stand beside the text. Drawings in headers lead from there, and are left out with the page furniture."""
    found: dict[str, list[etree._Element]] = {kind: [] for kind in _BESIDE}
    for relation in [relation for relation in archive.relations(main) if relation.kind in found and relation.target][:MOST_BESIDE]:
        try:
            found[relation.kind].append(parsed(archive.part(relation.target) or b""))
        except Unreadable as refused:
            if refused.code in ("doctype", "zip-bomb"):
                raise
            troubles.append(_bad_part(relation.kind))
    return found


def _bad_part(kind: str) -> Trouble:
    return Trouble(
        "bad-part", "", f"The {kind} of the document are broken and left out.", "Open it in Word, let Word repair it, and save it."
    )


def _document(text: bytes, found: dict[str, bytes]) -> Opened:
    """python-docx's document over a copy with nothing in it but words. Strict, templates, macros and dangling ends are gone by now."""
    copy = BytesIO()
    kinds = [kind for kind in _PARTS if kind in found]
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as lean:
        lean.writestr("[Content_Types].xml", _TYPES)
        lean.writestr("_rels/.rels", _relations({RELATIONSHIP_TYPE.OFFICE_DOCUMENT: "word/document.xml"}))
        lean.writestr("word/document.xml", text)
        lean.writestr("word/_rels/document.xml.rels", _relations({kind: f"{kind}.xml" for kind in kinds}))
        for kind in kinds:
            lean.writestr(f"word/{kind}.xml", found[kind])
    copy.seek(0)
    try:
        return Document(copy)
    except (etree.XMLSyntaxError, ValueError):
        raise refuse("bad-xml") from None
    except (KeyError, AttributeError, TypeError):  # what python-docx says of a root that is not w:document
        raise refuse("not-a-document") from None


def _relations(targets: dict[str, str]) -> str:
    inner = "".join(f'<Relationship Id="r{n}" Type="{kind}" Target={quoteattr(to)}/>' for n, (kind, to) in enumerate(targets.items()))
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def _body(document: Opened) -> etree._Element:
    root: etree._Element = document.part.element
    refuse_doctype(root)
    body = root.find(W + "body") if root.tag == W + "document" else None
    if body is None:
        raise refuse("not-a-document")
    return body


def _parsed(document: Opened, troubles: list[Trouble]) -> dict[str, etree._Element]:
    parts: dict[str, etree._Element] = {}
    for relation in document.part.rels.values():
        try:
            parse = _template_parsed if relation.reltype == "styles" else parsed
            parts[relation.reltype] = parse(relation.target_part.blob)
        except Unreadable as refused:
            if refused.code == "doctype":
                raise
            troubles.append(_bad_part(relation.reltype))
    return parts


def _title(archive: Archive) -> str:
    """The title that the document's properties give; never the author."""
    target = next((relation.target for relation in archive.relations("") if relation.kind == "core-properties"), "")
    try:
        content = archive.part(target) if target else None
        return "" if content is None else " ".join((parsed(content).findtext(TITLE) or "").split())
    except Unreadable as refused:
        if refused.code == "doctype":
            raise
        return ""
