"""Picture: all that is known, read-only, as of a cycle. What a page or a rule may look at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from flows.model.answers import Answer
from flows.model.coverage import Coverage
from flows.model.cycles import Cycle
from flows.model.documents import Document, Quarantined
from flows.model.insights import Flip, Insight, Turn
from flows.model.issues import Issue
from flows.model.notes import Note
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Theme
from flows.model.questions import Question
from flows.model.registers import RegisterRow
from flows.model.signals import Signals
from flows.model.studies import Study

R = TypeVar("R", bound=RegisterRow)


@dataclass(frozen=True)
class Changes:
    """What became different since the cycle before, told by the meaning and not by the bytes. Keys of insights, questions, themes."""

    stronger: tuple[str, ...] = ()
    weaker: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    retired: tuple[Insight, ...] = ()
    gone_stale: tuple[str, ...] = ()
    new_questions: tuple[str, ...] = ()
    answered_questions: tuple[Question, ...] = ()
    new_themes: tuple[str, ...] = ()
    new_observations: int = 0
    new_documents: tuple[str, ...] = ()
    withdrawn_observations: int = 0
    withdrawn_documents: tuple[Document, ...] = ()
    """As they last stood; what was only renamed is not among them."""
    evidence_erased: tuple[str, ...] = ()
    """Insights that lost evidence for good, as people asked to be forgotten."""


@dataclass(frozen=True)
class Picture:
    """Everything as it stood at the end of a cycle. Collections are sorted by key and never change."""

    cycle: Cycle
    organisation: Organisation
    studies: tuple[Study, ...] = ()
    documents: tuple[Document, ...] = ()
    """Without their passages."""
    observations: tuple[Observation, ...] = ()
    themes: tuple[Theme, ...] = ()
    """Codebook first, in its order; then found ones."""
    insights: tuple[Insight, ...] = ()
    questions: tuple[Question, ...] = ()
    """By listing, then rank."""
    registers: dict[str, tuple[RegisterRow, ...]] = field(default_factory=dict)
    issues: tuple[tuple[Issue, Cycle], ...] = ()
    """Each with the cycle it has been there since."""
    quarantined: tuple[Quarantined, ...] = ()
    """What could not be read; of a document that is `kept` an earlier revision is shown."""
    last_good: dict[str, Cycle] = field(default_factory=dict)
    """The cycle in which that earlier revision was read, by the document's key."""
    read_in: dict[str, Cycle] = field(default_factory=dict)
    """The cycle that read what is shown of each document, by the document's key: the last in which it was new, or had changed."""
    notes: tuple[Note, ...] = ()
    """Lines of the notes sheets, by id."""
    changes: Changes = Changes()
    histories: dict[str, tuple[Turn, ...]] = field(default_factory=dict)
    """What happened to each insight, oldest first, by its key."""
    flips: dict[str, Flip] = field(default_factory=dict)
    """What would turn each insight over, by its key."""
    coverage: Coverage = field(default_factory=Coverage)
    """Whom the library has heard at which stage."""
    signals: Signals = field(default_factory=Signals)
    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)
    """What people wrote on the board, by tab and key."""
    cycles: tuple[Cycle, ...] = ()
    """All recorded cycles up to this one, oldest first."""

    @cached_property
    def observation(self) -> dict[str, Observation]:
        """Observations by key."""
        return {o.key: o for o in self.observations}

    @cached_property
    def counted(self) -> tuple[Observation, ...]:
        """Observations without twins: what may be counted."""
        return tuple(o for o in self.observations if not o.twin_of)

    @cached_property
    def insight(self) -> dict[str, Insight]:
        return {i.key: i for i in self.insights}

    @cached_property
    def question(self) -> dict[str, Question]:
        return {q.key: q for q in self.questions}

    @cached_property
    def theme(self) -> dict[str, Theme]:
        return {t.id: t for t in self.themes}

    @cached_property
    def study(self) -> dict[str, Study]:
        return {s.id: s for s in self.studies}

    @cached_property
    def document(self) -> dict[str, Document]:
        return {d.key: d for d in self.documents}

    @cached_property
    def by_theme(self) -> dict[str, tuple[Observation, ...]]:
        """Counted observations by theme id."""
        grouped: dict[str, list[Observation]] = {}
        for observation in self.counted:
            for theme in observation.themes:
                grouped.setdefault(theme, []).append(observation)
        return {theme: tuple(members) for theme, members in grouped.items()}

    def told_in(self, language: str) -> Picture:
        """The same picture, for a reader of that language."""
        return self if language == self.organisation.language else replace(self, organisation=self.organisation.told_in(language))

    def rows(self, row: type[R]) -> tuple[R, ...]:
        """The rows of a register, in the order of their keys; empty where it is not kept."""
        return tuple(r for r in self.registers.get(row.register, ()) if isinstance(r, row))
