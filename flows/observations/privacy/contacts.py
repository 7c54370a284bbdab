"""Contacts: e-mail, network addresses, people's names for themselves on the web, and addresses of pages that carry any of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from flows.model.spans import Span
from flows.observations.privacy.context import DIGIT, before

URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)


def contact_spans(text: str) -> Iterator[Span]:
    """Certain hits, those within addresses of pages first; they may overlap."""
    if any(sign in text for sign in _AT):
        yield from (Span(match.start(), match.end(), "email") for match in _EMAIL.finditer(text))
    if "@" in text:
        yield from (Span(match.start(), match.end(), "handle") for match in _HANDLE.finditer(text))
    if "/" in text:
        for url in URL.finditer(text):
            yield from _in_url(url)
    if text.count(":") > 1 or (text.count(".") > 2 and DIGIT.search(text)):
        yield from _network(text)


def _in_url(url: re.Match[str]) -> Iterator[Span]:
    """What names a person in the address of a page: a profile's name, and values of the keys that forms use."""
    for kind, pattern in (("handle", _PROFILE), ("handle", _QUERY)):
        for match in pattern.finditer(url.group()):
            yield Span(url.start() + match.start("hit"), url.start() + match.end("hit"), kind)


def _network(text: str) -> Iterator[Span]:
    for match in _NETWORK.finditer(text):
        hit = match["hit"]
        if not _VERSION.search(before(text, match, 12)) and _is_address(hit):
            yield Span(match.start("hit"), match.end("hit"), "network")


def _is_address(hit: str) -> bool:
    try:
        found = ip_address(hit)
    except ValueError:
        return False
    return not (found.is_unspecified or found.is_loopback)


_AT = ("@", "(at)", "[at]", "(ät)")
_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]*[\w+]\s?(?:@|\(at\)|\[at\]|\(ät\))\s?[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w@/.+%-])@[A-Za-z_][\w.]{1,28}\w")
_PROFILE = re.compile(
    r"(?:/(?:users?|u|in|people|person|profiles?|members?|kayttajat?|käyttäjät?|jasenet?|asiakkaat?|customers?|~)/"
    r"|(?<![\w-])(?:facebook|instagram|twitter|tiktok|github|t|x)\.(?:com|me)/|/@)"
    r"(?P<hit>(?!(?:login|me|new|search|settings|pages|groups|events|watch|share|sharer|intent|hashtag)\b)@?[\w.%+-]*[\w%+-])",
    re.IGNORECASE,
)
_QUERY = re.compile(
    r"[?&;](?:e-?mail|mail|sposti|phone|tel|puhelin|(?:first|last|full|user)?_?name|nimi|etunimi|sukunimi|user(?:id)?|login|hetu|ssn)="
    r"(?P<hit>[^&#;\s]+)",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"(?<![\w.:-])(?P<hit>(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{1,4}(?:::?[0-9A-Fa-f]{1,4}){2,7}(?:::)?)(?![\w:]|\.\d|-\d)", re.ASCII
)
_VERSION = re.compile(r"(?:versio\w*|version|release|build|\bv\.?|kohta|luku|section)\s*$")
