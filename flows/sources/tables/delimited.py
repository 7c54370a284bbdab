"""Delimited text: .csv and .tsv, whatever their encoding and separator. Every cell stays text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from flows.model.material import Cell, Material, Trouble
from flows.sources.plain import letters
from flows.sources.tables.cells import LONGEST, address
from flows.sources.tables.header import table

SEPARATORS = ",;\t|"
MOST_COLUMNS, MOST_CELLS = 2_000, 5_000_000

_FEWEST = 3
"""Lines of the shortest text that may be a table."""
_NONE = "\x1f"
"""The separator of a table with one column: one that stands nowhere."""

csv.field_size_limit(2**31 - 1)

_QUOTED = re.compile(r'(?:^|(?<=[,;\t|\n]))[ ]?"(?:[^"]|"")*"')
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)


def read_delimited(data: bytes, name: str) -> Material:
    """One sheet called `name` out of the bytes of a .csv or .tsv. Raises Unreadable."""
    text, troubles = letters(data)
    told = _SEPARATOR_LINE.match(text)
    if told:
        text = text[told.end() :]
    grid, cut = _grid(name, text, told[1] if told else separator(text))
    sheet, odd = table(name, grid)
    return Material(sheets=(sheet,) if sheet else (), troubles=(*troubles, *cut, *odd))


def separator(text: str) -> str:
    """The separator of the first 50 lines: the one whose count, outside quotes, is most often the same in each.

    Where the first line has none, and the others do not agree, the table has one column, and its commas are people's own.
    """
    lines = [line for line in _QUOTED.sub("", text[:400_000]).split("\n")[:60] if line.strip()][:50]
    best = max(SEPARATORS, key=lambda candidate: _agreement(candidate, lines))
    share, usual = _agreement(best, lines)
    split = best in lines[0] if lines else True
    return best if split or (share >= 0.3 and usual >= 2) or share >= 0.4 else _NONE


def is_table(text: str) -> bool:
    """Whether a text that nobody calls a table surely is one: of its first lines nine in ten have as many tabs, semicolons or bars as the first,
    two at least, or one tab.
    """
    lines = [line for line in _QUOTED.sub("", text[:100_000]).split("\n")[:60] if line.strip()][:50]
    if len(lines) < _FEWEST or _SEPARATOR_LINE.match(text):
        return bool(_SEPARATOR_LINE.match(text))
    for mark, least in (("\t", 1), (";", 2), ("|", 2)):
        count = lines[0].count(mark)
        if count >= least and sum(line.count(mark) == count for line in lines) >= 0.9 * len(lines) and lines[1].strip(" |:-"):
            return True
    return False


def _agreement(candidate: str, lines: list[str]) -> tuple[float, int]:
    counts = [line.count(candidate) for line in lines]
    usual, times = Counter(count for count in counts if count).most_common(1)[0] if any(counts) else (0, 0)
    if not usual or not counts[0]:
        # A preamble has no separators; a separator that its table's lines share still beats none at all.
        return (times / max(1, len(lines)) * 0.5, usual)
    return (times / len(lines), usual)


def _grid(name: str, text: str, mark: str) -> tuple[list[list[Cell]], list[Trouble]]:
    grid: list[list[Cell]] = []
    long, wide, cells = "", "", 0
    for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark)):
        if len(record) > MOST_COLUMNS and any(value.strip() for value in record[MOST_COLUMNS:]):
            wide = wide or address(number, MOST_COLUMNS)
        row: list[Cell] = [(value if value.strip() else None) for value in record[:MOST_COLUMNS]]
        for column, value in enumerate(row):
            if isinstance(value, str) and len(value) > LONGEST:
                row[column], long = value[:LONGEST], long or address(number, column)
        grid.append(row)
        cells += len(row)
        if cells > MOST_CELLS:
            wide = wide or address(number + 1, 0)
            break
    return grid, _cut(name, long, wide)


def _cut(name: str, long: str, wide: str) -> list[Trouble]:
    troubles = []
    if long:
        what = f"A cell is longer than {LONGEST:,} characters and was cut; a quotation mark may be missing."
        troubles.append(Trouble("long-cell", f"{name}!{long}", what, "Check the quotation marks from this row on."))
    if wide:
        what = f"Only the first {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells are read."
        troubles.append(Trouble("too-large", f"{name}!{wide}", what, "Split the table, or remove what is not needed."))
    return troubles
