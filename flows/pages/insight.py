"""Insight pages: a claim, how sure, how fresh, in whose words, what speaks against it and what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import ClassVar

from flows.model.derivation import turning
from flows.model.insights import Insight, Reason
from flows.model.observations import Observation
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.registers import Decision, Experiment
from flows.pages.addresses import Addresses
from flows.pages.lines import RANKS, insight_line, question_line, section, sections, standing_first, surest
from flows.pages.quotes import newest_first, quotes
from flows.pages.trend import trend

RELATED = 6
"""Related mentions that stand open."""
TOLD = 24
"""Turns of an insight's history that its page tells, the latest first."""


class Insights:
    """The list, `insights/index.md`, and one page each."""

    name: ClassVar[str] = "insight"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses.of(picture)
        ordered = sorted(picture.insights, key=surest)
        facts = {"sections": sections(ordered, at)}
        yield Page(path="insights/index.md", title="", template="insights.md.j2", facts=facts, weight=0)
        for insight in ordered:
            yield _page(insight, picture, at)


def _page(insight: Insight, picture: Picture, at: Addresses) -> Page:
    language = picture.organisation.language
    line = insight_line(insight, at)
    tags = (insight.key, *(ref.name.told(language) for ref in (line.theme, line.persona, line.stage) if ref.name))
    return Page(
        path=line.path,
        title=insight.statement.told(language) or insight.key,
        template="insight.md.j2",
        facts=_facts(insight, picture, at),
        tags=tags,
        weight={"high": 2.0, "moderate": 1.7, "low": 1.4}[insight.confidence.level] if section(insight) == "heard" else 1.0,
    )


def _facts(insight: Insight, picture: Picture, at: Addresses) -> dict[str, object]:
    supports, against = _heard(insight, "supports", picture), _heard(insight, "contradicts", picture)
    if insight.origin == "theme":
        supports = [(observation, None) for observation, _ in supports]
    reasons = [r for r in insight.confidence.reasons if r.code != "persona-match" or insight.persona]
    asked, language = _asked(insight, picture), picture.organisation.language
    told = tuple(key for key in insight.related if _weighs_nothing(key, picture))
    heard = tuple(key for key in insight.related if key not in set(told))
    return {
        "line": insight_line(insight, at),
        "insight": insight,
        "segment": at.segment(insight.segment),
        "studies": [at.study(key) for key in insight.studies],
        "trend": trend((o.heard_on for o, _ in supports), (o.heard_on for o, _ in against)),
        "supports": quotes(supports, at),
        "against": quotes(against, at),
        "related": quotes(_loose(heard, picture), at, RELATED),
        "hearsay": quotes(_loose((*insight.hearsay, *told), picture), at, RELATED),
        "questions": [question_line(question, at) for question in asked],
        "turn": next((turning(q.factors, language) for q in asked if q.factors and q.factors.turns_at is not None), ""),
        "history": tuple(reversed(picture.histories.get(insight.key, ())))[:TOLD],
        "flip": picture.flips.get(insight.key),
        "into": at.insight(insight.into) if insight.into else None,
        "merged": [at.insight(key) for key in insight.merged],
        **_drafted(insight, picture, at),
        "sides": picture.signals.triangulated.get(insight.key),
        "reasons": _rowed(reasons),
        "lacking": sorted((r for r in reasons if r.level != "high"), key=lambda r: -RANKS[r.level]),
        "decisions": [
            row for row in picture.rows(Decision) if insight.key in row.claims or (insight.theme and insight.theme in row.claims)
        ],
        "owners": {row.owner: at.unit(row.owner) for row in picture.rows(Decision)},
        "experiments": [row for row in picture.rows(Experiment) if row.claim == insight.key],
    }


def _drafted(insight: Insight, picture: Picture, at: Addresses) -> dict[str, object]:
    """What a language model wrote, and the words that it cites: of those only what may be shown. Nothing once a person has worded it."""
    draft = insight.draft
    if draft is None or not insight.by_model:
        return {"draft": None, "cited": quotes((), at)}
    keys = tuple(dict.fromkeys(citation.observation for citation in draft.citations))
    cited = [(picture.observation[key], None) for key in keys if key in picture.observation]
    return {"draft": draft, "cited": quotes(cited, at)}


def _rowed(reasons: list[Reason]) -> list[tuple[str, list[Reason]]]:
    """Reasons by what they are about, so that each component stands once."""
    return [(component, list(of_it)) for component, of_it in groupby(reasons, key=lambda r: r.component)]


def _heard(insight: Insight, direction: str, picture: Picture) -> list[tuple[Observation, float | None]]:
    """The evidence of one direction, heaviest first, each with the weight it has today."""
    known = picture.observation
    return [(known[e.observation], e.weight) for e in insight.evidence if e.direction == direction and e.observation in known]


def _weighs_nothing(key: str, picture: Picture) -> bool:
    """Whether an observation was told second-hand, or is a colleague's opinion."""
    grades = picture.organisation.research.grades
    return key in picture.observation and grades.get(picture.observation[key].provenance, 0) <= 0


def _loose(keys: tuple[str, ...], picture: Picture) -> list[tuple[Observation, float | None]]:
    return [(o, None) for o in newest_first(picture.observation[key] for key in keys if key in picture.observation)]


def _asked(insight: Insight, picture: Picture) -> list[Question]:
    """Questions about this insight that still want an answer, the most worth asking first."""
    about = (q for q in picture.questions if insight.key in {gap.insight for gap in (q.gap, *q.also)})
    return sorted((q for q in about if q.listing in ("ranked", "hedge", "unlinked")), key=standing_first)
