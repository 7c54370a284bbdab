"""Study pages: how, when and with whom something was asked, what it fed, and every voice word for word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flows.model.documents import Scale
from flows.model.observations import Observation
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.studies import PlannedQuestion, Study
from flows.pages.addresses import OBSERVATIONS_A_PAGE, Addresses, Ref, anchor
from flows.pages.lines import insight_line, surest
from flows.pages.quotes import asked_in, clipped, voices


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


@dataclass(frozen=True, slots=True)
class Group:
    """What one voice said in one document, or what a document tells without saying whose voice it is."""

    document: Ref
    who: str
    said: tuple[Said, ...]
    hidden: int


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
        )


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
    grouped: dict[tuple[str, str], list[Observation]] = {}
    for observation in part:
        grouped.setdefault((observation.document, observation.voice), []).append(observation)
    return [_group(document, voice, said, at) for (document, voice), said in grouped.items()]


def _group(document: str, voice: str, said: list[Observation], at: Addresses) -> Group:
    shown = tuple(_said(o, before, at) for o, before in zip(said, (None, *said), strict=False))
    return Group(at.document(document), voice.rpartition(":")[2], shown, sum(not o.quotable for o in said))


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
    )


def _asked(study: Study, planned: PlannedQuestion, picture: Picture, at: Addresses) -> Ref | None:
    """The backlog's question that this planned one has become."""
    found = next((q for q in picture.questions if _is(q, study, planned)), None)
    return at.question(found.key) if found else None


def _is(question: Question, study: Study, planned: PlannedQuestion) -> bool:
    return any(gap.kind == "planned" and gap.study == study.id and gap.words == planned.text for gap in (question.gap, *question.also))
