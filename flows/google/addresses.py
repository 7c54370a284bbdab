"""Addresses: links to Drive, Docs and Sheets, and bare ids, as the kind of thing and its id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlsplit

Kind = Literal["folder", "document", "spreadsheet", "file", "any"]

_HOSTS = frozenset({"drive.google.com", "docs.google.com", "sheets.google.com", "spreadsheets.google.com"})
_KINDS: dict[str, Kind] = {"folders": "folder", "document": "document", "spreadsheets": "spreadsheet", "file": "file"}
_ID = re.compile(r"[A-Za-z0-9_-]{10,200}")
_PLACES = (
    re.compile(r"^(?:/a/[^/]+)?/drive/(?:u/\d+/|mobile/)?(?P<kind>folders)/(?P<id>[^/]+)"),
    re.compile(r"^(?:/a/[^/]+)?/(?:drive/)?(?:u/\d+/)?(?P<kind>file|document|spreadsheets)/(?:u/\d+/)?d/(?P<id>[^/]+)"),
)
_BY_QUERY = re.compile(r"^(?:/a/[^/]+)?/(?:drive/)?(?:u/\d+/)?(?P<kind>open|uc|folderview|spreadsheets/ccc|ccc)$")


@dataclass(frozen=True, slots=True)
class Address:
    """What a link points to. `kind` is `any` where the link does not say, `gid` the tab of a spreadsheet, empty for all."""

    kind: Kind
    id: str
    gid: str = ""

    @property
    def source(self) -> str:
        """The source kind that reads it."""
        return "gsheet" if self.kind == "spreadsheet" else "gdrive"


def is_link(written: str) -> bool:
    """Whether a path in a plan is an address of Google's, be it one that can be read or not."""
    return _host(written) in _HOSTS


def address_in(written: str) -> Address | None:
    """The address that somebody has written: a link of any of Google's forms or a bare id; None for anything else."""
    plain = written.strip()
    if _ID.fullmatch(plain):
        return Address("any", plain)
    if _host(plain) not in _HOSTS:
        return None
    parts = urlsplit(plain if "//" in plain else f"https://{plain}")
    for place in _PLACES:
        if (match := place.match(parts.path)) and _ID.fullmatch(match["id"]):
            kind = _KINDS[match["kind"]]
            return Address(kind, match["id"], _gid(parts.query, parts.fragment) if kind == "spreadsheet" else "")
    return _by_query(parts.path, parts.query, parts.fragment)


def _by_query(path: str, query: str, fragment: str) -> Address | None:
    match, told = _BY_QUERY.match(path), parse_qs(query)
    id_ = next(iter(told.get("id", ()) or told.get("key", ())), "")
    if not match or not _ID.fullmatch(id_):
        return None
    kinds: dict[str, Kind] = {"folderview": "folder", "ccc": "spreadsheet", "spreadsheets/ccc": "spreadsheet"}
    kind = kinds.get(match["kind"], "any")
    return Address(kind, id_, _gid(query, fragment) if kind == "spreadsheet" else "")


def _gid(query: str, fragment: str) -> str:
    """The tab: in a link as browsers show it the fragment names it, in some also the query."""
    found = re.search(r"(?:^|[&?])gid=(\d{1,10})(?:$|[&#])", fragment) or re.search(r"(?:^|&)gid=(\d{1,10})(?:$|&)", query)
    return found[1] if found else ""


def _host(written: str) -> str:
    plain = written.strip()
    try:
        return (urlsplit(plain if "//" in plain else f"https://{plain}").hostname or "").casefold()
    except ValueError:
        return ""
