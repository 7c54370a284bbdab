"""Search page: words and facets together, where this machine can make it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from flows.model.noun import Words
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.text.engines import HEADER_MOST, finder

FACETS = {
    "kind": Words(fi="Sivun laji", en="Kind of page"),
    "persona": Words(fi="Persoona", en="Persona"),
    "segment": Words(fi="Segmentti", en="Segment"),
    "stage": Words(fi="Polun vaihe", en="Stage"),
    "theme": Words(fi="Teema", en="Theme"),
    "confidence": Words(fi="Varmuus", en="Confidence"),
    "freshness": Words(fi="Tuoreus", en="Freshness"),
    "study": Words(fi="Tutkimus", en="Study"),
    "language": Words(fi="Kieli", en="Language"),
}
"""What pages are told apart by, and what each is called."""
SCRIPT = "assets/uoma/finder.js"


class Search:
    """One page, `search.html`; none where Pagefind is not installed."""

    name: ClassVar[str] = "search"

    def pages(self, picture: Picture) -> Iterable[Page]:
        if finder():
            facts = {"facets": list(FACETS.items()), "script": SCRIPT, "most": HEADER_MOST}
            yield Page(path="search.md", title="", template="search.md.j2", facts=facts, weight=0)
