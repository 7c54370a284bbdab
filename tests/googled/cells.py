"""The requests of `batchUpdate` that work on cells, rows and columns."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from googled.colours import colours
from googled.entering import put
from googled.grid import Box, Cell, Tab, of_wire
from googled.sheets import Book, Sheets
from googled.wire import Fault, mask


class Place:
    """The book a request works on."""

    def __init__(self, sheets: Sheets, book: Book) -> None:
        self.sheets, self.book = sheets, book

    def tab(self, sheet: int) -> Tab:
        found = next((tab for tab in self.book.tabs if tab.id == sheet), None)
        if found is None:
            raise Fault(400, f"No grid with id: {sheet}", "INVALID_ARGUMENT")
        return found

    def area(self, given: dict[str, Any]) -> tuple[Tab, Box]:
        tab = self.tab(given.get("sheetId", 0))
        return tab, of_wire(given, tab)

    def number(self) -> int:
        return self.sheets.drive.ids.number()


def _update_cells(place: Place, asked: dict[str, Any]) -> None:
    fields = set(mask(asked.get("fields", "*")))
    rows = [row.get("values", []) for row in asked.get("rows", [])]
    if "range" in asked:
        tab, area = place.area(asked["range"])
    else:
        start = asked["start"]
        tab = place.tab(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        area = Box(top, left, top + len(rows), left + max(map(len, rows), default=0))
    for r in range(area.top, area.bottom):
        for c in range(area.left, area.right):
            row = rows[r - area.top] if r - area.top < len(rows) else []
            given = row[c - area.left] if c - area.left < len(row) else {}
            if given or (r, c) in tab.cells:
                _cell(tab.cell(r, c), given, fields)


def _append_cells(place: Place, asked: dict[str, Any]) -> None:
    """Below the last row that holds a value, from the first column; the grid grows where it must."""
    tab, fields = place.tab(asked.get("sheetId", 0)), set(mask(asked.get("fields", "*")))
    below = max((row for row, _ in tab.filled(tab.whole())), default=-1) + 1
    for r, row in enumerate(asked.get("rows", []), below):
        for c, given in enumerate(row.get("values", [])):
            _cell(tab.cell(r, c), given, fields)


def _repeat_cell(place: Place, asked: dict[str, Any]) -> None:
    tab, area = place.area(asked["range"])
    fields = set(mask(asked.get("fields", "*")))
    for r in range(area.top, area.bottom):
        for c in range(area.left, area.right):
            _cell(tab.cell(r, c), asked.get("cell", {}), fields)


def _cell(cell: Cell, given: dict[str, Any], fields: set[str]) -> None:
    every = "*" in fields
    if every or "note" in fields:
        cell.note = given.get("note", "")
    if every or "userEnteredValue" in fields:
        value = given.get("userEnteredValue", {})
        put(cell, next(iter(value.values()), None))
        cell.formula = value.get("formulaValue", "")
    if every or "userEnteredFormat" in fields:
        cell.style = colours(given.get("userEnteredFormat", {}))
        number = cell.style.pop("numberFormat", None)
        if number:
            cell.kind, cell.pattern = number.get("type", ""), number.get("pattern", "")
    if every or "dataValidation" in fields:
        cell.validation = given.get("dataValidation", {})


def _validation(place: Place, asked: dict[str, Any]) -> None:
    tab, area = place.area(asked["range"])
    for r in range(area.top, area.bottom):
        for c in range(area.left, area.right):
            tab.cell(r, c).validation = asked.get("rule", {})


def _merge(place: Place, asked: dict[str, Any]) -> None:
    tab, area = place.area(asked["range"])
    kind = asked.get("mergeType", "MERGE_ALL")
    parts = [area]
    if kind == "MERGE_ROWS":
        parts = [Box(r, area.left, r + 1, area.right) for r in range(area.top, area.bottom)]
    elif kind == "MERGE_COLUMNS":
        parts = [Box(area.top, c, area.bottom, c + 1) for c in range(area.left, area.right)]
    tab.merges = [one for one in tab.merges if not one.meets(area)] + parts
    for part in parts:
        filled = sorted(tab.filled(part))
        if filled and filled[0] != (part.top, part.left):
            tab.cells[part.top, part.left] = tab.cells.pop(filled[0])
        for at in filled:
            if at != (part.top, part.left) and at in tab.cells:
                tab.cells[at].clear()


def _unmerge(place: Place, asked: dict[str, Any]) -> None:
    tab, area = place.area(asked["range"])
    tab.merges = [one for one in tab.merges if not one.meets(area)]


def _insert(place: Place, asked: dict[str, Any]) -> None:
    given = asked["range"]
    _shift(place.tab(given.get("sheetId", 0)), given["dimension"], given["startIndex"], given["endIndex"] - given["startIndex"])


def _append_dimension(place: Place, asked: dict[str, Any]) -> None:
    tab = place.tab(asked.get("sheetId", 0))
    tab.rows += asked["length"] if asked["dimension"] == "ROWS" else 0
    tab.columns += asked["length"] if asked["dimension"] == "COLUMNS" else 0


def _delete(place: Place, asked: dict[str, Any]) -> None:
    given = asked["range"]
    tab = place.tab(given.get("sheetId", 0))
    start, end = given.get("startIndex", 0), given["endIndex"]
    if end - start >= (tab.rows if given["dimension"] == "ROWS" else tab.columns):
        raise Fault(400, "You can't delete all the " + given["dimension"].lower() + " on the sheet.", "INVALID_ARGUMENT")
    axis = 0 if given["dimension"] == "ROWS" else 1
    tab.cells = {at: cell for at, cell in tab.cells.items() if not start <= at[axis] < end}
    _shift(tab, given["dimension"], end, start - end)


def _shift(tab: Tab, dimension: str, start: int, by: int) -> None:
    rows = dimension == "ROWS"
    tab.cells = {(r + by * (rows and r >= start), c + by * (not rows and c >= start)): cell for (r, c), cell in tab.cells.items()}
    tab.rows += by if rows else 0
    tab.columns += 0 if rows else by
    tab.merges = [
        Box(*(edge + by * (rows == row_edge and edge >= start + (end and 1)) for edge, row_edge, end in _edges(area)))
        for area in tab.merges
    ]


def _edges(area: Box) -> list[tuple[int, bool, bool]]:
    return [(area.top, True, False), (area.left, False, False), (area.bottom, True, True), (area.right, False, True)]


def _sort(place: Place, asked: dict[str, Any]) -> None:
    """By each column of the sort specs; numbers before text, blanks last, equal ones as they were."""
    tab, area = place.area(asked["range"])
    lines = [{c: tab.cells.pop((r, c)) for c in range(area.left, area.right) if (r, c) in tab.cells} for r in range(area.top, area.bottom)]
    for spec in reversed(asked.get("sortSpecs", [])):
        column, down = spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING"
        lines.sort(key=lambda line: _rank(line.get(column)), reverse=down)
        lines.sort(key=lambda line: column not in line or line[column].empty)
    for r, line in enumerate(lines, area.top):
        tab.cells |= {(r, c): cell for c, cell in line.items()}


def _rank(cell: Cell | None) -> tuple[int, float, str]:
    value = cell.value if cell else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return 0, float(value), ""
    return (1, 0.0, str(value).casefold()) if value is not None else (2, 0.0, "")


def _copy_paste(place: Place, asked: dict[str, Any]) -> None:
    tab, area = place.area(asked["source"])
    there, target = place.area(asked["destination"])
    parts = {
        (r - area.top, c - area.left): copy.deepcopy(cell)
        for (r, c), cell in tab.cells.items()
        if area.top <= r < area.bottom and area.left <= c < area.right
    }
    for r in range(target.top, max(target.bottom, target.top + area.rows)):
        for c in range(target.left, max(target.right, target.left + area.columns)):
            there.cells[r, c] = copy.deepcopy(parts.get(((r - target.top) % area.rows, (c - target.left) % area.columns), Cell()))


def _cut_paste(place: Place, asked: dict[str, Any]) -> None:
    tab, area = place.area(asked["source"])
    to = asked["destination"]
    there = place.tab(to.get("sheetId", 0))
    taken = {at: tab.cells.pop(at) for at in list(tab.cells) if area.top <= at[0] < area.bottom and area.left <= at[1] < area.right}
    for (r, c), cell in taken.items():
        there.cells[r - area.top + to.get("rowIndex", 0), c - area.left + to.get("columnIndex", 0)] = cell


def _find_replace(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    changed = 0
    for tab in [place.tab(asked["sheetId"])] if "sheetId" in asked else place.book.tabs:
        for cell in tab.cells.values():
            if isinstance(cell.value, str) and asked["find"] in cell.value:
                cell.value = cell.value.replace(asked["find"], asked.get("replacement", ""))
                changed += 1
    return {"findReplace": {"valuesChanged": changed, "occurrencesChanged": changed}}


def _dimension(place: Place, asked: dict[str, Any]) -> None:
    given = asked["range"]
    tab = place.tab(given.get("sheetId", 0))
    kept = tab.dimensions.setdefault(given["dimension"], {})
    end = tab.rows if given["dimension"] == "ROWS" else tab.columns
    for number in range(given.get("startIndex", 0), given.get("endIndex", end)):
        for name in mask(asked["fields"]):
            kept.setdefault(number, {}).pop(name, None)
            if asked["properties"].get(name):
                kept[number][name] = asked["properties"][name]


def _fit(place: Place, asked: dict[str, Any]) -> None:
    """Columns as wide as their widest text, reckoned at seven pixels a letter: the real server measures the font."""
    given = asked["dimensions"]
    tab = place.tab(given.get("sheetId", 0))
    for column in range(given.get("startIndex", 0), given.get("endIndex", tab.columns)):
        widest = max((len(str(tab.cells[r, c].value)) for r, c in tab.filled(tab.whole()) if c == column), default=0)
        tab.dimensions.setdefault(given["dimension"], {}).setdefault(column, {})["pixelSize"] = max(21, widest * 7)


def _group(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    given = asked["range"]
    tab = place.tab(given.get("sheetId", 0))
    made = {"range": {key: value for key, value in given.items() if key != "sheetId" or value}, "depth": 1}
    tab.groups.setdefault(given["dimension"], []).append(made)
    tab.grid["rowGroupControlAfter" if given["dimension"] == "ROWS" else "columnGroupControlAfter"] = True
    return {"addDimensionGroup": {"dimensionGroups": tab.groups[given["dimension"]]}}


def _ungroup(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    given = asked["range"]
    tab = place.tab(given.get("sheetId", 0))
    edges = (given.get("startIndex"), given.get("endIndex"))
    kept = [
        one for one in tab.groups.get(given["dimension"], []) if (one["range"].get("startIndex"), one["range"].get("endIndex")) != edges
    ]
    tab.groups[given["dimension"]] = kept
    return {"deleteDimensionGroup": {"dimensionGroups": kept} if kept else {}}


CELL_KINDS: dict[str, Callable[[Place, dict[str, Any]], dict[str, Any] | None]] = {
    "updateCells": _update_cells,
    "appendCells": _append_cells,
    "repeatCell": _repeat_cell,
    "setDataValidation": _validation,
    "mergeCells": _merge,
    "unmergeCells": _unmerge,
    "insertDimension": _insert,
    "appendDimension": _append_dimension,
    "deleteDimension": _delete,
    "sortRange": _sort,
    "copyPaste": _copy_paste,
    "cutPaste": _cut_paste,
    "findReplace": _find_replace,
    "updateDimensionProperties": _dimension,
    "autoResizeDimensions": _fit,
    "addDimensionGroup": _group,
    "deleteDimensionGroup": _ungroup,
}
