"""Oddities: what in codes and answers cannot be heeded, for a person to mend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping

from flows.insights.evidence import FIRST_HAND, signed
from flows.model.answers import InsightAnswer, said
from flows.model.issues import Issue, Severity
from flows.model.observations import Observation


def contradictory(observations: Iterable[Observation], claims: Mapping[str, str], themes: Container[str]) -> Iterator[Issue]:
    """Codes on one observation that say both yes and no.

    `claims`: id, casefolded -> id of the claim that it is part of, for claims that were merged; a claim's code without a sign says yes.
    `themes`: ids, casefolded.
    """
    for observation in observations:
        if len(observation.codes) > 1:
            for codes in _both_ways(observation, claims, themes):
                told = " and ".join(f"`{code}`" for code in codes)
                what = f"The codes {told} contradict each other on the same words. They weigh on neither side."
                hint = "Take one of them away, or say on the board, on the tab `observations`, which way the words point."
                yield _issue("warning", "contradictory-codes", _place(observation), what, hint)


def unheeded(observations: Iterable[Observation], stances: Container[str]) -> Iterator[Issue]:
    """Stances on the board of words that no customer said at first hand."""
    for observation in observations:
        if observation.key in stances and observation.provenance not in FIRST_HAND:
            what = "The board gives a stance to words that no customer said at first hand. It weighs nothing."
            hint = "Empty the cell; what was bought or read is given its stance by a code, such as `c-012-`."
            yield _issue("note", "stance-unheeded", _place(observation), what, hint)


def _both_ways(observation: Observation, claims: Mapping[str, str], themes: Container[str]) -> Iterator[list[str]]:
    signs: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"+": set(), "-": set()})
    for code in observation.codes:
        name, sign = signed(code, claims)
        if name in claims:
            signs[claims[name]][sign or "+"].add(code)
        elif sign and name in themes:
            signs[name][sign].add(code)
    for ways in signs.values():
        if all(ways.values()):
            yield sorted(set().union(*ways.values()))


def orphans(answers: Mapping[str, InsightAnswer], known: Container[str]) -> Iterator[Issue]:
    """Answers about insights that are no more."""
    for key, answer in sorted(answers.items()):
        if key not in known and said(answer):
            what = "People wrote about an insight that is not there any more. What they wrote is kept and changes nothing."
            hint = "Give the row the key of the insight that it is about now, or empty it."
            yield _issue("note", "unknown-insight", f"board, insights, {key}", what, hint)


def _place(observation: Observation) -> str:
    return f"{observation.document} {observation.locator}".strip()


def _issue(severity: Severity, code: str, where: str, what: str, hint: str) -> Issue:
    return Issue(severity=severity, code=code, where=where, what=what, hint=hint, verb="synthesise")
