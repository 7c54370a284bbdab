"""Insight pages: a claim, how sure, how fresh, in whose words, what speaks against it and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import ClassVar

from flows.model.derivation import turning
from flows.model.insights import Insight, Reason, Turn
from flows.model.noun import unique
from flows.model.observations import Observation
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.registers import Decision, Experiment
from flows.pages.addresses import Addresses, Ref
from flows.pages.facets import Facets, facets, heard, languages, surety
from flows.pages.lines import RANKS, InsightLine, insight_line, question_line, section, sections, standing_first, surest
from flows.pages.quotes import newest_first, quotes
from flows.pages.trend import trend

OPEN = 6
"""Quotes for and against that stand open."""
RELATED = 0
"""What weighs nothing is folded away."""
COMPONENTS = ("adequacy", "coherence", "relevance", "method")
"""What reasons are about, the most telling first."""
TELLING = 3
"""Reasons, each way, that stand beside the badge."""
TOLD = 24
"""Turns of an insight's history that its page tells, the latest first."""


Asking = Mapping[str, Sequence[Question]]


class Insights:
    """The list, `insights/index.md`, and one page each."""

    name: ClassVar[str] = "insight"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses.of(picture)
        ordered = sorted(picture.insights, key=surest)
        facts = {"sections": sections(ordered, at)}
        yield Page(path="insights/index.md", title="", template="insights.md.j2", facts=facts, weight=0)
        asking = _asking(picture)
        for insight in ordered:
            if insight.key not in at.heirs_of_insights:
                yield _page(insight, asking, picture, at)


def _page(insight: Insight, asking: Asking, picture: Picture, at: Addresses) -> Page:
    language = picture.organisation.language
    line = insight_line(insight, at)
    tags = (insight.key, *(ref.name.told(language) for ref in (line.theme, line.persona, line.stage) if ref.name))
    return Page(
        path=line.path,
        title=insight.statement.told(language) or insight.key,
        template="insight.md.j2",
        facts=_facts(insight, asking, picture, at),
        tags=tags,
        aliases=at.insights_before(insight.key),
        of=f"insight:{insight.key}",
        facets=_facets(insight, line, picture, at),
        weight={"high": 2.0, "moderate": 1.7, "low": 1.4}[insight.confidence.level] if section(insight) == "heard" else 1.0,
    )


def _facets(insight: Insight, line: InsightLine, picture: Picture, at: Addresses) -> Facets:
    quoted = (picture.observation[e.observation] for e in insight.evidence if e.observation in picture.observation)
    return {
        **facets(
            "insight",
            persona=(line.persona,),
            segment=(at.segment(insight.segment or picture.organisation.segment_of(insight.persona)),),
            stage=(line.stage,),
            theme=(line.theme,),
            study=(at.study(key) for key in insight.studies),
            language=languages(quoted),
            date=heard((insight.freshness.latest,)),
        ),
        **surety(insight),
    }


def _facts(insight: Insight, asking: Asking, picture: Picture, at: Addresses) -> dict[str, object]:
    supports, against = _heard(insight, "supports", picture), _heard(insight, "contradicts", picture)
    if insight.origin == "theme":
        supports = [(observation, None) for observation, _ in supports]
    reasons = [r for r in insight.confidence.reasons if r.code != "persona-match" or insight.persona]
    names = {insight.key, *at.merged_insights(insight.key)}
    mine = names | ({insight.theme} if insight.theme else set())
    asked = sorted({q.key: q for name in names for q in asking.get(name, ())}.values(), key=standing_first)
    language = picture.organisation.language
    told_why = bool(insight.evidence) and insight.origin != "theme" and insight.standing != "retired"
    told = tuple(key for key in insight.related if _weighs_nothing(key, picture))
    heard = tuple(key for key in insight.related if key not in set(told))
    return {
        "line": insight_line(insight, at),
        "insight": insight,
        "segment": at.segment(insight.segment),
        "studies": [at.study(key) for key in insight.studies],
        "trend": trend((o.heard_on for o, _ in supports), (o.heard_on for o, _ in against)),
        "supports": quotes(supports, at, OPEN),
        "against": quotes(against, at, OPEN),
        "related": quotes(_loose(heard, picture), at, RELATED),
        "hearsay": quotes(_loose((*insight.hearsay, *told), picture), at, RELATED),
        "questions": [question_line(question, at) for question in asked],
        "turn": next((turning(q.factors, language) for q in asked if q.factors and q.factors.turns_at is not None), ""),
        "history": _history(insight.key, picture),
        "flip": picture.flips.get(insight.key),
        "into": at.insight(insight.into) if insight.into else None,
        "merged": [(picture.insight[key], _history(key, picture)) for key in at.merged_insights(insight.key)],
        **_drafted(insight, picture, at),
        "sides": picture.signals.triangulated.get(insight.key),
        "reasons": _rowed(reasons),
        "stronger": sorted((r for r in reasons if r.level == "high"), key=_telling)[:TELLING] if told_why else [],
        "weaker": sorted((r for r in reasons if r.level != "high"), key=_telling)[:TELLING] if told_why else [],
        "lacking": sorted((r for r in reasons if r.level != "high"), key=lambda r: -RANKS[r.level]),
        "decisions": [(row, at.decision(row.id), at.unit(row.owner)) for row in picture.rows(Decision) if mine & {*row.claims}],
        "functions": _functions(insight.stage, picture, at),
        "experiments": [row for row in picture.rows(Experiment) if row.claim in names],
    }


def _history(key: str, picture: Picture) -> tuple[Turn, ...]:
    return tuple(reversed(picture.histories.get(key, ())))[:TOLD]


def _functions(stage: str, picture: Picture, at: Addresses) -> list[tuple[Ref, bool]]:
    """Whom it concerns: who answers for its stage (true), then the functions that take part there."""
    known = picture.organisation.stages().get(stage)
    units = unique((known.owner, *known.functions)) if known else ()
    return [(at.unit(unit), bool(known and unit == known.owner)) for unit in units]


def _telling(reason: Reason) -> tuple[int, int]:
    """The weakest first, then by what says most to a reader."""
    return (-RANKS[reason.level], COMPONENTS.index(reason.component))


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


def _asking(picture: Picture) -> Asking:
    """Questions that still want an answer, by the key of each insight that they are about."""
    asking: dict[str, list[Question]] = {}
    for question in picture.questions:
        if question.listing in ("ranked", "hedge", "unlinked"):
            for key in unique(gap.insight for gap in (question.gap, *question.also)):
                asking.setdefault(key, []).append(question)
    return asking
