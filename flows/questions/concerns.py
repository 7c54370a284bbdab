"""Concerns: which decision and focus area an unheard cell of persona and stage bears upon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.model.insights import Insight
from flows.model.picture import Picture
from flows.model.registers import Decision
from flows.model.studies import PlannedQuestion
from flows.questions.decisions import Waiting, names_of

HEARD = 3
"""People who must have brought up a theme at a stage before it is said to be at home there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One persona at one stage."""

    persona: str
    segment: str
    stage: str


@dataclass(frozen=True)
class Concerns:
    """Links that people have made, by naming a persona or a stage, or by speaking of a theme at that stage. No link is guessed."""

    picture: Picture
    decisions: Waiting

    def decision(self, cell: Cell) -> str:
        """Id of the first open decision that rests on a claim about this persona or stage, on a theme that is brought up at this stage,
        or that a planned question about this persona or stage is asked for; empty for none.
        """
        return self.decisions.first(row for row in self.decisions.awaited() if self._bears(row, cell))

    def focus(self, cell: Cell, decision: str) -> str:
        """The decision's focus area, else that of a planned question about the cell, else the one most spoken of at the stage; or empty."""
        row = self.decisions.open(decision)
        planned = (question.focus for question in self._planned if question.focus and _covers(question.persona, "", question.stage, cell))
        candidates = (row.focus if row else "", *planned, self._spoken.get(cell.stage, ""))
        return next((focus for focus in candidates if focus in self._focuses), "")

    def _bears(self, row: Decision, cell: Cell) -> bool:
        asked = self._asked_for.get(row.id.casefold(), ())
        return any(self._touches(name.casefold(), cell) for name in row.claims) or any(
            _covers(question.persona, "", question.stage, cell) for question in asked
        )

    def _touches(self, name: str, cell: Cell) -> bool:
        about = self._claims.get(name)
        if about is not None:
            return _covers(about.persona, about.segment, about.stage, cell)
        return len(self._voices.get((cell.stage, name), ())) >= HEARD

    @cached_property
    def _claims(self) -> Mapping[str, Insight]:
        """Claims by every id that a person may use; a theme's id stands for the theme."""
        held = [insight for insight in self.picture.insights if insight.standing != "retired"]
        return {name.casefold(): insight for insight in held for name in names_of(insight) if name != insight.theme}

    @cached_property
    def _planned(self) -> tuple[PlannedQuestion, ...]:
        return tuple(question for study in self.picture.studies for question in study.questions if not question.answered)

    @cached_property
    def _asked_for(self) -> Mapping[str, list[PlannedQuestion]]:
        """Planned questions by the casefolded decision that waits for them."""
        found: dict[str, list[PlannedQuestion]] = {}
        for question in self._planned:
            found.setdefault(question.decision.casefold(), []).append(question)
        return found

    @cached_property
    def _voices(self) -> Mapping[tuple[str, str], set[str]]:
        """Customers who brought up a theme at a stage, by stage and casefolded theme."""
        grades, found = self.picture.organisation.research.grades, dict[tuple[str, str], set[str]]()
        for observation in self.picture.counted:
            if observation.stage and observation.voice and grades.get(observation.provenance, 0) > 0:
                for theme in observation.themes:
                    found.setdefault((observation.stage, theme.casefold()), set()).add(observation.voice)
        return found

    @cached_property
    def _spoken(self) -> Mapping[str, str]:
        """Stage -> the focus area whose themes most people bring up there."""
        of = {theme.id.casefold(): theme.focus for theme in self.picture.themes if theme.focus}
        heard: dict[str, dict[str, set[str]]] = {}
        for (stage, theme), voices in self._voices.items():
            if theme in of:
                heard.setdefault(stage, {}).setdefault(of[theme], set()).update(voices)
        most = {stage: min(by.items(), key=lambda each: (-len(each[1]), each[0])) for stage, by in heard.items()}
        return {stage: focus for stage, (focus, voices) in most.items() if len(voices) >= HEARD}

    @cached_property
    def _focuses(self) -> frozenset[str]:
        return frozenset(focus.id for focus in self.picture.organisation.focus)


def cells(picture: Picture) -> Iterator[Cell]:
    """Every pair of the organisation's personas and stages, persona by persona."""
    house = picture.organisation
    for persona in house.personas():
        segment = house.segment_of(persona)
        yield from (Cell(persona, segment, stage) for stage in house.stages())


def _covers(persona: str, segment: str, stage: str, cell: Cell) -> bool:
    """Whether something about that persona, segment and stage, of which some may be unsaid, is about the cell as well."""
    said = bool(persona or stage)
    return said and persona in ("", cell.persona) and segment in ("", cell.segment) and stage in ("", cell.stage)
