"""Spreadsheet: a Google Sheet as tables, in one question for its tabs and one for all of their values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flows.errors import Unreadable
from flows.model.material import Cell, Material, Sheet, Trouble
from flows.model.noun import digest_of
from flows.sources.drive.reading import digested
from flows.sources.tables.cells import address, cell
from flows.sources.tables.header import table
from flows.sources.tables.merges import Merge, fill_down

if TYPE_CHECKING:
    from flows.google.client import Client

FIELDS = "properties(title,locale,timeZone),sheets(properties(sheetId,title,index,sheetType,hidden),merges)"
LONGEST_QUESTION = 6000
"""Letters of tabs' names in one question: addresses have an end."""
MOST_CELLS = 5_000_000
_DAY_0 = datetime(1899, 12, 30)
_ERRORS = frozenset({"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!"})
_DURATIONS_END = 366.0
"""A length of time is a number of days, too: nobody writes dates of the year 1900."""

Values = list[list[Any]]


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
    return about.title, digest_of(repr(about), repr(_values(client, id, about.tabs, "FORMATTED_STRING")))


def spreadsheet(client: Client, id: str, wanted: Wanted = Wanted()) -> Material:
    """The tabs as sheets. Three calls, or two where it has no numbers. Raises Unreachable, Unreadable."""
    about = _about(client, id, wanted)
    plain = _values(client, id, about.tabs, "SERIAL_NUMBER")
    numbers = any(_is_number(value) for values in plain for row in values for value in row)
    # A date is a number that is written as text once Google is asked to write dates: no format has to be guessed.
    written = _values(client, id, about.tabs, "FORMATTED_STRING") if numbers else plain
    sheets: list[Sheet] = []
    troubles: list[Trouble] = []
    for tab, values, texts in zip(about.tabs, plain, written, strict=True):
        sheet, odd = _table(tab, values, texts)
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


def _values(client: Client, id: str, tabs: Sequence[Tab], dates: str) -> list[Values]:
    params = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": dates, "majorDimension": "ROWS"}
    values: list[Values] = []
    for ranges in _questions([f"'{tab.title.replace(chr(39), chr(39) * 2)}'" for tab in tabs]):
        told = client.values_batch_get(id, ranges, params=dict(params)).get("valueRanges", ())
        values += [one.get("values", []) for one in told]
    if len(values) != len(tabs):
        raise Unreadable("bad-answer", "Google did not send every tab of the spreadsheet.", "Capture again.")
    return values


def _questions(ranges: Iterable[str]) -> list[list[str]]:
    questions: list[list[str]] = [[]]
    for one in ranges:
        if sum(map(len, questions[-1])) + len(one) > LONGEST_QUESTION:
            questions.append([])
        questions[-1].append(one)
    return [question for question in questions if question]


def _table(tab: Tab, values: Values, texts: Values) -> tuple[Sheet | None, list[Trouble]]:
    width = max((len(row) for row in values), default=0)
    if width * len(values) > MOST_CELLS:
        return None, [Trouble("too-large", tab.title, f"The tab has more than {MOST_CELLS:,} cells and is not read.", "Split it.", "error")]
    errors: list[str] = []
    grid: list[list[Cell]] = []
    for number, row in enumerate(values):
        shown = texts[number] if number < len(texts) else []
        cells = [_cell(value, shown[column] if column < len(shown) else None) for column, value in enumerate(row)]
        errors += [address(number, column) for column, value in enumerate(row) if value in _ERRORS]
        grid.append([*cells, *[None] * (width - len(cells))])
    fill_down(grid, tab.merges)
    sheet, troubles = table(tab.title, grid)
    return sheet, [*_errors(tab, errors), *_hidden(tab, sheet), *troubles]


def _cell(value: Any, shown: Any) -> Cell:
    if isinstance(value, str) and value in _ERRORS:
        return None
    if _is_number(value) and isinstance(shown, str):
        return _moment(float(value), shown)
    return cell(value)


def _moment(serial: float, shown: str) -> Cell:
    """A day, a time of day or both; a length of time as it is written. Days are counted from 30 December 1899."""
    if not 0 <= serial < 2_958_466:
        return cell(shown)
    at = _DAY_0 + timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return at.time()
    if serial < _DURATIONS_END:
        return cell(shown)
    return at.date() if at.time() == time() else at


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


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
