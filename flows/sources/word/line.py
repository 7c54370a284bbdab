"""Line: one paragraph's text while it is put together, with what lies over it; several lines make a cell or a note."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from flows.model.material import Mark

Span = tuple[int, int]


class Line:
    """Text that grows at its end."""

    __slots__ = ("_bold", "_lit", "_parts", "at", "boxes", "marks", "notes")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._bold: list[Span] = []
        self._lit: dict[str, list[Span]] = {}
        self.at = 0
        """Characters so far."""
        self.marks: list[Mark] = []
        self.boxes: list[etree._Element] = []
        """Text boxes anchored in it."""
        self.notes: list[tuple[str, str]] = []
        """Notes it refers to: (footnote or endnote, id)."""

    def add(self, text: str, bold: bool = False, colour: str = "") -> None:
        start = self.at
        self._parts.append(text)
        self.at += len(text)
        if bold:
            self._bold.append((start, self.at))
        if colour:
            self._lit.setdefault(colour, []).append((start, self.at))

    @property
    def text(self) -> str:
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    def between(self, start: int) -> str:
        return self.text[start:]

    def is_blank(self) -> bool:
        return not self.text.strip()

    def bold(self) -> tuple[Span, ...]:
        return _merged(self._bold, self.text)

    def all_marks(self) -> tuple[Mark, ...]:
        """Comments and highlights in order of place."""
        lit = [Mark(start, end, "highlight", colour) for colour, spans in self._lit.items() for start, end in _merged(spans, self.text)]
        return in_order([*self.marks, *lit])


class Gathered:
    """Lines that make one block: the paragraphs of a table cell or of a note, joined by line breaks."""

    __slots__ = ("_texts", "at", "bold", "marks", "numbered")

    def __init__(self) -> None:
        self._texts: list[str] = []
        self.at = 0
        self.bold: list[Span] = []
        self.marks: list[Mark] = []
        self.numbered = False

    def add(self, line: Line) -> None:
        shift = self.at + 1 if self._texts else 0
        self._texts.append(line.text)
        self.at = shift + line.at
        self.bold += [(start + shift, end + shift) for start, end in line.bold()]
        self.marks += [replace(mark, start=mark.start + shift, end=mark.end + shift) for mark in line.all_marks()]

    @property
    def text(self) -> str:
        return "\n".join(self._texts)


def in_order(marks: list[Mark]) -> tuple[Mark, ...]:
    """Marks sorted by place, then by kind and words."""
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.by, mark.words)))


def _merged(spans: list[Span], text: str) -> tuple[Span, ...]:
    """Spans that touch, or have only white space between them, as one; spans of nothing but white space are dropped."""
    merged: list[Span] = []
    for start, end in spans:
        if not text[start:end].strip():
            continue
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)
