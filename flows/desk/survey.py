"""Survey: every document that the plans point to, what could not be listed, and what a source has of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from flows import plugins
from flows.desk.shroud import Shroud
from flows.desk.standing import Veil, entry_of, veil
from flows.model.contracts import Place, Source
from flows.model.issues import Issue
from flows.model.material import Found, Material, Trouble
from flows.model.studies import SourceEntry, Study
from flows.sources.files import unclaimed
from flows.workspace import Plan, Workspace


@dataclass(frozen=True, slots=True)
class Job:
    """One document to read."""

    place: Place
    found: Found
    """With the key and the name that may be told: people in them are covered."""
    study: Study
    key: str
    """The source's own, in memory only."""


def survey(workspace: Workspace, plan: Plan) -> tuple[list[Job], list[Issue], list[Veil]]:
    """Every document that the plans point to, once, what could not be listed, and what cannot be seen because of it."""
    jobs: dict[str, Job] = {}
    issues: list[Issue] = []
    veils: list[Veil] = []
    shroud = Shroud(plan.organisation, plan.participants, plan.studies)
    for study in plan.studies:
        for entry in study.sources or (SourceEntry(),):
            place = Place(root=workspace.plans, study=study.id, entry=entry)
            veils += [Veil(entry_of(place), study.id)] if study.id in plan.unseen else []
            for found in _found(workspace, place, entry, issues, veils):
                jobs.setdefault(found.key, Job(place, found, study, found.key))
        issues += _overlooked(workspace, study, {*jobs, *(issue.where for issue in issues)})
    covered = shroud.cover(job.found for job in jobs.values())
    told = sorted((replace(job, found=covered[key]) for key, job in jobs.items()), key=lambda job: job.found.key)
    return told, [shroud.issue(issue) for issue in issues], [replace(v, path=shroud.path(v.path.partition("/")[0], v.path)) for v in veils]


def material_of(job: Job) -> Material:
    """What the source has. Raises Unreadable."""
    return _source(job.found.kind).read(job.place, replace(job.found, key=job.key))


def _found(workspace: Workspace, place: Place, entry: SourceEntry, issues: list[Issue], veils: list[Veil]) -> Iterator[Found]:
    kinds = workspace.sources
    if entry.kind and entry.kind not in kinds:
        what, hint = f"no source kind is called {entry.kind!r}", f"installed: {', '.join(kinds)}"
        issues.append(
            Issue(severity="error", code="unknown-source", where=f"{place.study}/plan.yaml", what=what, hint=hint, verb="capture")
        )
        veils.append(Veil(entry_of(place)))
        return
    for kind in [kinds[entry.kind]] if entry.kind else [kind for kind in kinds.values() if kind.endings]:
        for found in kind.find(place):
            if isinstance(found, Trouble):
                issues.append(_issue(found, place.study))
                veils += [veil(found, place, bool(kind.endings))] if found.withheld else []
            else:
                yield found


def _overlooked(workspace: Workspace, study: Study, told: Iterable[str]) -> list[Issue]:
    endings = [ending for kind in workspace.sources.values() for ending in kind.endings]
    place = Place(root=workspace.plans, study=study.id, entry=SourceEntry())
    return [_issue(trouble, study.id) for trouble in unclaimed(place, endings, told)]


def _issue(trouble: Trouble, study: str) -> Issue:
    where = trouble.place if trouble.place.startswith(f"{study}/") else f"{study}/{trouble.place}".rstrip("/")
    return Issue(severity=trouble.severity, code=trouble.code, where=where, what=trouble.what, hint=trouble.hint, verb="capture")


@cache
def _source(kind: str) -> Source:
    source: Source = plugins.part("sources", kind)()
    return source
