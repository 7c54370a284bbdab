"""Spreadsheet: a Google Sheet as tables, in one question for its tabs and one for all of their values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.errors import Unreadable
from flows.google.values import ERRORS, Values, is_number, told, values
from flows.model.material import Cell, Material, Sheet, Trouble
from flows.model.noun import digest_of
from flows.sources.drive.reading import digested
from flows.sources.tables.cells import address, cell
from flows.sources.tables.header import table
from flows.sources.tables.merges import Merge, fill_down

if TYPE_CHECKING:
    from flows.google.client import Client

FIELDS = "properties(title,locale,timeZone),sheets(properties(sheetId,title,index,sheetType,hidden),merges)"
MOST_CELLS = 5_000_000


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a spreadsheet, as Google tells of it."""

    gid: str
    title: str
    hidden: bool
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tabs are read: those of a gid or of these names; all where neither is given."""

    gid: str = ""
    names: tuple[str, ...] = ()

    def takes(self, tab: Tab) -> bool:
        by_name = {name.strip().casefold() for name in self.names}
        return not (self.gid or by_name) or tab.gid == self.gid or tab.title.strip().casefold() in by_name


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """What a spreadsheet says of itself. Its serial dates are in its own time zone, and stay in it."""

    title: str
    locale: str
    zone: str
    tabs: tuple[Tab, ...]


def fingerprint(client: Client, id: str, wanted: Wanted = Wanted()) -> tuple[str, str]:
    """The title, and a digest of all that is shown: Drive's own stamps do not move when a form fills a sheet.

    Two calls. Dates are taken as they are written, so that a column that is given another format is read anew. Raises Unreachable, Unreadable.
    """
    about = _about(client, id, wanted)
    return about.title, digest_of(repr(about), repr(values(client, id, [tab.title for tab in about.tabs], "FORMATTED_STRING")))


def spreadsheet(client: Client, id: str, wanted: Wanted = Wanted()) -> Material:
    """The tabs as sheets. Three calls, or two where it has no numbers. Raises Unreachable, Unreadable."""
    about = _about(client, id, wanted)
    plain = values(client, id, [tab.title for tab in about.tabs], "SERIAL_NUMBER")
    numbers = any(is_number(value) for rows in plain for row in rows for value in row)
    # A date is a number that is written as text once Google is asked to write dates: no format has to be guessed.
    written = values(client, id, [tab.title for tab in about.tabs], "FORMATTED_STRING") if numbers else plain
    sheets: list[Sheet] = []
    troubles: list[Trouble] = []
    for tab, rows, texts in zip(about.tabs, plain, written, strict=True):
        sheet, odd = _table(tab, rows, texts)
        sheets += [sheet] if sheet else []
        troubles += odd
    facts = {key: value for key, value in (("title", about.title), ("locale", about.locale), ("time zone", about.zone)) if value}
    return digested(Material(sheets=tuple(sheets), facts=facts, troubles=tuple(_quieter(troubles, sheets))))


def _about(client: Client, id: str, wanted: Wanted) -> Spreadsheet:
    told = client.fetch_sheet_metadata(id, params={"fields": FIELDS})
    tabs = [_tab(one) for one in told.get("sheets", ()) if one["properties"].get("sheetType", "GRID") == "GRID"]
    taken = tuple(tab for tab in tabs if wanted.takes(tab))
    if not taken:
        hint = "Correct the tab in the plan, or leave it out to read all tabs."
        raise Unreadable("no-such-tab", "The spreadsheet has no tab that the plan asks for.", hint)
    about = told.get("properties", {})
    return Spreadsheet(about.get("title", ""), about.get("locale", ""), about.get("timeZone", ""), taken)


def _tab(told: dict[str, Any]) -> Tab:
    about = told["properties"]
    merges = tuple(sorted(map(_merge, told.get("merges", ()))))
    return Tab(str(about.get("sheetId", 0)), str(about.get("title", "")), bool(about.get("hidden")), merges)


def _merge(told: dict[str, int]) -> Merge:
    """Google leaves out what is nought, and names the row and column after the last."""
    rows, columns = (
        (told.get("startRowIndex", 0), told.get("endRowIndex", 1)),
        (told.get("startColumnIndex", 0), told.get("endColumnIndex", 1)),
    )
    return rows[0], rows[1] - 1, columns[0], columns[1] - 1


def _table(tab: Tab, rows: Values, texts: Values) -> tuple[Sheet | None, list[Trouble]]:
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MOST_CELLS:
        return None, [Trouble("too-large", tab.title, f"The tab has more than {MOST_CELLS:,} cells and is not read.", "Split it.", "error")]
    errors: list[str] = []
    grid: list[list[Cell]] = []
    for number, row in enumerate(rows):
        shown = texts[number] if number < len(texts) else []
        cells = [cell(told(value, shown[column] if column < len(shown) else None)) for column, value in enumerate(row)]
        errors += [address(number, column) for column, value in enumerate(row) if value in ERRORS]
        grid.append([*cells, *[None] * (width - len(cells))])
    fill_down(grid, tab.merges)
    sheet, troubles = table(tab.title, grid)
    return sheet, [*_errors(tab, errors), *_hidden(tab, sheet), *troubles]


def _errors(tab: Tab, places: list[str]) -> list[Trouble]:
    if not places:
        return []
    count = "1 cell holds an error" if len(places) == 1 else f"{len(places)} cells hold errors"
    return [
        Trouble("error-cell", f"{tab.title}!{places[0]}", f"{count} such as #N/A, read as empty.", "Mend the formula, or clear the cell.")
    ]


def _hidden(tab: Tab, sheet: Sheet | None) -> list[Trouble]:
    if not (tab.hidden and sheet):
        return []
    return [Trouble("hidden-sheet", tab.title, "The tab is hidden, and is read.", "Name the tabs to be read in the plan.", "note")]


def _quieter(troubles: Iterable[Trouble], sheets: Sequence[Sheet]) -> Iterable[Trouble]:
    """An empty tab matters only where there is nothing else."""
    filled = any(sheet.rows for sheet in sheets)
    for t in troubles:
        yield Trouble(t.code, t.place, t.what, t.hint, "note") if filled and t.code == "no-rows" else t
