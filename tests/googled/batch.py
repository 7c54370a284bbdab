"""`spreadsheets.batchUpdate`: the requests that clients send, and what each answers."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from googled.cells import CELL_KINDS, Place
from googled.colours import colours
from googled.grid import Tab
from googled.resources import named, sheet_properties
from googled.sheets import Book, Sheets
from googled.wire import Fault, mask

GRID = ("frozenRowCount", "frozenColumnCount", "hideGridlines", "rowGroupControlAfter", "columnGroupControlAfter")


def perform(sheets: Sheets, book: Book, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All of the requests or none: an error leaves the book as it was, as at Google."""
    before = copy.deepcopy((book.tabs, book.named, book.extra))
    replies = []
    for number, one in enumerate(asked):
        kind = next(iter(one), "")
        try:
            if kind not in KINDS:
                raise Fault(
                    400,
                    f"Invalid JSON payload received. Unknown name \"{kind}\" at 'requests[{number}]': Cannot find field.",
                    "INVALID_ARGUMENT",
                )
            replies.append(KINDS[kind](Place(sheets, book), one[kind]) or {})
        except Fault as fault:
            book.tabs, book.named, book.extra = before
            if not fault.message.startswith("Invalid"):
                fault.message = f"Invalid requests[{number}].{kind}: {fault.message}"
            raise
    return replies


def copied_to(sheets: Sheets, tab: Tab, target: Book) -> dict[str, Any]:
    """`sheets.copyTo`: the tab at the end of another book, as `Copy of …`."""
    made = copy.deepcopy(tab)
    made.id, made.title = sheets.drive.ids.number(), f"Copy of {tab.title}"
    target.tabs.append(made)
    return sheet_properties(made, len(target.tabs) - 1)


