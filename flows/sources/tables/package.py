"""Package: what an .xlsx says beside its values – errors, formulas never computed, cells too far out to be read."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from posixpath import join, normpath

from lxml import etree

from flows.errors import Unreadable
from flows.model.material import Trouble
from flows.sources.tables.cells import address, letters_of, number_of
from flows.sources.tables.oddities import Oddities

MOST_COLUMNS, MOST_CELLS = 2_000, 5_000_000
_LARGEST = 500 * 1024 * 1024
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_ERROR = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3}\d+)"[^>]*\bt="e"|<(?:\w+:)?c [^>]*?\bt="e"[^>]*\br="([A-Z]{1,3}\d+)"')
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c (?![^>]*\bt="str")[^>]*?\br="([A-Z]{1,3}\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"[^>]*(?<!/)>')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b[^>]*\bhidden="(?:1|true)"[^>]*>')
_PLACED = re.compile(rb'<(?:\w+:)?c (?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_ODS_ROW = re.compile(rb"(<table:table-row\b[^>]*>)(?:(?!</table:table-row>).)*", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:table-cell\b[^>]*office:value-type=[^>]*>")
_CELL = re.compile(rb'<(?:\w+:)?c (?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>.*?</(?:\w+:)?c>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A package that is safe to read, and what is odd in its sheets, in their order."""

    data: bytes
    troubles: tuple[Trouble, ...] = ()


def inspected(data: bytes) -> Inspected:
    """Looks through the parts of an .xlsx, .xlsm or another packed workbook. Raises Unreadable: truncated, zip-bomb, not-a-sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _LARGEST:
                raise Unreadable("zip-bomb", "The workbook unpacks to more than 500 MB.", "Save only the sheets that are needed.")
            if any(name.startswith(("word/", "ppt/")) for name in package.namelist()):
                raise Unreadable("not-a-sheet", "This is another Office document under a sheet's name.", "Give it back its own ending.")
            _open_document(package)
            return _sheets(package, data)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise Unreadable("truncated", "The workbook is damaged or breaks off.", "Copy it here again, or save it anew in Excel.") from None


def _open_document(package: zipfile.ZipFile) -> None:
    """Refuses an .ods with a password, and one that writes a few cells to be repeated without end."""
    names = set(package.namelist())
    if "content.xml" not in names or "xl/workbook.xml" in names:
        return
    if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Unreadable("encrypted", "The workbook has a password.", "Remove the password, then capture again.")
    cells = 0
    for row in _ODS_ROW.finditer(package.read("content.xml")):
        filled = sum(int(_attribute(cell, rb"table:number-columns-repeated") or 1) for cell in _ODS_CELL.findall(row[0]))
        cells += filled * int(_attribute(row[1], rb"table:number-rows-repeated") or 1)
    if cells > MOST_CELLS:
        raise Unreadable("too-large", f"The workbook has more than {MOST_CELLS:,} cells.", "Split it, or remove what is not needed.")


def _sheets(package: zipfile.ZipFile, data: bytes) -> Inspected:
    troubles: list[Trouble] = []
    trimmed: dict[str, bytes] = {}
    for name, part in _parts(package):
        text = package.read(part)
        fewer, far = _trimmed(name, text)
        if far:
            trimmed[part] = fewer
            troubles.append(far)
        troubles += _odd(name, fewer)
    return Inspected(_packed(package, trimmed) if trimmed else data, tuple(troubles))


def _parts(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Sheets' names and the parts that hold them; none for packages that are no .xlsx."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    present = set(package.namelist())
    try:
        book = etree.fromstring(package.read("xl/workbook.xml"), parser)
        links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), parser)
    except (KeyError, etree.XMLSyntaxError):
        return []
    targets = {str(link.get("Id")): _part(str(link.get("Target"))) for link in links if isinstance(link.tag, str)}
    sheets = [element for element in book.iter("{*}sheet") if element.get("name")]
    named = [(str(s.get("name")), targets.get(str(s.get(_RELATION) or _strict(s)), "")) for s in sheets]
    return [(name, part) for name, part in named if part in present]


def _strict(sheet: etree._Element) -> str:
    return next((str(value) for key, value in sheet.items() if str(key).endswith("}id")), "")


def _part(target: str) -> str:
    return normpath(target.lstrip("/") if target.startswith("/") else join("xl", target))


def _odd(name: str, text: bytes) -> list[Trouble]:
    found = Oddities(filtered=b"autoFilter" in text)
    if b't="e"' in text:
        found.errors = [(first or second).decode() for first, second in _ERROR.findall(text)]
    if b"<f" in text or b":f" in text:
        found.uncomputed = [place.decode() for place in _UNCOMPUTED.findall(text)]
    if b'hidden="' in text:
        found.rows = [int(row) for tag in _HIDDEN_ROW.findall(text) if (row := _attribute(tag, b"r"))]
        for tag in _HIDDEN_COLUMN.findall(text):
            first, last = int(_attribute(tag, b"min") or 0), int(_attribute(tag, b"max") or 0)
            # Excel hides all that lies beyond a table as one stretch to the last column; nobody's values stand there.
            found.columns += range(first - 1, last) if 0 < first <= last < 16_384 else ()
    return found.troubles(name)


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb'="(\d{1,7})"', tag)
    return found[1].decode() if found else ""


def _trimmed(name: str, text: bytes) -> tuple[bytes, Trouble | None]:
    """The sheet without cells beyond what is read; one stray cell in the last column would ask for 17 thousand million cells."""
    places = _PLACED.findall(text)
    if not places:
        return text, None
    widest = max(number_of(letters.decode()) for letters in {letters for letters, _ in places}) + 1
    tallest = max(int(row) for _, row in places)
    if widest <= MOST_COLUMNS and widest * tallest <= MOST_CELLS:
        return text, None
    columns = min(widest, MOST_COLUMNS)
    inside = sorted({int(row) for letters, row in places if number_of(letters.decode()) < columns})
    rows = min(inside[-1] if inside else 0, MOST_CELLS // columns)

    def kept(match: re.Match[bytes]) -> bytes:
        return match[0] if number_of(match[1].decode()) < columns and int(match[2]) <= rows else b""

    what = f"Cells reach to {address(tallest - 1, widest - 1)}; read are {letters_of(columns - 1)} columns wide and {rows:,} rows down."
    return _CELL.sub(kept, text), Trouble("too-large", name, what, "Remove the cells that lie far out, or split the sheet.")


def _packed(package: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as mended:
        for entry in package.infolist():
            mended.writestr(entry.filename, changed.get(entry.filename) or package.read(entry))
    return packed.getvalue()
