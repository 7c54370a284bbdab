"""Shown: what a value looks like in a cell, and whether a cell shows it already."""

from __future__ import annotations

import math
from typing import Any

from flows.model.answers import Answer
from flows.model.board import Choice, Column
from flows.model.cells import NotAllowed, blank, day, number, text
from flows.model.material import Cell


def shown(value: Cell, column: Column, language: str) -> Cell:
    """A machine's value: a choice by its title, nothing as None."""
    if blank(value):
        return None
    chosen = next((choice for choice in column.choices if choice.value == value), None)
    return chosen.title.told(language) if chosen else value


def written(answer: Answer | None, column: Column, language: str) -> Cell:
    """What a person's cell held, from the ledger."""
    value: Any = getattr(answer, column.id, None)
    if isinstance(value, dict):
        return "; ".join(f"{label}: {who}" for label, who in value.items()) or None
    if isinstance(value, tuple):
        return ", ".join(value) or None
    return shown(value, column, language)


def same(cell: Cell, value: Cell, column: Column | None = None) -> bool:
    """Whether a cell holds the value, however the workbook keeps it; with its column also if it is told in another language or form."""
    if blank(cell) or blank(value):
        return blank(cell) and blank(value)
    if _alike(cell, value):
        return True
    return column is not None and _meant(cell, column) == _meant(value, column)


def chosen(cell: Cell, choices: tuple[Choice, ...]) -> str | None:
    """The value that a cell means, by the value itself or its title in either language, whatever its letter case; None for no such choice."""
    told = folded(cell)
    exact = next((choice.value for choice in choices if folded(choice.value) == told), None)
    return exact or next((choice.value for choice in choices if told in (folded(choice.title.fi), folded(choice.title.en))), None)


def folded(cell: Cell) -> str:
    """A choice as it is compared: letter case, spaces, hyphens and underscores are of no matter."""
    return " ".join(text(cell).casefold().replace("-", " ").replace("_", " ").split())


def _alike(cell: Cell, value: Cell) -> bool:
    if isinstance(cell, int | float) and isinstance(value, int | float):
        return math.isclose(cell, value, rel_tol=1e-9, abs_tol=1e-12)
    return _lines(cell) == _lines(value)


def _lines(cell: Cell) -> str:
    return text(cell).replace("\r\n", "\n").replace("\r", "\n")


def _meant(cell: Cell, column: Column) -> object:
    if column.choices:
        return chosen(cell, column.choices) or folded(cell)
    try:
        return day(cell) if column.form == "date" else number(cell) if column.form in ("number", "percent") else _lines(cell)
    except NotAllowed:
        return _lines(cell)
