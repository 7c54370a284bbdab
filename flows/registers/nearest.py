"""Nearest: what somebody probably meant by a name that is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

_SHOWN = re.compile(r"[A-Za-z0-9-]{1,20}")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name most like `word`, or empty when none is near."""
    names = sorted(set(known))
    found = process.extractOne(_plain(word), [_plain(name) for name in names], scorer=fuzz.ratio, score_cutoff=70) if word else None
    return names[found[2]] if found else ""


def meant(word: str, known: Iterable[str], most: int = 12) -> str:
    """A hint: the nearest known name, and which are allowed when they are few."""
    names = sorted(set(known))
    near = nearest(word, names)
    guess = f"Did you mean `{near}`?" if near else ""
    told = f"Allowed: {', '.join(names)}." if 0 < len(names) <= most else ""
    return " ".join(part for part in (guess, told) if part)


def shown(value: str) -> str:
    """The value in quotation marks if it can only be an id or a key word, so that nobody's name or words get into a message."""
    return f" `{value}`" if _SHOWN.fullmatch(value) else ""


def _plain(name: str) -> str:
    return name.casefold().replace("_", " ").replace("-", " ").strip()
