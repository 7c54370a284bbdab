"""Legible: material as it is read by people, before anything is looked for in it."""

from __future__ import annotations

from dataclasses import replace

from flows.model.material import Block, Cell, Mark, Material, Row, Sheet
from flows.text.legible import legible


def as_read(material: Material) -> Material:
    """The material with every text legible; places of marks and bold words move along."""
    return replace(
        material,
        blocks=tuple(map(_block, material.blocks)),
        sheets=tuple(map(_sheet, material.sheets)),
        facts={name: legible(told) for name, told in material.facts.items()},
    )


def _block(block: Block) -> Block:
    text, speaker = legible(block.text), legible(block.speaker)
    if text == block.text and speaker == block.speaker and not block.marks:
        return block

    def at(place: int) -> int:
        return place if text == block.text else min(len(legible(block.text[:place])), len(text))

    marks = tuple(_mark(mark, at(mark.start), at(mark.end)) for mark in block.marks)
    return replace(block, text=text, speaker=speaker, marks=marks, bold=tuple((at(start), at(end)) for start, end in block.bold))


def _mark(mark: Mark, start: int, end: int) -> Mark:
    return replace(mark, start=start, end=end, words=legible(mark.words), author=legible(mark.author))


def _sheet(sheet: Sheet) -> Sheet:
    header = tuple(map(legible, sheet.header))
    rows = tuple(Row(row.locator, tuple(map(_cell, row.cells))) for row in sheet.rows)
    return Sheet(sheet.name, header if len(set(header)) == len(header) else sheet.header, rows)


def _cell(cell: Cell) -> Cell:
    return legible(cell) if isinstance(cell, str) else cell
