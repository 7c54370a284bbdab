"""Study pages: how, when and with whom something was asked, what it fed, and every voice word for word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flows.model.documents import Scale
from flows.model.observations import Observation
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.studies import PlannedQuestion, Study
from flows.pages.addresses import OBSERVATIONS_A_PAGE, Addresses, Ref, anchor
from flows.pages.facets import Facets, facets, heard, languages
from flows.pages.lines import insight_line, surest
from flows.pages.quotes import asked_in, clipped, voices

CROWD = 3
"""Voices of one answer each in a document that stand together, not each by itself."""


@dataclass(frozen=True, slots=True)
class Said:
    """One observation on its study's page; its words are empty where consent does not let them be shown."""

    observation: Observation
    anchor: str
    text: str
    question: str
    """What it answers, clipped; empty where the one above answers the same."""
    asked_in: str
    persona: Ref
    themes: tuple[Ref, ...]
    who: str
    """The voice's code within its study; empty where nobody knows whose voice it is."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one voice said in one document; or what a document tells without saying whose voice it is; or its many voices of one answer each."""

    document: Ref
    who: str
    said: tuple[Said, ...]
    hidden: int
    persona: Ref
    """The one that all of it is of; else empty."""
    heard_on: date | None
    """The first day of it."""
    crowd: bool = False
    """Whether these are many voices of one answer each."""


class Studies:
    """The list, `studies/index.md`, and one page each; many observations run on to `studies/x/2.md`."""

    name: ClassVar[str] = "study"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses.of(picture)
        lines = [(study, at.study(study.id).path, _numbers(study, picture, at)) for study in picture.studies]
        yield Page(path="studies/index.md", title="", template="studies.md.j2", facts={"lines": lines}, weight=0.5)
        for study in picture.studies:
            yield from _pages(study, picture, at)


def _pages(study: Study, picture: Picture, at: Addresses) -> Iterable[Page]:
    said = at.by_study.get(study.id, ())
    parts = [said[start : start + OBSERVATIONS_A_PAGE] for start in range(0, len(said), OBSERVATIONS_A_PAGE)] or [()]
    for number, part in enumerate(parts, 1):
        facts = _facts(study, picture, at) if number == 1 else {"study": study}
        yield Page(
            path=at.study_page(study.id, number),
            title=study.title.told(picture.organisation.language) or study.id,
            template="study.md.j2",
            facts={
                **facts,
                "groups": _groups(part, at),
                "number": number,
                "pages": [at.study_page(study.id, n) for n in range(1, len(parts) + 1)],
            },
            weight=0.6,
            of=f"study:{study.id}" if number == 1 else "",
            facets=_facets(study, said, at) if number == 1 else {},
        )


def _facets(study: Study, said: Sequence[Observation], at: Addresses) -> Facets:
    stages = sorted({o.stage for o in said})
    themes = sorted({theme for o in said for theme in o.themes})
    return facets(
        "study",
        study=(study.title,),
        persona=(ref for ref, _ in _who(said, at)),
        stage=(at.stage(stage) for stage in stages),
        theme=(at.theme(theme) for theme in themes),
        language=languages(said),
        date=heard(o.heard_on for o in said),
    )


def _who(said: Sequence[Observation], at: Addresses) -> list[tuple[Ref, int]]:
    """Personas and how many people of each, most first; those of whom nobody knows it last."""
    people: dict[str, list[Observation]] = {}
    for observation in said:
        people.setdefault(observation.persona, []).append(observation)
    ordered = sorted(people.items(), key=lambda item: (item[0] == "", -voices(item[1]), item[0]))
    return [(at.persona(persona), voices(members)) for persona, members in ordered]


