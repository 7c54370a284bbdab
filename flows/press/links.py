"""Links: whether everything that a built site points at is there, and nothing in it reaches another host."""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import unquote

from lxml import etree

TOLD = 50
"""Sentences that are given at most."""
SHOWN = 100
"""Characters of an address that a sentence repeats."""


@dataclass(frozen=True, slots=True)
class _Link:
    tag: str
    place: str
    """The attribute it stands in."""
    rel: str
    address: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a page points at, and the places in it that others can point at."""

    links: tuple[_Link, ...]
    ids: tuple[str, ...]
    names: tuple[str, ...]


def broken(site: Path) -> tuple[str, ...]:
    """What is wrong with the links of a built site, as sentences (`insights/c-1.html: href ../x.html leads nowhere`), sorted, at most 50.

    Looks at the HTML as it stands, raw HTML too. Each relative address must lead to a file (a folder shows no page on a file share), each
    anchor to an id or a name; an id stands once a page; nothing is loaded from another host; a link may leave by http, https, mailto or
    tel, never by `javascript:` or a data page.
    """
    files = _files(site)
    pages = {name: _seen(site / name) for name in sorted(files) if name.endswith((".html", ".css"))}
    anchors = {name: frozenset((*seen.ids, *seen.names)) for name, seen in pages.items() if name.endswith(".html")}
    said = {sentence for name, seen in pages.items() for sentence in _sentences(name, seen, files, anchors)}
    return tuple(sorted(said)[:TOLD])


def _files(site: Path) -> frozenset[str]:
    """Names as they are written: a disk that takes `A.html` for `a.html` must not hide what the next one will not find."""
    return frozenset((Path(folder) / name).relative_to(site).as_posix() for folder, _, names in os.walk(site) for name in names)


def _sentences(page: str, seen: _Seen, files: frozenset[str], anchors: dict[str, frozenset[str]]) -> Iterator[str]:
    for link in seen.links:
        wrong = _wrong(page, link, files, anchors)
        if wrong:
            yield f"{page}: {wrong}"
    for repeated, times in Counter(seen.ids).items():
        if times > 1:
            yield f"{page}: id {_short(repeated)} stands {times} times"


_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20]+")
_HARMLESS_DATA = re.compile(r"data:(image/|font/|text/(csv|plain)\b)", re.IGNORECASE)
_LEAVING = frozenset(("http", "https", "mailto", "tel"))
_LINKS = frozenset(("a", "area"))
_TELLING = frozenset("alternate author canonical help license me next prev search".split())  # noqa: SIM905 - reads as what it is
"""What a <link> may be without being loaded."""


def _wrong(page: str, link: _Link, files: frozenset[str], anchors: dict[str, frozenset[str]]) -> str:
    """What is wrong with the link; empty for nothing."""
    address = _IGNORED.sub("", link.address)  # as browsers do, who take `java\nscript:` for one word
    scheme = _SCHEME.match(address)
    if scheme:
        return _leaving(link, scheme[1].lower(), address)
    if address.startswith("//"):
        return f"{link.place} {_short(address)} names a host but no scheme"
    wrong = _staying(page, link.address.strip(), files, anchors)
    return f"{link.place} {_short(address)} {wrong}" if wrong else ""


def _leaving(link: _Link, scheme: str, address: str) -> str:
    if scheme == "data" and _HARMLESS_DATA.match(address):
        return ""
    if scheme not in _LEAVING:
        return f"a {scheme}: address is not allowed in <{link.tag}>"
    goes = link.tag in _LINKS or (link.tag == "link" and link.rel and frozenset(link.rel.split()) <= _TELLING)
    return "" if goes else f"<{link.tag}> loads {_short(address)} from another host"


def _staying(page: str, address: str, files: frozenset[str], anchors: dict[str, frozenset[str]]) -> str:
    """What is wrong with an address within the site; empty for nothing."""
    way, _, anchor = address.partition("#")
    way = unquote(way.partition("?")[0])
    if way.startswith("/") and posixpath.basename(page) != "404.html":  # which is shown at any depth
        return "begins at the server's root, where the site need not be"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), way)).lstrip("/") if way else page
    if target not in files or way.endswith("/"):
        return "leads nowhere"
    wanted = anchor.partition(":~:")[0]
    if wanted in ("", "top") or target not in anchors or {wanted, unquote(wanted)} & anchors[target]:
        return ""
    return "leads to no such place on the page"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _seen(path: Path) -> _Seen:
    if path.suffix == ".css":
        return _Seen(tuple(_Link("style", "url", "", address) for address in _SHEET.findall(path.read_text("utf-8", "replace"))), (), ())
    links: list[_Link] = []
    ids: list[str] = []
    names: list[str] = []
    for element in _pointing(path):
        attributes = {str(name): str(value) for name, value in element.attrib.items()}
        tag = str(element.tag)
        ids += [attributes["id"]] if "id" in attributes else []
        names += [attributes["name"]] if tag == "a" and "name" in attributes else []
        rel = attributes.get("rel", "").lower()
        links += (_Link(tag, place, rel, address) for place, address in _addresses(element, tag, attributes))
    return _Seen(tuple(dict.fromkeys(links)), tuple(ids), tuple(names))


_OWN = ("href", "src", "action", "formaction", "poster", "data", "xlink:href")
_POINTING = etree.XPath(
    f"//*[@id or @name or @srcset or @style or @*[{' or '.join(f'name()={name!r}' for name in _OWN)}]] | //style | //meta"
)
_SHEET = re.compile(r"""(?:@import\s+(?:url\(\s*)?|url\(\s*)['"]?\s*([^'")\s;]+)""", re.IGNORECASE)
_REFRESH = re.compile(r"^[\s\d.]*[;,]?\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)


def _pointing(path: Path) -> list[etree._Element]:
    """Elements of a page that point at something, or can be pointed at; none where there is no HTML in it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return cast("list[etree._Element]", _POINTING(etree.fromstring(path.read_bytes(), parser)))
    except (etree.XMLSyntaxError, TypeError):
        return []


def _addresses(element: etree._Element, tag: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(attribute, address) pairs."""
    yield from ((name, attributes[name]) for name in _OWN if attributes.get(name, "").strip())
    yield from (("srcset", part.split()[0]) for part in attributes.get("srcset", "").split(",") if part.split())
    yield from (("style", address) for address in _SHEET.findall(attributes.get("style", "")))
    if tag == "style":
        yield from (("url", address) for address in _SHEET.findall(element.text or ""))
    if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        yield from (("refresh", found[1]) for found in [_REFRESH.match(attributes.get("content", ""))] if found)
