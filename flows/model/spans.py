"""Span: a stretch of a text that points to a person, and what it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a text, and their kind: `phone`, `name` ..."""

    start: int
    end: int
    kind: str
