"""Tab of observations: those whose theme the machine gave, the least sure first, for people to say right or wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from flows.answers.columns import AGAIN, KEY, NOTE, STATE, choices, listed, machine, person, plain
from flows.answers.known import Known, is_suggested
from flows.model.board import Column, Tab
from flows.model.material import Cell
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.picture import Picture

MOST = 200
"""Observations that wait for a verdict at one time."""
_VERDICTS = choices(right=("oikein", "right"), wrong=("väärin", "wrong"))
_STANCES = choices(supports=("puoltaa", "supports"), contradicts=("kiistää", "contradicts"))
_WHY = {
    "code": Words(fi="tutkijan koodi", en="the researcher's code"),
    "confirmed": Words(fi="ihminen vahvisti", en="a person confirmed it"),
    "group": Words(fi="koneen löytämä ryhmä", en="a group that the machine found"),
    "words": Words(fi="sanat", en="words"),
    "like": Words(fi="muistuttaa esimerkkejä", en="like the examples"),
}
_LEAST_SURE_FIRST = ("like", "words", "group")


def columns(known: Known) -> tuple[Column, ...]:
    """The machine's columns, then people's."""
    return (
        KEY,
        machine("quote", "Mitä sanottiin", "What was said", width=64),
        machine("given", "Teema nyt", "Theme now", width=24),
        machine("why", "Miksi", "Why", width=32),
        machine("study", "Tutkimus", "Study", width=22),
        machine("persona", "Persoona", "Persona", width=18),
        STATE,
        AGAIN,
        person(
            "verdict",
            "Oikein vai väärin",
            "Right or wrong",
            ("Kone oppii vastauksesta seuraavaan kierrokseen.", "The machine learns from it by the next cycle."),
            choices=_VERDICTS,
        ),
        person(
            "themes",
            "Oikeat teemat",
            "Themes instead",
            (
                "Teemojen nimet tai tunnukset, pilkuin erotettuina: näiden sijaan, tai näiden lisäksi, jos vastaus on oikein.",
                "Names or ids of themes, separated by commas: instead, or as well where the verdict is right.",
            ),
            width=30,
        ),
        person("stance", "Puoltaa vai kiistää", "Stance", ("Mitä se sanoo väitteestä.", "What it says of the claim."), choices=_STANCES),
        NOTE,
    )


def tab(picture: Picture, known: Known, page: Callable[[str, str], str]) -> Tab:
    """At most 200 that nobody has judged, in turns over the themes, then the judged ones. Only words that may be shown."""
    answers = picture.answers.get("observations", {})
    may = [o for o in picture.counted if o.quotable]
    judged = sorted((o for o in may if o.key in answers), key=lambda o: o.key)
    open_ = _in_turns([o for o in may if o.key not in answers])[:MOST]
    names = _Names(picture)
    return Tab(
        id="observations",
        title=Words(fi="Havainnot", en="Observations"),
        note=Words(
            fi="Koneen antamat teemat, epävarmimmat ensin. Muutama vastaus teemaa kohti riittää opettamaan.",
            en="Themes that the machine gave, the least sure first. A few answers a theme are enough to teach it.",
        ),
        columns=columns(known),
        rows=tuple(names.row(observation) for observation in (*open_, *judged)),
    )


def _in_turns(observations: list[Observation]) -> list[Observation]:
    """The least sure kind of reason first; within it one observation of every theme, then a second of every theme, and so on."""
    queues: dict[tuple[int, str], int] = {}
    turns = []
    for observation in sorted(observations, key=lambda o: o.key):
        found = min(_doubts(observation), default=None)
        if found is not None:
            turn = queues[found] = queues.get(found, 0) + 1
            turns.append((found[0], turn, found[1], observation.key, observation))
    return [turn[-1] for turn in sorted(turns, key=lambda turn: turn[:-1])]


def _doubts(observation: Observation) -> Iterator[tuple[int, str]]:
    """(How sure its kind of reason is, theme) of each theme that the machine gave."""
    for theme in observation.themes:
        reason = observation.reasons.get(theme, "")
        if is_suggested(reason):
            yield _LEAST_SURE_FIRST.index(reason.partition(":")[0]), theme


class _Names:
    """What the row of an observation calls things."""

    def __init__(self, picture: Picture) -> None:
        self.language = language = picture.organisation.language
        self.themes: Mapping[str, str] = {t.id: t.name.told(language) or t.id for t in picture.themes}
        self.studies: Mapping[str, str] = {s.id: s.title.told(language) or s.id for s in picture.studies}
        self.personas: Mapping[str, str] = {key: p.name.told(language) or key for key, p in picture.organisation.personas().items()}

    def row(self, observation: Observation) -> dict[str, Cell]:
        return {
            "key": observation.key,
            "quote": plain(observation.text),
            "given": plain(listed(self.themes.get(theme, theme) for theme in observation.themes)),
            "why": plain("; ".join(self._why(observation.reasons.get(theme, "")) for theme in observation.themes)),
            "study": plain(self.studies.get(observation.study, observation.study)),
            "persona": plain(self.personas.get(observation.persona, observation.persona)),
        }

    def _why(self, reason: str) -> str:
        kind, _, words = reason.partition(":")
        told = _WHY[kind].told(self.language) if kind in _WHY else kind
        return f"{told}: {words.strip()}" if words else told
