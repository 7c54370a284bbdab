"""Spreadsheets as a test puts them there."""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from googled.drive import Drive
from googled.entering import enter, put
from googled.files import XLSX
from googled.grid import Box, Cell, Tab, box, split, unparsable
from googled.rendering import render


@dataclass
class Book:
    """One spreadsheet; its name, times and shares are its Drive file's."""

    id: str
    locale: str = "en_US"
    time_zone: str = "Etc/GMT"
    tabs: list[Tab] = field(default_factory=list)
    named: list[dict[str, Any]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    def tab(self, title: str) -> Tab | None:
        return next((tab for tab in self.tabs if tab.title.casefold() == title.casefold()), None)

    def place(self, text: str) -> tuple[Tab, Box]:
        """The tab and box of an A1 address, a tab's title or a named range; raises Google's 400."""
        title, cells = split(text)
        if "!" not in text:
            tab = self.tab(title or text)
            if tab is not None:
                return tab, tab.whole()
        tab = self.tab(title) if title else self.tabs[0]
        if tab is None:
            raise unparsable(text)
        found = box(cells, tab) or self._named(cells)
        if found is None:
            raise unparsable(text)
        return (found[0], found[1]) if isinstance(found, tuple) else (tab, found)

    def _named(self, name: str) -> tuple[Tab, Box] | None:
        for one in self.named:
            if one["name"] == name:
                tab = next(tab for tab in self.tabs if tab.id == one["range"].get("sheetId", 0))
                return tab, Box(*(one["range"][key] for key in ("startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex")))
        return None


class Sheets:
    """The spreadsheets. Cells are Python values: text, numbers, True/False, None, dates and datetimes (serial numbers with a date format)."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive
        self.books: dict[str, Book] = {}
        drive.forgotten = self._forget

    def create(
        self,
        title: str,
        tabs: Mapping[str, Sequence[Sequence[Any]]] | None = None,
        parent: str = "",
        *,
        locale: str = "en_US",
        time_zone: str = "Etc/GMT",
        merges: Mapping[str, Sequence[str]] | None = None,
        shared: Iterable[str] | Mapping[str, str] | None = None,
        typed: bool = False,
    ) -> str:
        """A spreadsheet with these tabs; its id (the key in its link). `merges` has the merged ranges of a tab (`{"Vastaukset": ["A1:C1"]}`).

        `typed` enters text as a person would type it: "1,5" is a number where the locale says so, "=A1+1" a formula.
        """
        book = Book(self.drive.sheet_file(title, parent, shared).id, locale, time_zone)
        self.books[book.id] = book
        for name, rows in (tabs or {"Sheet1": []}).items():
            self.add_tab(book.id, name, rows, typed=typed)
        for name, ranges in (merges or {}).items():
            self.merge(book.id, name, *ranges)
        return book.id

    def add_tab(self, sheet: str, title: str, rows: Sequence[Sequence[Any]] = (), *, typed: bool = False, hidden: bool = False) -> int:
        """One more tab at the end; its sheetId (the `gid` in links)."""
        book = self.books[sheet]
        tab = Tab(self.drive.ids.number() if book.tabs else 0, title)
        book.tabs.append(tab)
        if hidden:
            tab.extra["hidden"] = True
        self._write(book, tab, 0, 0, rows, typed)
        return tab.id

    def set(self, sheet: str, place: str, rows: Sequence[Sequence[Any]], *, typed: bool = False, silently: bool = False) -> None:
        """Write rows from the first cell of an address (`Vastaukset!A2`). `silently` leaves modifiedTime: as Google Forms does."""
        book = self.books[sheet]
        tab, area = book.place(place)
        self._write(book, tab, area.top, area.left, rows, typed)
        if not silently:
            self.drive.touch(sheet)

    def append(self, sheet: str, tab: str, *rows: Sequence[Any], typed: bool = False, silently: bool = False) -> None:
        """Write rows below the last one of a tab."""
        found = self._tab(sheet, tab)
        last = max((row for row, _ in found.filled(found.whole())), default=-1)
        self._write(self.books[sheet], found, last + 1, 0, rows, typed)
        if not silently:
            self.drive.touch(sheet)

    def insert_row(self, sheet: str, tab: str, at: int, row: Sequence[Any]) -> None:
        """A row before row `at` (counted from 1, as people count); the others move down."""
        found = self._tab(sheet, tab)
        found.cells = {(r + (r >= at - 1), c): cell for (r, c), cell in found.cells.items()}
        found.rows += 1
        self._write(self.books[sheet], found, at - 1, 0, [row], False)
        self.drive.touch(sheet)

    def delete_row(self, sheet: str, tab: str, at: int) -> None:
        """Row `at` (from 1) goes; the others move up."""
        found = self._tab(sheet, tab)
        found.cells = {(r - (r > at - 1), c): cell for (r, c), cell in found.cells.items() if r != at - 1}
        found.rows -= 1
        self.drive.touch(sheet)

    def values(self, sheet: str, tab: str) -> list[list[Any]]:
        """What a tab holds, unformatted, blank ends cut."""
        found = self._tab(sheet, tab)
        return render(found, found.whole(), self.books[sheet].locale, "UNFORMATTED_VALUE")

    def merge(self, sheet: str, tab: str, *ranges: str) -> None:
        """Merge cells; only the first of them keeps its value."""
        found = self._tab(sheet, tab)
        for text in ranges:
            area = box(text, found)
            assert area is not None, text
            found.merges.append(area)
            for row, column in found.filled(area):
                if (row, column) != (area.top, area.left):
                    found.cells[row, column].clear()

    def rename_tab(self, sheet: str, tab: str, title: str) -> None:
        self._tab(sheet, tab).title = title
        self.drive.touch(sheet)

    def delete_tab(self, sheet: str, tab: str) -> None:
        self.books[sheet].tabs.remove(self._tab(sheet, tab))
        self.drive.touch(sheet)

    def name_range(self, sheet: str, name: str, place: str) -> None:
        """A named range (`"Vastaukset!A1:C9"`)."""
        tab, area = self.books[sheet].place(place)
        self.books[sheet].named.append({"namedRangeId": str(self.drive.ids.number()), "name": name, "range": area.wire(tab.id)})

    def blank(self, title: str, parent: str = "", owner: str = "", locale: str = "en_US", time_zone: str = "Etc/GMT") -> str:
        """What `files.create` makes: one tab `Sheet1`, seen by its owner alone."""
        file = self.drive.sheet_file(title, parent, None if parent else {}, owner)
        self.books[file.id] = Book(file.id, locale, time_zone, [Tab(0, "Sheet1")])
        return file.id

    def copied(self, sheet: str, title: str, parent: str, owner: str) -> str:
        made = self.blank(title, parent, owner)
        self.books[made] = copy.deepcopy(self.books[sheet])
        self.books[made].id = made
        return made

    def imported(self, sheet: str, content: bytes, mime: str) -> None:
        """A CSV in place of all tabs, as Drive converts an upload: it sets its own time zone."""
        book = self.books[sheet]
        tab, book.time_zone = Tab(self.drive.ids.number(), self.drive.files[sheet].name), "America/Los_Angeles"
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        book.tabs = [tab]
        self._write(book, tab, 0, 0, rows, True)

    def exported(self, sheet: str, mime: str) -> bytes | None:
        """The first tab as CSV, all tabs as .xlsx; None for what cannot be made."""
        book = self.books[sheet]
        if mime == "text/csv":
            out = io.StringIO()
            csv.writer(out, lineterminator="\r\n").writerows(render(book.tabs[0], book.tabs[0].whole(), book.locale, "FORMATTED_VALUE"))
            return out.getvalue().removesuffix("\r\n").encode()
        if mime != XLSX:
            return None
        whole = openpyxl.Workbook()
        whole.remove(whole.active)
        for tab in book.tabs:
            made = whole.create_sheet(tab.title[:31])
            for (row, column), cell in sorted(tab.cells.items()):
                if not cell.empty:
                    made.cell(row + 1, column + 1, cell.formula or cell.value)
        file = io.BytesIO()
        whole.save(file)
        return file.getvalue()

    def _tab(self, sheet: str, title: str) -> Tab:
        tab = self.books[sheet].tab(title)
        assert tab is not None, title
        return tab

    def _forget(self, file: str) -> None:
        self.books.pop(file, None)

    def _write(self, book: Book, tab: Tab, top: int, left: int, rows: Sequence[Sequence[Any]], typed: bool) -> None:
        for r, row in enumerate(rows, top):
            for c, value in enumerate(row, left):
                if value is None or value == "":
                    tab.cells.get((r, c), Cell()).clear()
                elif typed and isinstance(value, str):
                    enter(tab.cell(r, c), value, book.locale, tab)
                else:
                    put(tab.cell(r, c), value)
