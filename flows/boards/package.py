"""Package: the parts of an .xlsx, changed one by one, so that charts, pictures, macros and threads of comments stay as they are."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from lxml import etree
from openpyxl.reader.excel import ExcelReader

from flows.errors import Unreadable

LARGEST = 500 * 1024 * 1024
"""Bytes that a workbook may unpack to."""
STYLES, BOOK, CHAIN = "xl/styles.xml", "xl/workbook.xml", "xl/calcChain.xml"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_WRITTEN_AT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_LOST = re.compile(
    r"xl/(charts/|drawings/drawing|media/|vbaProject|threadedComments/|pivotTables/|embeddings/|ctrlProps/|slicers/|activeX/|richData/)"
)

Parts = dict[str, bytes]


def examined(data: bytes) -> None:
    """Raises Unreadable where the bytes are no workbook that is safe to open: empty-file, encrypted, not-a-sheet, truncated, zip-bomb."""
    if not data.strip(b"\0"):
        raise Unreadable("empty-file", "The board's file is empty.", "Put a copy of it back, or delete it: the next cycle makes a new one.")
    if data.startswith(_OLE) and any(mark in data for mark in _ENCRYPTED):
        raise Unreadable("encrypted", "The board has a password.", "Remove the password in Excel, then run the cycle again.")
    if not data.startswith(_ZIP):
        raise Unreadable("not-a-sheet", "The board is no .xlsx workbook.", "Open it in Excel and save it as .xlsx.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > LARGEST:
                raise Unreadable("zip-bomb", "The board unpacks to more than 500 MB.", "Take out what does not belong to it.")
            if BOOK not in package.namelist():
                raise Unreadable("not-a-sheet", "This is another Office document under the board's name.", "Give it back its own ending.")
            damaged = package.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        damaged = "all"
    if damaged:
        raise Unreadable("truncated", "The board is damaged or breaks off.", "Put a copy of it back, or save it anew in Excel.")


def unpacked(data: bytes) -> Parts:
    """Every part by its name, in the package's order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {entry.filename: package.read(entry) for entry in package.infolist()}


def packed(parts: Parts) -> bytes:
    """The package. The same parts give the same bytes, whatever the day."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            package.writestr(entry, part)
    return written.getvalue()


def timeless(parts: Parts, before: Parts) -> Parts:
    """A workbook's parts without the moment in which they were made: what the one `before` says of itself stands."""
    core = "docProps/core.xml"
    if core not in parts:
        return parts
    return {**parts, core: before.get(core) or _WRITTEN_AT.sub(rb"\g<1>2000-01-01T00:00:00Z\g<3>", parts[core])}


def sheet_parts(data: bytes) -> dict[str, str]:
    """Names of the parts that hold the sheets, by the sheets' titles, in the workbook's order."""
    reader = ExcelReader(io.BytesIO(data))
    reader.read_manifest()
    reader.read_workbook()
    with reader.archive:
        return {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets() if rel.target in reader.valid_files}


def losses(data: bytes) -> bool:
    """Whether openpyxl, which adds a sheet, would lose something of the workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if _LOST.match(name)]
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
    return bool(names) or any(formulas_in(sheet) or b"extLst" in sheet for sheet in sheets)


def formulas_in(part: bytes) -> bool:
    """Whether some cell of a sheet computes."""
    return _FORMULA.search(part) is not None


def tree(part: bytes) -> Any:
    """A part as XML. Nothing outside it is ever asked for."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def text(root: Any) -> bytes:
    """XML as the bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def without_chain(parts: Parts) -> Parts:
    """Without the order in which formulas were last computed: it names cells, and a spreadsheet makes it anew."""
    if CHAIN not in parts:
        return parts
    kept = {name: part for name, part in parts.items() if name != CHAIN}
    for name, attribute in (("[Content_Types].xml", "PartName"), ("xl/_rels/workbook.xml.rels", "Target")):
        root = tree(kept[name])
        for element in [one for one in root if str(one.get(attribute, "")).endswith("calcChain.xml")]:
            root.remove(element)
        kept[name] = text(root)
    return kept
