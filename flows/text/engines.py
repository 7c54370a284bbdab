"""Engines: what this machine has to search Finnish with, and how well each way was measured to find."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from flows.text.lemmas import engine

HEADER_MOST = 1000
"""Pages of a site that the search field in the header searches: its index is downloaded with every page and built anew in the browser, 8 MB
and 9 s at this size, 40 MB and 48 s at five times that."""


@dataclass(frozen=True, slots=True)
class Recall:
    """Shares of what should be found that is found: 20 words with gradation × 7 forms, and 20 compounds that end in such words."""

    forms: float
    """From the base form: its inflections."""
    others: float
    """From an inflected form: the other forms."""
    compounds: float
    """From the base form: compounds that end in it."""


RECALL = {"voikko": Recall(1.0, 0.99, 0.95), "simplemma": Recall(1.0, 0.99, 0.8)}
"""By the engine that gives base forms: measured in Chromium in the header and on the search page, the lower of both. `tests/doors` holds it."""


@dataclass(frozen=True, slots=True)
class Searching:
    """How a site is searched that is built on this machine."""

    lemmas: str
    """`voikko` or `simplemma`."""
    finder: str
    """Version of Pagefind; empty where it is not installed."""
    recall: dict[str, Recall]
    most: int


def searching() -> Searching:
    """What serves on this machine."""
    return Searching(engine(), finder(), RECALL, HEADER_MOST)


def finder() -> str:
    """Version of Pagefind, which makes the search page; empty where the extra `search` is not installed."""
    try:
        return version("pagefind_bin_extended")
    except PackageNotFoundError:
        return ""
