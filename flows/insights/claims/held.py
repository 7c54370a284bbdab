"""Held: what people hold to be so, as the registers have it, with what they wrote on the board laid over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flows.model.answers import InsightAnswer
from flows.model.issues import Issue
from flows.model.registers import Assumption, Claim

_ALIKE = ("statement_fi", "statement_en", "motivation", "reading", "so_what")
NO_ANSWER = InsightAnswer(key="")


@dataclass(frozen=True, slots=True)
class Held:
    """A claim or an assumption. `claim.id` is the key of its insight."""

    claim: Claim
    origin: Literal["claim", "assumption"] = "claim"


def held(
    claims: Sequence[Claim], assumptions: Sequence[Assumption], answers: Mapping[str, InsightAnswer]
) -> tuple[dict[str, Held], tuple[Issue, ...]]:
    """All of it by key, an assumption's being `a-<id>`, and an Issue for whatever a register and the board tell differently."""
    people = {claim.id: Held(claim) for claim in sorted(claims, key=lambda c: c.id)}
    for assumption in sorted(assumptions, key=lambda a: a.id):
        people.setdefault(f"a-{assumption.id}", Held(_claim_of(assumption), "assumption"))
    issues = []
    for key, each in people.items():
        answer = answers.get(key, NO_ANSWER)
        people[key] = Held(heeded(each.claim, answer), each.origin)
        issues += _told_twice(each, answer)
    return people, tuple(issues)


def heeded(claim: Claim, answer: InsightAnswer) -> Claim:
    """The claim as the board has it; what the board leaves empty stays as it is. Whoever confirmed goes with what was confirmed."""
    over: dict[str, Any] = {name: value for name in (*_ALIKE, "standing") if (value := getattr(answer, name))}
    if answer.confirmed:
        same = answer.confirmed == claim.confirmed
        over |= {"confirmed": answer.confirmed, "confirmed_by": answer.confirmed_by or (claim.confirmed_by if same else "")}
    elif answer.confirmed_by:
        over["confirmed_by"] = answer.confirmed_by
    return claim.model_copy(update=over)


def _claim_of(assumption: Assumption) -> Claim:
    shared = ("persona", "segment", "stage", "theme")
    place = {name: getattr(assumption, name) for name in shared}
    statement = assumption.statement
    return Claim.model_construct(id=f"a-{assumption.id}", statement_fi=statement, statement_en=statement, **place)


def _told_twice(each: Held, answer: InsightAnswer) -> list[Issue]:
    """`standing` is only compared where the register's is not the one that stands for an empty cell."""
    before = {name: getattr(each.claim, name) for name in (*_ALIKE, "confirmed")}
    before["standing"] = each.claim.standing if each.claim.standing != "proposed" else ""
    differing = sorted(name for name, value in before.items() if value and getattr(answer, name) not in ("", value))
    if not differing:
        return []
    register, own = ("claims", each.claim.id) if each.origin == "claim" else ("assumptions", each.claim.id.removeprefix("a-"))
    what = (
        f"The register and the board tell {', '.join(f'`{name}`' for name in differing)} differently. The board is used, for it is newer."
    )
    hint = "Write in the register what the board says, or empty the cell on the board."
    where = f"registers/{register}, {own}"
    return [Issue(severity="note", code="claim-told-twice", where=where, what=what, hint=hint, verb="synthesise")]
