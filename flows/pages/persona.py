"""Persona pages: what is known of a kind of customer, what is only assumed, and what nobody has asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from flows.model.observations import Observation
from flows.model.organisation import Persona, Segment
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.registers import Assumption
from flows.pages.addresses import Addresses, Ref, anchor
from flows.pages.facets import facets, languages
from flows.pages.home import personas
from flows.pages.lines import question_line, sections, standing_first
from flows.pages.quotes import newest_first, quotes, voices
from flows.pages.segment import conflicts


class Personas:
    """The list by segment, `personas/index.md`, and one page each."""

    name: ClassVar[str] = "persona"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses.of(picture)
        facts = {
            "segments": [(segment, anchor("segment", segment.id), at.segment(segment.id)) for segment in picture.organisation.segments],
            "tallies": {tally.ref.path: tally for tally in personas(picture, at)},
            "paths": {persona: at.persona(persona).path for persona in picture.organisation.personas()},
            "smallest": picture.organisation.privacy.smallest_group,
        }
        if not picture.organisation.segments:
            return
        yield Page(path="personas/index.md", title="", template="personas.md.j2", facts=facts, weight=0.8)
        for segment in picture.organisation.segments:
            for persona in segment.personas:
                yield _page(persona, segment, picture, at)


def _page(persona: Persona, segment: Segment, picture: Picture, at: Addresses) -> Page:
    heard = tuple(o for o in picture.counted if o.persona == persona.id)
    mine = sections((i for i in picture.insights if i.persona == persona.id), at)
    facts = {
        "persona": persona,
        "segment": at.segment(segment.id),
        "voices": voices(heard),
        "observations": len(heard),
        "latest": max((o.heard_on for o in heard if o.heard_on), default=None),
        "sections": mine,
        "assumptions": _unheard(persona, picture),
        "stages": _stages(heard, picture, at),
        "questions": [
            question_line(q, at)
            for q in sorted(picture.questions, key=standing_first)
            if q.gap.persona == persona.id and q.listing in ("ranked", "hedge")
        ],
        "quotes": quotes(((o, None) for o in newest_first(heard)), at, 6),
        "conflicts": conflicts(picture, at, persona=persona.id),
        "smallest": picture.organisation.privacy.smallest_group,
    }
    title = persona.name.told(picture.organisation.language) or persona.id
    return Page(
        path=at.persona(persona.id).path,
        title=title,
        template="persona.md.j2",
        facts=facts,
        weight=1.2,
        of=f"persona:{persona.id}",
        facets=facets(
            "persona",
            persona=(persona.name,),
            segment=(segment.name,),
            stage=(stage for _, stage, _, count in _stages(heard, picture, at) if count),
            theme=(line.theme for line in mine["heard"]),
            language=languages(heard),
        ),
    )


def _unheard(persona: Persona, picture: Picture) -> list[Assumption]:
    """Rows of the assumptions register that no insight stands for yet."""
    return [row for row in picture.rows(Assumption) if row.persona == persona.id and f"a-{row.id}" not in picture.insight]


def _stages(heard: tuple[Observation, ...], picture: Picture, at: Addresses) -> list[tuple[Ref, Ref, int, int]]:
    """(path, stage, voices, observations) for every stage, the silent ones too."""
    return [
        (Ref(path.name), at.stage(stage.id), voices(o for o in heard if o.stage == stage.id), sum(o.stage == stage.id for o in heard))
        for path in picture.organisation.paths
        for stage in path.stages
    ]
