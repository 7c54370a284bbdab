"""History: what happened to an insight cycle by cycle, told by the meaning and not by the bytes, and what was held before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from flows.model.answers import InsightAnswer
from flows.model.cycles import Cycle
from flows.model.insights import Insight, Level, Turn, TurnKind
from flows.model.noun import Words

MOVED = 0.05
"""A belief's mean must have moved as much since the last turn that was told, to count as stronger or weaker."""
BY_PEOPLE: frozenset[TurnKind] = frozenset({"accepted", "reworded", "retired", "merged"})
"""Turns that a person makes."""

Version = tuple[Cycle, Insight]
_LEVELS: tuple[Level, ...] = get_args(Level)
_NO_WORDS = Words()


def turns(versions: Sequence[Version], gone: Cycle | None = None, answer: InsightAnswer | None = None) -> tuple[Turn, ...]:
    """What happened to one insight, oldest first: several turns in a cycle or none.

    `versions`: each with the cycle that brought it, in any order; their evidence is not looked at and may have been left out. `gone`: the cycle
    in which a claim was taken out of its register, if it was; a theme's insight that is gone was no belief given up. `answer`: what a person
    wrote on the board; its note is the reason of the latest turn that a person made, if it is not older than that.
    """
    course = _Course()
    told = [turn for cycle, insight in sorted(versions, key=lambda v: v[0].number) for turn in course.go(cycle, insight)]
    if gone is not None:
        told += course.end(gone)
    return tuple(_with_reason(told, answer))


def histories(
    versions: Mapping[str, Sequence[Version]], gone: Mapping[str, Cycle] | None = None, answers: Mapping[str, InsightAnswer] | None = None
) -> dict[str, tuple[Turn, ...]]:
    """The turns of many insights by key, sorted; see `turns`."""
    gone, answers = gone or {}, answers or {}
    return {key: turns(versions[key], gone.get(key), answers.get(key)) for key in sorted(versions)}


@dataclass
class _Course:
    """One insight on its way: how it was last, and what was last told of it."""

    last: Insight | None = None
    accepted: bool = False
    """Whether a person stands by it; a claim that loses its evidence is assumed meanwhile."""
    mean: float | None = None
    """Belief at the last turn that was told."""

    def go(self, cycle: Cycle, now: Insight) -> list[Turn]:
        """What happened between the last version and this one."""
        made = list(self._kinds(now))
        told = [self._turn(cycle, now, kind) for kind in made]
        if made:
            self.mean = now.belief.mean
        if now.standing in ("accepted", "proposed", "retired"):
            self.accepted = now.standing == "accepted"
        self.last = now
        return told

    def end(self, cycle: Cycle) -> list[Turn]:
        """It stands no more in its register."""
        last = self.last
        return [self._turn(cycle, last, "retired")] if last and last.origin != "theme" and last.standing != "retired" else []

    def _turn(self, cycle: Cycle, now: Insight, kind: TurnKind) -> Turn:
        before = self.last.statement if self.last and kind in ("reworded", "retired", "merged") else _NO_WORDS
        return Turn(insight=now.key, cycle=cycle.name, on=cycle.today, kind=kind, mean=now.belief.mean, before=self.mean, statement=before)

    def _kinds(self, now: Insight) -> Iterator[TurnKind]:
        last = self.last
        if now.standing == "retired":
            if last is None or last.standing != "retired" or (now.into and not last.into):
                yield "merged" if now.into else "retired"
            return
        if last is None or last.standing == "retired":
            yield "accepted" if now.standing == "accepted" else "proposed"
            return
        if (now.standing == "accepted") != self.accepted and now.standing != "assumed":
            yield "accepted" if now.standing == "accepted" else "proposed"
        if _reworded(last, now):
            yield "reworded"
        if now.contested != last.contested:
            yield "contradicted" if now.contested else "settled"
        moved = _moved(last, now, last.belief.mean if self.mean is None else self.mean)
        if moved:
            yield "stronger" if moved > 0 else "weaker"
        stale = [insight.freshness.state == "stale" for insight in (last, now)]
        if stale == [False, True]:
            yield "stale"
        if stale == [True, False] and now.freshness.state != "none":
            yield "fresh"


def _moved(last: Insight, now: Insight, mean: float) -> float:
    """Above 0 for stronger, below for weaker: by the confidence level, or else by a belief that moved enough since `mean` was told."""
    levels = _LEVELS.index(now.confidence.level) - _LEVELS.index(last.confidence.level)
    if levels:
        return levels
    moved = round(now.belief.mean - mean, 4)
    return moved if abs(moved) >= MOVED else 0.0


def _reworded(last: Insight, now: Insight) -> bool:
    """What the machine words of a theme may come out otherwise every time, and words that were erased are no wording that was given up."""
    people = now.origin != "theme" or now.by_people or last.by_people
    return people and bool(now.statement) and bool(last.statement) and now.statement != last.statement


def _with_reason(told: Sequence[Turn], answer: InsightAnswer | None) -> Iterable[Turn]:
    if answer is None or not answer.note.strip():
        return told
    on = answer.written.get("note")
    latest = max((at for at, turn in enumerate(told) if turn.kind in BY_PEOPLE), default=None)
    if latest is None or (on is not None and on < told[latest].on):
        return told
    return (*told[:latest], told[latest].model_copy(update={"why": answer.note.strip()}), *told[latest + 1 :])
