"""Sheets: workbooks and delimited text as tables with their header found."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePath
from typing import ClassVar

from flows.errors import Unreadable
from flows.model.contracts import Place
from flows.model.material import Found, Material
from flows.sources.files import FileSource, bytes_of
from flows.sources.tables.delimited import read_delimited
from flows.sources.tables.workbook import read_workbook

_TEXT = (".csv", ".tsv", ".tab", ".txt")


class Workbook(FileSource):
    """Workbooks and delimited text: `sheets` of rows, no blocks. Cells of .csv and .tsv are text or None; a room converts them."""

    kind: ClassVar[str] = "sheet"
    endings: ClassVar[tuple[str, ...]] = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")

    def read(self, place: Place, found: Found) -> Material:
        return tables_in(bytes_of(place, found), found.name)


def sheets_of(path: Path) -> Material:
    """The sheets of a file that belongs to no study, such as a register. Raises Unreadable."""
    try:
        data = path.read_bytes()
    except PermissionError:
        raise Unreadable("no-permission", "The file cannot be opened.", "Give the right to read it.") from None
    except IsADirectoryError:
        raise Unreadable("folder", "This is a folder with the name of a sheet.", "Rename the folder.") from None
    except OSError:
        raise Unreadable("gone", "The file is not there.", "Put it back, or remove the link to it.") from None
    return tables_in(data, path.name)


def tables_in(data: bytes, name: str) -> Material:
    """The sheets in the bytes of a file of this name. Raises Unreadable."""
    path = PurePath(unicodedata.normalize("NFC", name))
    if path.suffix.casefold() in _TEXT and not data.startswith(b"PK\x03\x04"):
        return read_delimited(data, path.stem)
    return read_workbook(data, path.stem)
