"""Google Drive: a folder of Google Docs, Sheets and files with all that is beneath it, or one document by its link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from flows.errors import Unreadable
from flows.google.addresses import address_in
from flows.model.contracts import Place
from flows.model.material import Found, Material, Trouble
from flows.model.noun import digest_of
from flows.sources.drive.listing import FOLDER, SHORTCUT, SPREADSHEET, Entry, Listing, one, walk
from flows.sources.drive.reading import file_material, is_read, kind_of, not_read
from flows.sources.drive.spreadsheet import Wanted, fingerprint
from flows.sources.files import NEVER_MATERIAL
from flows.sources.gsheet import Gsheet, bad_link, key_of, withheld

if TYPE_CHECKING:
    from flows.google.client import Client


class Gdrive:
    """The source kind `gdrive`. A document's key is `drive:` and Google's id, so that it may be renamed and moved about."""

    kind: ClassVar[str] = "gdrive"
    endings: ClassVar[tuple[str, ...]] = ()

    def find(self, place: Place) -> Iterator[Found | Trouble]:
        """Everything in the folder, sorted by key. A Trouble is `withheld` where the folder could not be listed to its end."""
        address = address_in(place.entry.path)
        if address is None:
            yield bad_link(place)
            return
        try:
            client = _client()
            listing = walk(client, address.id) if address.kind == "folder" else _single(client, address.id)
            if not listing.files and not listing.lost and address.kind == "folder":
                _present(one(client, address.id))
        except Unreadable as error:
            yield withheld(error, place)
            return
        yield from (withheld(error, place) for error in listing.lost)
        yield from _told(client, listing, place)

    def read(self, place: Place, found: Found) -> Material:
        """One document. Raises Unreachable for what the next cycle must ask for again, Unreadable for what only an edit mends."""
        if found.media == SPREADSHEET:
            return Gsheet().read(place, found)
        return file_material(_client(), found.key.partition(":")[2], found)


def _client() -> Client:
    from flows.google.login import client  # gspread takes a quarter of a second, which a workspace without Google must not pay

    return client()


def _single(client: Client, id: str) -> Listing:
    """What one link leads to. A folder is walked, a shortcut followed once. Raises Unreadable `in-bin`."""
    entry = _present(one(client, id))
    if entry.media == SHORTCUT and entry.target_media != SHORTCUT:
        entry = _present(one(client, entry.target))
    return walk(client, entry.id) if entry.media == FOLDER else Listing({entry.id: entry})


def _present(entry: Entry) -> Entry:
    if entry.trashed:
        raise Unreadable("in-bin", "What the plan points to is in Google Drive's bin.", "Put it back, or take it out of the plan.")
    return entry


def _told(client: Client, listing: Listing, place: Place) -> Iterator[Found | Trouble]:
    others: Counter[str] = Counter()
    for id, entry in sorted(listing.files.items()):
        if entry.name.startswith((".", "~$")) or entry.name.casefold() in NEVER_MATERIAL:
            continue
        if is_read(entry.name, entry.media):
            yield Found(key_of(id), entry.name, place.study, Gdrive.kind, _fingerprint(client, entry, place), entry.media)
        else:
            others[kind_of(entry.name, entry.media)] += 1
    if others:
        yield not_read(others, _where(place))
    if listing.dangling:
        what = f"Shortcuts in the folder lead to nothing that can be read: {listing.dangling}."
        yield Trouble("broken-shortcut", _where(place), what, "Share what they point to as well, or remove them.")


def _fingerprint(client: Client, entry: Entry, place: Place) -> str:
    """By Drive's stamp, and for a spreadsheet by its content. The name counts too: it may tell who was heard, and when."""
    if entry.media != SPREADSHEET:
        return digest_of(entry.media, entry.name, entry.stamp)
    try:
        return digest_of(*fingerprint(client, entry.id, Wanted(names=place.entry.tabs)))
    except Unreadable as error:
        return digest_of(error.code, entry.name, entry.stamp)  # the reading meets it again, and says so of this one document


def _where(place: Place) -> str:
    return f"plan.yaml {place.entry.path}"