def _facts(study: Study, picture: Picture, at: Addresses) -> dict[str, object]:
    mine = {o.key for o in at.by_study.get(study.id, ())}
    return {
        "study": study,
        "owner": at.unit(study.owner),
        "units": [at.unit(unit) for unit in study.units],
        "numbers": _numbers(study, picture, at),
        "fed": [insight_line(i, at) for i in sorted(picture.insights, key=surest) if mine & {e.observation for e in i.evidence}],
        "planned": [(planned, _asked(study, planned, picture, at)) for planned in study.questions],
        "documents": sum(d.study == study.id for d in picture.documents),
        "scales": _scales(study, picture, at),
        "who": [(ref, people) for ref, people in _who(at.by_study.get(study.id, ()), at) if people],
        "smallest": picture.organisation.privacy.smallest_group,
    }


def _scales(study: Study, picture: Picture, at: Addresses) -> list[tuple[Ref, list[Scale]]]:
    """Each survey's ratings, those with fewer answers than the organisation's smallest group left out, by month too."""
    least = picture.organisation.privacy.smallest_group
    surveys = []
    for document in (d for d in picture.documents if d.study == study.id):
        shown = [scale for scale in document.scales if scale.answers >= least]
        whole = [s if all(w.answers >= least for w in s.waves) else s.model_copy(update={"waves": ()}) for s in shown]
        surveys += [(at.document(document.key), whole)] if whole else []
    return surveys


def _numbers(study: Study, picture: Picture, at: Addresses) -> dict[str, object]:
    said = at.by_study.get(study.id, ())
    heard = sorted(o.heard_on for o in said if o.heard_on)
    return {
        "voices": voices(said),
        "observations": len(said),
        "hidden": sum(not o.quotable for o in said),
        "twins": sum(bool(o.twin_of) for o in picture.observations if o.study == study.id),
        "first": heard[0] if heard else study.begun,
        "last": heard[-1] if heard else study.ended,
    }


def _groups(part: Iterable[Observation], at: Addresses) -> list[Group]:
    documents: dict[str, dict[str, list[Observation]]] = {}
    for observation in part:
        documents.setdefault(observation.document, {}).setdefault(observation.voice, []).append(observation)
    return [group for document, spoken in documents.items() for group in _of_document(document, spoken, at)]


def _of_document(document: str, spoken: dict[str, list[Observation]], at: Addresses) -> list[Group]:
    """Voice by voice; those of one answer each together at the end, where they are many."""
    single = [said[0] for voice, said in spoken.items() if voice and len(said) == 1]
    alone = {o.voice for o in single} if len(single) >= CROWD else set()
    groups = [_group(document, voice.rpartition(":")[2], said, at) for voice, said in spoken.items() if voice not in alone]
    return [*groups, *([_group(document, "", single, at, crowd=True)] if alone else [])]


def _group(document: str, who: str, said: Sequence[Observation], at: Addresses, crowd: bool = False) -> Group:
    shown = tuple(_said(o, before, at) for o, before in zip(said, (None, *said), strict=False))
    personas = {o.persona for o in said}
    return Group(
        document=at.document(document),
        who=who,
        said=shown,
        hidden=sum(not o.quotable for o in said),
        persona=at.persona(personas.pop() if len(personas) == 1 else ""),
        heard_on=min((o.heard_on for o in said if o.heard_on), default=None),
        crowd=crowd,
    )


def _said(observation: Observation, before: Observation | None, at: Addresses) -> Said:
    asked = (
        observation.question
        if observation.quotable and not (before and before.quotable and before.question == observation.question)
        else ""
    )
    return Said(
        observation=observation,
        anchor=anchor("o", observation.key),
        text=observation.text if observation.quotable else "",
        question=clipped(asked),
        asked_in=asked_in(observation, at),
        persona=at.persona(observation.persona),
        themes=tuple(at.theme(theme) for theme in observation.themes),
        who=observation.voice.rpartition(":")[2],
    )


def _asked(study: Study, planned: PlannedQuestion, picture: Picture, at: Addresses) -> Ref | None:
    """The backlog's question that this planned one has become."""
    found = next((q for q in picture.questions if _is(q, study, planned)), None)
    return at.question(found.key) if found else None


def _is(question: Question, study: Study, planned: PlannedQuestion) -> bool:
    return any(gap.kind == "planned" and gap.study == study.id and gap.words == planned.text for gap in (question.gap, *question.also))
