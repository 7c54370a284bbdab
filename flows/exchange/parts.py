"""Parts: what a codebook and a project are made of, whichever program wrote them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

SPACE = uuid.UUID("5f1b0c1e-7a43-5f6e-9d0a-0c8b7e2f4d11")
"""Ids are made in this space, of what a thing is known by, so that two exports of the same thing bear the same."""
ORIGIN = "Uoma"
"""What files of ours say that they come from."""
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a codebook, and those below it."""

    guid: str
    name: str
    description: str = ""
    codable: bool = True
    """False for what is only a heading over others."""
    colour: str = ""
    below: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A stretch of a source's text, and the codes that it bears: `text[start:end]`, counted in Unicode code points from 0."""

    guid: str
    start: int
    end: int
    codes: tuple[str, ...] = ()
    """Ids of codes."""


@dataclass(frozen=True, slots=True)
class Source:
    """One document as plain text, with what is coded in it, in the order of the text."""

    guid: str
    name: str
    text: str
    selections: tuple[Selection, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One person, by their code: the stretches of text that are theirs, and what is known of them."""

    guid: str
    name: str
    selections: tuple[str, ...] = ()
    """Ids of selections."""
    values: tuple[tuple[str, str], ...] = ()
    """(variable, value)."""


@dataclass(frozen=True, slots=True)
class Project:
    """All of it."""

    name: str
    codes: tuple[Code, ...] = ()
    sources: tuple[Source, ...] = ()
    cases: tuple[Case, ...] = ()
    description: str = ""
    made_on: str = ""
    """A day: 2026-11-21."""
    missing: tuple[str, ...] = field(default=(), compare=False)
    """Names of sources whose text another program did not pack, or packed in another form than plain text."""


def guid(*parts: str) -> str:
    """The id of what these parts name; the same parts, the same id."""
    return str(uuid.uuid5(SPACE, "\x1f".join(parts)))


def every(codes: Sequence[Code], above: tuple[str, ...] = ()) -> Iterator[tuple[Code, tuple[str, ...]]]:
    """Each code and the names of those that it stands below, in the order of the codebook."""
    for code in codes:
        yield code, above
        yield from every(code.below, (*above, code.name))


def legal(text: str) -> str:
    """The text with U+FFFD for each character that XML does not allow: as many code points as before."""
    return _ILLEGAL.sub("\ufffd", text)


def lines(text: str) -> str:
    """The text with line feeds alone at the ends of its lines, and nothing that is taken for a byte order mark: programs count these differently.

    For U+FEFF stands U+2060, which Unicode wants in its place within texts.
    """
    return legal(text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "\u2060"))
