"""Lists: the entries of drop-downs, on a hidden sheet of their own, each a column under its name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flows.model.board import Tab

SHEET = "uoma-lists"


def list_name(tab: str, column: str) -> str:
    """The name that a drop-down calls its entries by."""
    return "uoma_" + re.sub(r"[^A-Za-z0-9]+", "_", f"{tab}_{column}")


def lists_of(tabs: Iterable[Tab], language: str) -> dict[str, tuple[str, ...]]:
    """The entries of every drop-down that people have, by name."""
    return {
        list_name(tab.id, column.id): tuple(choice.title.told(language) or choice.value for choice in column.choices)
        for tab in tabs
        for column in tab.columns
        if column.choices and column.owner == "person"
    }
