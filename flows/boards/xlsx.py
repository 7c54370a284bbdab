"""Board as a workbook: `board.xlsx`, read whole and edited in place, cell by cell."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from flows.boards.book import Book, with_tabs
from flows.boards.cells import read, safe_link, same
from flows.boards.marks import SEARCHED, Found, columns_of, copies, found_in, grid, ids_of, tab_name, unmarked
from flows.boards.package import examined, losses
from flows.boards.palette import TABS
from flows.boards.part import SheetPart
from flows.disk import open_in, swap
from flows.errors import BoardMoved, Unreadable
from flows.model.board import HEADER_ROWS, Board, Patch
from flows.model.material import Cell, Trouble
from flows.model.noun import digest_of

LARGEST = 200 * 1024 * 1024
"""Bytes of the largest workbook that is read."""
MOST_COLUMNS = 1_000
"""Columns of a tab that are read; whoever writes farther out is not heard."""


class Xlsx:
    """The board in a file. What Uoma does not write in it – charts, comments, sheets, macros, formulas – stays byte for byte."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Board:
        """Every tab as it lies; an empty board where there is no file. A workbook that is open elsewhere is read as it was last saved.

        Raises Unreadable: empty-file, encrypted, truncated, zip-bomb, not-a-sheet, too-large, no-permission, folder, unreachable.
        """
        data = self._bytes()
        if data is None:
            return Board()
        sheets = _sheets(data)
        found, _ = _found(sheets)
        return Board({tab: grid(sheets[one.title][one.top :]) for tab, one in sorted(found.items())}, digest_of(data))

    def write(self, patches: Sequence[Patch], seen: Board, language: str) -> tuple[Trouble, ...]:
        """Do what the patches say. Raises BoardMoved where the file is not the one that was read. Where nothing is to be done it is not touched."""
        if all(patch.idle for patch in patches):
            return ()
        if (held := self._held()) is not None:
            return (held,)
        data = self._unchanged(seen)
        content, troubles = edited(data, patches, language)
        if content == data:
            return troubles
        try:
            lost = self._kept_copy(data, seen) if data and any(one.code == "board-copied" for one in troubles) else None
            swap(self.path.resolve(), content, lambda: self._last_look(seen))
        except _Held as held_now:
            return (held_now.trouble,)
        except OSError as error:
            return (_unwritable(error),)
        return (*(one for one in troubles if one.code != "board-copied"), *((lost,) if lost else ()))

    def _last_look(self, seen: Board) -> None:
        if (held := self._held()) is not None:
            raise _Held(held)
        self._unchanged(seen)

    def _unchanged(self, seen: Board) -> bytes:
        data = self._bytes()
        if (digest_of(data) if data is not None else "") != seen.stamp:
            raise BoardMoved("The board was saved by somebody while it was being written.", "It is read and written anew.")
        return data or b""

    def _bytes(self) -> bytes | None:
        try:
            if self.path.stat().st_size > LARGEST:
                raise Unreadable("too-large", "The board is larger than 200 MB.", "Take out its pictures.")
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except PermissionError:
            raise Unreadable(
                "no-permission", "The board cannot be opened.", "Give the account that runs Uoma the right to read it."
            ) from None
        except IsADirectoryError:
            raise Unreadable("folder", "This is a folder with the name of the board.", "Rename the folder.") from None
        except OSError:
            raise Unreadable("unreachable", "The board's disk or share does not answer.", "Connect it, then run the cycle again.") from None
        examined(data)
        return data

    def _held(self) -> Trouble | None:
        program, lock = open_in(self.path)
        if not program:
            return None
        what = f"The board is open in {program}: what people wrote is read, and nothing is written now."
        hint = f"Save and close it; the next cycle writes it. If nobody has it open, remove {lock} beside it."
        return Trouble("board-open", "", what, hint)

    def _kept_copy(self, data: bytes, seen: Board) -> Trouble:
        copy = self.path.with_name(f"{self.path.stem}.before-{seen.stamp[:8]}{self.path.suffix}")
        swap(copy, data)
        what = f"A tab was added, for which charts, pictures or results of formulas in the workbook may be lost. It is kept as {copy.name}."
        return Trouble("board-copied", "", what, "Look the board through; copy back what is missing, or delete the copy.", "note")


