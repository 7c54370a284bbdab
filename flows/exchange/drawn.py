"""Drawn: what of the library may leave it as a project: words that may be shown, by codes instead of names, with their themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flows.exchange.codebook import codes_of
from flows.exchange.parts import Case, Code, Project, Selection, Source, guid, lines
from flows.model.observations import Observation
from flows.model.picture import Picture
from flows.pages.addresses import Addresses
from flows.pages.order import as_told

ABOUT = "Customers' words that may be shown, by codes instead of names. Words that may only be analysed are not here."


def drawn(picture: Picture) -> Project:
    """The library as a project, in the organisation's language: a source for each document, a code for each theme, a case for each voice.

    Nothing that repeats another document's words is in it.
    """
    language = picture.organisation.language
    codes = codes_of(picture.themes, language)
    shown = [o for o in picture.counted if o.quotable and lines(o.text).strip()]
    made = [_source(key, said, picture, codes) for key, said in sorted(_by(shown, "document").items())]
    return Project(
        name=picture.organisation.name.told(language),
        codes=codes,
        sources=tuple(made),
        cases=tuple(_case(voice, said, picture) for voice, said in sorted(_by(shown, "voice").items()) if voice),
        description=ABOUT,
        made_on=picture.cycle.today.isoformat(),
    )


def _source(key: str, said: Sequence[Observation], picture: Picture, codes: Sequence[Code]) -> Source:
    """Each voice's words on lines of their own, below the question that they answer where it is a new one."""
    written, at, asked, selections = [], 0, "", []
    known = {code.guid for code in codes}
    for observation in as_told(said):
        question = " ".join(lines(observation.question).split())
        head = f"{question}\n" if question and question != asked else ""
        who = observation.voice.rpartition(":")[2]
        head += f"{who}: " if who else ""
        words = lines(observation.text)
        start = at + len(head)
        given = tuple(each for theme in observation.themes if (each := guid("theme", theme)) in known)
        selections.append(Selection(_of(observation), start, start + len(words), given))
        written.append(f"{head}{words}\n\n")
        at, asked = at + len(written[-1]), question or asked
    return Source(guid("document", key), _named(key, picture), "".join(written), tuple(selections), _about(said[0], picture))


def _case(voice: str, said: Sequence[Observation], picture: Picture) -> Case:
    at, language = Addresses.of(picture), picture.organisation.language
    values = []
    for field, name_of in (("persona", at.persona), ("segment", at.segment)):
        found = {getattr(o, field) for o in said}
        if len(found) == 1 and (only := found.pop()):
            values.append((field, name_of(only).name.told(language)))
    return Case(guid("voice", voice), voice, tuple(_of(o) for o in sorted(said, key=lambda o: o.key)), tuple(values))


def _of(observation: Observation) -> str:
    return guid("observation", observation.key)


def _named(key: str, picture: Picture) -> str:
    document = picture.document.get(key)
    return Addresses.of(picture).called(document) if document else key


def _about(observation: Observation, picture: Picture) -> str:
    study = picture.study.get(observation.study)
    return study.title.told(picture.organisation.language) if study else observation.study


def _by(observations: Iterable[Observation], field: str) -> dict[str, list[Observation]]:
    grouped: dict[str, list[Observation]] = {}
    for observation in observations:
        grouped.setdefault(getattr(observation, field), []).append(observation)
    return grouped
