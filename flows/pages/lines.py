"""Lines: an insight or a question as one row of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from flows.model.insights import Insight, Level
from flows.model.noun import Words
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.registers import Decision
from flows.pages.addresses import Addresses, Ref

RANKS: dict[Level, int] = {"high": 0, "moderate": 1, "low": 2}
Section = Literal["heard", "machine", "assumed", "retired"]
SECTIONS: tuple[Section, ...] = get_args(Section)
LISTINGS = ("ranked", "hedge", "unlinked", "answered", "not-asking")


@dataclass(frozen=True, slots=True)
class InsightLine:
    """What a list tells of an insight."""

    insight: Insight
    path: str
    theme: Ref
    persona: Ref
    stage: Ref
    change: str
    """new, contradicted, stale, weaker, stronger or empty: the gravest of what this cycle brought."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """What a list tells of a question."""

    question: Question
    path: str
    decision: Words
    persona: Ref
    focus: Ref
    new: bool


def insight_line(insight: Insight, at: Addresses) -> InsightLine:
    return InsightLine(
        insight=insight,
        path=at.insight(insight.key).path,
        theme=at.theme(insight.theme),
        persona=at.persona(insight.persona),
        stage=at.stage(insight.stage),
        change=change(insight.key, at.picture),
    )


def question_line(question: Question, at: Addresses) -> QuestionLine:
    return QuestionLine(
        question=question,
        path=at.question(question.key).path,
        decision=decision_named(question.gap.decision, at.picture),
        persona=at.persona(question.gap.persona),
        focus=at.focus(question.gap.focus),
        new=question.key in at.picture.changes.new_questions,
    )


def section(insight: Insight) -> Section:
    """Where an insight stands on every page that lists some. What is counted as insights is `heard`, and nothing else."""
    if insight.standing == "retired":
        return "retired"
    if insight.origin == "theme":
        return "machine"
    return "assumed" if insight.standing == "assumed" else "heard"


def counted(insights: Iterable[Insight]) -> int:
    """How many are insights: worded by people, heard from somebody and still believed."""
    return sum(section(insight) == "heard" for insight in insights)


def sections(insights: Iterable[Insight], at: Addresses) -> dict[Section, list[InsightLine]]:
    """Lines by section, the surest first."""
    told: dict[Section, list[InsightLine]] = {name: [] for name in SECTIONS}
    for insight in sorted(insights, key=surest):
        told[section(insight)].append(insight_line(insight, at))
    return told


def change(key: str, picture: Picture) -> str:
    """The gravest thing that this cycle brought to an insight. In the first cycle nothing is called new, for everything is."""
    changes = picture.changes
    brought = {
        "new": changes.new,
        "contradicted": changes.contradicted,
        "stale": changes.gone_stale,
        "weaker": changes.weaker,
        "stronger": changes.stronger,
    }
    first = len(picture.cycles) <= 1
    return next((name for name, keys in brought.items() if key in keys and not (first and name == "new")), "")


def decision_named(key: str, picture: Picture) -> Words:
    """A decision's title from the register, or the id that a person wrote."""
    title = next((row.title for row in picture.rows(Decision) if row.id == key), key)
    return Words(fi=title, en=title)


def surest(insight: Insight) -> tuple[int, int, float, int, str]:
    """Sort key: people's claims, the surest first; then what the machine words; then what is only assumed; last what is no longer believed."""
    return (SECTIONS.index(section(insight)), RANKS[insight.confidence.level], -insight.belief.low, -insight.voices, insight.key)


def standing_first(question: Question) -> tuple[int, int, str]:
    """Sort key: by listing, then rank."""
    return (LISTINGS.index(question.listing), question.rank, question.key)
