"""Packs: one sheet of paper on each persona, for somebody who meets such a customer today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from flows.model.insights import Insight
from flows.model.noun import unique
from flows.model.observations import Observation
from flows.model.organisation import Persona, Segment
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.pages.addresses import Addresses, Ref, paths
from flows.pages.lines import InsightLine, insight_line, question_line, section, standing_first, surest
from flows.pages.quotes import Quote, newest_first, quote, voices
from flows.pages.sessions import next_session

CLAIMS, SITUATIONS, SAYINGS, QUESTIONS = 5, 3, 3, 3
"""What one sheet has room for."""
LONGEST_QUOTE = 240
"""Characters of a quote that a sheet takes before a shorter one."""
BOTHERS = frozenset(("problem", "need", "doubt", "wish", "expectation"))
"""Kinds of claims that tell what bothers somebody; others follow them."""


@dataclass(frozen=True, slots=True)
class Bother:
    """A claim and one voice that says so."""

    line: InsightLine
    quote: Quote | None


class Packs:
    """The list, `packs/index.md`, and a sheet for each persona that somebody has been heard of."""

    name: ClassVar[str] = "pack"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at, organisation = Addresses.of(picture), picture.organisation
        files = paths("packs", organisation.personas())
        heard = _heard(picture)
        told = [(persona, segment) for segment in organisation.segments for persona in segment.personas if persona.id in heard]
        if not told:
            return
        lines = [(persona, segment, files[persona.id], voices(heard[persona.id])) for persona, segment in told]
        facts = {"lines": lines, "smallest": organisation.privacy.smallest_group}
        yield Page(path="packs/index.md", title="", template="packs.md.j2", facts=facts, weight=0.5)
        for persona, segment in told:
            yield Page(
                path=files[persona.id],
                title=persona.name.told(organisation.language) or persona.id,
                template="pack.md.j2",
                facts=_facts(persona, segment, heard[persona.id], at),
                weight=0.6,
                of=f"pack:{persona.id}",
            )


def _heard(picture: Picture) -> dict[str, list[Observation]]:
    grouped: dict[str, list[Observation]] = {}
    for observation in picture.counted:
        grouped.setdefault(observation.persona, []).append(observation)
    return grouped


def _facts(persona: Persona, segment: Segment, heard: Sequence[Observation], at: Addresses) -> dict[str, object]:
    picture = at.picture
    mine = [i for i in sorted(picture.insights, key=surest) if i.persona == persona.id and section(i) == "heard" and i.evidence]
    told = sorted((i for i in mine if not i.contested), key=lambda i: i.kind not in BOTHERS)[:CLAIMS]
    asked = [q for q in sorted(picture.questions, key=standing_first) if q.gap.persona == persona.id and q.listing in ("ranked", "hedge")]
    return {
        "persona": persona,
        "page_of": at.persona(persona.id).path,
        "segment": at.segment(segment.id),
        "voices": voices(heard),
        "smallest": picture.organisation.privacy.smallest_group,
        "latest": max((o.heard_on for o in heard if o.heard_on), default=None),
        "situations": unique(i.situation for i in mine)[:SITUATIONS],
        "stages": _stages(heard, at),
        "bothers": [Bother(insight_line(i, at), _quote(i, at)) for i in told],
        "more": len(mine) - len(told),
        "so_what": unique(i.so_what for i in told)[:SAYINGS],
        "questions": [question_line(q, at) for q in asked[:QUESTIONS]],
        "next": next_session(picture),
    }


def _stages(heard: Iterable[Observation], at: Addresses) -> list[Ref]:
    """Where on their path they are heard most."""
    met: dict[str, list[Observation]] = {}
    for observation in heard:
        met.setdefault(observation.stage, []).append(observation)
    known = at.picture.organisation.stages()
    ordered = sorted((stage for stage in met if stage in known), key=lambda stage: (-voices(met[stage]), -len(met[stage]), stage))
    return [at.stage(stage) for stage in ordered[:SITUATIONS]]


def _quote(insight: Insight, at: Addresses) -> Quote | None:
    """One voice: of this persona rather than another, short rather than long, and then the newest."""
    known = at.picture.observation
    said = [known[key] for key in insight.supports if key in known and known[key].quotable and not known[key].twin_of]
    if not said:
        return None
    newest = {o.key: place for place, o in enumerate(newest_first(said))}
    best = min(said, key=lambda o: (o.persona != insight.persona, len(o.text) > LONGEST_QUOTE, newest[o.key]))
    return quote(best, at)
