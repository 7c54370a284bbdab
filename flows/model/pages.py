"""Pages and leaves: addresses of the site, and the facts that their templates tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flows.model.noun import Words


@dataclass(frozen=True, slots=True)
class Page:
    """What a page type hands to the press. Facts are plain data; the template decides how they look."""

    path: str
    """Within the site, ending in .md: `insights/c-012.md`. Permanent."""
    title: str
    template: str
    """Below templates/pages: `insight.md.j2`."""
    facts: dict[str, Any]
    tags: tuple[str, ...] = ()
    description: str = ""
    weight: float = 1.0
    """Boost in search; 0 leaves the page out of it."""
    aliases: tuple[str, ...] = field(default=())
    """Other addresses that lead here: those of what was renamed, or merged into this."""
    of: str = ""
    """What it is the page of, so that its address can be followed: `insight:c-012`. Empty for pages that the site always has."""
    facets: dict[str, tuple[Words, ...]] = field(default_factory=dict)
    """What the faceted search tells it apart by, each with its values in both languages; empty for what is not searched by facets. Facets are
    kind, persona, segment, stage, theme, confidence, freshness, study, language; `date` puts what was found in order."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file beside the pages, for other tools: a record, a feed, a calendar, a card to embed.

    The ending says what it is: `.json` is the facts themselves, `.ics` a calendar of them; `.atom` and `.html` are filled in by a template.
    """

    path: str
    """Within the site: `insights/c-012.json`. Permanent."""
    facts: dict[str, Any]
    template: str = ""
    """Below templates/leaves: `card.html.j2`."""
