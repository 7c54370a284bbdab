"""Meant: what a person's cell says, as a value of an answer's field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from flows.answers.columns import named
from flows.answers.known import Known
from flows.answers.shown import chosen
from flows.model.answers import Answer
from flows.model.board import Choice, Column
from flows.model.cells import NotAllowed, blank, count, day, number, text
from flows.model.material import Cell
from flows.model.noun import unique
from flows.model.studies import STAFF, SourceEntry

_CODE = re.compile(r"[A-ZÅÄÖ]{1,3}[-_ ]?\d{1,4}")
_DAY_0 = date(1899, 12, 30)
_FIRST, _LAST = 30_000, 70_000
"""Days as spreadsheets count them, from 1982 to 2091."""
_MOST_LISTED = 12
_THINGS = {"insights": "an insight", "themes": "a theme", "observations": "a theme"}


class Unknown(NotAllowed):
    """A cell names what the library does not have; the message says what kind of thing."""


class Lost(NotAllowed):
    """A cell was put back without its labels, which were nowhere but on the board."""


class Named(NotAllowed):
    """A cell holds the name of a person, where it may not stand."""


@dataclass(frozen=True)
class Meaning:
    """How the cells of one tab are to be understood."""

    answer: type[Answer]
    known: Known
    hide: Callable[[str], str]

    def of(self, cell: Cell, column: Column) -> Any:
        """The value of the field that has the column's id; None for an empty cell. Raises NotAllowed."""
        if blank(cell):
            return None
        value = self._value(cell, column)
        try:
            self.answer(key="?", **{column.id: value})
        except ValidationError as wrong:
            raise NotAllowed(_rule(wrong)) from None
        return value

    def _value(self, cell: Cell, column: Column) -> Any:
        if column.id == "into":
            return self._one(cell, column.choices)
        if column.choices:
            return _choice(cell, column.choices)
        if column.id == "themes":
            return self._themes(cell)
        if column.id == "speakers":
            return self._speakers(text(cell))
        if column.form == "date":
            return _day(cell)
        if column.form in ("number", "percent"):
            return count(cell) if column.id in ("place", "votes") else number(cell)
        return self.hide(_plain(cell)).strip() or None

    def _one(self, cell: Cell, choices: tuple[Choice, ...]) -> str:
        found = chosen(cell, choices)
        if found is None:
            raise Unknown(_THINGS[self.answer.tab])
        return found

    def _themes(self, cell: Cell) -> tuple[str, ...]:
        """Several, separated by commas; a name may have a comma of its own."""
        choices = named(self.known.themes)
        whole = chosen(cell, choices)
        if whole is not None:
            return (whole,)
        return unique(self._one(part, choices) for part in re.split(r"[,;\n]", text(cell)) if part.strip())

    def _speakers(self, told: str) -> dict[str, str]:
        """`A: P07; B: staff`. The last colon parts label and person, for a label may have one."""
        speakers: dict[str, str] = {}
        for pair in filter(str.strip, re.split(r"[;\n]", told)):
            label, _, who = (part.strip() for part in pair.rpartition(":"))
            meant = STAFF if who.casefold() in (STAFF, "henkilökunta", "haastattelija") else who.upper()
            if not label or not (meant == STAFF or _CODE.fullmatch(meant)):
                raise NotAllowed("labels with `staff` or a participant's code, such as `A: P07; B: staff`")
            if self.hide(label) != label:
                raise Named
            speakers[label] = meant
        if SourceEntry(speakers=speakers).nameless:
            raise Lost
        return speakers


def _choice(cell: Cell, choices: tuple[Choice, ...]) -> str:
    found = chosen(cell, choices)
    if found is None:
        listed = ", ".join(choice.title.en for choice in choices[:_MOST_LISTED])
        raise NotAllowed(f"one of: {listed}" + (" …" if len(choices) > _MOST_LISTED else ""))
    return found


def _plain(cell: Cell) -> str:
    """A text that can be kept: no halves of characters."""
    return text(cell).replace("\r\n", "\n").encode("utf-8", "ignore").decode()


def _day(cell: Cell) -> date:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _FIRST <= cell <= _LAST:
        return _DAY_0 + timedelta(days=int(cell))
    return day(cell)


def _rule(wrong: ValidationError) -> str:
    error = wrong.errors(include_url=False, include_input=False)[0]
    limits = error.get("ctx", {})
    least, most = limits.get("ge"), limits.get("le")
    if error["loc"] == ("break_even",):
        return "a share from 0 to 1, such as 0,4 or 40 %"
    if least is not None:
        return f"a number that is at least {least:g}"
    return f"a number that is at most {most:g}" if most is not None else "what the column's comment says"
