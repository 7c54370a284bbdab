"""Asking: the requests to Google that draw a tab and write its cells. Text is always text: nothing that is written computes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from flows.boards.cells import serial, written
from flows.boards.lying import Lying
from flows.boards.marks import READ_ME
from flows.boards.palette import HEAD_WORDS, TABS, WORDS, colours, pattern
from flows.model.board import HEADER_ROWS, Column, Tab
from flows.model.material import Cell
from flows.model.notes import harmless

Ask = dict[str, Any]
MOST_CHOICES = 500
"""Entries of a drop-down, by Google."""
_A_LETTER, _PADDING = 7, 12
"""Pixels."""
_ROOM = 100
"""Rows that are added besides those needed."""


def new_tab(gid: int, title: str, tab: Tab, ids: Sequence[str], language: str) -> list[Ask]:
    """Draws a tab without its rows. `ids` are those of its row of ids."""
    frozen = next((at for at, column in enumerate(tab.columns, start=1) if not column.hidden), 1)
    grid = {"rowCount": 200, "columnCount": max(len(tab.columns) + 3, 12), "frozenRowCount": HEADER_ROWS}
    properties = {"sheetId": gid, "title": title, "tabColorStyle": _colour(TABS.get(tab.id, WORDS)), "gridProperties": grid}
    if tab.id == READ_ME:
        properties["index"] = 0
    else:
        grid["frozenColumnCount"] = frozen
    columns = dict(enumerate(tab.columns))
    titles = [column.title.told(language) or column.id for column in tab.columns]
    cells = {(0, at): id for at, id in enumerate(ids)} | {(1, at): told for at, told in enumerate(titles)}
    asks = [{"addSheet": {"properties": properties}}, *put(gid, 0, cells), _hide(gid, "ROWS", 0), *drawn(gid, 0, columns, tab.id, language)]
    if tab.id != READ_ME:
        area = {"sheetId": gid, "startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": len(tab.columns)}
        asks.append({"setBasicFilter": {"filter": {"range": area}}})
    return asks


def drawn(gid: int, top: int, columns: Mapping[int, Column], tab: str, language: str) -> list[Ask]:
    """How columns look, by their places: widths, colours, notes, drop-downs; a warning for whoever writes in the machine's."""
    asks: list[Ask] = []
    for at, column in columns.items():
        stretch = {"sheetId": gid, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        width = {"properties": {"pixelSize": column.width * _A_LETTER + _PADDING}, "fields": "pixelSize"}
        asks += [{"updateDimensionProperties": {"range": stretch, **width}}, *_dressed(gid, top, at, column, language)]
        asks += [_hide(gid, "COLUMNS", at)] if column.hidden else []
        if column.owner == "machine":
            kept = {"range": _area(gid, top, at), "description": f"Uoma: {tab} {column.id}", "warningOnly": True}
            asks.append({"addProtectedRange": {"protectedRange": kept}})
    return [*asks, *choices(gid, top, columns, language)]


def choices(gid: int, top: int, columns: Mapping[int, Column], language: str) -> list[Ask]:
    """The drop-downs of people's columns. Other words may be typed, and are told by the next cycle."""
    asks: list[Ask] = []
    for at, column in columns.items():
        if column.choices and column.owner == "person":
            entries = [{"userEnteredValue": harmless(one.title.told(language) or one.value)} for one in column.choices[:MOST_CHOICES]]
            rule = {"condition": {"type": "ONE_OF_LIST", "values": entries}, "showCustomUi": True, "strict": False}
            asks.append({"setDataValidation": {"range": _area(gid, top + HEADER_ROWS, at), "rule": rule}})
    return asks


def put(gid: int, top: int, cells: Mapping[tuple[int, int], Cell]) -> list[Ask]:
    """Writes cells, by their places from the row of ids on; those side by side in one request."""
    asks: list[Ask] = []
    for row, at, values in _runs(cells):
        start = {"sheetId": gid, "rowIndex": top + row, "columnIndex": at}
        rows = [{"values": [_value(value) for value in values]}]
        asks.append({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})
    return asks


def add(gid: int, rows: Sequence[Sequence[Cell]]) -> list[Ask]:
    """Writes rows below the last one."""
    if not rows:
        return []
    told = [{"values": [_value(value) for value in row]} for row in rows]
    return [{"appendCells": {"sheetId": gid, "rows": told, "fields": "userEnteredValue"}}]


def wider(lies: Lying, width: int) -> list[Ask]:
    """More columns, where a tab has not so many."""
    short = width - lies.size[1]
    return [_longer(lies.gid, "COLUMNS", short)] if short > 0 else []


def taller(lies: Lying, height: int, columns: Mapping[int, Column], language: str) -> list[Ask]:
    """More rows, drawn like the others, where a tab has not so many."""
    have = lies.size[0]
    if height <= have:
        return []
    grown = [_longer(lies.gid, "ROWS", height - have + _ROOM)]
    return grown + [_body(lies.gid, have, at, column, language) for at, column in columns.items()]


def _dressed(gid: int, top: int, at: int, column: Column, language: str) -> list[Ask]:
    words = {"bold": True, "foregroundColorStyle": _colour(HEAD_WORDS)}
    head: Ask = {"userEnteredFormat": {"backgroundColorStyle": _colour(colours(column)[0]), "textFormat": words, "wrapStrategy": "WRAP"}}
    head["note"] = column.note.told(language)
    header = {**_area(gid, top + 1, at), "endRowIndex": top + HEADER_ROWS}
    drawn_head = {"repeatCell": {"range": header, "cell": head, "fields": "userEnteredFormat,note"}}
    return [drawn_head, _body(gid, top + HEADER_ROWS, at, column, language)]


def _body(gid: int, row: int, at: int, column: Column, language: str) -> Ask:
    look: Ask = {"backgroundColorStyle": _colour(colours(column)[1]), "wrapStrategy": "WRAP", "verticalAlignment": "TOP"}
    kind = {"percent": "PERCENT", "date": "DATE"}.get(column.form, "")
    if kind:
        look["numberFormat"] = {"type": kind, "pattern": pattern(column, language)}
    return {"repeatCell": {"range": _area(gid, row, at), "cell": {"userEnteredFormat": look}, "fields": "userEnteredFormat"}}


def _longer(gid: int, dimension: str, length: int) -> Ask:
    return {"appendDimension": {"sheetId": gid, "dimension": dimension, "length": length}}


def _runs(cells: Mapping[tuple[int, int], Cell]) -> Iterable[tuple[int, int, list[Cell]]]:
    runs: list[tuple[int, int, list[Cell]]] = []
    for (row, at), value in sorted(cells.items(), key=lambda one: one[0]):
        if runs and runs[-1][0] == row and runs[-1][1] + len(runs[-1][2]) == at:
            runs[-1][2].append(value)
        else:
            runs.append((row, at, [value]))
    return runs


def _value(value: Cell) -> Ask:
    plain = written(value)
    if plain is None:
        return {}
    if isinstance(plain, bool):
        return {"userEnteredValue": {"boolValue": plain}}
    if isinstance(plain, date | time):
        return {"userEnteredValue": {"numberValue": serial(plain)}}
    return {"userEnteredValue": {"stringValue" if isinstance(plain, str) else "numberValue": plain}}


def _area(gid: int, row: int, at: int) -> Ask:
    return {"sheetId": gid, "startRowIndex": row, "startColumnIndex": at, "endColumnIndex": at + 1}


def _hide(gid: int, dimension: str, at: int) -> Ask:
    stretch = {"sheetId": gid, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
    return {"updateDimensionProperties": {"range": stretch, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}}


def _colour(colour: str) -> Ask:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return {"rgbColor": dict(zip(("red", "green", "blue"), parts, strict=True))}
