"""Signals: what the library as a whole shows beside its claims. What grows, what is faint, where nothing has been heard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.registers import Ask
from flows.model.signals import Hole, Overlap, WeakSignal
from flows.pages.addresses import Addresses, Ref
from flows.pages.pictures import heard
from flows.pages.quotes import quotes

SHOWN = 3
"""Quotes of a faint signal that stand open."""


class Signals:
    """One page: `signals.md`."""

    name: ClassVar[str] = "signals"

    def pages(self, picture: Picture) -> Iterable[Page]:
        yield Page(path="signals.md", title="", template="signals.md.j2", facts=_facts(picture, Addresses.of(picture)), weight=0.5)


def _facts(picture: Picture, at: Addresses) -> dict[str, object]:
    told, organisation = picture.signals, picture.organisation
    return {
        "grown": [(each, at.theme(each.theme)) for each in told.growth],
        "weak": [(each, quotes(((o, None) for o in _heard(each, picture)), at, SHOWN)) for each in told.weak],
        "inside": told.inside_out,
        "conflicts": [(each, _about(each.about, picture, at), at.segment(each.segment)) for each in told.conflicts],
        "personas": {persona: at.persona(persona) for persona in organisation.personas()},
        "core": [(at.segment(s.id), [each for each in told.core if each.segment == s.id]) for s in organisation.segments],
        "insights": {key: at.insight(key) for each in told.core for key in each.insights},
        "heard": heard(at),
        "smallest": organisation.privacy.smallest_group,
        "holes": [(kind, [_hole(each, at) for each in told.holes if each.kind == kind]) for kind in _kinds(told.holes)],
        "saturation": [(each, at.study(each.study)) for each in told.saturation],
        "overlaps": [(each, _named(each, picture, at)) for each in told.overlaps],
    }


def _heard(signal: WeakSignal, picture: Picture) -> list[Observation]:
    return [picture.observation[key] for key in signal.observations if key in picture.observation]


def _about(key: str, picture: Picture, at: Addresses) -> Ref:
    return at.insight(key) if key in picture.insight else at.theme(key)


def _kinds(holes: Iterable[Hole]) -> list[str]:
    return list(dict.fromkeys(hole.kind for hole in holes))


def _hole(hole: Hole, at: Addresses) -> tuple[Hole, Ref]:
    places = {"unit": at.unit, "stage": at.stage, "persona": at.persona, "segment": at.segment, "motive": at.insight}
    return hole, places[hole.kind](hole.id)


def _named(overlap: Overlap, picture: Picture, at: Addresses) -> list[Ref]:
    if overlap.kind == "asks":
        asked = {row.id: row.text for row in picture.rows(Ask)}
        return [at.question(f"asked:{id_}") if f"asked:{id_}" in picture.question else _plain(asked.get(id_, id_)) for id_ in overlap.ids]
    return [at.study(id_) for id_ in overlap.ids]


def _plain(text: str) -> Ref:
    return Ref(Words(fi=text, en=text))
