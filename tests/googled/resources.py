"""What a spreadsheet's resource looks like on the wire."""

from __future__ import annotations

from typing import Any

from googled.grid import Box, Cell, Tab
from googled.rendering import text, tidy
from googled.sheets import Book

THEME = {
    "TEXT": (),
    "BACKGROUND": (1, 1, 1),
    "ACCENT1": (0.25882354, 0.52156866, 0.95686275),
    "ACCENT2": (0.91764706, 0.2627451, 0.20784314),
    "ACCENT3": (0.9843137, 0.7372549, 0.015686275),
    "ACCENT4": (0.20392157, 0.65882355, 0.3254902),
    "ACCENT5": (1, 0.42745098, 0.003921569),
    "ACCENT6": (0.27450982, 0.7411765, 0.7764706),
    "LINK": (0.06666667, 0.33333334, 0.8),
}


def spreadsheet(book: Book, title: str, ranges: list[str] | None = None, data: bool = False) -> dict[str, Any]:
    """The whole of a spreadsheet; with `ranges` only the tabs they touch, with `data` the cells of them."""
    asked = [book.place(place) for place in ranges or []]
    shown = [tab for tab in book.tabs if not asked or any(tab is other for other, _ in asked)]
    sheets = [sheet(book, tab, [area for other, area in asked if other is tab] or [tab.whole()], data) for tab in shown]
    whole: dict[str, Any] = {"spreadsheetId": book.id, "properties": properties(book, title), "sheets": sheets}
    if book.named:
        whole["namedRanges"] = [named(one) for one in book.named]
    return whole | {"spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit"}


def properties(book: Book, title: str) -> dict[str, Any]:
    whole: dict[str, Any] = {"title": title, "locale": book.locale, "autoRecalc": "ON_CHANGE", "timeZone": book.time_zone}
    whole["defaultFormat"] = default_format()
    whole["spreadsheetTheme"] = {
        "primaryFontFamily": "Arial",
        "themeColors": [{"colorType": kind, "color": {"rgbColor": _colour(*rgb)}} for kind, rgb in THEME.items()],
    }
    return whole | book.extra


def default_format() -> dict[str, Any]:
    """The format of a cell nobody has formatted."""
    return {
        "backgroundColor": _colour(1, 1, 1),
        "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
        "verticalAlignment": "BOTTOM",
        "wrapStrategy": "OVERFLOW_CELL",
        "textFormat": {
            "foregroundColor": {},
            "fontFamily": "arial,sans,sans-serif",
            "fontSize": 10,
            "bold": False,
            "italic": False,
            "strikethrough": False,
            "underline": False,
            "foregroundColorStyle": {"rgbColor": {}},
        },
        "backgroundColorStyle": {"rgbColor": _colour(1, 1, 1)},
    }


def named(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "range": {key: value for key, value in one["range"].items() if key != "sheetId" or value}}


def sheet(book: Book, tab: Tab, areas: list[Box], data: bool) -> dict[str, Any]:
    """One tab: properties, cells if asked, merges, filters, protected ranges and groups."""
    whole: dict[str, Any] = {"properties": sheet_properties(tab, book.tabs.index(tab))}
    if data:
        whole["data"] = [grid_data(tab, area, book) for area in areas]
    if tab.merges:
        whole["merges"] = [(area.wire(tab.id) if tab.id else area.wire()) for area in tab.merges]
    if tab.protected:
        whole["protectedRanges"] = tab.protected
    if tab.filter:
        whole["basicFilter"] = tab.filter
    for dimension, name in (("ROWS", "rowGroups"), ("COLUMNS", "columnGroups")):
        if tab.groups.get(dimension):
            whole[name] = tab.groups[dimension]
    return whole


def sheet_properties(tab: Tab, index: int) -> dict[str, Any]:
    grid = {"rowCount": tab.rows, "columnCount": tab.columns, **tab.grid}
    whole: dict[str, Any] = {"sheetId": tab.id, "title": tab.title, "index": index, "sheetType": "GRID", "gridProperties": grid}
    return whole | {key: tab.extra[key] for key in ("hidden", "tabColor", "rightToLeft", "tabColorStyle") if key in tab.extra}


def grid_data(tab: Tab, area: Box, book: Book) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    if area.top:
        whole["startRow"] = area.top
    if area.left:
        whole["startColumn"] = area.left
    rows = _rows(tab, area, book)
    if rows:
        whole["rowData"] = rows
    whole["rowMetadata"] = [dimension(tab, "ROWS", row) for row in range(area.top, min(area.bottom, tab.rows))]
    whole["columnMetadata"] = [dimension(tab, "COLUMNS", column) for column in range(area.left, min(area.right, tab.columns))]
    return whole


def dimension(tab: Tab, which: str, number: int) -> dict[str, Any]:
    return {"pixelSize": 21 if which == "ROWS" else 100} | tab.dimensions.get(which, {}).get(number, {})


def _rows(tab: Tab, area: Box, book: Book) -> list[dict[str, Any]]:
    known = [(r, c) for (r, c) in tab.cells if area.top <= r < area.bottom and area.left <= c < area.right and _cell(tab.cells[r, c], book)]
    rows = []
    for row in range(area.top, max((r for r, _ in known), default=area.top - 1) + 1):
        last = max((c for r, c in known if r == row), default=area.left - 1)
        values = [_cell(tab.cells.get((row, column), Cell()), book) for column in range(area.left, last + 1)]
        rows.append({"values": values} if values else {})
    return rows


def _cell(cell: Cell, book: Book) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    if not cell.empty:
        value = tidy(cell.value)
        kind = "boolValue" if isinstance(value, bool) else "numberValue" if isinstance(value, int | float) else "stringValue"
        whole["userEnteredValue"] = {"formulaValue": cell.formula} if cell.formula else {kind: value}
        whole["effectiveValue"] = {kind: value}
        whole["formattedValue"] = text(cell, book.locale)
    style = dict(cell.style)
    if cell.kind:
        style = {"numberFormat": {"type": cell.kind, "pattern": cell.pattern}, **style}
    if style:
        whole["userEnteredFormat"] = style
    if not cell.empty or style:
        whole["effectiveFormat"] = default_format() | style
    if cell.note:
        whole["note"] = cell.note
    if cell.validation:
        whole["dataValidation"] = cell.validation
    return whole


def _colour(*rgb: float) -> dict[str, float]:
    return dict(zip(("red", "green", "blue"), rgb, strict=False))
