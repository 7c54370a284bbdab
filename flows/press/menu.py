"""Menu: the site's sections in groups. The tabs show the groups, and each page its own group's sections: a menu of all pages costs megabytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HOME = "index.md"
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What we know", ("insights", "themes", "personas", "paths", "signals", "freshness", "changes")),
    ("What to ask", ("questions", "focus", "decisions", "ask")),
    ("Meet customers", ("sessions", "contact", "packs", "brief", "notes")),
    ("Where it comes from", ("studies", "catalogue", "feedback", "health")),
)
"""Names of groups, and the sections in them in the order that one reads them."""
WITHIN = {"segments": "personas"}
"""Folders whose pages belong to another section."""
LAST = ("search",)
"""Sections that stand alone, after the groups."""


@dataclass(frozen=True, slots=True)
class Group:
    """One tab: its name, untranslated, and the paths of its sections' first pages. A section alone has no name but its own."""

    name: str
    sections: tuple[str, ...]


def grouped(paths: Iterable[str]) -> tuple[Group, ...]:
    """The groups that a tree with these pages has. Sections that no group knows, of plug-ins and of hand-written pages, stand alone at the end."""
    sections = {section_of(path): path for path in sorted(paths) if _opens(path)}
    groups = [Group(name, tuple(sections.pop(each) for each in members if each in sections)) for name, members in GROUPS]
    last = [sections.pop(each) for each in LAST if each in sections]
    alone = [path for _, path in sorted(sections.items())]
    return (*(group for group in groups if group.sections), *(Group("", (path,)) for path in (*alone, *last)))


def section_of(path: str) -> str:
    """The section that a page belongs to: `insights` for `insights/c-1.md`, `catalogue` for `catalogue.md`."""
    first = path.partition("/")[0].removesuffix(".md")
    return WITHIN.get(first, first)


def _opens(path: str) -> bool:
    """Whether a page is the first of its section."""
    folder, _, name = path.rpartition("/")
    return path != HOME and folder != "handbook" and ((not folder) or ("/" not in folder and name == HOME and folder not in WITHIN))
