"""Page: one address of the site, and the facts its template tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


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
    """Earlier addresses that must go on working."""
