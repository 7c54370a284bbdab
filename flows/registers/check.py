"""Check: register rows that point to nothing, and rows that say too little to count."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from flows.model.issues import Issue, Severity
from flows.model.organisation import Organisation
from flows.model.registers import Claim, Decision, RegisterRow
from flows.model.studies import Study
from flows.registers.nearest import nearest, shown

_POINTERS: dict[str, dict[str, tuple[str, ...]]] = {
    "claims": {"theme": ("theme",), "persona": ("persona",), "segment": ("segment",), "stage": ("stage",)},
    "decisions": {"claims": ("claim", "theme"), "focus": ("focus",)},
    "asks": {
        "decision": ("decision",),
        "claim": ("claim",),
        "theme": ("theme",),
        "persona": ("persona",),
        "stage": ("stage",),
        "unit": ("unit",),
    },
    "assumptions": {"theme": ("theme",), "persona": ("persona",), "segment": ("segment",), "stage": ("stage",), "unit": ("unit",)},
    "experiments": {"claim": ("claim",)},
    "exposure": {"unit": ("unit",)},
    "sessions": {"study": ("study",)},
    "feedback": {"theme": ("theme",), "unit": ("unit",)},
    "metrics": {"focus": ("focus",)},
    "sources": {"study": ("study",)},
    "consents": {"study": ("study",)},
}
"""By register and field: the kinds of thing that its ids may name. Participants are private and are not looked into."""

Known = Mapping[str, Mapping[str, Collection[str]]]
"""By kind: ids, each with the names that people also use for it."""


def dangling(
    registers: Mapping[str, Sequence[RegisterRow]],
    organisation: Organisation,
    studies: Sequence[Study],
    found: Collection[str] = (),
    broken: Collection[str] = (),
) -> tuple[Issue, ...]:
    """References that lead nowhere (warnings), claims without a statement and thresholds outside 0 to 1 (errors), open decisions without a day.

    `found`: ids of themes that are not in the codebook, because synthesise found them. `broken`: ids of studies that are there, and whose
    plan cannot be read.
    """
    known = _known(registers, organisation, studies, found, broken)
    issues: list[Issue] = []
    for name in sorted(registers):
        for row in registers[name]:
            issues += _row(name, row, known)
    for study in studies:
        issues += _planned(study, known)
    return tuple(issues)


def _known(
    registers: Mapping[str, Sequence[RegisterRow]],
    organisation: Organisation,
    studies: Sequence[Study],
    found: Collection[str],
    broken: Collection[str],
) -> Known:
    return {
        "theme": {t.id: (t.name.fi, t.name.en) for t in organisation.themes} | dict.fromkeys(found, ()),
        "persona": {p.id: (p.name.fi, p.name.en, *p.also) for p in organisation.personas().values()},
        "segment": {s.id: (s.name.fi, s.name.en, *s.also) for s in organisation.segments},
        "stage": {s.id: (s.name.fi, s.name.en, *s.also) for s in organisation.stages().values()},
        "focus": {f.id: (f.name.fi, f.name.en) for f in organisation.focus},
        "unit": {u.id: (u.name.fi, u.name.en) for u in organisation.units},
        "study": dict.fromkeys(broken, ()) | {s.id: (s.title.fi, s.title.en) for s in studies},
        "claim": {row.id: () for row in registers.get("claims", ())},
        "decision": {row.id: () for row in registers.get("decisions", ())},
    }


def _row(name: str, row: RegisterRow, known: Known) -> Iterator[Issue]:
    # A key made of several columns may hold free words after the second.
    where = f"registers/{name}, {row.id if row.id.strip('-') else ':'.join(row.key.split(':')[:2])}"
    for field, kinds in _POINTERS.get(name, {}).items():
        value = getattr(row, field)
        for key in value if isinstance(value, tuple) else (value,):
            yield from _pointer(where, field, key, kinds, known)
    if isinstance(row, Claim):
        yield from _claim(where, row)
    if isinstance(row, Decision):
        yield from _decision(where, row)


def _planned(study: Study, known: Known) -> Iterator[Issue]:
    for question in study.questions:
        where = f"{study.id}/plan.yaml, question {question.id}"
        yield from _pointer(where, "decision", question.decision, ("decision",), known)
        yield from _pointer(where, "claim", question.claim, ("claim",), known)


def _pointer(where: str, field: str, key: str, kinds: tuple[str, ...], known: Known) -> Iterator[Issue]:
    if not key or any(key in known[kind] for kind in kinds):
        return
    what = f"`{field}` names a {' or '.join(kinds)} that is not there{':' * bool(shown(key))}{shown(key)}."
    yield _issue("warning", f"unknown-{kinds[0]}", where, what, _guess(key, kinds, known))


def _guess(key: str, kinds: tuple[str, ...], known: Known) -> str:
    """The id that was meant: people write a thing's name, or mistype its id."""
    names = {name.casefold(): i for kind in kinds for i, also in known[kind].items() for name in (i, *also) if name}
    near = names.get(key.casefold()) or names.get(nearest(key.casefold(), names), "")
    if near:
        return f"Did you mean `{near}`?"
    ids = sorted(i for kind in kinds for i in known[kind])
    return f"Known: {', '.join(ids)}." if 0 < len(ids) <= 12 else ""


def _claim(where: str, claim: Claim) -> Iterator[Issue]:
    if not claim.statement:
        hint = "Write statement_fi, statement_en or both."
        yield _issue("error", "no-statement", where, "The claim has no statement in any language.", hint)


def _decision(where: str, decision: Decision) -> Iterator[Issue]:
    if decision.break_even is not None and not 0 <= decision.break_even <= 1:
        what = f"`break_even` is {decision.break_even:g}, and must be a share from 0 to 1."
        yield _issue("error", "break-even", where, what, "Write 0.4 for 40 per cent, or leave it out if nobody knows.")
    if decision.standing == "open" and decision.due is None:
        yield _issue("warning", "no-due-date", where, "The decision is open and has no day.", "Write in `due` when it will be made.")


def _issue(severity: Severity, code: str, where: str, what: str, hint: str) -> Issue:
    return Issue(severity=severity, code=code, where=where, what=what, hint=hint, verb="capture")
