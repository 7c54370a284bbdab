"""Traces: what refers to words that are erased, without them. Counts and scores stay as they were."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field

from flows.model.documents import Document
from flows.model.insights import Insight
from flows.model.issues import Issue
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.questions import Question
from flows.model.signals import Signals, WeakSignal

KEPT_REASONS = ("code", "group")
"""Why an observation has its theme, where the reason repeats none of its words."""
EARLIER = "earlier"
"""The reason that stands for words that are gone."""


@dataclass(frozen=True)
class Traces:
    """Which observations lose what, and what was derived from them."""

    gone: Set[str] = frozenset()
    """Keys of observations that go altogether."""
    wordless: Set[str] = frozenset()
    """Keys of observations that stand on without words."""
    unworded: set[str] = field(default_factory=set)
    """Keys of the insights and found themes whose wording goes, as it is met: themes first, then insights, then questions."""
    stands: Callable[[Insight], bool] = lambda insight: False
    """Whether a statement that the machine worded was made of no customer's words."""

    @property
    def touched(self) -> Set[str]:
        return self.gone | self.wordless

    def theme(self, theme: Theme) -> Theme:
        """A found theme without those who are gone; where they were of it, what it was called goes as well."""
        if not self.touched & {*theme.members, *theme.medoids}:
            return theme
        self.unworded.add(theme.id)
        members, medoids = _but(theme.members, self.gone), _but(theme.medoids, self.touched)
        return theme.model_copy(update={"name": Words(), "definition": Words(), "members": members, "medoids": medoids})

    def insight(self, insight: Insight) -> Insight:
        """An insight without references to what is gone, and without a statement that was made of what was said."""
        references = {*(e.observation for e in insight.evidence), *insight.related, *insight.hearsay}
        derived = insight.origin == "theme" and not (insight.by_people or self.stands(insight))
        if derived and (insight.theme in self.unworded or references & self.touched):
            self.unworded.add(insight.key)
            insight = insight.model_copy(update={"statement": Words()})
        if insight.draft and (insight.key in self.unworded or not insight.draft.without(self.touched)):
            insight = insight.model_copy(update={"draft": None})
        if not references & self.gone:
            return insight
        evidence = tuple(e for e in insight.evidence if e.observation not in self.gone)
        left = {"evidence": evidence, "related": _but(insight.related, self.gone), "hearsay": _but(insight.hearsay, self.gone)}
        return insight.model_copy(update=left)

    def question(self, question: Question) -> Question:
        """A question without wording, where that repeated an insight's or a found theme's; what a person wrote stands."""
        about = {gap for each in (question.gap, *question.also) for gap in (each.insight, each.theme)}
        if question.gap.words or not about & self.unworded:
            return question
        return question.model_copy(update={"text": Words()})

    def signals(self, signals: Signals) -> Signals:
        """Signals without words that they had of those who are gone. Who of the staff said a word is not kept, so these all go."""
        return signals.model_copy(update={"weak": without(signals.weak, self.touched), "inside_out": ()})


def without(weak: Iterable[WeakSignal], gone: Set[str]) -> tuple[WeakSignal, ...]:
    """Weak signals that none of these observations made: two people are behind each word of the others all the same."""
    return tuple(signal for signal in weak if not gone & {*signal.observations})


def untwinned(observation: Observation, traces: Traces, named: re.Pattern[str], mark: str) -> Observation:
    """Another's observation that repeats nobody who is gone, and does not mention them by their code."""
    update: dict[str, str] = {name: named.sub(mark, getattr(observation, name)) for name in ("text", "question")}
    update |= {name: "" for name in ("twin_of", "like") if getattr(observation, name) in traces.gone}
    return observation.model_copy(update=update)


def wordless(observation: Observation, voices: Mapping[str, str], documents: Mapping[str, str]) -> Observation:
    """What is left of an observation when its words must go: what it counts for, and a voice that is only a number."""
    reasons = {theme: why if why in KEPT_REASONS else EARLIER for theme, why in observation.reasons.items()}
    update = {
        "text": "",
        "question": "",
        "locator": "",
        "row": "",
        "quotable": False,
        "document": documents.get(observation.document, observation.document),
        "voice": voices.get(observation.voice, observation.voice),
        "reasons": reasons,
    }
    return observation.model_copy(update=update)


def emptied(document: Document, key: str, voices: Mapping[str, str]) -> Document:
    """What is left of a document when its words must go: when, and how many took part."""
    people = tuple(sorted({voices.get(f"{document.study}:{code}", "").rpartition(":")[2] for code in document.participants} - {""}))
    update = {"key": key, "origin": "", "name": key.rpartition("/")[2], "title": "", "fingerprint": "", "participants": people}
    return document.model_copy(update={**update, "passages": (), "issues": ()})


def names_somebody(issue: Issue, study: str, named: re.Pattern[str]) -> bool:
    """Whether an issue speaks of one of these people: of a code in their study's material or in the registers."""
    about = issue.where.startswith((f"{study}/", "registers/")) or study in issue.what
    return about and bool(named.search(f"{issue.where} {issue.what}"))


def _but(keys: tuple[str, ...], gone: Collection[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key not in gone)
