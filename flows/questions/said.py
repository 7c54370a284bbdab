"""Said: what planners have written of a question on the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flows.model.answers import QuestionAnswer
from flows.model.insights import Turn
from flows.model.noun import Words
from flows.model.picture import Picture
from flows.model.questions import Gap
from flows.questions.joined import Group

_OPENING = {"contradicted": ("contradicted",), "stale": ("stale",)}
"""By kind of gap, the turns of a claim that open its question again."""


@dataclass(frozen=True)
class Said:
    """The board's rows on questions, and what has happened to the claims since they were written."""

    answers: Mapping[str, QuestionAnswer]
    turns: Mapping[str, tuple[Turn, ...]]
    today: date

    def of(self, group: Group) -> QuestionAnswer:
        """What people wrote of it, also while one of its gaps was a question by itself; an empty answer where they did not."""
        found = (self.answers[key] for key in (group.key, *group.formerly) if key in self.answers)
        return next(found, QuestionAnswer(key=group.key))

    def answered(self, group: Group) -> bool:
        """Whether people say that it has its answer, and nothing has spoken against that since."""
        given = self.of(group)
        return given.standing == "answered" and not any(self._opened(gap, given) for gap in group.gaps)

    def resting(self, group: Group) -> bool:
        """Whether people have chosen not to ask it for now."""
        given = self.of(group)
        return given.standing == "not-asking" and (given.reopen is None or given.reopen > self.today)

    def _opened(self, gap: Gap, given: QuestionAnswer) -> bool:
        """Whether its claim was contradicted or went stale after people last wrote of it; without a history, whether it is so now."""
        if gap.kind not in _OPENING:
            return False
        turns, on = self.turns.get(gap.insight, ()), given.on
        return not turns or on is None or any(turn.kind in _OPENING[gap.kind] and turn.on > on for turn in turns)


def said(picture: Picture) -> Said:
    """What is written on the board of a picture."""
    rows = picture.answers.get(QuestionAnswer.tab, {})
    answers = {key: row for key, row in rows.items() if isinstance(row, QuestionAnswer)}
    return Said(answers, picture.histories, picture.cycle.today)


def over(written: QuestionAnswer, worded: Words) -> Words:
    """People's wording over the machine's and the plan's, language by language."""
    return Words(fi=written.text_fi.strip() or worded.fi, en=written.text_en.strip() or worded.en)
