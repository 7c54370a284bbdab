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

MOST_COLUMNS, MOST_CELLS = 2_000, 5_000_000
_LARGEST = 500 * 1024 * 1024
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_ERROR = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3}\d+)"[^>]*\bt="e"|<(?:\w+:)?c [^>]*?\bt="e"[^>]*\br="([A-Z]{1,3}\d+)"')
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c (?![^>]*\bt="str")[^>]*?\br="([A-Z]{1,3}\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACED = re.compile(rb'<(?:\w+:)?c (?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
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
            return _sheets(package, data)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise Unreadable("truncated", "The workbook is damaged or breaks off.", "Copy it here again, or save it anew in Excel.") from None


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
    troubles = []
    errors = [first or second for first, second in _ERROR.findall(text)] if b't="e"' in text else []
    if errors:
        count = "1 cell holds an error" if len(errors) == 1 else f"{len(errors)} cells hold errors"
        what = f"{count} such as #N/A, read as empty."
        troubles.append(Trouble("error-cell", f"{name}!{errors[0].decode()}", what, "Mend the formula, or clear the cell."))
    formulas = _UNCOMPUTED.findall(text) if b"<f" in text or b":f" in text else []
    if formulas:
        count = "1 formula has" if len(formulas) == 1 else f"{len(formulas)} formulas have"
        what = f"{count} never been computed, read as empty."
        troubles.append(Trouble("formula-without-value", f"{name}!{formulas[0].decode()}", what, "Open the workbook in Excel and save it."))
    return troubles


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
