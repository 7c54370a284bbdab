"""Story: a document's text from its first block to its last note, as blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from flows.model.material import Block, Trouble
from flows.sources.word.comments import END, REFERENCE, START, Anchors
from flows.sources.word.line import Gathered, Line, in_order
from flows.sources.word.names import ID, MC, W, value, whole
from flows.sources.word.numbering import Numbering
from flows.sources.word.runs import ASIDE, OUT, Runs, chosen
from flows.sources.word.styles import BODY_LEVEL, Style, Styles

_EMBEDDED = ("Another document is embedded here and is not read.", "Open the document in Word and save it: Word takes the text in.")

_HIDDEN = "Somebody hid it in Word. If it belongs to the interview, take the mark `Hidden` off its font."


@dataclass(slots=True)
class _Grid:
    """Where the walk is in a table."""

    table: int
    row: int = -1
    column: int = 0
    above: dict[int, str] = field(default_factory=dict)
    """Text of the last cell that was not merged into one above, by column."""


class Story:
    """Walks body, tables, text boxes and notes; `blocks` and `troubles` are what it found."""

    def __init__(self, styles: Styles, numbering: Numbering, anchors: Anchors) -> None:
        self.blocks: list[Block] = []
        self.troubles: list[Trouble] = []
        self._styles = styles
        self._numbering = numbering
        self._anchors = anchors
        self._runs = Runs(styles, anchors)
        self._notes: list[tuple[str, str]] = []
        self._paragraphs = 0
        self._tables = 0
        self._grid: _Grid | None = None
        self._gathered: Gathered | None = None
        self._carried: Line | None = None
        self._between = Line()
        self._acts: dict[object, Callable[[etree._Element], None]] = {
            W + "p": self._paragraph,
            W + "tbl": self._table,
            W + "tr": self._row,
            W + "tc": self._cell,
            W + "sdt": self._control,
            W + "altChunk": self._embedded,
            MC + "AlternateContent": self._alternate,
            **dict.fromkeys((START, END, REFERENCE), self._anchor),
            **dict.fromkeys(OUT, self._only_anchors),
            **dict.fromkeys(ASIDE, lambda element: None),
        }

    def walk(self, parent: etree._Element) -> None:
        """Everything in a body, cell, note or text box; containers of no meaning are looked through."""
        acts = self._acts
        for child in parent:
            acts.get(child.tag, self.walk)(child)

    def walk_notes(self, parts: dict[str, etree._Element | None]) -> None:
        """The notes that the text refers to, in that order, after the text. `parts`: by `footnote`, `endnote`."""
        found = {(kind, note.get(ID, "")): note for kind, part in parts.items() if part is not None for note in part}
        counts = dict.fromkeys(parts, 0)
        for reference in self._notes:  # grows while it is walked: a note may refer to another
            note = found.pop(reference, None)
            if note is not None:
                counts[reference[0]] += 1
                self._note(note, f"{reference[0]} {counts[reference[0]]}")

    def end(self) -> None:
        """Comments that came after all words are about the last of them; and what was left out is told."""
        if self._runs.hidden:
            self.troubles.append(Trouble("hidden-text", "", f"Hidden text is left out: {_counted(self._runs.hidden)}.", _HIDDEN, "note"))
        if self.blocks:
            last = self.blocks[-1]
            self.blocks[-1] = replace(last, marks=in_order([*last.marks, *self._anchors.left(len(last.text))]))

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = paragraph.find(W + "pPr")
        style_id = value(properties, "pStyle")
        style = self._styles.paragraph(style_id)
        line, self._carried = self._carried or Line(), None
        self._runs.fill(line, paragraph, style)
        if _joins_next(paragraph, properties):
            self._carried = line
            return
        self._anchors.close(line)
        self._notes.extend(line.notes)
        if not line.is_blank():
            self._line(line, properties, style, style_id or "")
        for box in line.boxes:
            self.walk(box)

    def _line(self, line: Line, properties: etree._Element | None, style: Style, style_id: str) -> None:
        item = self._numbering.item(properties, style, style_id)
        if self._gathered is not None:
            self._gathered.add(line)
            self._gathered.numbered |= bool(item and item[1])
            return
        self._paragraphs += 1
        heading = _heading(properties, style)
        block = Block(
            locator=f"¶{self._paragraphs}",
            text=line.text,
            kind="heading" if heading else "item" if item else "paragraph",
            level=heading or (item[0] if item else 0),
            numbered=bool(item and item[1]),
            bold=line.bold(),
            marks=line.all_marks(),
        )
        self.blocks.append(block)

    def _table(self, table: etree._Element) -> None:
        outside = self._grid, self._gathered
        self._grid, self._gathered = _Grid(self._tables), None
        self._tables += 1
        self.walk(table)
        self._grid, self._gathered = outside

    def _row(self, row: etree._Element) -> None:
        properties = row.find(W + "trPr")
        if properties is not None and properties.find(W + "del") is not None:
            self._only_anchors(row)
            return
        if self._grid is not None:
            self._grid.row += 1
            self._grid.column = whole(value(properties, "gridBefore"))
        self.walk(row)

    def _cell(self, cell: etree._Element) -> None:
        grid = self._grid
        properties = cell.find(W + "tcPr")
        if grid is None or (properties is not None and properties.find(W + "cellDel") is not None):
            self._only_anchors(cell)
            return
        row, column, place = grid.row, grid.column, len(self.blocks)
        grid.column += max(whole(value(properties, "gridSpan"), 1), 1)
        gathered = self._gather(cell)
        repeats = _is_merged(properties) and gathered.text in ("", grid.above.get(column))
        if not _is_merged(properties):
            grid.above[column] = gathered.text
        if gathered.text and not repeats:
            # The cell comes before the tables inside it, which are walked by now.
            self.blocks.insert(
                place, _gathered_block(gathered, f"table {grid.table + 1} r{row + 1}c{column + 1}", (grid.table, row, column))
            )

    def _note(self, note: etree._Element, locator: str) -> None:
        place = len(self.blocks)
        gathered = self._gather(note)
        if gathered.text:
            self.blocks.insert(place, _gathered_block(gathered, locator, None))

    def _gather(self, element: etree._Element) -> Gathered:
        outside = self._gathered
        self._gathered = gathered = Gathered()
        self.walk(element)
        self._gathered = outside
        return gathered

    def _control(self, control: etree._Element) -> None:
        if self._runs.is_prompt(control):
            self._only_anchors(control)
        else:
            self.walk(control)

    def _alternate(self, element: etree._Element) -> None:
        branch = chosen(element)
        if branch is not None:
            self.walk(branch)

    def _embedded(self, element: etree._Element) -> None:
        self.troubles.append(Trouble("embedded-part", f"after ¶{self._paragraphs}", *_EMBEDDED))

    def _anchor(self, element: etree._Element) -> None:
        self._anchors.meet(element, self._between)

    def _only_anchors(self, element: etree._Element) -> None:
        self._runs.only_anchors(element, self._between)


def _counted(words: int) -> str:
    return "1 word" if words == 1 else f"{words} words"


def _heading(properties: etree._Element | None, style: Style) -> int:
    level = value(properties, "outlineLvl")
    if level is None:
        return style.heading
    return whole(level, BODY_LEVEL) + 1 if whole(level, BODY_LEVEL) < BODY_LEVEL else 0


def _joins_next(paragraph: etree._Element, properties: etree._Element | None) -> bool:
    """Whether the paragraph's end is deleted, so that the next paragraph goes on in the same line."""
    mark = None if properties is None else properties.find(W + "rPr")
    if mark is None or (mark.find(W + "del") is None and mark.find(W + "moveFrom") is None):
        return False
    after = paragraph.getnext()
    return after is not None and after.tag == W + "p"


def _is_merged(properties: etree._Element | None) -> bool:
    """Whether a cell only continues the one above it or before it, which Word shows once."""
    merges = [None if properties is None else properties.find(W + name) for name in ("vMerge", "hMerge")]
    return any(merge is not None and merge.get(W + "val", "continue") == "continue" for merge in merges)


def _gathered_block(gathered: Gathered, locator: str, cell: tuple[int, int, int] | None) -> Block:
    return Block(
        locator=locator,
        text=gathered.text,
        kind="note" if cell is None else "cell",
        numbered=gathered.numbered,
        bold=tuple(gathered.bold),
        marks=in_order(gathered.marks),
        cell=cell,
    )
