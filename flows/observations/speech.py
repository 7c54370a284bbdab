"""Speech: the nouns of recognising who speaks, and how a block is cut without losing its marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from flows.model.documents import Role
from flows.model.material import Block, Mark, Trouble


@dataclass(frozen=True, slots=True)
class Said:
    """One stretch of a block as a layout understands it; `section` opens a section, `drop` is structure alone."""

    at: int
    """Index of the block it came from."""
    block: Block
    role: Role | Literal["section", "drop"]
    who: str = ""
    """The label as people wrote it; may be a name, so it goes no further than this room."""
    dropped: str = ""
    """Label, number or time stamp that was taken off the text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one layout makes of a document, and how sure it is, 0 to 1."""

    layout: str
    said: tuple[Said, ...]
    confidence: float
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One paragraph of an interview with its role, speaker and the question it answers."""

    locator: str
    text: str
    role: Role
    speaker: str = ""
    question: str = ""
    section: str = ""
    heard_on: date | None = None
    marks: tuple[Mark, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    """Persona, segment, stage and unit of this participant alone, as written, where the document holds several people."""


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview as recognised. `dropped` and `names` may hold names: they serve hiding and are never stored."""

    passages: tuple[Turn, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    participants: tuple[str, ...] = ()
    """Codes, in order of appearance."""
    minted: frozenset[str] = frozenset()
    """Those of the codes that nobody gave: `S1`, `S2` ... mean other people in the next document."""
    layout: str = "unattributed"
    confidence: float = 0.0
    """0 to 1; below 0.6 a person must look."""
    troubles: tuple[Trouble, ...] = ()
    dropped: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    """Names of speakers met as labels or in the metadata -> the code that stands for them (empty for staff)."""


def cut(block: Block, start: int, end: int | None = None) -> Block:
    """A stretch of a block, trimmed, with the bold spans and marks that touch it, shifted."""
    end = len(block.text) if end is None else end
    part = block.text[start:end]
    if len(part) == len(block.text) and not (part[:1].isspace() or part[-1:].isspace()):
        return block
    first = start + len(part) - len(part.lstrip())
    text = part.strip()
    last = first + len(text)
    bold = tuple((max(a, first) - first, min(b, last) - first) for a, b in block.bold if a < last and b > first)
    marks = tuple(
        replace(m, start=max(m.start, first) - first, end=min(max(m.end, first), last) - first)
        for m in block.marks
        if (m.start < last and m.end > first) or (m.start == m.end and start <= m.start <= end)
    )
    return replace(block, text=text, bold=bold, marks=marks)


def lines(block: Block) -> Iterator[tuple[int, int]]:
    """Spans of a block's lines between soft breaks, empty ones left out."""
    start = 0
    for line in block.text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def pieces(block: Block, borders: list[int]) -> list[Block]:
    """A block cut at the given offsets; pieces without text are left out."""
    if not borders:
        return [block]
    marks = sorted({0, len(block.text), *borders})
    if len(marks) == 2:
        return [block]
    return [piece for a, b in pairwise(marks) if (piece := cut(block, a, b)).text]


def boldness(block: Block) -> float:
    """Share of a block's visible characters that are bold, 0 to 1."""
    if not block.bold:
        return 0.0
    visible = [i for i, c in enumerate(block.text) if not c.isspace()]
    if not visible:
        return 0.0
    covered = {i for a, b in block.bold for i in range(a, b)}
    return sum(i in covered for i in visible) / len(visible)


def words_in(text: str) -> int:
    return len(text.split())


def listed(words: str) -> frozenset[str]:
    """A set of words written as one text."""
    return frozenset(words.split())
