"""Guard: the text of a site, line by line as readers see it, and on which pages something in it is not for them."""

from __future__ import annotations

import html
import json
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from flows.model.noun import digest_of

Look = Callable[[str], tuple[str, ...]]
"""What a line has in it: kinds of personal data, such as `name`; nothing for most."""
Finds = dict[str, frozenset[str]]
"""Page -> the kinds that were found on it."""
PAGES = (".html", ".htm", ".md", ".markdown")
TOLD = (*PAGES, ".json", ".ics", ".atom", ".csv", ".tsv", ".txt", ".qdc", ".svg", ".xml", ".vtt", ".srt")
"""Endings of files that readers, or other tools, are told anything by. Those of the search are made of them."""
NOT_TOLD = frozenset(("assets", "search", "pagefind"))
"""Folders in which nothing but pages tells anything of its own."""


def looked_at(tree: Path, look: Look, remembered: Path | None = None, by: str = "") -> Finds:
    """Look at every line of a tree of pages once, whether Markdown or built. Returns what was found, by page.

    `remembered` is a JSON file with a digest of each page that was found clean, by what `by` tells of: such a page is not looked at again
    until it is different, or `by` is.
    """
    clean, seen, finds = _clean(remembered, by), cache(look), dict[str, frozenset[str]]()
    known: dict[str, str] = {}
    for name, content in _files(tree):
        digest = digest_of(content)
        if clean.get(name) != digest and (kinds := frozenset(kind for line in lines(name, content) for kind in seen(line))):
            finds[name] = kinds
        else:
            known[name] = digest
    if remembered and known != clean:
        _remember(remembered, by, known)
    return finds


def by_kind(finds: Finds) -> dict[str, tuple[str, ...]]:
    """Kind -> the pages that have it, both sorted."""
    pages: dict[str, list[str]] = defaultdict(list)
    for page in sorted(finds):
        for kind in sorted(finds[page]):
            pages[kind].append(page)
    return {kind: tuple(pages[kind]) for kind in sorted(pages)}


def lines(name: str, content: bytes) -> Iterator[str]:
    """What a file tells: the text between tags of a page or feed, comments and what is read out among it; the values of a record, also of one
    within a page; the lines of anything else.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", content.decode("utf-8", "replace")))
    kind = f".{name.casefold().rpartition('.')[2]}"
    if kind == ".json":
        yield from _values(text)
        return
    if kind in MARKED:
        for held in _HELD.findall(text):
            yield from (value for value in _values(held) if not value.islower())  # base forms beside each other are no names
        text = _COMMENT.sub("\n", _UNSEEN.sub("\n", text))
        spoken = "\n".join(map("".join, _SPOKEN.findall(text)))
        text = html.unescape(f"{_TAGS.sub(chr(10), text)}\n{spoken}")
    if kind == ".ics":
        text = _BREAK.sub("\n", _FOLD.sub("", text))
    yield from (line for part in text.splitlines() if (line := part.strip()))


MARKED = frozenset((*PAGES, ".atom", ".qdc", ".svg", ".xml"))
_HELD = re.compile(r"""<script\b[^>]*\btype=["']?application/(?:ld\+)?json\b[^>]*>(.*?)</script\s*>""", re.DOTALL | re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200c\u200d\u2060\ufeff]")
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--|-->")
"""Anybody can read a comment in a page's source."""
_SPOKEN = re.compile(r"""\b(?:alt|title|aria-label|aria-description|placeholder)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TAGS = re.compile(r"<[/a-zA-Z!?][^>]*>")
_FOLD = re.compile(r"\r?\n[ \t]")
"""Lines are folded, and ends of lines written, as in RFC 5545."""
_BREAK = re.compile(r"\\[nN]")


def _files(tree: Path) -> Iterator[tuple[str, bytes]]:
    for folder, inner, names in os.walk(tree):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        told = TOLD if NOT_TOLD.isdisjoint(Path(folder).relative_to(tree).parts) else PAGES
        for name in sorted(names):
            if name.casefold().endswith(told) and not name.startswith("."):
                path = Path(folder) / name
                yield path.relative_to(tree).as_posix(), path.read_bytes()


def _values(text: str) -> Iterator[str]:
    try:
        waiting: list[Any] = [json.loads(text)]
    except ValueError:
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield from filter(None, map(str.strip, value.splitlines()))
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _clean(path: Path | None, by: str) -> dict[str, str]:
    try:
        kept = json.loads(path.read_bytes()) if path else {}
        return dict(kept["pages"]) if kept["by"] == by else {}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _remember(path: Path, by: str, pages: dict[str, str]) -> None:
    aside = path.with_name(f".{path.name}.part")
    aside.write_text(json.dumps({"by": by, "pages": pages}, separators=(",", ":")), "utf-8")
    aside.replace(path)
