"""Feeds: what became new, stronger, weaker, contradicted, stale or retired, for those who read it elsewhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from flows.model.insights import Insight, Turn
from flows.model.noun import Words
from flows.model.pages import Leaf
from flows.model.picture import Picture
from flows.pages.addresses import Addresses, Ref
from flows.pages.records import beside, has_feed, standing_themes

CYCLES = 12
"""Of so many cycles, the latest first, a feed tells what they changed."""
MOST = 100
"""Entries of a feed."""
GRAVEST = (
    "contradicted",
    "retired",
    "merged",
    "weaker",
    "stale",
    "new",
    "proposed",
    "assumed",
    "accepted",
    "stronger",
    "settled",
    "fresh",
    "reworded",
)
"""The order of what happened on the same day."""
SPACE = uuid.UUID("f2f7d5a4-9b0e-5c55-8a52-3c1f6a0f5d10")
"""Names of entries and feeds are made in this space, so that they are nobody else's."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a feed."""

    id: str
    """`urn:uuid:…`: the same for good, whatever the page is called later."""
    what: str
    """insight, question or theme."""
    kind: str
    """What happened to it: a kind of turn, `assumed` for a proposal of which nobody has been heard, or `new`."""
    text: Words
    path: str
    """Its page."""
    on: date
    cycle: str
    theme: str = ""
    before: float | None = None
    """Belief before and after it, where it moved."""
    mean: float | None = None
    earlier: Words = field(default_factory=Words)
    """What was held until then, where the wording changed."""
    why: str = ""


class Feed:
    """`changes.atom`, and one for each theme of people's: `themes/laskutus.atom`."""

    name: ClassVar[str] = "feed"

    def pages(self, picture: Picture) -> Iterable[Leaf]:
        at = Addresses.of(picture)
        if not picture.insights and not picture.questions and not picture.themes:
            return
        told = sorted(_told(picture, at), key=_newest_first)
        yield _feed("changes.atom", "changes.md", None, told, picture)
        for theme, page, before in standing_themes(picture, at):
            if has_feed(theme):
                own = [each for each in told if each.theme in {theme.id, *at.merged_themes(theme.id)}]
                for path in (page, *before):
                    yield _feed(beside(path, ".atom"), page, Ref(theme.name, page), own, picture)


def _feed(path: str, page: str, theme: Ref | None, told: Sequence[Told], picture: Picture) -> Leaf:
    known = tuple(told[:MOST])
    facts = {
        "id": _named(picture, "feed", page),
        "path": path,
        "page": page,
        "theme": theme,
        "entries": known,
        "updated": max((each.on for each in known), default=picture.cycle.today),
    }
    return Leaf(path, facts, "feed.atom.j2")


def _told(picture: Picture, at: Addresses) -> Iterator[Told]:
    """What happened in the last cycles, without what the machine words: that is no belief that could grow or fade."""
    lately = {cycle.name for cycle in picture.cycles[-CYCLES:]} | {picture.cycle.name}
    for insight in picture.insights:
        if insight.origin != "theme":
            yield from (_turned(turn, insight, picture, at) for turn in picture.histories.get(insight.key, ()) if turn.cycle in lately)
    yield from _of_this_cycle(picture, at)


def _turned(turn: Turn, insight: Insight, picture: Picture, at: Addresses) -> Told:
    moved = turn.before is not None and turn.kind in ("stronger", "weaker", "contradicted", "settled")
    return Told(
        id=_named(picture, "turn", insight.key, turn.cycle, turn.kind),
        what="insight",
        kind="assumed" if turn.kind == "proposed" and insight.standing == "assumed" else turn.kind,
        text=insight.statement,
        path=at.insight(insight.key).path,
        on=turn.on,
        cycle=turn.cycle,
        theme=insight.theme,
        before=turn.before if moved else None,
        mean=turn.mean if moved else None,
        earlier=turn.statement,
        why=turn.why,
    )


def _of_this_cycle(picture: Picture, at: Addresses) -> Iterator[Told]:
    """What no history tells: beliefs that are gone altogether, new questions and new themes. In the first cycle all would be new."""
    changes, cycle = picture.changes, picture.cycle
    for gone in changes.retired:
        if gone.origin != "theme" and gone.key not in picture.insight:
            id_ = _named(picture, "turn", gone.key, cycle.name, "retired")
            yield Told(id_, "insight", "retired", gone.statement, "changes.md", cycle.today, cycle.name, gone.theme)
    for key in changes.new_questions if len(picture.cycles) > 1 else ():
        if question := picture.question.get(key):
            id_ = _named(picture, "question", key, cycle.name)
            yield Told(id_, "question", "new", question.text, at.question(key).path, cycle.today, cycle.name, question.gap.theme)
    for key in changes.new_themes if len(picture.cycles) > 1 else ():
        id_ = _named(picture, "theme", key, cycle.name)
        yield Told(id_, "theme", "new", at.theme(key).name, at.theme(key).path, cycle.today, cycle.name, key)


def _newest_first(told: Told) -> tuple[int, str, int, str]:
    return (-told.on.toordinal(), told.what, GRAVEST.index(told.kind), told.id)


def _named(picture: Picture, *parts: str) -> str:
    """An id for good: made of what happened, whose it is, and the language that it is told in."""
    organisation = picture.organisation
    whole = "\x1f".join((organisation.name.fi, organisation.name.en, organisation.language, *parts))
    return f"urn:uuid:{uuid.uuid5(SPACE, whole)}"
