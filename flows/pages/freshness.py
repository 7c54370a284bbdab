"""Freshness: how old what we know is, what is due for another look, and where nobody has been heard, or not for long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from flows.model.insights import Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.registers import KnownSource
from flows.pages.addresses import Addresses, Ref
from flows.pages.lines import InsightLine, QuestionLine, insight_line, question_line, section, standing_first
from flows.pages.pictures import MONTH, ages, heard

SOON = 90
"""Days ahead that count as soon."""
STATES = ("fresh", "ageing", "stale", "none")


@dataclass(frozen=True, slots=True)
class Due:
    """An insight by the day on which it goes, or went, stale."""

    line: InsightLine
    owner: Ref
    """The unit that answers for its stage, or for the focus area of its theme."""
    question: QuestionLine | None
    """The question of the backlog whose answer would make it fresh."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A theme of which nobody has spoken within its half-life, or ever."""

    theme: Ref
    latest: date | None
    half_life: float


@dataclass(frozen=True, slots=True)
class Still:
    """A study whose latest words are older than a half-life, or a bought source whose licence ends."""

    ref: Ref
    latest: date | None
    expires: date | None = None


class FreshnessPage:
    """One page: `freshness.md`. None where nobody has claimed anything that a customer has spoken of."""

    name: ClassVar[str] = "freshness"

    def pages(self, picture: Picture) -> Iterable[Page]:
        told = [insight for insight in picture.insights if section(insight) == "heard"]
        if told:
            yield Page(path="freshness.md", title="", template="freshness.md.j2", facts=_facts(told, Addresses.of(picture)), weight=0.5)


def _facts(told: list[Insight], at: Addresses) -> dict[str, object]:
    picture, organisation = at.picture, at.picture.organisation
    counts = {state: sum(i.freshness.state == state for i in told) for state in STATES}
    return {
        "states": [(state, number) for state, number in counts.items() if number or state != "none"],
        "ages": ages((o.heard_on for o in _weighing(picture)), picture.cycle.today, organisation.research.half_life),
        "lists": _due(told, at),
        "heard": heard(at),
        "smallest": organisation.privacy.smallest_group,
        "quiet": _quiet(at),
        "still": _still(at),
    }


def _weighing(picture: Picture) -> list[Observation]:
    """Observations that can be evidence: hearsay and opinion weigh nothing."""
    grades = picture.organisation.research.grades
    return [o for o in picture.counted if grades.get(o.provenance, 0) > 0]


def _due(told: list[Insight], at: Addresses) -> dict[str, list[Due]]:
    """What has expired, what does soon, and the rest, each by its day; what has no day comes first, as it rests on nothing dated."""
    soon = at.picture.cycle.today + timedelta(days=SOON)
    asking, lists = _asking(at.picture), dict[str, list[Due]]({"expired": [], "soon": [], "later": []})
    for insight in sorted(told, key=lambda i: (i.freshness.until or date.min, i.key)):
        asked = asking.get(insight.key)
        due = Due(insight_line(insight, at), _owner(insight, at), question_line(asked, at) if asked else None)
        lists[_when(insight, soon)].append(due)
    return lists


def _when(insight: Insight, soon: date) -> str:
    if insight.freshness.state in ("stale", "none"):
        return "expired"
    return "soon" if insight.freshness.until and insight.freshness.until <= soon else "later"


def _asking(picture: Picture) -> dict[str, Question]:
    """The question most worth asking that bears on each insight, by its key."""
    asking: dict[str, Question] = {}
    for question in sorted(picture.questions, key=standing_first):
        if question.listing in ("ranked", "hedge", "unlinked"):
            for gap in (question.gap, *question.also):
                asking.setdefault(gap.insight, question)
    return asking


def _owner(insight: Insight, at: Addresses) -> Ref:
    organisation = at.picture.organisation
    stage, theme = organisation.stages().get(insight.stage), at.picture.theme.get(insight.theme)
    focus = next((f for f in organisation.focus if theme and f.id == theme.focus), None)
    return at.unit((stage.owner if stage else "") or (focus.owner if focus else ""))


def _quiet(at: Addresses) -> list[Quiet]:
    """Themes of the codebook, and those that people accepted, the longest silent first; those never heard before them."""
    kept = [t for t in at.picture.themes if t.standing == "accepted" or (t.origin == "codebook" and t.standing == "listed")]
    lines = [Quiet(at.theme(t.id), _latest(at.picture.by_theme.get(t.id, ())), _half_life(t, at)) for t in kept]
    silent = [line for line in lines if _silent(line.latest, line.half_life, at)]
    return sorted(silent, key=lambda line: (line.latest or date.min, line.theme.path))


def _half_life(theme: Theme, at: Addresses) -> float:
    return theme.half_life or at.picture.organisation.research.half_life


def _still(at: Addresses) -> list[Still]:
    """Studies of which nothing new has come for a half-life though they have not ended; and licences that end soon, or have."""
    today, half_life = at.picture.cycle.today, at.picture.organisation.research.half_life
    open_studies = [s for s in at.picture.studies if s.ended is None or s.ended > today]
    studies = [Still(at.study(s.id), _latest(at.by_study.get(s.id, ()))) for s in open_studies]
    quiet = [still for still in studies if still.latest and _silent(still.latest, half_life, at)]
    bought = [row for row in at.picture.rows(KnownSource) if row.expires and row.expires <= today + timedelta(days=SOON)]
    ending = [
        Still(at.study(row.study) if row.study in at.picture.study else Ref(Words(fi=row.title, en=row.title)), None, row.expires)
        for row in bought
    ]
    return [
        *sorted(quiet, key=lambda s: (s.latest or date.min, s.ref.path)),
        *sorted(ending, key=lambda s: (s.expires or date.max, s.ref.name.fi)),
    ]


def _latest(observations: Iterable[Observation]) -> date | None:
    return max((o.heard_on for o in observations if o.heard_on), default=None)


def _silent(latest: date | None, half_life: float, at: Addresses) -> bool:
    return latest is None or (at.picture.cycle.today - latest).days / MONTH > half_life
