"""Workbooks: .xlsx, .xlsm, .xls and .ods, read with calamine, one table a sheet."""

from __future__ import annotations

import io
from typing import NoReturn

from python_calamine import CalamineWorkbook, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from flows.errors import Unreadable
from flows.model.material import Cell, Material, Sheet, Trouble
from flows.sources.plain import refuse
from flows.sources.tables.binary import inspected_binary
from flows.sources.tables.cells import cell
from flows.sources.tables.delimited import read_delimited
from flows.sources.tables.header import table
from flows.sources.tables.merges import fill_down
from flows.sources.tables.package import inspected

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOCKED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))


def read_workbook(data: bytes, name: str) -> Material:
    """The sheets of a workbook; text that calls itself .xls is read as delimited text called `name`.

    Raises Unreadable: empty-file, encrypted, truncated, zip-bomb, html, pdf, not-a-sheet ...
    """
    if not data.startswith((_ZIP, _OLE)):
        refuse(data)
        material = read_delimited(data, name)
        renamed = Trouble("text-as-workbook", "", "This is delimited text under a workbook's name.", "Save it as .csv or .xlsx.", "note")
        return Material(sheets=material.sheets, troubles=(renamed, *material.troubles))
    if data.startswith(_OLE):
        return _binary(data)
    package = inspected(data)
    sheets, troubles = _tables(_opened(package.data))
    return Material(sheets=sheets, troubles=package.troubles + troubles)


def _binary(data: bytes) -> Material:
    binary = inspected_binary(data)
    if binary.locked or any(mark in data for mark in _LOCKED):
        _encrypted()
    book = _opened(data)
    sheets, troubles = _tables(book)
    return Material(sheets=sheets, troubles=(*binary.troubles([about.name for about in book.sheets_metadata]), *troubles))


def _opened(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as refused:  # a panic in Rust is no Exception
        if type(refused).__name__ == "PasswordError":
            _encrypted()
        hint = "Open it in Excel and save it as .xlsx."
        raise Unreadable("not-a-sheet", "This is no workbook, or it is damaged.", hint) from None


def _encrypted() -> NoReturn:
    raise Unreadable("encrypted", "The workbook has a password.", "Remove the password in Excel, then capture again.")


def _tables(book: CalamineWorkbook) -> tuple[tuple[Sheet, ...], tuple[Trouble, ...]]:
    sheets: list[Sheet] = []
    troubles: list[Trouble] = []
    empty: list[Trouble] = []
    worksheets = [(i, about) for i, about in enumerate(book.sheets_metadata) if about.typ == SheetTypeEnum.WorkSheet]
    for index, about in worksheets:
        sheet, odd = _table(book, index, about)
        if sheet:
            sheets.append(sheet)
        empty += [trouble for trouble in odd if trouble.code == "no-rows"]
        troubles += [trouble for trouble in odd if trouble.code != "no-rows"]
    # Excel makes empty sheets by itself; they matter only where there is nothing else.
    quiet = [Trouble(t.code, t.place, t.what, t.hint, "note") for t in empty] if any(s.rows for s in sheets) else empty
    return tuple(sheets), (*troubles, *quiet)


def _table(book: CalamineWorkbook, index: int, about: SheetMetadata) -> tuple[Sheet | None, tuple[Trouble, ...]]:
    name = about.name
    try:
        found = book.get_sheet_by_index(index)
        corner = found.start or (0, 0)
        grid: list[list[Cell]] = [[cell(value) for value in row] for row in found.to_python(skip_empty_area=True)]
        fill_down(grid, [(top, bottom, left, right) for (top, left), (bottom, right) in found.merged_cell_ranges or ()], corner)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # a panic in Rust is no Exception
        return None, (Trouble("bad-sheet", name, "The sheet is damaged and was not read.", "Copy it into a new workbook.", "error"),)
    sheet, troubles = table(name, grid, corner)
    if sheet and about.visible != SheetVisibleEnum.Visible:
        hidden = Trouble("hidden-sheet", name, "The sheet is hidden, and is read.", "Delete it if it must not be read.", "note")
        troubles = (hidden, *troubles)
    return sheet, troubles
