"""Markdown and plain text: headings, paragraphs, list items and tables as a person left them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import ClassVar

import yaml

from flows.model.contracts import Place
from flows.model.material import Block, BlockKind, Found, Mark, Material, Trouble
from flows.sources.files import FileSource, bytes_of
from flows.sources.inline import marked, plain
from flows.sources.plain import letters
from flows.sources.stamped import with_stamps_beside
from flows.sources.tables.delimited import is_table, read_delimited

_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-+)\s*$")
_RULE = re.compile(r"\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_ITEM = re.compile(r"(\s*)([-*+•]|\d{1,4}[.)])(?:\s+(?:\[[ xX]\]\s+)?(.*)|$)")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_DIVIDER = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->|%%(?:(?!%%).)*%%", re.DOTALL)
_CALLOUT = re.compile(r"\[!\w+\][+-]?\s*")
_FOOTNOTE = re.compile(r"\s{0,3}\[\^[^\[\]\s]{1,40}\]:\s*")
_REFERENCE = re.compile(r"\s{0,3}\[[^\[\]^][^\[\]]*\]:\s*<?(?:https?|mailto|ftp)\S+(?:\s+[\"'(].*)?\s*$")
_ASIDE = re.compile(r"\s*</?aside\b[^<>]*>\s*$", re.IGNORECASE)
_TIMED = re.compile(r"\s*(?:\*\*|__)?[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?(?:\s|:|-|–|\*|_)")
_LABELLED = re.compile(
    r"\s*(?:\*\*|__)[^*_\n]{1,60}?(?::(?:\*\*|__)|(?:\*\*|__)\s?:)|\s*[^\W\d_a-zåäö][\w.'’&()/-]*(?: [\w.'’&()/-]+){0,3}:(?:\s|$)"
)
_ONLY_LABEL = re.compile(r"\s*(?:\*\*|__)?[^*_:.!?\n]{1,60}:(?:\*\*|__)?\s*$|\s*(?:\*\*|__)[^*_:.!?\n]{1,60}(?:\*\*|__):\s*$")
_WHOLLY_BOLD = re.compile(r"\s*(\*\*|__)(?=\S)(?:(?!\1).)+(?<=[^\s:])\1\s*$")
_WRAPPED_AT = 60
"""Characters from which a line of plain text may have been wrapped by a program, so that the next one goes on with it."""


class Markdown(FileSource):
    """Markdown and plain text as blocks, or as a sheet where a .txt is a delimited table.

    The locator `¶4` counts blocks, that of a table's cell is `table 2 r3c1`.
    """

    kind: ClassVar[str] = "markdown"
    endings: ClassVar[tuple[str, ...]] = (".md", ".txt")

    def read(self, place: Place, found: Found) -> Material:
        name, data = PurePath(found.name), bytes_of(place, found)
        if name.suffix.casefold() != ".txt":
            return blocks_in(data)
        if is_table(letters(data)[0]):
            return read_delimited(data, name.stem)
        return blocks_in(data, wrapped=False)


def blocks_in(data: bytes, wrapped: bool = True) -> Material:
    """The blocks and facts of a text. `wrapped`: a single line end only wraps a paragraph, as in Markdown. Raises Unreadable."""
    text, troubles = letters(data)
    facts, lines, odd = _front_matter(text)
    blocks = _Reader(wrapped).read(with_stamps_beside(_COMMENT.sub("", "\n".join(lines)).split("\n")))
    title = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), "")
    if title:
        facts.setdefault("title", title)
    return Material(blocks=tuple(blocks), facts=facts, troubles=(*troubles, *odd))


def _front_matter(text: str) -> tuple[dict[str, str], list[str], tuple[Trouble, ...]]:
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return {}, lines, ()
    end = next((i for i, line in enumerate(lines[1:200], start=1) if line.rstrip() in ("---", "...")), 0)
    if not end or not any(":" in line for line in lines[1:end]):
        return {}, lines, ()
    try:
        # The base loader makes nothing but text of what it reads: `no` stays `no`, `0012` stays `0012`, and no tag does anything.
        told = yaml.BaseLoader("\n".join(lines[1:end])).get_single_data()
    except (yaml.YAMLError, RecursionError):
        hint = "Write one `key: value` a line; put values with a colon in quotes."
        return {}, lines[end + 1 :], (Trouble("bad-front-matter", "line 1", "The lines between --- and --- cannot be read.", hint),)
    return _facts(told), lines[end + 1 :], ()


def _facts(told: object) -> dict[str, str]:
    if not isinstance(told, dict):
        return {}
    facts: dict[str, str] = {}
    for key, value in told.items():
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            value = ", ".join(value)
        if isinstance(key, str) and isinstance(value, str) and value.strip():
            facts[key.strip()] = value.strip()
    return facts


@dataclass
class _Open:
    """The block that is being gathered."""

    lines: list[str] = field(default_factory=list)
    kind: BlockKind = "paragraph"
    level: int = 0
    numbered: bool = False


class _Reader:
    """Lines on their way to blocks."""

    def __init__(self, wrapped: bool) -> None:
        self.wrapped = wrapped
        self.blocks: list[Block] = []
        self.open = _Open()
        self.indents: list[int] = []
        self.counted = 0
        self.tables = 0
        self.quoted = False
        self.remark = False
        """Whether this is the researcher's own remark: a callout, or Notion's aside."""

    def read(self, lines: list[str]) -> list[Block]:
        at = 0
        while at < len(lines):
            at = self._fenced(lines, at) or self._table(lines, at) or self._line(lines[at], at)
        self._close()
        return self.blocks

    def _line(self, line: str, at: int) -> int:
        bare = _QUOTE.sub("", line)
        if bare != line and not self.quoted:
            self._close()
            self.remark = bool(_CALLOUT.match(bare))
            bare = _CALLOUT.sub("", bare, count=1)
        elif bare == line and self.remark and self.quoted:
            self._close()
            self.remark = False
        self.quoted = bare != line
        while _QUOTE.match(bare):
            bare = _QUOTE.sub("", bare)
        if not bare.strip() or _REFERENCE.match(bare):
            self._close()
        elif _ASIDE.match(bare):
            self._close()
            self.remark = "/" not in bare
        elif footnote := _FOOTNOTE.match(bare):
            self._alone(bare[footnote.end() :], "note", 0)
        elif heading := _HEADING.match(bare):
            self._alone(heading[2] or "", "heading", len(heading[1]))
        elif self._underlines(bare) or _RULE.match(bare):
            self._close()
        elif item := _ITEM.match(bare):
            self._item(item)
        else:
            self._goes_on(bare)
        return at + 1

    def _underlines(self, line: str) -> bool:
        """Whether the line makes a heading of the one line above."""
        under = _UNDERLINE.match(line)
        if not under or len(self.open.lines) != 1 or self.open.kind != "paragraph":
            return False
        self.open.kind, self.open.level = "heading", 1 if "=" in under[1] else 2
        return True

    def _alone(self, text: str, kind: BlockKind, level: int) -> None:
        self._close()
        self.indents = []
        self.open = _Open([text], kind, level)
        self._close()

    def _item(self, item: re.Match[str]) -> None:
        self._close()
        indent = len(item[1].expandtabs(4))
        self.indents = [*(other for other in self.indents if other < indent), indent]
        self.open = _Open([item[3] or ""], "item", len(self.indents), item[2][0].isdigit())

    def _goes_on(self, line: str) -> None:
        if self.open.lines and self._begins(line):
            self._close()
        if not self.open.lines and self.indents and not line.startswith((" ", "\t")):
            self.indents = []
        self.open.lines.append(line)
        if _WHOLLY_BOLD.match(line) and len(self.open.lines) == 1:
            self._close()

    def _begins(self, line: str) -> bool:
        """Whether a line begins a paragraph of its own, though no blank line stands before it."""
        before = self.open.lines[-1]
        if _TIMED.match(line) or _LABELLED.match(line) or _WHOLLY_BOLD.match(line):
            return True
        if _ONLY_LABEL.match(before) and len(self.open.lines) == 1:
            return False
        if before.endswith(("  ", "\\")):
            return True
        return not self.wrapped and (len(before) < _WRAPPED_AT or before.rstrip().endswith((".", "!", "?", ":")))

    def _fenced(self, lines: list[str], at: int) -> int:
        """Code stays as it is, lines and all, in one block. Returns the line after it, or 0."""
        fence = _FENCE.match(lines[at])
        if not fence:
            return 0
        self._close()
        end = next((i for i in range(at + 1, len(lines)) if lines[i].strip().startswith(fence[1])), len(lines))
        text = "\n".join(lines[at + 1 : end]).strip("\n")
        if text.strip():
            self.counted += 1
            self.blocks.append(Block(f"¶{self.counted}", text))
        return end + 1

    def _table(self, lines: list[str], at: int) -> int:
        if "|" not in lines[at] or at + 1 >= len(lines) or not _DIVIDER.match(lines[at + 1]) or len(_cells(lines[at])) < 2:
            return 0
        self._close()
        self.tables += 1
        end = next((i for i in range(at + 2, len(lines)) if "|" not in lines[i]), len(lines))
        for row, line in enumerate([lines[at], *lines[at + 2 : end]]):
            self.blocks.extend(self._row(row, line))
        return end

    def _row(self, row: int, line: str) -> Iterator[Block]:
        for column, words in enumerate(_cells(line)):
            text, bold = plain(words)
            place = (self.tables - 1, row, column)
            yield Block(f"table {self.tables} r{row + 1}c{column + 1}", text, "cell", bold=bold, cell=place)

    def _close(self) -> None:
        gathered, self.open = self.open, _Open()
        text, bold, lit = marked(" ".join(line.strip().removesuffix("\\").strip() for line in gathered.lines))
        if not text:
            return
        self.counted += 1
        kind: BlockKind = "note" if self.remark else gathered.kind
        marks = tuple(Mark(start, end, "highlight", "yellow") for start, end in lit)
        self.blocks.append(Block(f"¶{self.counted}", text, kind, gathered.level, gathered.numbered, bold, marks))


def _cells(line: str) -> list[str]:
    bare = line.strip().removeprefix("|")
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", bare)]
