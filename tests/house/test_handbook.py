"""The handbook in Finnish says what the English one says: the same commands, links, code and headings, so that neither drifts off unseen."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from markdown.extensions.toc import slugify

HANDBOOK = Path(__file__).parent.parent.parent / "site" / "handbook"
FINNISH = sorted((HANDBOOK / "fi").rglob("*.md"))
NEEDED = {"index", "reading", "concepts", "notes", "board", "signals", "themes", "people", "commands"}
"""What readers, planners and research ops read."""
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)

pages = pytest.mark.parametrize("page", FINNISH, ids=lambda page: page.stem)


def english(page: Path) -> str:
    return (HANDBOOK / page.relative_to(HANDBOOK / "fi")).read_text(encoding="utf-8")


def finnish(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(text: str) -> list[str]:
    return FENCE.findall(text)


def prose(text: str) -> str:
    return FENCE.sub("", text)


def commands(text: str) -> Counter[str]:
    """Every command and option in single backquotes, and how often it stands."""
    return Counter(re.findall(r"`((?:uoma|make|pip|prefect|python) [^`\n]+|--[a-z][^`\n]*)`", prose(text)))


def links(text: str) -> set[str]:
    return {found for found in re.findall(r"\]\(([^)\s]+)\)", prose(text)) if "://" not in found}


def headings(text: str) -> list[tuple[int, str]]:
    """Levels and anchors of headings below the page's own, in their order."""
    found = re.findall(r"^(#{2,6}) +(.+?)(?: *\{ *#([\w-]+)[^}]*\})? *$", prose(text), re.MULTILINE)
    return [(len(marks), anchor or slugify(re.sub(r"[`*]", "", title), "-")) for marks, title, anchor in found]


def tables(text: str) -> list[list[int]]:
    """Rows of each table."""
    return [[line.count("|") for line in table.strip().splitlines()] for table in re.findall(r"(?:^\|.*\n)+", prose(text), re.MULTILINE)]


def test_what_readers_need_stands_in_finnish() -> None:
    assert {page.stem for page in FINNISH} >= NEEDED


@pages
def test_each_finnish_page_has_an_english_one(page: Path) -> None:
    assert (HANDBOOK / page.relative_to(HANDBOOK / "fi")).is_file()


@pages
def test_both_show_the_same_code_and_commands(page: Path) -> None:
    assert blocks(finnish(page)) == blocks(english(page))
    assert commands(finnish(page)) == commands(english(page))


@pages
def test_both_lead_to_the_same_places_and_none_into_the_void(page: Path) -> None:
    assert links(finnish(page)) == links(english(page))
    for link in links(finnish(page)):
        name, _, anchor = link.partition("#")
        assert (HANDBOOK / name).is_file(), link
        for target in (HANDBOOK / name, HANDBOOK / "fi" / name):
            if anchor and target.is_file():
                assert anchor in {each for _, each in headings(target.read_text(encoding="utf-8"))}, link


@pages
def test_both_have_the_same_headings_under_the_same_anchors(page: Path) -> None:
    assert headings(finnish(page)) == headings(english(page))


@pages
def test_both_have_the_same_tables(page: Path) -> None:
    assert tables(finnish(page)) == tables(english(page))
