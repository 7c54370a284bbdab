"""Leaves: files beside the pages, for other tools. Records as JSON, calendars, feeds and cards; what people said is escaped as each needs it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from flows.errors import BuildFailed
from flows.model.noun import Noun
from flows.model.pages import Leaf
from flows.press.calendar import calendar
from flows.press.fill import Desk


def leaf(desk: Desk, what: Leaf) -> bytes:
    """The bytes of a leaf, by the ending of its path: the same facts, the same bytes. Raises BuildFailed for an ending that nobody writes."""
    ending = PurePosixPath(what.path).suffix
    if ending == ".json":
        return record(what.facts)
    if ending == ".ics":
        return calendar(what.facts)
    if what.template:
        return desk.filled(what).encode()
    raise BuildFailed(f"{what.path} has no template, and nothing writes {ending or 'files without an ending'}", "name a template for it")


def record(facts: dict[str, Any]) -> bytes:
    """Facts as JSON: keys in order, days as 2026-11-21, nouns as their fields; half a character, which UTF-8 has no bytes for, becomes `?`."""
    return (json.dumps(facts, ensure_ascii=False, sort_keys=True, default=_plain) + "\n").encode(errors="replace")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Noun):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
