"""Stamped: transcripts saved as plain text, whose time stamps stand on lines of their own or behind a name in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TIME = re.compile(r"\s*[\[(]?(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,3})?[\])]?\s*")
_NAME = re.compile(r"\s*(?:\*\*)?([^\W\d_][^\n:.?!,;]{0,40}?)(?:\*\*)?\s*")
_BEHIND = (
    re.compile(r"\s*\[([^\W\d_][^\[\]\n:]{0,40})\]\s+(\d{1,2}:\d{2}(?::\d{2})?)\s*"),
    re.compile(r"\s*([^\W\d_][^\n:.?!,;]{0,40}?)(?:\s{2,}|\t)(\d{1,2}:\d{2}(?::\d{2})?)\s*"),
)
_FEWEST = 2


def with_stamps_beside(lines: Sequence[str]) -> list[str]:
    """The lines of a transcript with each stamp beside its speaker, `00:03 Name`, as a layout reads it; other texts stay as they are.

    Otter writes `Name  00:03`, or the name on one line and the time on the next, Zoom `[Name] 14:03:05`. Google Meet writes the time alone every
    few minutes: such lines are left out, for a time is nobody's word.
    """
    for pattern in _BEHIND:
        behind = [pattern.fullmatch(line) for line in lines]
        if sum(map(bool, behind)) >= _FEWEST:
            return [f"{found[2]} {found[1].strip()}" if found else line for line, found in zip(lines, behind, strict=True)]
    alone = [at for at, line in enumerate(lines) if _TIME.fullmatch(line)]
    if len(alone) < _FEWEST:
        return list(lines)
    named = {at for at in alone if _named(lines, at)}
    beside = len(named) >= _FEWEST and 2 * len(named) >= len(alone)
    kept = []
    for at, line in enumerate(lines):
        if beside and at + 1 in named:
            found, time = _NAME.fullmatch(line), _TIME.fullmatch(lines[at + 1])
            kept.append(f"{time[1]} {found[1].strip()}" if found and time else line)
        elif at not in alone:
            kept.append(line)
    return kept


def _named(lines: Sequence[str], at: int) -> bool:
    """Whether a name stands on the line before a stamp, at the start of a paragraph, and words on the line after."""
    opens = at == 1 or (at > 1 and not lines[at - 2].strip())
    name = _NAME.fullmatch(lines[at - 1]) if opens else None
    return name is not None and len(name[1].split()) <= 5 and at + 1 < len(lines) and bool(lines[at + 1].strip())
