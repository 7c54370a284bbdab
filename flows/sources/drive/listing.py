"""Listing: everything in a folder of Drive, in as few calls as there are levels of folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.errors import Unreachable, Unreadable

if TYPE_CHECKING:
    from flows.google.client import Client

_GOOGLE = "application/vnd.google-apps."
FOLDER, DOCUMENT, SPREADSHEET, SHORTCUT = (_GOOGLE + kind for kind in ("folder", "document", "spreadsheet", "shortcut"))
FILES = "https://www.googleapis.com/drive/v3/files"
FIELDS = "id,name,mimeType,modifiedTime,version,md5Checksum,trashed,parents,shortcutDetails(targetId,targetMimeType)"
AT_ONCE = 30
"""Folders in one question; Google finds longer ones too complex."""
MOST_FILES, MOST_PAGES = 20_000, 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of Drive. `stamp` moves when its content may have changed; `target` is what a shortcut points to."""

    id: str
    name: str
    media: str
    stamp: str = ""
    trashed: bool = False
    target: str = ""
    target_media: str = ""

    @classmethod
    def of(cls, told: dict[str, Any]) -> Entry:
        link = told.get("shortcutDetails") or {}
        stamp = told.get("md5Checksum") or f"{told.get('modifiedTime', '')} {told.get('version', '')}"
        gone = bool(told.get("trashed"))
        media, target, kind = str(told.get("mimeType", "")), str(link.get("targetId", "")), str(link.get("targetMimeType", ""))
        return cls(str(told["id"]), str(told.get("name", "")), media, stamp, gone, target, kind)


class CutShort(Exception):
    """A listing that ended before its end."""


@dataclass
class Listing:
    """What a walk has met: files by id, and each reason why it may not be all."""

    files: dict[str, Entry] = field(default_factory=dict)
    lost: list[Unreadable] = field(default_factory=list)
    """What could not be listed: errors as they came, or `cut-short`."""
    dangling: int = 0
    """Shortcuts to what is not there, in the bin, or not shared."""


def one(client: Client, id: str) -> Entry:
    """One file by its id, be it in the bin. Raises Unreachable, Unreadable."""
    answer = client.request("get", f"{FILES}/{id}", params={"fields": FIELDS, "supportsAllDrives": "true"})
    return Entry.of(answer.json())


def walk(client: Client, folder: str) -> Listing:
    """Every file beneath a folder but what is in the bin; shortcuts are followed once, and no folder is entered twice."""
    found = Listing()
    shortcuts: dict[str, str] = {}
    level, seen = [folder], {folder}
    while level and len(found.files) < MOST_FILES:
        deeper: set[str] = set()
        for entry in _children(client, level, found):
            if entry.media == FOLDER or entry.target_media == FOLDER:
                deeper.add(entry.target or entry.id)
            elif entry.media == SHORTCUT:
                shortcuts[entry.target] = entry.name
            else:
                found.files[entry.id] = entry
        level = sorted(deeper - seen)
        seen |= deeper
    if level:
        found.lost.append(cut_short())
    for target in sorted(shortcuts.keys() - found.files.keys() - {""}):
        _follow(client, target, found)
    return found


def cut_short() -> Unreachable:
    what = "Google did not list the folder to its end."
    return Unreachable("cut-short", what, "The next cycle asks again; split a folder that holds tens of thousands of files.")


def _follow(client: Client, target: str, found: Listing) -> None:
    try:
        entry = one(client, target)
    except Unreadable as error:
        if error.code == "not-shared":
            found.dangling += 1
        else:
            found.lost.append(error)
        return
    if entry.trashed or entry.media in (FOLDER, SHORTCUT):
        found.dangling += 1
    else:
        found.files[entry.id] = entry


def _children(client: Client, folders: Sequence[str], found: Listing) -> Iterator[Entry]:
    """What lies in the folders themselves. One that has gone since it was listed takes only itself out of its group."""
    for start in range(0, len(folders), AT_ONCE):
        group = folders[start : start + AT_ONCE]
        try:
            yield from _listed(client, group)
        except CutShort:
            found.lost.append(cut_short())
        except Unreadable as error:
            apart = len(group) > 1 and error.code in ("not-shared", "google-refused")
            yield from _apart(client, group, found) if apart else _told(error, found)


def _apart(client: Client, folders: Sequence[str], found: Listing) -> Iterator[Entry]:
    for folder in folders:
        yield from _children(client, [folder], found)


def _told(error: Unreadable, found: Listing) -> Iterator[Entry]:
    found.lost.append(error)
    return iter(())


def _listed(client: Client, folders: Sequence[str]) -> list[Entry]:
    """All pages of one question; a page that is missing makes the whole of it unsure. Raises CutShort, Unreachable."""
    parents = " or ".join(f"'{folder}' in parents" for folder in folders)
    params: dict[str, Any] = {
        "q": f"({parents}) and trashed=false",
        "fields": f"nextPageToken,incompleteSearch,files({FIELDS})",
        "pageSize": 1000,
        "corpora": "allDrives",
        "supportsAllDrives": "true",
        "includeItemsFromAllDrives": "true",
        "orderBy": "name",
    }
    entries: list[Entry] = []
    tokens: set[str] = set()
    while True:
        told = client.request("get", FILES, params=params).json()
        entries += [Entry.of(file) for file in told.get("files", ())]
        token = told.get("nextPageToken", "")
        if told.get("incompleteSearch") or token in tokens or len(tokens) >= MOST_PAGES:
            raise CutShort
        if not token:
            return [entry for entry in entries if not entry.trashed]
        tokens.add(token)
        params["pageToken"] = token
