"""Google Sheets: one spreadsheet by its link or id, with all of its tabs or some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from flows.errors import Unreadable
from flows.google.addresses import address_in
from flows.model.contracts import Place
from flows.model.material import Found, Material, Trouble
from flows.model.noun import digest_of
from flows.sources.drive.listing import SPREADSHEET
from flows.sources.drive.reading import located
from flows.sources.drive.spreadsheet import Wanted, fingerprint, spreadsheet

if TYPE_CHECKING:
    from flows.google.client import Client

_PREFIX = "drive:"


class Gsheet:
    """The source kind `gsheet`: one document of sheets. A link with `#gid=` means that tab, `tabs` in the plan the tabs of these names."""

    kind: ClassVar[str] = "gsheet"
    endings: ClassVar[tuple[str, ...]] = ()

    def find(self, place: Place) -> Iterator[Found | Trouble]:
        """The spreadsheet, with a fingerprint of its content."""
        address = address_in(place.entry.path)
        if address is None or address.kind not in ("spreadsheet", "any"):
            yield bad_link(place)
            return
        try:
            title, content = fingerprint(_client(), address.id, Wanted(address.gid, place.entry.tabs))
        except Unreadable as error:
            yield withheld(error, place)
            return
        key = key_of(address.id, address.gid, place.entry.tabs)
        yield Found(key, title, place.study, self.kind, digest_of(title, content), SPREADSHEET)

    def read(self, place: Place, found: Found) -> Material:
        """Its tabs as sheets. Raises Unreachable, Unreadable."""
        id, _, part = found.key.removeprefix(_PREFIX).partition("#")
        gid = part.removeprefix("gid=") if part.startswith("gid=") else ""
        try:
            return spreadsheet(_client(), id, Wanted(gid, place.entry.tabs))
        except Unreadable as error:
            raise located(error, id) from None


def sheet_at(link: str) -> Material:
    """The sheets at a link that belongs to no study, such as a register's. Raises Unreachable, Unreadable."""
    address = address_in(link)
    if address is None or address.kind not in ("spreadsheet", "any"):
        raise Unreadable("bad-link", _NO_SHEET, _MEND)
    return spreadsheet(_client(), address.id, Wanted(address.gid))


def key_of(id: str, gid: str = "", tabs: tuple[str, ...] = ()) -> str:
    """A document's key: Google's id, and which part of a spreadsheet it is. It outlives renaming and moving."""
    if gid:
        return f"{_PREFIX}{id}#gid={gid}"
    return f"{_PREFIX}{id}#{digest_of(*tabs)[:8]}" if tabs else f"{_PREFIX}{id}"


def withheld(error: Unreadable, place: Place) -> Trouble:
    """What stops a whole entry of a plan: what was read from there before stands."""
    return Trouble(error.code, f"plan.yaml {place.entry.path}", str(error), error.hint, "error", withheld=True)


def bad_link(place: Place) -> Trouble:
    """A path that is no address of the kind that the plan says."""
    return Trouble(
        "bad-link", f"plan.yaml {place.entry.path}", _NO_SHEET if place.entry.kind == Gsheet.kind else _NO_PLACE, _MEND, "error", True
    )


_NO_SHEET = "This is no link to a Google Sheet, and no id of one."
_NO_PLACE = "This is no link to a Google folder or document, and no id of one."
_MEND = "Copy the link from the browser's address line while it is open."


def _client() -> Client:
    from flows.google.login import client

    return client()
