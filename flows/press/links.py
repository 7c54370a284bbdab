"""Links: whether everything that a built site points at is there, and nothing in it reaches another host."""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import NamedTuple, cast
from urllib.parse import unquote

from lxml import etree

TOLD = 50
"""Sentences that are given at most."""
SHOWN = 100
"""Characters of an address that a sentence repeats."""


class _Link(NamedTuple):
    tag: str
    place: str
    """The attribute it stands in."""
    rel: str
    address: str


class _Seen(NamedTuple):
    """What a page points at, and the places in it that others can point at."""

    links: dict[_Link, None]
    ids: list[str]
    names: list[str]


def broken(site: Path) -> tuple[str, ...]:
    """What is wrong with the links of a built site, as sentences (`insights/c-1.html: href ../x.html leads nowhere`), sorted, at most 50.

    Looks at the HTML as it stands, raw HTML too. Each relative address must lead to a file (a folder shows no page on a file share), each
    anchor to an id or a name; an id stands once a page; nothing is loaded from another host; a link may leave by http, https, mailto or
    tel, never by `javascript:` or a data page.
    """
    look = _Look(_files(site))
    for name in sorted(name for name in look.files if name.endswith((".html", ".css"))):
        look.at(name, _seen(site / name))
    return tuple(sorted(look.said | look.unplaced())[:TOLD])


@dataclass(slots=True)
class _Look:
    """One look at every page. Menus say the same on all pages of a folder, and are judged once; anchors wait until all pages are seen."""

    files: frozenset[str]
    said: set[str] = field(default_factory=set, init=False)
    _anchors: dict[str, frozenset[str]] = field(default_factory=dict, init=False)
    _waiting: list[tuple[str, _Link]] = field(default_factory=list, init=False)
    _verdicts: dict[tuple[str, _Link], str] = field(default_factory=dict, init=False)

    def at(self, page: str, seen: _Seen) -> None:
        folder = page if _shown_anywhere(page) else posixpath.dirname(page)
        for link in seen.links:
            wrong = self._verdicts.get((folder, link))
            if wrong is None:
                wrong = self._verdicts[folder, link] = _wrong(page, link, self.files)
            if wrong:
                self.said.add(f"{page}: {wrong}")
            elif "#" in link.address:
                self._waiting.append((page, link))
        self.said.update(f"{page}: id {_short(repeated)} stands {times} times" for repeated, times in _repeated(seen.ids))
        if page.endswith(".html"):
            self._anchors[page] = frozenset(map(intern, (*seen.ids, *seen.names)))

    def unplaced(self) -> set[str]:
        """Sentences about links to places that no page has."""
        return {
            f"{page}: {link.place} {_short(_IGNORED.sub('', link.address))} leads to no such place on the page"
            for page, link in self._waiting
            if not _placed(page, link, self._anchors)
        }


def _files(site: Path) -> frozenset[str]:
    """Names as they are written: a disk that takes `A.html` for `a.html` must not hide what the next one will not find."""
    return frozenset((Path(folder) / name).relative_to(site).as_posix() for folder, _, names in os.walk(site) for name in names)


def _repeated(ids: list[str]) -> Iterator[tuple[str, int]]:
    if len(ids) != len(set(ids)):
        yield from ((each, times) for each, times in Counter(ids).items() if times > 1)


_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20]+")
_HARMLESS_DATA = re.compile(r"data:(image/|font/|text/(csv|plain)\b)", re.IGNORECASE)
_LEAVING = frozenset(("http", "https", "mailto", "tel"))
_LINKS = frozenset(("a", "area"))
_TELLING = frozenset("alternate author canonical help license me next prev search".split())  # noqa: SIM905 - reads as what it is
"""What a <link> may be without being loaded."""


def _wrong(page: str, link: _Link, files: frozenset[str]) -> str:
    """What is wrong with the link, whatever its anchor; empty for nothing."""
    address = _IGNORED.sub("", link.address)  # as browsers do, who take `java\nscript:` for one word
    scheme = _SCHEME.match(address)
    if scheme:
        return _leaving(link, scheme[1].lower(), address)
    if address.startswith("//"):
        return f"{link.place} {_short(address)} names a host but no scheme"
    wrong = _staying(page, link.address.strip(), files)
    return f"{link.place} {_short(address)} {wrong}" if wrong else ""


