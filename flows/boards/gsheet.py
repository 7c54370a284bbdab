"""Board as a Google Sheet: cells are written beside their keys, wherever people have moved them meanwhile. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from flows.boards.asking import add, choices, drawn, new_tab, put, taller, wider
from flows.boards.cells import read as cell
from flows.boards.lying import Lying
from flows.boards.marks import Found, copies, found_in, grid, mark, unmarked
from flows.boards.mending import mending
from flows.boards.wanted import Wanted, wanted
from flows.errors import BoardMoved, Unreadable
from flows.google.addresses import address_in
from flows.google.values import Values, told, values
from flows.model.board import Board, Patch
from flows.model.material import Cell, Trouble
from flows.model.noun import digest_of

if TYPE_CHECKING:
    from flows.google.client import Client

FIELDS = "properties(title),sheets(properties(sheetId,title,index,sheetType,gridProperties(rowCount,columnCount)))"
ROUNDS = 3
"""How often a board on which people are working just now is read and written again."""
_FORBIDDEN = frozenset({"not-shared", "missing-scopes", "revoked-key"})
_UNHEARD = frozenset({"no-connection", "too-slow", "google-down", "bad-answer"})
"""After these nobody knows whether a writing was heard: reading again tells."""

Sheets = Mapping[str, Lying]


class Gsheet:
    """The board at a link to a Google Sheet, or at its id."""

    def __init__(self, url: str) -> None:
        self.url = url

    def read(self) -> Board:
        """Every tab as it lies; an empty board where the spreadsheet has no tab of it yet. Three calls. Raises Unreachable, Unreadable."""
        found, _, stamp = _lying(_client(), self._id())
        return Board({tab: grid(lies.rows) for tab, lies in sorted(found.items())}, stamp if found else "")

    def write(self, patches: Sequence[Patch], seen: Board, language: str) -> tuple[Trouble, ...]:
        """Do what the patches say, at most three times over where things move while they are written. Spent rows stay, emptied.

        Raises BoardMoved where a tab that was read is gone.
        """
        if all(patch.idle for patch in patches):
            return ()
        try:
            return self._written([wanted(patch, seen.grids.get(patch.tab.id), language) for patch in patches], seen, language)
        except Unreadable as error:
            return (_untold(error),)

    def _written(self, wants: Sequence[Wanted], seen: Board, language: str) -> tuple[Trouble, ...]:
        client, id = _client(writing=True), self._id()
        found, twins, _ = _lying(client, id)
        if gone := [tab for tab in seen.grids if tab not in found]:
            raise BoardMoved(f"The tab {gone[0]} of the board is not there any more.", "It is read and written anew.")
        odd = copies(twins)
        if missing := [want.patch for want in wants if want.patch.tab.id not in found]:
            sheets = _every(client, id)
            odd += unmarked(missing, [lies.title for lies in sheets], language)
            client.batch_update(id, {"requests": _new_tabs(missing, sheets, language)})
            found, _, _ = _lying(client, id)
        for _ in range(ROUNDS):
            asks = _asks(wants, found, language)
            if not asks:
                return tuple(odd)
            found = self._round(client, wants, found, asks)
        return (_RESTLESS, *odd) if _asks(wants, found, language) else tuple(odd)

    def _round(self, client: Client, wants: Sequence[Wanted], before: Sheets, asks: list[dict[str, Any]]) -> dict[str, Lying]:
        """Write once and read again; what was meant for others and landed on people's cells is put back at once."""
        id = self._id()
        try:
            client.batch_update(id, {"requests": asks})
        except Unreadable as error:
            if error.code not in _UNHEARD:
                raise
        after, _, _ = _lying(client, id)
        repairs: list[dict[str, Any]] = []
        for want in wants:
            was, now = before[want.patch.tab.id], after.get(want.patch.tab.id)
            if now is not None:
                repairs += put(now.gid, now.top, mending(was, now, want.cells(was), want.rows(was)))
        if not repairs:
            return after
        client.batch_update(id, {"requests": repairs})
        return _lying(client, id)[0]

    def _id(self) -> str:
        address = address_in(self.url)
        if address is None or address.kind not in ("spreadsheet", "any"):
            raise Unreadable("bad-link", "The board's link is no link to a Google Sheet.", "Copy the link from the browser's address line.")
        return address.id


