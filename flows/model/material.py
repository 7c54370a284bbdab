"""Material: what a source hands over, exactly as a person left it, before anybody has said who speaks.

A document is blocks in reading order (Word, transcripts, Markdown); a workbook is sheets of rows. Rooms turn both into passages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

Cell = str | float | int | bool | date | datetime | time | None
BlockKind = Literal["paragraph", "heading", "item", "cell", "cue", "note"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A researcher's mark on a stretch of a block: a comment, a highlight, or a #tag typed in the text."""

    start: int
    end: int
    by: Literal["comment", "highlight", "tag"]
    words: str
    """The comment's text, the highlight's colour name (`yellow`), or the tag with its #."""
    on: date | None = None
    resolved: bool = False
    author: str = field(default="", repr=False)
    """Who wrote the comment, as the file has it: to tell a participant's from a researcher's, and never kept."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item, table cell or cue."""

    locator: str
    """Where a person finds it: `¶12`, `table 2 r3c1`, `00:03:12`."""
    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    """Heading level from 1, or list depth; 0 for plain paragraphs."""
    numbered: bool = False
    bold: tuple[tuple[int, int], ...] = ()
    """Character spans that are bold."""
    marks: tuple[Mark, ...] = ()
    cell: tuple[int, int, int] | None = None
    """(table, row, column), from 0, for a table's cell."""
    speaker: str = ""
    """Who speaks, where the format itself says so (a transcript's voice tag)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: as many cells as its header has columns."""

    locator: str
    """`Sheet1!A14`: the first cell, in the person's own numbering."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a workbook or text file, with its header found."""

    name: str
    header: tuple[str, ...]
    """Unique, trimmed; a duplicate `x` has become `x (2)`."""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something a source noticed while it read on: becomes an Issue in capture."""

    code: str
    place: str
    """Within the document: `¶12`, `Sheet1!C3`; empty for the whole."""
    what: str
    hint: str = ""
    severity: Literal["error", "warning", "note"] = "warning"
    withheld: bool = False
    """The place could not be listed to its end just now: what was read from this entry of the plan earlier stands, though it is not found."""


@dataclass(frozen=True, slots=True)
class Material:
    """All of one document or workbook."""

    blocks: tuple[Block, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    """What the file says of itself: `title`, `language`, front matter."""
    troubles: tuple[Trouble, ...] = ()
    fingerprint: str = ""
    """Of the content, where only reading tells whether it has changed; empty where the listing's fingerprint says so."""


@dataclass(frozen=True, slots=True)
class Found:
    """One document that a source has, before it is read."""

    key: str
    """The source's own id for it; a path relative to research_plans for files."""
    name: str
    """What a person calls it: the file name."""
    study: str
    kind: str
    """The source kind that reads it."""
    fingerprint: str
    """Changes when, and only when, the content (or how it must be read) does."""
    media: str = ""
    """Its media type, for sources whose documents' names do not tell how they are read."""
    size: int = 0
    """Bytes, where the listing tells: work is shared out by it."""
