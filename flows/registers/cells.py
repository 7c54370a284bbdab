"""Cells of registers: each as a value for its field."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Literal, get_args, get_origin

from flows.model.cells import NotAllowed, blank, count, day, number, text
from flows.model.material import Cell
from flows.model.noun import unique
from flows.registers.said import value_of

__all__ = ["NotAllowed", "converted", "text"]


def converted(cell: Cell, kind: Any) -> Any:
    """The cell as a value for a field of type `kind`; None for a blank one. Raises NotAllowed."""
    if blank(cell):
        return None
    inner = [part for part in get_args(kind) if part is not type(None)] if type(None) in get_args(kind) else []
    kind = inner[0] if inner else kind
    if get_origin(kind) is Literal:
        return _one_of(cell, get_args(kind))
    if get_origin(kind) is tuple:
        return unique(part.strip() for part in re.split(r"[,;\n]", text(cell)))
    return _BY_TYPE.get(kind, text)(cell)


def _one_of(cell: Cell, allowed: tuple[str, ...]) -> str:
    value = value_of(text(cell), allowed)
    if value is None:
        raise NotAllowed("one of: " + ", ".join(value for value in allowed if value))
    return value


_BY_TYPE: dict[Any, Callable[[Cell], Any]] = {date: day, float: number, int: count}