def _leaving(link: _Link, scheme: str, address: str) -> str:
    if scheme == "data" and _HARMLESS_DATA.match(address):
        return ""
    if scheme not in _LEAVING:
        return f"a {scheme}: address is not allowed in <{link.tag}>"
    goes = link.tag in _LINKS or (link.tag == "link" and link.rel and frozenset(link.rel.split()) <= _TELLING)
    return "" if goes else f"<{link.tag}> loads {_short(address)} from another host"


def _staying(page: str, address: str, files: frozenset[str]) -> str:
    """What is wrong with an address within the site; empty for nothing."""
    way = unquote(re.split("[#?]", address, maxsplit=1)[0])
    if way.startswith("/") and not _shown_anywhere(page):
        return "begins at the server's root, where the site need not be"
    return "leads nowhere" if _target(page, way) not in files or way.endswith("/") else ""


def _placed(page: str, link: _Link, anchors: Mapping[str, frozenset[str]]) -> bool:
    """Whether the page that a link leads to has the place that it names."""
    address = link.address.strip()
    if _SCHEME.match(_IGNORED.sub("", address)):
        return True
    way, _, anchor = address.partition("#")
    target, wanted = _target(page, unquote(way.partition("?")[0])), anchor.partition(":~:")[0]
    return wanted in ("", "top") or target not in anchors or bool({wanted, unquote(wanted)} & anchors[target])


def _target(page: str, way: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), way)).lstrip("/") if way else page


def _shown_anywhere(page: str) -> bool:
    """The error page is shown at any depth, so that its links begin at the root."""
    return posixpath.basename(page) == "404.html"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _seen(path: Path) -> _Seen:
    if path.suffix == ".css":
        return _Seen(dict.fromkeys(_Link("style", "url", "", url) for url in _SHEET.findall(path.read_text("utf-8", "replace"))), [], [])
    seen = _Seen({}, [], [])
    for element in _pointing(path):
        tag, attributes = str(element.tag), cast("list[tuple[str, str]]", element.items())
        for name, value in attributes:
            if name == "id":
                seen.ids.append(value)
            elif name in _PLACES:
                _note(seen, tag, name, value, attributes)
        if tag in ("style", "meta"):
            seen.links.update((_Link(tag, place, "", url), None) for place, url in _within(element, tag))
    return seen


_OWN = ("href", "src", "action", "formaction", "poster", "data", "xlink:href")
_PLACES = frozenset((*_OWN, "name", "srcset", "style"))
_POINTING = etree.XPath(f"//*[@id or @name or @srcset or @style or {' or '.join(f'@{name}' for name in _OWN[:-1])}] | //style | //meta")
_EVERY = etree.XPath("//*")
_SHEET = re.compile(r"""(?:@import\s+(?:url\(\s*)?|url\(\s*)['"]?\s*([^'")\s;]+)""", re.IGNORECASE)
_REFRESH = re.compile(r"^[\s\d.]*[;,]?\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)


def _pointing(path: Path) -> list[etree._Element]:
    """Elements of a page that point at something, or can be pointed at; none where there is no HTML in it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        content = path.read_bytes()
        pointing = _EVERY if b"xlink:" in content.lower() else _POINTING  # XPath has no short way to ask for a name with a colon
        return cast("list[etree._Element]", pointing(etree.fromstring(content, parser)))
    except (etree.XMLSyntaxError, TypeError):
        return []


def _note(seen: _Seen, tag: str, name: str, value: str, attributes: list[tuple[str, str]]) -> None:
    """Take down what an attribute points at, or what can be pointed at by it."""
    if name == "name":
        seen.names.extend([value] if tag == "a" else ())
    elif name == "srcset":
        seen.links.update((_Link(tag, name, "", part.split()[0]), None) for part in value.split(",") if part.split())
    elif name == "style":
        seen.links.update((_Link(tag, name, "", url), None) for url in _SHEET.findall(value))
    elif value.strip():
        rel = next((told.lower() for about, told in attributes if about == "rel"), "") if tag == "link" else ""
        seen.links[_Link(tag, name, rel, value)] = None


def _within(element: etree._Element, tag: str) -> Iterator[tuple[str, str]]:
    """(what, address) of style sheets within the page, and of pages that lead on by themselves."""
    if tag == "style":
        yield from (("url", address) for address in _SHEET.findall(element.text or ""))
    elif str(element.get("http-equiv", "")).lower() == "refresh":
        yield from (("refresh", found[1]) for found in [_REFRESH.match(str(element.get("content", "")))] if found)
