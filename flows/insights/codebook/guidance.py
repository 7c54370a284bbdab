"""Guidance: what people have said of themes on the board, as lessons for the next cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flows.insights.claims.merges import followed
from flows.insights.codebook.assign import Guidance, by_code
from flows.insights.codebook.beginnings import Beginnings
from flows.insights.codebook.recall import by_words, spoken
from flows.model.answers import ObservationAnswer
from flows.model.issues import Issue
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Theme
from flows.model.registers import Claim

FEWEST_VERDICTS = 3
"""Wrong verdicts on a theme's words before they are called doubtful."""


def codebook_of(organisation: Organisation, themes: Iterable[Theme]) -> tuple[Theme, ...]:
    """The themes that observations are assigned to: those that organisation.yaml lists, then the found ones that people have accepted."""
    listed = {theme.id for theme in organisation.themes}
    accepted = {theme.id: theme for theme in themes if theme.standing == "accepted" and theme.id not in listed}
    return (*organisation.themes, *(accepted[id_] for id_ in sorted(accepted)))


def guidance_of(
    organisation: Organisation,
    answers: Mapping[str, ObservationAnswer],
    themes: Sequence[Theme],
    observations: Sequence[Observation],
    claims: Sequence[Claim] = (),
) -> tuple[Guidance, tuple[Issue, ...]]:
    """What people confirmed and overruled, by observation, and what is odd about it.

    `answers`: the board's rows by observation key; `themes`: found ones, as they stand; `observations`: with the themes of the last cycle.
    A verdict `right` confirms the themes that the machine gave, once: those given later wait for a verdict of their own. `wrong` takes
    all away, a researcher's code too, and keeps the machine from guessing again. Themes that the answer lists are confirmed in any case.
    Members of a found theme that was accepted, or merged into a listed one, are confirmed for it, unless a verdict on the observation
    itself speaks of it. Words and likeness never win over any of these.
    """
    codebook = codebook_of(organisation, themes)
    homes, issues = _homes(codebook, themes)
    by_key = {o.key: o for o in observations if o.key in answers}
    coded = by_code(by_key.values(), codebook, claims)
    confirmed: dict[str, set[str]] = {}
    overruled: dict[str, tuple[str, ...]] = {}
    for theme in themes:
        for member in theme.members if theme.id in homes else ():
            confirmed.setdefault(member, set()).add(homes[theme.id])
    everything = tuple(theme.id for theme in codebook)
    for key, o in sorted(by_key.items()):
        answer = answers[key]
        listed, unknown = _listed(answer, codebook, homes)
        issues += unknown
        if answer.verdict == "wrong":
            issues += _contradictions(o, listed, coded[key])
            confirmed[key] = set(listed)
            overruled[key] = tuple(theme for theme in everything if theme not in listed)
        elif answer.verdict == "right" or listed:
            given = _given(o, everything) if answer.verdict == "right" else set()
            confirmed.setdefault(key, set()).update(listed, given)
    issues += _doubtful(codebook, [(o, answers[key]) for key, o in sorted(by_key.items())])
    told = {key: tuple(sorted(ids)) for key, ids in sorted(confirmed.items()) if ids}
    pairs = tuple(sorted({(each.fi, each.en) for each in organisation.glossary}))
    return Guidance(told, overruled, pairs, organisation.research.precision), tuple(issues)


def _homes(codebook: Sequence[Theme], themes: Sequence[Theme]) -> tuple[dict[str, str], list[Issue]]:
    """Found theme -> the theme of the codebook that its members are about; and merges that lead nowhere."""
    known = {theme.id: theme.id for theme in codebook}
    spelt = {theme.id.casefold(): theme.id for theme in (*codebook, *themes)}
    steps = {theme.id: spelt.get(theme.into.strip().casefold(), "") for theme in themes if theme.standing == "merged"}
    homes: dict[str, str] = {theme.id: theme.id for theme in themes if theme.standing == "accepted" and theme.id in known}
    issues = []
    for id_ in sorted(steps):
        chain = list(followed(id_, steps))
        if chain[-1] in known:
            homes[id_] = known[chain[-1]]
        elif steps.get(chain[-1]) in (id_, *chain):
            what = "The merges of themes lead in a circle. Its members stay without a theme until it is broken."
            issues.append(_issue("merge-cycle", f"board, themes, {id_}", what, "Empty `into` on one row of the circle.", "warning"))
        elif not chain[-1]:
            what = "`into` names a theme that is not there. The merge is passed over."
            issues.append(
                _issue("merge-unknown", f"board, themes, {id_}", what, "Write the id of a theme that is listed or accepted.", "warning")
            )
    return homes, issues


def _listed(answer: ObservationAnswer, codebook: Sequence[Theme], homes: Mapping[str, str]) -> tuple[tuple[str, ...], list[Issue]]:
    """The themes that the answer lists, as the codebook spells them, each where it belongs now; and an issue for the others."""
    spelt = {**{found.casefold(): home for found, home in homes.items()}, **{theme.id.casefold(): theme.id for theme in codebook}}
    written = tuple(dict.fromkeys(theme.strip().casefold() for theme in answer.themes))
    unknown = sum(theme not in spelt for theme in written)
    what = f"{unknown} of the themes listed there {'is' if unknown == 1 else 'are'} not in the codebook. The others count."
    hint = "Write ids of themes that organisation.yaml lists, or that were accepted on the tab `themes`."
    issues = [_issue("unknown-theme", f"board, observations, {answer.key}", what, hint, "warning")] if unknown else []
    return tuple(dict.fromkeys(spelt[theme] for theme in written if theme in spelt)), issues


def _given(observation: Observation, codebook: Sequence[str]) -> set[str]:
    """What `right` confirms: what was confirmed already, or else all that the machine gave."""
    machine = {theme for theme, why in observation.reasons.items() if why != "code" and theme in codebook}
    return {theme for theme in machine if observation.reasons[theme] == "confirmed"} or machine


def _contradictions(observation: Observation, listed: Sequence[str], coded: Iterable[str]) -> list[Issue]:
    """A researcher's code that the board overrules."""
    if not (against := [theme for theme in coded if theme not in listed]):
        return []
    what = f"A researcher's code says {', '.join(sorted(against))}, and the board says that it is wrong. The board counts."
    hint = "Take the code out of the document; or list the theme on the board, beside the verdict."
    return [_issue("contradictory-code", f"board, observations, {observation.key}", what, hint)]


def _doubtful(codebook: Sequence[Theme], judged: Iterable[tuple[Observation, ObservationAnswer]]) -> list[Issue]:
    """Themes whose words people have found wrong more often than right."""
    beginnings = Beginnings(codebook)
    wrong: dict[str, int] = {}
    right: dict[str, int] = {}
    for o, answer in judged:
        if answer.verdict:
            for theme in by_words(spoken(o.text), o.language, beginnings):
                tally = wrong if answer.verdict == "wrong" and theme not in answer.themes else right
                tally[theme] = tally.get(theme, 0) + 1
    found = []
    for theme, count in sorted(wrong.items()):
        if count >= FEWEST_VERDICTS and count > right.get(theme, 0):
            what = f"Its words pointed to it wrongly in {count} of {count + right.get(theme, 0)} verdicts on the board."
            hint = "Make the words of the theme longer or take some out; examples teach it better."
            found.append(_issue("doubtful-words", f"organisation.yaml, themes, {theme}", what, hint))
    return found


def _issue(code: str, where: str, what: str, hint: str, severity: str = "note") -> Issue:
    return Issue.model_validate({"severity": severity, "code": code, "where": where, "what": what, "hint": hint, "verb": "synthesise"})
