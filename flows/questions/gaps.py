"""Gaps: the holes in what is known, each with what it is about and the decision that waits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.model.insights import Insight
from flows.model.noun import Words
from flows.model.organisation import Theme
from flows.model.picture import Picture
from flows.model.questions import Gap, GapKind
from flows.model.registers import Ask
from flows.model.studies import PlannedQuestion, Study
from flows.questions.concerns import Concerns
from flows.questions.decisions import Waiting, names_of, waiting
from flows.questions.uncovered import uncovered


def gaps(picture: Picture, coverage: Mapping[tuple[str, str], int]) -> tuple[Gap, ...]:
    """Every gap, sorted by key. `coverage` is (persona id, stage id) -> distinct voices; a missing cell has none.

    Keys are `<kind>:<insight, theme, persona/stage or ask>` and `planned:<study>:<id>`: of the gap, never of its wording.
    """
    place = _Place(picture)
    found = [*_planned(place), *_asked(place), *_emerging(place), *uncovered(picture, coverage, place.concerns)]
    for insight in picture.insights:
        found.extend(_of_insight(place, insight))
    return tuple(sorted(found, key=lambda gap: gap.key))


@dataclass(frozen=True)
class _Place:
    """The picture with what the links of a gap are looked up in."""

    picture: Picture

    @cached_property
    def decisions(self) -> Waiting:
        return waiting(self.picture)

    @cached_property
    def concerns(self) -> Concerns:
        return Concerns(self.picture, self.decisions)

    @cached_property
    def insights(self) -> dict[str, Insight]:
        """By every id that a person may use for one; an insight that was merged stands for the one that it went into."""
        own = {i.key.rpartition(":")[2].casefold(): self._heir(i) for i in self.picture.insights}
        return own | {i.key.casefold(): self._heir(i) for i in self.picture.insights}

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Insight -> what registers may call it by, the names of those that were merged into it too."""
        found: dict[str, tuple[str, ...]] = {}
        for insight in sorted(self.picture.insights, key=lambda i: (bool(i.into), i.key)):
            heir = self._heir(insight).key
            found[heir] = (*found.get(heir, ()), *names_of(insight))
        return found

    def _heir(self, insight: Insight) -> Insight:
        """Where it went; the insight itself where the merges run in a circle or lead nowhere."""
        seen, at = {insight.key}, insight
        while at.into:
            if at.into in seen or at.into not in self.picture.insight:
                return insight
            at = self.picture.insight[at.into]
            seen.add(at.key)
        return at

    @cached_property
    def focuses(self) -> frozenset[str]:
        return frozenset(focus.id for focus in self.picture.organisation.focus)

    def decision(self, named: str, claim: str, theme: str) -> str:
        """The decision that a person named, unless it is made; else the open one that rests on the claim or theme."""
        about = self.insights.get(claim.casefold())
        names = (claim, *(self.names[about.key] if about else ()), theme)
        return self.decisions.still(named) or self.decisions.on(filter(None, names))

    def focus(self, *candidates: str) -> str:
        """The first that the organisation has."""
        return next((focus for focus in candidates if focus in self.focuses), "")

    def focus_of_theme(self, theme: str) -> str:
        return self.picture.theme[theme].focus if theme in self.picture.theme else ""

    def focus_of_decision(self, decision: str) -> str:
        row = self.decisions.open(decision)
        return row.focus if row else ""


def _of_insight(place: _Place, insight: Insight) -> Iterator[Gap]:
    if insight.standing == "retired" or place.insights[insight.key.casefold()] is not insight:
        return
    decision = place.decisions.on(place.names.get(insight.key, ()))
    focus = place.focus(place.focus_of_decision(decision), place.focus_of_theme(insight.theme))
    for kind in _kinds(insight):
        yield Gap(
            key=f"{kind}:{insight.key}",
            kind=kind,
            insight=insight.key,
            decision=decision,
            theme=insight.theme,
            persona=insight.persona,
            segment=insight.segment or place.picture.organisation.segment_of(insight.persona),
            stage=insight.stage,
            focus=focus,
            claims=(insight.key,),
        )


