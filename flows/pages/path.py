"""Path pages: a customer's way through the functions of the organisation, who answers for each stage, and what is missing there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flows.model.observations import Observation
from flows.model.organisation import Path, Stage
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.pages.addresses import Addresses, Ref, anchor
from flows.pages.lines import InsightLine, QuestionLine, insight_line, question_line, section, standing_first, surest
from flows.pages.quotes import Quotes, newest_first, quotes, voices

QUOTED = 0
"""Problems of a stage stand folded beneath it, in customers' own words."""
PROBLEMS = frozenset(("problem", "doubt"))


@dataclass(frozen=True, slots=True)
class Step:
    """One stage: who answers for it, what is known of it, and what is not."""

    stage: Stage
    anchor: str
    owner: Ref
    functions: tuple[Ref, ...]
    """The owner left out."""
    voices: int
    latest: date | None
    insights: tuple[InsightLine, ...]
    assumed: tuple[InsightLine, ...]
    problems: Quotes
    questions: tuple[QuestionLine, ...]
    silent: tuple[Ref, ...]
    """Personas whom nobody has heard here."""

    @property
    def stale(self) -> int:
        return sum(line.insight.freshness.state == "stale" for line in self.insights)

    @property
    def unexplained(self) -> int:
        """Insights of which nobody has said why."""
        return sum(line.insight.descriptive for line in self.insights)


class Paths:
    """A page each, `paths/x.md`, and the list of them, `paths/index.md`, where there is any."""

    name: ClassVar[str] = "path"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses.of(picture)
        ways = [(way, _steps(way, picture, at)) for way in picture.organisation.paths]
        if ways:
            yield Page(path="paths/index.md", title="", template="paths.md.j2", facts=_listed(ways, picture, at), weight=0.5)
        for way, steps in ways:
            yield _page(way, steps, picture, at)


def _listed(ways: list[tuple[Path, list[Step]]], picture: Picture, at: Addresses) -> dict[str, object]:
    return {
        "ways": [(at.way(way.id), steps) for way, steps in ways],
        "smallest": picture.organisation.privacy.smallest_group,
    }


def _page(way: Path, steps: list[Step], picture: Picture, at: Addresses) -> Page:
    units = [unit.id for unit in picture.organisation.units]
    present = {unit for stage in way.stages for unit in (stage.owner, *stage.functions) if unit}
    columns = [*(unit for unit in units if unit in present), *sorted(present.difference(units))]
    facts = {
        "way": way,
        "steps": steps,
        "units": [at.unit(unit) for unit in columns],
        "matrix": [(step, [_part(step.stage, unit) for unit in columns]) for step in steps],
        "absent": [at.unit(unit) for unit in units if unit not in present],
        "smallest": picture.organisation.privacy.smallest_group,
    }
    return Page(
        path=at.way(way.id).path,
        title=way.name.told(picture.organisation.language) or way.id,
        template="path.md.j2",
        facts=facts,
        weight=1.1,
        of=f"path:{way.id}",
    )


def _part(stage: Stage, unit: str) -> str:
    """What a function does at a stage: owns it, takes part, or nothing."""
    return "owner" if unit == stage.owner else "part" if unit in stage.functions else ""


def _steps(way: Path, picture: Picture, at: Addresses) -> list[Step]:
    return [_step(stage, picture, at) for stage in way.stages]


def _step(stage: Stage, picture: Picture, at: Addresses) -> Step:
    heard = [o for o in picture.counted if o.stage == stage.id]
    lines = [insight_line(i, at) for i in sorted(picture.insights, key=surest) if i.stage == stage.id]
    asked = (q for q in picture.questions if q.gap.stage == stage.id and q.listing in ("ranked", "hedge"))
    return Step(
        stage=stage,
        anchor=anchor("stage", stage.id),
        owner=at.unit(stage.owner),
        functions=tuple(at.unit(unit) for unit in stage.functions if unit != stage.owner),
        voices=voices(heard),
        latest=max((o.heard_on for o in heard if o.heard_on), default=None),
        insights=tuple(line for line in lines if section(line.insight) == "heard"),
        assumed=tuple(line for line in lines if section(line.insight) == "assumed"),
        problems=quotes(((o, None) for o in newest_first(_problems(heard, picture))), at, QUOTED),
        questions=tuple(question_line(q, at) for q in sorted(asked, key=standing_first)),
        silent=tuple(at.persona(p) for p in picture.organisation.personas() if not picture.coverage.cell(p, stage.id).voices),
    )


def _problems(heard: Iterable[Observation], picture: Picture) -> list[Observation]:
    """What customers themselves called a problem or a doubt; what colleagues said for them is left out."""
    grades = picture.organisation.research.grades
    return [o for o in heard if o.kind in PROBLEMS and grades.get(o.provenance, 0) > 0]
