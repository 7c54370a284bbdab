"""Palette: the colours of a board, in both of its doors, and how its values are shown."""

from __future__ import annotations

from flows.model.board import Column

MACHINE, MACHINE_HEAD = "F1F4F6", "1F4E5F"
PERSON, PERSON_HEAD = "FFFFFF", "B45309"
LINE, HEAD_WORDS, WORDS, LINK = "D5DCE1", "FFFFFF", "1F2933", "0B57D0"
TABS = {
    "read-me": "6B7280",
    "insights": "1F4E5F",
    "questions": "B45309",
    "themes": "4D7C0F",
    "observations": "6D28D9",
    "documents": "0E7490",
}
"""A tab's colour by its id."""


def pattern(column: Column, language: str) -> str:
    """How a column's numbers and days are written, in the language of patterns that spreadsheets share."""
    day = "yyyy-mm-dd" if language == "en" else "d.m.yyyy"
    return {"percent": "0%", "date": day}.get(column.form, "General")


def colours(column: Column) -> tuple[str, str]:
    """Of the header and of the cells."""
    return (MACHINE_HEAD, MACHINE) if column.owner == "machine" else (PERSON_HEAD, PERSON)