_RESTLESS = Trouble(
    "board-restless",
    "",
    "People sorted or moved the board's rows each time while it was written, so not all of it is up to date.",
    "Nothing of theirs is lost; the next cycle writes the rest.",
)


def _asks(wants: Sequence[Wanted], found: Sheets, language: str) -> list[dict[str, Any]]:
    """Everything that is still to be written; nothing where all stands."""
    asks: list[dict[str, Any]] = []
    for want in wants:
        lies = found.get(want.patch.tab.id)
        if lies is None:
            continue
        cells, rows, added = want.cells(lies), want.rows(lies), want.added(lies)
        if not (cells or rows):
            continue
        known = {column.id: column for column in want.patch.tab.columns}
        new = {at: known[id] for id, at in added.items() if id in known}
        there = {lies.places[id]: column for id, column in known.items() if id in lies.places}
        asks += wider(lies, max([lies.width, *(at + 1 for at in added.values())]))
        asks += taller(lies, lies.top + len(lies.rows) + len(rows), {**there, **new}, language)
        asks += [*put(lies.gid, lies.top, cells), *add(lies.gid, rows), *choices(lies.gid, lies.top, there, language)]
        asks += drawn(lies.gid, lies.top, new, want.patch.tab.id, language)
    return asks


def _new_tabs(patches: Iterable[Patch], sheets: Sequence[Lying], language: str) -> list[dict[str, Any]]:
    """Draws tabs under titles and numbers that no sheet has."""
    titles, gids = {lies.title.casefold() for lies in sheets}, {lies.gid for lies in sheets}
    asks: list[dict[str, Any]] = []
    for patch in patches:
        tab = patch.tab
        wished = tab.title.told(language) or tab.id
        called = (wished if number == 1 else f"{wished} ({number})" for number in count(1))
        title = next(name for name in called if name.casefold() not in titles)
        gid = next(number for number in count(int(digest_of("board", tab.id)[:7], 16)) if number not in gids)
        titles.add(title.casefold())
        gids.add(gid)
        ids = [mark(tab.id, column.id) if at == 0 else column.id for at, column in enumerate(tab.columns)]
        asks += new_tab(gid, title, tab, ids, language)
    return asks


def _lying(client: Client, id: str) -> tuple[dict[str, Lying], list[Found], str]:
    """The board's tabs by id, sheets that are copies of one, and a stamp of all of it."""
    sheets = {lies.title: lies for lies in _every(client, id)}
    plain = values(client, id, list(sheets), "SERIAL_NUMBER")
    shown = values(client, id, list(sheets), "FORMATTED_STRING")
    rows = {title: _rows(plain[n], shown[n]) for n, title in enumerate(sheets)}
    found, twins = found_in(rows)
    tabs = {
        one.tab: Lying(sheets[one.title].gid, one.title, one.top, sheets[one.title].size, tuple(rows[one.title][one.top :]))
        for one in found.values()
    }
    return tabs, twins, digest_of(*(repr((tab, lies)) for tab, lies in sorted(tabs.items())))


def _every(client: Client, id: str) -> list[Lying]:
    """Every sheet of the spreadsheet, without its rows."""
    answer = client.fetch_sheet_metadata(id, params={"fields": FIELDS})
    sheets = [one["properties"] for one in answer.get("sheets", ()) if one["properties"].get("sheetType", "GRID") == "GRID"]
    return [Lying(int(one.get("sheetId", 0)), str(one.get("title", "")), 0, _size(one), ()) for one in sheets]


def _size(about: Mapping[str, Any]) -> tuple[int, int]:
    drawn_as = about.get("gridProperties", {})
    return int(drawn_as.get("rowCount", 0)), int(drawn_as.get("columnCount", 0))


def _rows(plain: Values, shown: Values) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for number, line in enumerate(plain):
        texts = shown[number] if number < len(shown) else []
        rows.append(tuple(cell(told(value, texts[at] if at < len(texts) else None)) for at, value in enumerate(line)))
    return rows


def _untold(error: Unreadable) -> Trouble:
    if error.code in _FORBIDDEN:
        what = "The board's Google Sheet does not let itself be written to."
        hint = "Share it as an editor with the service account that Uoma is logged in as, or log in anew: uoma google login --board."
        return Trouble("board-unwritable", "", what, hint)
    return Trouble(error.code, "", f"The board was not written. {error}", error.hint)


def _client(writing: bool = False) -> Client:
    from flows.google.login import client

    return client(writing)
