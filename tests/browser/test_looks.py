"""What readers see: pictures of every kind of page, none blank, nothing cut off, nothing over another, nothing wider than the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows import plugins

pytestmark = pytest.mark.browser
BLANK = 12.0
"""Variance of the pixels of a page that shows next to nothing; the barest of ours has three times as much."""


def test_a_page_shows_something_in_each_palette_and_on_a_phone(kind: str, visited: Any) -> None:
    found = [
        f"{page} {view}: {value:.1f}" for page, seen in visited(kind).items() for view, value in seen["variance"].items() if value < BLANK
    ]
    assert not found, "\n".join(found)


def test_no_text_is_cut_off_or_lies_over_another(kind: str, visited: Any) -> None:
    found = [f"{page} {size}: {what}" for page, seen in visited(kind).items() for size, told in seen["laid"].items() for what in told]
    assert not found, "\n".join(found)


def test_no_page_scrolls_sideways(kind: str, visited: Any) -> None:
    found = [f"{page} {size}: {value} px" for page, seen in visited(kind).items() for size, value in seen["width"].items() if value > 0]
    assert not found, "\n".join(found)


def test_a_browser_has_nothing_to_complain_of(kind: str, visited: Any) -> None:
    found = [f"{page}: {text}" for page, seen in visited(kind).items() for text in seen["said"]]
    assert not found, "\n".join(found)


def test_the_sample_shows_every_kind_of_page_in_each_of_its_languages(built: dict[str, Any]) -> None:
    """So that what is looked at here is all that there is; the pages of one tree are those of another."""
    kinds = [kind for kind in plugins.names("pages") if not built["pages"][kind] and not built["leaves"][kind]]
    assert not kinds, f"the sample organisation has no page of the kinds {kinds}"
    for kind in plugins.names("pages"):
        trees = [
            {page.removeprefix(folder) for page in built["pages"][kind] if _within(page, folder, built)}
            for folder in built["trees"].values()
        ]
        assert all(len(tree) == len(trees[0]) for tree in trees), f"{kind}: {trees}"
    assert all((Path(built["site"]) / page).is_file() for page in built["every"])


def _within(page: str, folder: str, built: dict[str, Any]) -> bool:
    others = [other for other in built["trees"].values() if other]
    return page.startswith(folder) if folder else not page.startswith(tuple(others))