def _kinds(insight: Insight) -> Iterator[GapKind]:
    if insight.standing == "assumed" or not insight.evidence:
        yield "assumption"
    if insight.contested:
        yield "contradicted"
    if insight.freshness.state == "stale":
        yield "stale"
    if not insight.evidence:
        return
    if insight.standing != "assumed" and insight.voices < 3:
        yield "thin"
    if insight.voices >= 3 and len(insight.studies) == 1:
        yield "single-source"
    if not insight.motivation.strip():
        yield "unexplained"


def _planned(place: _Place) -> Iterator[Gap]:
    for study in place.picture.studies:
        for question in study.questions:
            if not question.answered:
                yield _of_plan(place, study, question)


def _of_plan(place: _Place, study: Study, question: PlannedQuestion) -> Gap:
    insight = place.insights.get(question.claim.casefold()) if question.claim else None
    theme = question.theme or (insight.theme if insight else "")
    persona = question.persona or (insight.persona if insight else "")
    decision = place.decision(question.decision, question.claim, theme)
    return Gap(
        key=f"planned:{study.id}:{question.id}",
        kind="planned",
        insight=insight.key if insight else "",
        decision=decision,
        theme=theme,
        persona=persona,
        segment=place.picture.organisation.segment_of(persona),
        stage=question.stage or (insight.stage if insight else ""),
        focus=place.focus(question.focus, place.focus_of_decision(decision), place.focus_of_theme(theme)),
        study=study.id,
        words=question.text,
        claims=(question.claim,) if question.claim else (),
    )


def _asked(place: _Place) -> Iterator[Gap]:
    for ask in place.picture.rows(Ask):
        insight = place.insights.get(ask.claim.casefold()) if ask.claim else None
        theme = ask.theme or (insight.theme if insight else "")
        persona = ask.persona or (insight.persona if insight else "")
        decision = place.decision(ask.decision, ask.claim, theme)
        yield Gap(
            key=f"asked:{ask.id}",
            kind="asked",
            insight=insight.key if insight else "",
            decision=decision,
            theme=theme,
            persona=persona,
            segment=place.picture.organisation.segment_of(persona),
            stage=ask.stage or (insight.stage if insight else ""),
            focus=place.focus(place.focus_of_decision(decision), place.focus_of_theme(theme)),
            words=Words(fi=ask.text, en=ask.text),
            askers=max(0, ask.askers),
            claims=(ask.claim,) if ask.claim else (),
        )


FEWEST_TOLD = 3
"""Mentions second-hand from which a theme of the codebook that no customer has been heard on is worth asking about."""


def _only_told(place: _Place, theme: str) -> bool:
    """Whether a theme is known from what colleagues have noted, and from nothing else: no customer's word and no claim."""
    grades = place.picture.organisation.research.grades
    heard = place.picture.by_theme.get(theme, ())
    told = len(heard) >= FEWEST_TOLD and all(grades.get(o.provenance, 0) <= 0 for o in heard)
    return told and all(insight.theme != theme for insight in place.picture.insights)


def _emerging(place: _Place) -> Iterator[Gap]:
    own = {i.theme: i for i in place.picture.insights if i.origin == "theme" and i.theme}
    grown = {growth.theme for growth in place.picture.signals.growth if growth.direction in ("emerging", "growing")}
    for theme in place.picture.themes:
        insight = own.get(theme.id)
        if not _opens(place, theme, grown) or (insight and insight.standing == "retired"):
            continue
        decision = place.decisions.on((theme.id, *(place.names.get(insight.key, ()) if insight else ())))
        yield Gap(
            key=f"emerging:{theme.id}",
            kind="emerging",
            insight=insight.key if insight else "",
            decision=decision,
            theme=theme.id,
            persona=insight.persona if insight else "",
            segment=insight.segment if insight else "",
            stage=insight.stage if insight else "",
            focus=place.focus(place.focus_of_decision(decision), theme.focus),
        )


def _opens(place: _Place, theme: Theme, grown: Collection[str]) -> bool:
    """Whether a theme is new, grows, or is known from hearsay alone. What people have merged or rejected opens nothing."""
    if theme.standing in ("merged", "rejected"):
        return False
    return theme.origin == "found" or theme.id in grown or _only_told(place, theme.id)