def _add_sheet(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    given = asked.get("properties", {})
    title = given.get("title") or f"Sheet{len(place.book.tabs) + 1}"
    if place.book.tab(title):
        raise Fault(400, f'A sheet with the name "{title}" already exists. Please enter another name.', "INVALID_ARGUMENT")
    grid = dict(given.get("gridProperties", {}))
    made = Tab(given.get("sheetId") or place.number(), title, grid.pop("rowCount", 1000), grid.pop("columnCount", 26), grid=grid)
    index = min(given.get("index", len(place.book.tabs)), len(place.book.tabs))
    place.book.tabs.insert(index, made)
    return {"addSheet": {"properties": sheet_properties(made, index)}}


def _delete_sheet(place: Place, asked: dict[str, Any]) -> None:
    tab = place.tab(asked.get("sheetId", 0))
    if len(place.book.tabs) == 1:
        raise Fault(400, "You can't remove all the sheets in a document.", "INVALID_ARGUMENT")
    place.book.tabs.remove(tab)


def _duplicate_sheet(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    source = place.tab(asked.get("sourceSheetId", 0))
    made = copy.deepcopy(source)
    made.id = asked.get("newSheetId") or place.number()
    made.title = asked.get("newSheetName") or f"Copy of {source.title}"
    index = asked.get("insertSheetIndex") or 0
    place.book.tabs.insert(index, made)
    return {"duplicateSheet": {"properties": sheet_properties(made, index)}}


def _update_sheet(place: Place, asked: dict[str, Any]) -> None:
    given, fields = asked["properties"], mask(asked["fields"])
    tab = place.tab(given.get("sheetId", 0))
    if given.get("hidden") and all(other.extra.get("hidden") or other is tab for other in place.book.tabs):
        raise Fault(400, "You can't hide all the sheets in a document.", "INVALID_ARGUMENT")
    for name, inner in fields.items():
        if name == "title":
            tab.title = given["title"]
        elif name == "index":
            _move(place.book, tab, given["index"])
        elif name == "gridProperties":
            _resize(tab, given["gridProperties"], set(inner or given["gridProperties"]))
        elif name in ("tabColor", "tabColorStyle"):
            _tab_colour(tab, given.get(name) or {}, name)
        elif given.get(name):
            tab.extra[name] = given[name]
        else:
            tab.extra.pop(name, None)


def _move(book: Book, tab: Tab, index: int) -> None:
    """An index counts the tab itself where it stands, so a move to the right lands one short."""
    now = book.tabs.index(tab)
    book.tabs.remove(tab)
    book.tabs.insert(index - (index > now), tab)


def _resize(tab: Tab, given: dict[str, Any], names: set[str]) -> None:
    tab.rows = given.get("rowCount", tab.rows) if "rowCount" in names else tab.rows
    tab.columns = given.get("columnCount", tab.columns) if "columnCount" in names else tab.columns
    tab.cells = {(r, c): cell for (r, c), cell in tab.cells.items() if r < tab.rows and c < tab.columns}
    for name in GRID:
        if name in names and given.get(name):
            tab.grid[name] = given[name]
        elif name in names:
            tab.grid.pop(name, None)
    tab.grid = {name: tab.grid[name] for name in GRID if name in tab.grid}


def _tab_colour(tab: Tab, given: dict[str, Any], name: str) -> None:
    rgb = given.get("rgbColor") if name == "tabColorStyle" else given
    if not rgb:
        tab.extra.pop("tabColor", None)
        tab.extra.pop("tabColorStyle", None)
        return
    colour = colours({"rgbColor": rgb})["rgbColor"]
    tab.extra |= {"tabColor": colour, "tabColorStyle": {"rgbColor": colour}}


def _update_book(place: Place, asked: dict[str, Any]) -> None:
    given = asked["properties"]
    for name in mask(asked["fields"]):
        if name == "title":
            place.sheets.drive.files[place.book.id].name = given["title"]
        elif name == "locale":
            place.book.locale = given["locale"]
        elif name == "timeZone":
            place.book.time_zone = given["timeZone"]
        else:
            place.book.extra[name] = given[name]


def _add_named(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    given = asked["namedRange"]
    made = {
        "namedRangeId": given.get("namedRangeId") or str(place.number()),
        "name": given["name"],
        "range": {"sheetId": 0, **given["range"]},
    }
    place.book.named.append(made)
    return {"addNamedRange": {"namedRange": named(made)}}


def _update_named(place: Place, asked: dict[str, Any]) -> None:
    given = asked["namedRange"]
    for one in place.book.named:
        if one["namedRangeId"] == given["namedRangeId"]:
            one |= {name: given[name] for name in (set(given) if asked.get("fields") == "*" else set(mask(asked["fields"])))}


def _delete_named(place: Place, asked: dict[str, Any]) -> None:
    place.book.named = [one for one in place.book.named if one["namedRangeId"] != asked["namedRangeId"]]


def _protect(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    given = asked["protectedRange"]
    tab = place.tab(given["range"].get("sheetId", 0))
    made: dict[str, Any] = {
        "protectedRangeId": place.number(),
        "range": {key: value for key, value in given["range"].items() if key != "sheetId" or value},
    }
    if given.get("description"):
        made["description"] = given["description"]
    if given.get("warningOnly"):
        made["warningOnly"] = True
    made["requestingUserCanEdit"] = True
    asked_for = {key: value for key, value in (given.get("editors") or {}).items() if value}
    tab.protected.append({**made, "editors": asked_for or {"users": [place.sheets.drive.files[place.book.id].owner]}})
    return {"addProtectedRange": {"protectedRange": {**made, "editors": asked_for}}}


def _unprotect(place: Place, asked: dict[str, Any]) -> None:
    for tab in place.book.tabs:
        tab.protected = [one for one in tab.protected if one["protectedRangeId"] != asked["protectedRangeId"]]


def _filter(place: Place, asked: dict[str, Any]) -> None:
    given = asked["filter"]
    tab, area = place.area(given["range"])
    tab.filter = {"range": area.wire(tab.id or None), **{key: value for key, value in given.items() if key != "range"}}


def _clear_filter(place: Place, asked: dict[str, Any]) -> None:
    place.tab(asked.get("sheetId", 0)).filter = {}


KINDS: dict[str, Callable[[Place, dict[str, Any]], dict[str, Any] | None]] = {
    **CELL_KINDS,
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "duplicateSheet": _duplicate_sheet,
    "updateSheetProperties": _update_sheet,
    "updateSpreadsheetProperties": _update_book,
    "addNamedRange": _add_named,
    "updateNamedRange": _update_named,
    "deleteNamedRange": _delete_named,
    "addProtectedRange": _protect,
    "deleteProtectedRange": _unprotect,
    "setBasicFilter": _filter,
    "clearBasicFilter": _clear_filter,
}
