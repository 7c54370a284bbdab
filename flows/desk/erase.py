"""Erase: every row of the ledger, in every version, becomes what it is without the words that must go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flows.desk.board import MEMO as BOARD
from flows.desk.proof import stands_in
from flows.desk.theirs import Theirs
from flows.ledger import Eraser, Row, rows
from flows.model.answers import DocumentAnswer, ObservationAnswer
from flows.model.documents import Collated, Document, Quarantined
from flows.model.erasures import Erasure
from flows.model.insights import Insight
from flows.model.issues import Issue
from flows.model.noun import Noun, Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Theme
from flows.model.questions import Question
from flows.model.registers import Consent
from flows.model.signals import Signals
from flows.observations.forgotten import mentions
from flows.observations.privacy import SOMEBODY
from flows.observations.shingles import Shingles
from flows.observations.traces import Traces, emptied, names_somebody, untwinned, wordless
from flows.scribes.quotes import Quotes

ORDER = (
    *("theme", "insight", "question", "signals"),
    *("observation", "document", "collated", "quarantined", "issue"),
    *("answer.observations", "answer.documents", "register.consents"),
)
"""Kinds in the order in which they are gone through: what was worded out of something follows it."""


def erase(eraser: Eraser, found: Sequence[Theirs], words: Shingles, today: date) -> None:
    """Take everything of `found` out of the ledger, and write down that it was done. What was done before is not counted again."""
    for each in found:
        before = eraser.some("erasure", Erasure, [each.target.key]).get(each.target.key)
        work = _Work(eraser, each)
        for kind in ORDER:
            for row in list(rows(eraser, kind)):
                work.go(kind, row)
        work.unlearn()
        eraser.settle("erasure", [_record(each, work, before, today)], within=())
    drop_remains(eraser, words)


def drop_remains(eraser: Eraser, words: Shingles) -> int:
    """Erase earlier versions of whatever else holds the words: what cannot be separated from them. What stands now is told by the proof."""
    remains = [row for row in rows(eraser) if row.until is not None and stands_in(row, words)]
    for row in remains:
        eraser.drop(row)
    return len(remains)


def _record(each: Theirs, work: _Work, before: Erasure | None, today: date) -> Erasure:
    asked = bool(each.target.code)
    fresh = Erasure(
        key=each.target.key,
        why="asked" if asked else "retention",
        study=each.target.study,
        on=today,
        counts=work.counts,
        insights=tuple(sorted(each.insights)) if asked else (),
        marks=each.marks,
        documents=() if asked else tuple(sorted(work.documents.values())),
    )
    if before is None:
        return fresh
    # somebody came back, or a file did, and asked once more: one record for both
    return fresh.model_copy(
        update={
            "on": fresh.on if each.observations else before.on,
            "counts": {name: number + before.counts.get(name, 0) for name, number in fresh.counts.items()},
            "insights": tuple(sorted({*before.insights, *fresh.insights})),
            "marks": tuple(sorted({*before.marks, *fresh.marks})),
            "documents": tuple(sorted({*before.documents, *fresh.documents})),
        }
    )


@dataclass
class _Work:
    """One target's way through the ledger."""

    eraser: Eraser
    theirs: Theirs
    versions: int = 0

    def __post_init__(self) -> None:
        target = self.theirs.target
        keys = frozenset(self.theirs.observations)
        gone, silent = (keys, frozenset[str]()) if target.code else (frozenset[str](), keys)
        self.traces = Traces(gone=gone, wordless=silent, stands=lambda insight: insight.statement in self.codebook)
        self.named = mentions(target.codes)

    @property
    def counts(self) -> dict[str, int]:
        found = self.theirs
        told = {"documents": len(found.whole), "shared documents": len(found.shared), "observations": len(found.observations)}
        return {**told, "insights": len(found.insights), "versions of rows": self.versions}

    @cached_property
    def codebook(self) -> list[Words]:
        """What the built-in scribe says of the codebook's own themes: nothing that a customer said."""
        themes = (t for row in rows(self.eraser, "organisation") for t in Organisation.model_validate_json(row.body).themes)
        return [Quotes().draft(theme, ()).words for theme in themes]

    @cached_property
    def voices(self) -> dict[str, str]:
        """Voices of a study -> numbers, in an order that tells nothing of their codes."""
        study, first = self.theirs.target.study, dict[str, str]()
        for row in rows(self.eraser, "observation"):
            voice = Observation.model_validate_json(row.body).voice
            if row.key in self.theirs.observations and voice:
                first[voice] = min(first.get(voice, row.key), row.key)
        ordered = sorted(first, key=lambda voice: (first[voice], voice))
        return {voice: f"{study}:{number}" for number, voice in enumerate(ordered, 1)}

    @cached_property
    def documents(self) -> dict[str, str]:
        """Documents of a study -> numbers."""
        study, whole = self.theirs.target.study, self.theirs.whole
        ordered = sorted(whole, key=lambda key: (whole[key].fingerprint, key))
        return {} if self.theirs.target.code else {key: f"{study}/{number}" for number, key in enumerate(ordered, 1)}

    def go(self, kind: str, row: Row) -> None:
        """Rewrite or drop one version."""
        left = getattr(self, f"_{kind.replace('.', '_')}")(row)
        if left is None:
            self.eraser.drop(row)
            self.versions += 1
        elif left.model_dump_json() != row.body or left.key != row.key:
            self.eraser.rewrite(row, left)
            self.versions += 1

    def unlearn(self) -> None:
        """Let documents that others speak in be read anew; those that are gone were never met.

        The board is read anew whatever it looks like: what people have written there about what is gone is told.
        """
        self.eraser.unlearn(self.theirs.whole.keys(), stale=self.theirs.shared)
        self.eraser.remember(BOARD, {})

    def _theme(self, row: Row) -> Noun:
        return self.traces.theme(Theme.model_validate_json(row.body))

    def _insight(self, row: Row) -> Noun:
        return self.traces.insight(Insight.model_validate_json(row.body))

    def _question(self, row: Row) -> Noun:
        return self.traces.question(Question.model_validate_json(row.body))

    def _signals(self, row: Row) -> Noun:
        return self.traces.signals(Signals.model_validate_json(row.body))

    def _answer_observations(self, row: Row) -> Noun | None:
        return None if row.key in self.traces.gone else ObservationAnswer.model_validate_json(row.body)

    def _answer_documents(self, row: Row) -> Noun | None:
        return None if row.key in self.theirs.whole else DocumentAnswer.model_validate_json(row.body)

    def _observation(self, row: Row) -> Noun | None:
        observation = Observation.model_validate_json(row.body)
        if row.key in self.traces.gone:
            return None
        if row.key in self.traces.wordless:
            return wordless(observation, self.voices, self.documents)
        here = observation.study == self.theirs.target.study
        return untwinned(observation, self.traces, self.named if here else mentions(()), SOMEBODY)

    def _document(self, row: Row) -> Noun | None:
        document = Document.model_validate_json(row.body)
        if row.key in self.documents:
            return emptied(document, self.documents[row.key], self.voices)
        return self.theirs.left_of(document)

    def _collated(self, row: Row) -> Noun | None:
        collated = Collated.model_validate_json(row.body)
        issues = tuple(issue for issue in collated.issues if not self._names(issue))
        return None if row.key in self.theirs.whole or not issues else collated.model_copy(update={"issues": issues})

    def _quarantined(self, row: Row) -> Noun | None:
        quarantined = Quarantined.model_validate_json(row.body)
        return None if row.key in self.theirs.whole or self._names(quarantined.issue) else quarantined

    def _issue(self, row: Row) -> Noun | None:
        issue = Issue.model_validate_json(row.body)
        return None if self._names(issue) else issue

    def _register_consents(self, row: Row) -> Noun | None:
        consent = Consent.model_validate_json(row.body)
        return None if self.theirs.target.has_consent(consent) else consent

    def _names(self, issue: Issue) -> bool:
        target = self.theirs.target
        if not target.code:
            return issue.where.startswith(f"{target.study}/") and not issue.where.startswith(f"{target.study}/plan.")
        return any(issue.where.startswith(key) for key in self.theirs.whole) or names_somebody(issue, target.study, self.named)
