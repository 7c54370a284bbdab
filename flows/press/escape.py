"""Escape: whatever people have said or typed stays text, in HTML, in Markdown and in front matter."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from markupsafe import Markup

_ENTITIES = {ord(mark): f"&#{ord(mark)};" for mark in "\\`*_{}[]#+!|~^=:<>&\"'"}
_AT_THE_EDGE = re.compile(r"(?<![^\W_])-|-(?![^\W_])|^(\d+)([.)])")
"""A hyphen within a word is a letter like any other; elsewhere it can make lists, rules and dashes. A number with a point begins a list."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
"""Control characters (Markdown's own placeholders are made of them), marks that turn the reading direction, and halves of characters."""


def plain(text: object) -> str:
    """The text on one line: whitespace collapsed, control characters and direction marks gone."""
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", str(text))).split())


def md(text: object) -> Markup:
    """Text that nothing reads as markup: each mark that HTML or Markdown could take for its own becomes a numeric entity."""
    return text if isinstance(text, Markup) else _marked(str(text))


@lru_cache(maxsize=8192)  # a quote stands on four pages or more, and a name on hundreds
def _marked(text: str) -> Markup:
    return Markup(_AT_THE_EDGE.sub(_entity, plain(text).translate(_ENTITIES)))  # noqa: S704


def _entity(found: re.Match[str]) -> str:
    number, mark = found.groups()
    return f"{number}&#{ord(mark)};" if number else "&#45;"


def front(text: str) -> str:
    """A value for front matter: MkDocs prints these without escaping, so they are escaped here, and what is escaped already is not once more."""
    return html.escape(plain(text.unescape() if isinstance(text, Markup) else text))
