"""Places: the order that people see, with the questions that they have moved where they put them, beside the computed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.model.answers import QuestionAnswer
from flows.model.questions import Override, Question


def placed(computed: Sequence[Question], answers: Mapping[str, QuestionAnswer]) -> list[Question]:
    """The questions of one listing with their ranks from 1, `computed` being their order.

    Whatever people gave a place stands there, the others fill the places between in their order. Of two on one place the better computed one
    takes it and the other the next; a place beyond the end is the last. The override records the place that was asked for.
    """
    moved = {place: _overridden(question, place, answers) for place, question in enumerate(computed, 1)}
    given = sorted((o.place, o.computed) for question in moved.values() if (o := question.override))
    slots: dict[int, Question] = {}
    for place, at in given:
        slots[_free(place, slots, len(computed))] = moved.pop(at)
    rest = iter(moved.values())
    return [(slots.get(rank) or next(rest)).model_copy(update={"rank": rank}) for rank in range(1, len(computed) + 1)]


def _free(wanted: int, taken: Mapping[int, Question], last: int) -> int:
    """The first free place from the wanted one on, or else the last free one before it."""
    start = min(wanted, last)
    after = (place for place in range(start, last + 1) if place not in taken)
    before = (place for place in range(start, 0, -1) if place not in taken)
    return next(after, 0) or next(before)


def _overridden(question: Question, computed: int, answers: Mapping[str, QuestionAnswer]) -> Question:
    answer = answers.get(question.key)
    if answer is None or answer.place is None:
        return question
    on = answer.written.get("place", answer.on)
    return question.model_copy(update={"override": Override(place=answer.place, computed=computed, reason=answer.reason.strip(), on=on)})
