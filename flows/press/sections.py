"""Sections: the text of a finished page, cut at its headings, for the index of the header search.

Says what the search plugin's own parser says, in a fifth of its time: our templates close what they open and escape what they quote, so that
one expression finds every tag. One thing differs: what is left out (`data-search-exclude`) is left out to its end, while the plugin's parser
takes the first closing tag of the same name for it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from math import inf

KEPT = frozenset(("p", "code", "pre", "li", "ol", "ul", "sub", "sup"))
"""Elements that the search shows in its teasers."""
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))


@dataclass(slots=True, eq=False)
class Section:
    """What stands under a heading: pieces of text with the marks of the elements that are kept."""

    heading: str = ""
    depth: float = 0
    """How many elements deep the heading stands; it ends with the element around it."""
    id: str = ""
    title: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def sections(content: str) -> list[Section]:
    """The sections of a page of well-formed HTML, in order; what comes before the first heading is one of its own."""
    reader = _Reader()
    for closing, tag, attributes, text in _PIECES.findall(content):
        if text:
            reader.hear(text)
        elif closing:
            reader.leave(tag)
        elif tag and tag not in VOID:
            reader.enter(tag, attributes)
            if attributes.endswith("/"):
                reader.leave(tag)
    return [section for section in reader.found if section not in reader.excluded]


_PIECES = re.compile(
    r"""<!--.*?-->|<(?:script|style|object)\b.*?</(?:script|style|object)>|<(/?)([a-z][a-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>|([^<]+)""",
    re.DOTALL,
)
_ID = re.compile(r'\bid="([^"]*)"')
_PERMALINK = 'class="headerlink"'
_EXCLUDED = ("data-search-exclude", 'class="linenodiv"')


class _Reader:
    def __init__(self) -> None:
        self.found: list[Section] = []
        self.excluded: list[Section] = []
        self._here = Section()
        self._open: list[str] = []
        self._skipped = 0
        """How deep the outermost element stands that is left out; 0 for none."""
        self._preformatted = 0
        self._in_title = False
        self._permalink = False

    def enter(self, tag: str, attributes: str) -> None:
        self._open.append(tag)
        if self._skipped:
            return
        if tag in HEADINGS and (named := _ID.search(attributes)):
            self._begin(tag, named[1])
        self._preface()
        self._in_title = self._in_title or tag == self._here.heading
        if any(mark in attributes for mark in _EXCLUDED):
            self._skipped = len(self._open)
            self.excluded += [self._here] if tag == self._here.heading else []
        elif tag in KEPT:
            self._preformatted += tag == "pre"
            self._data().append(f"<{tag}>")
        elif self._in_title and _PERMALINK in attributes:
            self._permalink = True

    def leave(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            return
        depth = len(self._open)
        self._open.pop()
        if self._skipped:
            self._skipped = 0 if self._skipped == depth else self._skipped
        elif tag in KEPT:
            self._preformatted -= tag == "pre"
            _close(self._data(), tag)
        self._in_title = self._in_title and tag != self._here.heading
        self._permalink = self._permalink and tag != "a"
        if self._here.depth > depth:
            self._return(depth)

    def hear(self, text: str) -> None:
        if self._skipped or self._permalink:
            return
        self._preface()
        pieces = self._data()
        if "&" in text or ">" in text:
            text = html.escape(html.unescape(text), quote=False)
        if self._preformatted:
            pieces.append(text)
        elif not text.isspace():
            pieces.append(text.replace("\n", " "))
        elif self._in_title or not pieces or not pieces[-1].isspace():
            pieces.append(" ")

    def _begin(self, tag: str, name: str) -> None:
        if not self.found and tag != "h1":
            self.found.append(Section(depth=len(self._open)))
        self._here = Section(tag, len(self._open), name if self.found else "")
        self.found.append(self._here)

    def _preface(self) -> None:
        if not self.found:
            self._here = Section()
            self.found.append(self._here)

    def _data(self) -> list[str]:
        return self._here.title if self._in_title else self._here.text

    def _return(self, depth: int) -> None:
        """The element around a heading ends: what follows belongs to the section before it, and nothing more to this one."""
        before = next((section for section in reversed(self.found) if section.depth <= depth), None)
        if before:
            self._here.depth = inf
            self._here = before


def _close(pieces: list[str], tag: str) -> None:
    """With its closing tag; without the element where nothing has been said since the first of its kind."""
    if f"<{tag}>" not in pieces:  # a heading within the element has begun another section
        return
    first = pieces.index(f"<{tag}>")
    if all(piece.isspace() for piece in pieces[first + 1 :]):
        del pieces[first:]
    else:
        pieces.append(f"</{tag}>")
