"""Gates: in which list a question stands, before any score (after the James Lind Alliance)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz, process

from flows.model.noun import Words
from flows.model.picture import Picture
from flows.model.questions import Factors, Listing
from flows.questions.joined import Group
from flows.questions.said import Said, over, said
from flows.questions.value import Purpose

NEAR = 92.0
"""rapidfuzz's token_set_ratio from which two questions are taken for the same."""
SHORTEST = 3
"""Words below which an answered question is compared whole: `Why?` is no duplicate of every why."""
LANGUAGES = ("fi", "en")
REOPENING = ("contradicted", "stale")
"""Kinds of gap that open an answered question again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a question is listed, and for one that is not asked the day on which it comes back, if there is one."""

    listing: Listing
    reopen: date | None = None


@dataclass(frozen=True)
class Gates:
    """What has its answer, and what the organisation has chosen not to ask."""

    said: Said
    answered: Texts
    refused: Texts
    done: frozenset[str]
    """Gap keys of planned questions that have their answer."""
    retired: frozenset[str]
    """Keys of insights that nobody holds true any more."""

    def verdict(self, group: Group, text: Words, purpose: Purpose, factors: Factors) -> Verdict:
        """The first gate that stops it, or `ranked`. A question that people say to ask passes all but those of an answer and of time."""
        given = self.said.of(group)
        if all(gap.key in self.done for gap in group.gaps) or self.said.answered(group):
            return Verdict("answered")
        if self.said.resting(group):
            return Verdict("not-asking", given.reopen)
        return self._unless_asked(group, text, purpose, given.standing == "ask") or Verdict("hedge" if factors.urgency == 0 else "ranked")

    def _unless_asked(self, group: Group, text: Words, purpose: Purpose, wanted: bool) -> Verdict | None:
        if wanted:
            return None
        # An answer that has been contradicted or gone stale since is no answer any more.
        if not any(gap.kind in REOPENING for gap in group.gaps) and self.answered.near(text, SHORTEST):
            return Verdict("answered")
        if refused := self.refused.near(text, shortest=1):
            return Verdict("not-asking", self.refused.until[refused])
        if self._is_over(group):
            return Verdict("not-asking")
        return None if purpose.decision or purpose.date or purpose.focus else Verdict("unlinked")

    def _is_over(self, group: Group) -> bool:
        """Whether it is asked about a retired insight. A study that plans to ask it all the same may have its reason."""
        return group.insight in self.retired and group.gaps[0].kind != "planned"


@dataclass(frozen=True)
class Texts:
    """Texts to compare questions with, normalised, by language."""

    known: dict[str, list[str]]
    until: dict[str, date | None] = field(default_factory=dict)
    """Of what is not asked: the day on which it may be asked again."""

    def near(self, text: Words, shortest: int) -> str:
        """The text that says nearly the same, or empty. Of fewer words than `shortest` only the very same does."""
        found = (self._near(_plain(getattr(text, language)), language, shortest) for language in LANGUAGES)
        return next(filter(None, found), "")

    def _near(self, text: str, language: str, shortest: int) -> str:
        known = self.known[language]
        if not text or text in known:
            return text
        if text.count(" ") + 1 < shortest:
            return ""
        long = [other for other in known if other.count(" ") + 1 >= shortest]
        found = process.extractOne(text, long, scorer=fuzz.token_set_ratio, score_cutoff=NEAR)
        return found[0] if found else ""


def gates(picture: Picture, groups: Iterable[Group]) -> Gates:
    """The gates of a picture, as of its day, for the questions that these groups are."""
    today, written = picture.cycle.today, said(picture)
    done = {f"planned:{study.id}:{q.id}": q.text for study in picture.studies for q in study.questions if q.answered}
    told = [over(written.of(group), group.gaps[0].words) for group in groups if written.answered(group)]
    refused = [entry for entry in picture.organisation.not_doing if entry.reopen is None or entry.reopen > today]
    until = {_plain(getattr(entry.what, language)): entry.reopen for entry in refused for language in LANGUAGES}
    retired = frozenset(insight.key for insight in picture.insights if insight.standing == "retired")
    return Gates(written, _texts([*done.values(), *told]), _texts([e.what for e in refused], until), frozenset(done), retired)


def _texts(found: Collection[Words], until: dict[str, date | None] | None = None) -> Texts:
    known = {language: sorted({plain for w in found if (plain := _plain(getattr(w, language)))}) for language in LANGUAGES}
    return Texts(known, until or {})


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