class _Held(Exception):
    """Somebody has opened the file in this very moment."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.what)
        self.trouble = trouble


def edited(data: bytes, patches: Sequence[Patch], language: str, board: bool = True) -> tuple[bytes, tuple[Trouble, ...]]:
    """The workbook with the patches done, and what is to be told of it. Equal bytes where nothing changes.

    Where `data` is empty it is a new one; for a `board` with locked columns and drop-downs.
    """
    sheets = _sheets(data) if data else Sheets({}, {})
    found, twins = _found(sheets)
    missing = [patch for patch in patches if patch.tab.id not in found]
    lossy = [Trouble("board-copied", "", "")] if missing and data and losses(data) else []
    base = with_tabs(data, missing, language, board) if missing else data
    lossy += unmarked(missing, sheets, language)
    sheets = _sheets(base) if missing else sheets
    found, _ = _found(sheets)
    book = Book(base)
    changed = [_patched(book, patch, found[patch.tab.id], sheets, fresh=patch in missing) for patch in patches]
    troubles = (*lossy, *copies(twins))
    if not missing and not any(changed):
        return data, troubles
    book.set_lists(patches, language)
    return book.packed(), troubles


def _patched(book: Book, patch: Patch, found: Found, sheets: Sheets, fresh: bool) -> bool:
    """Does one patch. Whether anything of it had to be written."""
    columns, stand = columns_of(patch), sheets[found.title]
    differ = [one for one in _cells(patch) if not same(_at(stand, found.top + one[0], one[1]), one[2])]
    spent = [found.top + row + 1 for row in patch.spent if row >= HEADER_ROWS]
    if not (differ or patch.appended or spent):
        return False
    sheet, head = book.sheet(found.title), found.top + HEADER_ROWS
    days = {at for at, column in columns.items() if column.form == "date"}
    if not fresh:
        _add_columns(sheet, patch, found, stand)
    for row, at, value in differ:
        sheet.put(found.top + row + 1, at + 1, value, at in days)
    for number, cells in enumerate(patch.appended, start=max(sheet.last_row(), head) + 1):
        for at, value in enumerate(cells):
            sheet.put(number, at + 1, value, at in days)
    _take_out(book, found.title, spent, head, [at + 1 for at, column in columns.items() if column.owner == "machine"])
    book.fit(found.title)
    sheet.heighten(head + 1, [at + 1 for at, column in columns.items() if column.form == "text" and not column.hidden])
    _link(book, patch, found.title, head)
    return True


def _cells(patch: Patch) -> list[tuple[int, int, Cell]]:
    """All cells to be written, the mark of the tab in its place among the ids."""
    ids = ids_of(patch)
    cells = (*patch.cells, *patch.restored)
    return [(row, at, ids[at] if row == 0 and at < len(ids) and value == patch.columns[at] else value) for row, at, value in cells]


def _add_columns(sheet: SheetPart, patch: Patch, found: Found, stand: Rows) -> None:
    """Columns that this sheet did not have look like others of the same owner and kind."""
    columns = columns_of(patch)
    there = {at for at in columns if _at(stand, found.top, at) is not None}
    for at in sorted(columns.keys() - there):
        wanted = (columns[at].owner, columns[at].form)
        like = min(there, key=lambda other: (columns[other].owner != wanted[0], columns[other].form != wanted[1], other), default=at)
        sheet.add_column(at + 1, like + 1, (found.top + 1, found.top + HEADER_ROWS))


def _take_out(book: Book, title: str, rows: Sequence[int], head: int, machine: Sequence[int]) -> None:
    """Spent rows go where nothing else names cells by their rows, such as a formula; elsewhere they are emptied and stay."""
    sheet = book.sheet(title)
    if rows and not book.has_formulas and sheet.movable(head, book.comments(title)):
        sheet.take_out(rows)
        return
    for row in rows:
        sheet.clear(row, machine)


def _link(book: Book, patch: Patch, title: str, head: int) -> None:
    """Addresses in columns of links can be followed, where they are safe to follow."""
    columns = [at for at, column in columns_of(patch).items() if column.form == "link"]
    if not columns:
        return
    links = {
        f"{get_column_letter(at + 1)}{row}": told
        for at in columns
        for row in range(head + 1, book.sheet(title).last_row() + 1)
        if safe_link(told := book.text(title, row, at + 1))
    }
    book.link(title, [at + 1 for at in columns], head, links)


Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Sheets(Mapping[str, Rows]):
    """The values of every sheet by its title, and the sheets that the workbook itself names as tabs."""

    rows: Mapping[str, Rows]
    named: Mapping[str, str]

    def __getitem__(self, title: str) -> Rows:
        return self.rows[title]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def _found(sheets: Sheets) -> tuple[dict[str, Found], list[Found]]:
    found, twins = found_in({title: rows[:SEARCHED] for title, rows in sheets.items()})
    marked = {one.title for one in (*found.values(), *twins)}
    nameless = {tab: Found(title, tab, 0) for tab, title in sheets.named.items() if title not in marked}
    return {**nameless, **found}, twins


def _at(rows: Rows, row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _sheets(data: bytes) -> Sheets:
    """The values of every sheet, each row as long as its last cell."""
    try:
        with catch_warnings():
            simplefilter("ignore")  # openpyxl tells of what it does not read
            book = load_workbook(io.BytesIO(data), data_only=True)
            return Sheets({sheet.title: _rows(sheet) for sheet in book.worksheets}, _named(book))
    except MemoryError:
        raise
    except Exception:  # whatever openpyxl stumbles over, the workbook cannot be read
        raise Unreadable("not-a-sheet", "The board is damaged.", "Open it in Excel, let it mend the file, and save it as .xlsx.") from None


def _named(book: Any) -> dict[str, str]:
    """Titles of the sheets that the workbook names as tabs, by the tabs' ids."""
    named = {tab: book.defined_names.get(tab_name(tab)) for tab in TABS}
    return {tab: title for tab, name in named.items() if name for title, _ in name.destinations if title in book.sheetnames}


def _rows(sheet: Any) -> Rows:
    rows: Rows = []
    for (row, column), cell in sorted(sheet._cells.items()):
        value = None if cell.data_type == "e" else read(cell.value)
        if value is None or column > MOST_COLUMNS:
            continue
        rows += [[] for _ in range(row - len(rows))]
        rows[-1] += [None] * (column - 1 - len(rows[-1]))
        rows[-1].append(value)
    return rows


def _unwritable(error: OSError) -> Trouble:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    what = "The disk is full, so the board is as it was." if full else "The board's file or folder does not let itself be written to."
    hint = (
        "Make room; the next cycle writes it."
        if full
        else "Close it where it is open, or give the right to write; the next cycle writes it."
    )
    return Trouble("board-unwritable", "", what, hint)
