"""Gates: in which list a question stands, before any score (after the James Lind Alliance)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from flows.model.noun import Words
from flows.model.picture import Picture
from flows.model.questions import Factors, Gap, Listing
from flows.questions.joined import Group
from flows.questions.value import Purpose

NEAR = 92.0
"""rapidfuzz's token_set_ratio from which two questions are taken for the same."""
SHORTEST = 3
"""Words below which an answered question is compared whole: `Why?` is no duplicate of every why."""
LANGUAGES = ("fi", "en")


@dataclass(frozen=True)
class Gates:
    """What has its answer, and what the organisation has chosen not to ask."""

    answered: dict[str, list[str]]
    """Normalised texts by language."""
    refused: dict[str, list[str]]
    done: frozenset[str]
    """Gap keys of planned questions that have their answer."""
    retired: frozenset[str]
    """Keys of insights that nobody holds true any more."""

    def listing(self, group: Group, text: Words, purpose: Purpose, factors: Factors) -> Listing:
        """The first gate that stops it, or `ranked`."""
        if self._has_answer(group, text):
            return "answered"
        if _near(text, self.refused, shortest=1) or self._is_over(group):
            return "not-asking"
        if not (purpose.decision or purpose.date or purpose.focus):
            return "unlinked"
        return "hedge" if factors.urgency == 0 else "ranked"

    def _has_answer(self, group: Group, text: Words) -> bool:
        """Whether it is answered. An answer that has been contradicted or gone stale since is no answer any more."""
        if all(gap.key in self.done for gap in group.gaps):
            return True
        return not any(_reopens(gap) for gap in group.gaps) and _near(text, self.answered, shortest=SHORTEST)

    def _is_over(self, group: Group) -> bool:
        """Whether it is asked about a retired insight. A study that plans to ask it all the same may have its reason."""
        return group.insight in self.retired and group.gaps[0].kind != "planned"


def gates(picture: Picture) -> Gates:
    """The gates of a picture, as of its day."""
    today = picture.cycle.today
    done = {f"planned:{study.id}:{q.id}": q.text for study in picture.studies for q in study.questions if q.answered}
    refused = [entry.what for entry in picture.organisation.not_doing if entry.reopen is None or entry.reopen > today]
    retired = frozenset(insight.key for insight in picture.insights if insight.standing == "retired")
    return Gates(_texts(done.values()), _texts(refused), frozenset(done), retired)


def _texts(words: Iterable[Words]) -> dict[str, list[str]]:
    found = list(words)
    return {language: sorted({plain for w in found if (plain := _plain(getattr(w, language)))}) for language in LANGUAGES}


def _near(text: Words, known: dict[str, list[str]], shortest: int) -> bool:
    return any(_near_one(_plain(getattr(text, language)), known[language], shortest) for language in LANGUAGES)


def _near_one(text: str, known: list[str], shortest: int) -> bool:
    if not text or text in known:
        return bool(text)
    if text.count(" ") + 1 < shortest:
        return False
    long = [other for other in known if other.count(" ") + 1 >= shortest]
    return process.extractOne(text, long, scorer=fuzz.token_set_ratio, score_cutoff=NEAR) is not None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _reopens(gap: Gap) -> bool:
    return gap.kind in ("contradicted", "stale")
