"""Settled: answers that do not fit together. What contradicts itself is told and not heeded; the rest stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from flows.answers.known import Known
from flows.answers.oddities import Oddities
from flows.model.answers import Answer, ObservationAnswer, QuestionAnswer, ThemeAnswer, said

Answers = dict[str, dict[str, Answer]]
Places = dict[tuple[str, str, str], str]
"""(Tab, key, column) -> where the cell stands."""


def settled(answers: Answers, places: Places, known: Known, odd: Oddities) -> Answers:
    """The answers without merges in a circle or into nothing, and without verdicts that contradict themselves."""

    def where(tab: str, key: str, column: str) -> str:
        return places.get((tab, key, column), f"board {tab}")

    def without(tab: str, key: str, *columns: str) -> None:
        answers[tab][key] = _without(answers[tab][key], columns)

    _merges(answers["themes"], where, without, odd)
    _circles("insights", answers["insights"], where, without, odd)
    _circles("themes", answers["themes"], where, without, odd)
    _verdicts(answers["observations"], known, where, without, odd)
    _order(answers["questions"], where, odd)
    return {tab: {key: answer for key, answer in rows.items() if said(answer)} for tab, rows in answers.items()}


_Where = Callable[[str, str, str], str]
_Without = Callable[..., None]


def _without(answer: Answer, columns: tuple[str, ...]) -> Answer:
    empty = {column: type(answer).model_fields[column].get_default(call_default_factory=True) for column in columns}
    written = {column: on for column, on in answer.written.items() if column not in columns}
    return answer.model_copy(update={**empty, "written": written})


def _merges(themes: Mapping[str, Answer], where: _Where, without: _Without, odd: Oddities) -> None:
    """A merge names what it goes into; and what goes into another is a merge."""
    for key, answer in list(themes.items()):
        if isinstance(answer, ThemeAnswer) and (answer.verdict == "merge") != bool(answer.into):
            odd.add("board-merge", where("themes", key, "verdict"))
            without("themes", key, "into", *(["verdict"] if answer.verdict == "merge" else []))


def _circles(tab: str, answers: Mapping[str, Answer], where: _Where, without: _Without, odd: Oddities) -> None:
    into: dict[str, str] = {key: target for key, answer in answers.items() if (target := getattr(answer, "into", ""))}
    for circle in _rings(into):
        cells = sorted(where(tab, key, "into").removeprefix("board ") for key in circle)
        for key in circle:
            odd.add("board-circle", where(tab, key, "into"), thing=tab.removesuffix("s"), cells=", ".join(cells))
            without(tab, key, *(("into", "verdict") if tab == "themes" else ("into",)))


def _rings(into: Mapping[str, str]) -> list[list[str]]:
    """The members of every circle, by walking from each key until something was met before."""
    rings: list[list[str]] = []
    met: set[str] = set()
    for start in sorted(into):
        walk: list[str] = []
        key = start
        while key in into and key not in met:
            met.add(key)
            walk.append(key)
            key = into[key]
        if key in walk:
            rings.append(walk[walk.index(key) :])
    return rings


def _verdicts(observations: Mapping[str, Answer], known: Known, where: _Where, without: _Without, odd: Oddities) -> None:
    for key, answer in list(observations.items()):
        if isinstance(answer, ObservationAnswer) and answer.verdict == "wrong":
            given = known.suggested.get(key, frozenset())
            if given and given <= set(answer.themes):
                odd.add("board-contradiction", where("observations", key, "verdict"))
                without("observations", key, "verdict", "themes")


def _order(questions: Mapping[str, Answer], where: _Where, odd: Oddities) -> None:
    by_place: dict[Any, list[str]] = defaultdict(list)
    for key, answer in questions.items():
        if isinstance(answer, QuestionAnswer) and answer.place is not None:
            by_place[answer.place].append(where("questions", key, "place"))
            if not answer.reason:
                odd.add("board-place", where("questions", key, "reason"))
    for place, cells in by_place.items():
        if len(cells) > 1:
            told = sorted(cell.removeprefix("board ") for cell in cells)
            odd.add("board-same-place", "board questions", place=place, cells=", ".join(told))
