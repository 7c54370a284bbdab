"""`…/values`: reading and writing ranges."""

from __future__ import annotations

import json
from typing import Any

from googled.entering import enter, put
from googled.grid import Box, Tab, address, letters, of_wire
from googled.rendering import render
from googled.sheets import Book
from googled.wire import Fault, Request

OPTIONS = {"RAW", "USER_ENTERED"}
RENDERS = {"FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"}


class Values:
    """The values methods over one book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def one(self, place: str, request: Request) -> dict[str, Any]:
        """get, update, append and clear of one range."""
        asked = request.query
        if request.method == "GET":
            return self.get(place, asked)
        if request.method == "PUT":
            return self.update(place, request.json(), asked)
        if place.endswith(":append"):
            return self.append(place.removesuffix(":append"), request.json(), asked)
        if place.endswith(":clear"):
            return {"spreadsheetId": self.book.id, "clearedRange": self.clear(place.removesuffix(":clear"))}
        raise Fault(404, "Method not found.", "NOT_FOUND")

    def many(self, verb: str, request: Request) -> dict[str, Any]:
        """batchGet, batchUpdate, batchClear and their ByDataFilter forms."""
        asked = request.json() if request.method == "POST" else request.query
        whole: dict[str, Any] = {"spreadsheetId": self.book.id}
        places = [self._filtered(one) for one in asked.get("dataFilters", [])] if request.method == "POST" else []
        if verb == "batchGet":
            ranges = [self.get(place, asked) for place in request.all("ranges")]
            return whole | ({"valueRanges": ranges} if ranges else {})
        if verb == "batchGetByDataFilter":
            matched = [
                {"valueRange": self.get(place, asked), "dataFilters": [one]}
                for place, one in zip(places, asked["dataFilters"], strict=True)
            ]
            return whole | {"valueRanges": matched}
        if verb in ("batchClear", "batchClearByDataFilter"):
            return whole | {"clearedRanges": [self.clear(place) for place in asked.get("ranges", places)]}
        if verb in ("batchUpdate", "batchUpdateByDataFilter"):
            return whole | self._updates(asked)
        raise Fault(404, "Method not found.", "NOT_FOUND")

    def get(self, place: str, asked: dict[str, Any]) -> dict[str, Any]:
        tab, area = self._within(place)
        major = asked.get("majorDimension", "ROWS")
        option = asked.get("valueRenderOption", "FORMATTED_VALUE")
        if option not in RENDERS:
            raise _invalid("value_render_option", option)
        rows = render(tab, area, self.book.locale, option, asked.get("dateTimeRenderOption", "SERIAL_NUMBER"), major)
        whole: dict[str, Any] = {"range": address(tab, area), "majorDimension": major}
        return whole | ({"values": rows} if rows else {})

    def update(self, place: str, body: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
        option = asked.get("valueInputOption", "")
        if option not in OPTIONS:
            raise Fault(400, "'valueInputOption' is required but not specified", "INVALID_ARGUMENT")
        rows = _turned(body)
        tab, area = self._within(place, clip=False)
        return self._written(tab, area, rows, option) | self._echo(tab, area, asked)

    def append(self, place: str, body: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
        """Below the table that Google finds at the place, from the table's first column."""
        tab, area = self.book.place(place)
        table = _table(tab, area)
        rows = _turned(body)
        whole: dict[str, Any] = {"spreadsheetId": self.book.id}
        top, left = (area.top, area.left) if table is None else (table.bottom, table.left)
        if table is not None:
            whole["tableRange"] = address(tab, table)
        if asked.get("insertDataOption") == "INSERT_ROWS":
            tab.cells = {(r + len(rows) * (r >= top), c): cell for (r, c), cell in tab.cells.items()}
            tab.rows += len(rows)
        tab.rows = max(tab.rows, top + len(rows))
        target = Box(top, left, top + len(rows), left + max(map(len, rows), default=0))
        tab.columns = max(tab.columns, target.right)
        updates = self._written(tab, target, rows, asked.get("valueInputOption", "RAW"))
        return whole | {
            "updates": updates | self._echo(tab, target, asked, str(asked.get("includeValuesInResponse", "")).lower() == "true")
        }

    def clear(self, place: str) -> str:
        tab, area = self._within(place)
        for at in tab.filled(area):
            tab.cells[at].clear()
        return address(tab, area)

    def _updates(self, asked: dict[str, Any]) -> dict[str, Any]:
        option = asked.get("valueInputOption", "")
        if option not in OPTIONS:
            raise Fault(400, "'valueInputOption' is required but not specified", "INVALID_ARGUMENT")
        done, sheets, rows, columns = [], set(), set(), set()
        for data in asked.get("data", []):
            place = data["range"] if "range" in data else self._filtered(data["dataFilter"])
            tab, area = self._within(place, clip=False)
            given = _turned(data)
            done.append(self._written(tab, area, given, option))
            sheets.add(tab.id)
            rows |= {(tab.id, area.top + number) for number in range(len(given))}
            columns |= {(tab.id, area.left + number) for number in range(max(map(len, given), default=0))}
        totals = {"totalUpdatedRows": len(rows), "totalUpdatedColumns": len(columns)}
        totals |= {"totalUpdatedCells": sum(one.get("updatedCells", 0) for one in done), "totalUpdatedSheets": len(sheets)}
        return {name: count for name, count in totals.items() if count} | {"responses": done}

    def _written(self, tab: Tab, area: Box, rows: list[list[Any]], option: str) -> dict[str, Any]:
        width = max(map(len, rows), default=0)
        _fits(tab, area, len(rows), width)
        for r, row in enumerate(rows, area.top):
            for c, value in enumerate(row, area.left):
                if value is None:
                    continue
                if value == "":
                    if (r, c) in tab.cells:
                        tab.cells[r, c].clear()
                elif option == "USER_ENTERED":
                    enter(tab.cell(r, c), value, self.book.locale, tab)
                else:
                    put(tab.cell(r, c), value)
        given = [(r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if value is not None]
        target = Box(area.top, area.left, area.top + max(len(rows), 1), area.left + max(width, 1))
        whole: dict[str, Any] = {"spreadsheetId": self.book.id, "updatedRange": address(tab, target)}
        if not given:
            return whole
        counts = {"updatedRows": len({r for r, _ in given}), "updatedColumns": len({c for _, c in given}), "updatedCells": len(given)}
        return whole | counts

    def _echo(self, tab: Tab, area: Box, asked: dict[str, Any], wanted: bool | None = None) -> dict[str, Any]:
        if not (wanted if wanted is not None else str(asked.get("includeValuesInResponse", "")).lower() == "true"):
            return {}
        option = asked.get("responseValueRenderOption", "FORMATTED_VALUE")
        times = asked.get("responseDateTimeRenderOption", "SERIAL_NUMBER")
        rows = render(tab, area, self.book.locale, option, times)
        return {"updatedData": {"range": address(tab, area), "majorDimension": "ROWS", **({"values": rows} if rows else {})}}

    def _within(self, place: str, clip: bool = True) -> tuple[Tab, Box]:
        """The tab and the box within its grid; raises Google's 400 for a box that begins outside."""
        tab, area = self.book.place(place)
        if area.top >= tab.rows or area.left >= tab.columns or (not clip and (area.bottom > tab.rows or area.right > tab.columns)):
            raise Fault(
                400,
                f"Range ({address(tab, area)}) exceeds grid limits. Max rows: {tab.rows}, max columns: {tab.columns}",
                "INVALID_ARGUMENT",
            )
        return tab, Box(area.top, area.left, min(area.bottom, tab.rows), min(area.right, tab.columns))

    def _filtered(self, one: dict[str, Any]) -> str:
        if "a1Range" in one:
            return str(one["a1Range"])
        given = one.get("gridRange", {})
        tab = next((tab for tab in self.book.tabs if tab.id == given.get("sheetId", 0)), None)
        if tab is None:
            raise Fault(400, f"No grid with id: {given.get('sheetId', 0)}", "INVALID_ARGUMENT")
        return address(tab, of_wire(given, tab))


def _table(tab: Tab, area: Box) -> Box | None:
    """The block of cells without a blank row or column between that touches the place: the table of Google's append."""
    filled = set(tab.filled(tab.whole()))
    seeds = [at for at in filled if area.top <= at[0] < area.bottom and area.left <= at[1] < area.right]
    if not seeds:
        return None
    seeds = [max(seeds)] if area == tab.whole() else seeds
    found, edge = set(seeds), list(seeds)
    while edge:
        row, column = edge.pop()
        near = {(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)} & filled - found
        found |= near
        edge += near
    rows, columns = [row for row, _ in found], [column for _, column in found]
    return Box(min(rows), min(columns), max(rows) + 1, max(columns) + 1)


def _turned(body: dict[str, Any]) -> list[list[Any]]:
    """The rows of a ValueRange, whichever its major dimension."""
    values = body.get("values") or []
    if not isinstance(values, list):
        raise _no_list(values)
    if body.get("majorDimension") != "COLUMNS":
        return values
    height = max(map(len, values), default=0)
    return [[column[row] if row < len(column) else None for column in values] for row in range(height)]


def _fits(tab: Tab, area: Box, rows: int, columns: int) -> None:
    """One cell is where to begin; a range is where to stay."""
    if area.rows == area.columns == 1 or (rows <= area.rows and columns <= area.columns):
        return
    beyond = f"row [{area.bottom + 1}]" if rows > area.rows else f"column [{letters(area.right)}]"
    raise Fault(400, f"Requested writing within range [{address(tab, area)}], but tried writing to {beyond}", "INVALID_ARGUMENT")


def _no_list(values: Any) -> Fault:
    message = f"Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), {json.dumps(values)}"
    fault = Fault(400, message, "INVALID_ARGUMENT")
    violation = {"field": "data.values", "description": message}
    fault.details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    return fault


def _invalid(name: str, value: str) -> Fault:
    return Fault(
        400, f"Invalid value at '{name}' (type.googleapis.com/google.apps.sheets.v4.ValueRenderOption), \"{value}\"", "INVALID_ARGUMENT"
    )
