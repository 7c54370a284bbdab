"""Cards: an insight as a small page of its own, to be embedded in a wiki, a ticket or a slide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from flows.model.insights import Insight
from flows.model.pages import Leaf
from flows.model.picture import Picture
from flows.pages.addresses import Addresses
from flows.pages.quotes import quotes
from flows.pages.records import evidence, standing_pages


class Cards:
    """`cards/c-012.html` for every insight; where one was merged into another, its card tells of that other one."""

    name: ClassVar[str] = "cards"

    def pages(self, picture: Picture) -> Iterable[Leaf]:
        at = Addresses.of(picture)
        for insight, page, before in standing_pages(picture, at):
            facts = _facts(insight, page, picture, at)
            yield from (Leaf(card(path), facts, "card.html.j2") for path in (page, *before))


def card(page: str) -> str:
    """The address of the card of an insight's page: `cards/c-012.html` of `insights/c-012.md`."""
    return f"cards/{page.rpartition('/')[2].removesuffix('.md')}.html"


def _facts(insight: Insight, page: str, picture: Picture, at: Addresses) -> dict[str, object]:
    supports, against = (evidence(insight, side, picture) for side in ("supports", "contradicts"))
    shown = quotes(supports, at, 1).shown
    return {
        "insight": insight,
        "page": page,
        "quote": shown[0] if shown else None,
        "studies": len(insight.studies),
        "against": len(against),
    }
