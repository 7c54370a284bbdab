"""Purposes: what the answer to a question would be used for, from the plans and the decisions register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flows.model.answers import QuestionAnswer
from flows.model.picture import Picture
from flows.model.questions import Gap
from flows.model.studies import PlannedQuestion
from flows.questions.decisions import Waiting, waiting
from flows.questions.joined import Group
from flows.questions.value import STAKES_OF_DECISION, STAKES_OF_NOTHING, Purpose


@dataclass(frozen=True)
class Uses:
    """Where purposes are looked up."""

    planned: dict[str, PlannedQuestion]
    """By the key of their gap."""
    decisions: Waiting
    weights: dict[str, float]
    """F of each focus area."""

    def of(self, group: Group, said: QuestionAnswer) -> tuple[Purpose, ...]:
        """One purpose for each decision or date that waits; a single one without, where none does. Never empty.

        What people have `said` on the board of stakes and break-even stands over plans and registers; its day is that of a decision without one.
        """
        waits = [self._of(gap, group, said) for gap in group.gaps if gap.decision or self._plans((gap,), gap.decision, dated=True)]
        return tuple(dict.fromkeys(waits)) or (self._of(group.gaps[0], group, said),)

    def _of(self, gap: Gap, group: Group, said: QuestionAnswer) -> Purpose:
        """What the board says, then the register of the decision, then the plans that ask for it, then the defaults."""
        row = self.decisions.open(gap.decision)
        plans = self._plans(group.gaps, gap.decision)
        focus = max((other.focus for other in group.gaps if other.focus), key=lambda name: self.weights.get(name, 0.0), default="")
        due = (row.due if row else None) or next((plan.decision_date for plan in plans if plan.decision_date), None) or said.decide_by
        usual = STAKES_OF_DECISION if gap.decision or due else STAKES_OF_NOTHING
        known = (row.stakes if row else None) or max((plan.stakes or 0.0 for plan in plans), default=0.0)
        beside = gap.kind == "uncovered"  # the decision rests on other things: its break-even is not about this, nor all of its stakes
        return Purpose(
            decision=gap.decision,
            focus=focus,
            weight=self.weights.get(focus, 1.0),
            stakes=said.stakes or (min(known, usual) if beside else known) or usual,
            break_even=_share(said.break_even, row.break_even if row and not beside else None, *(plan.break_even for plan in plans)),
            date=due,
            days=next((plan.days for plan in self._plans(group.gaps) if plan.days is not None), None),
        )

    def _plans(self, gaps: Iterable[Gap], decision: str | None = None, dated: bool = False) -> list[PlannedQuestion]:
        """Planned questions among the gaps, of one decision or of none."""
        found = [(gap, self.planned[gap.key]) for gap in gaps if gap.key in self.planned]
        return [
            plan
            for gap, plan in found
            if (decision is None or gap.decision in ("", decision)) and (plan.decision_date is not None or not dated)
        ]


def uses(picture: Picture) -> Uses:
    """The plans' questions, the decisions and the focus areas of a picture."""
    planned = {f"planned:{study.id}:{question.id}": question for study in picture.studies for question in study.questions}
    weights = {focus.id: focus.weight for focus in picture.organisation.focus}
    return Uses(planned, waiting(picture), weights)


def _share(*given: float | None) -> float | None:
    """The first that is a share; a register's cell may hold anything."""
    return next((t for t in given if t is not None and 0 <= t <= 1), None)
