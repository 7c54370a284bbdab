"""Sheet: one tab as a workbook or a text file of its own, to be passed on: nobody answers in it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, time

from flows.boards.cells import written
from flows.boards.xlsx import edited
from flows.model.board import Patch, Tab
from flows.model.material import Cell
from flows.model.notes import passed_on


def workbook(tab: Tab, language: str) -> bytes:
    """An .xlsx with the tab's rows, drawn as on the board and not locked. The same tab gives the same bytes."""
    shown = replace(tab, columns=tuple(replace(column, owner="machine", choices=()) for column in tab.columns))
    ids = tuple(column.id for column in shown.columns)
    return edited(b"", [Patch(shown, ids, appended=_rows(shown))], language, board=False)[0]


def plain(tab: Tab, language: str) -> str:
    """The tab's rows as .csv with the same columns, hidden ones too; text that a spreadsheet would take for a formula has an apostrophe before it."""
    told = io.StringIO()
    lines = csv.writer(told, lineterminator="\n")
    lines.writerow([passed_on(column.title.told(language) or column.id) for column in tab.columns])
    lines.writerows([_text(cell) for cell in row] for row in _rows(tab))
    return told.getvalue()


def _rows(tab: Tab) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(row.get(column.id) for column in tab.columns) for row in tab.rows)


def _text(cell: Cell) -> str:
    value = written(cell)
    if isinstance(value, str):
        return passed_on(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)
