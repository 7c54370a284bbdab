"""Addresses: where everything in a picture stands on the site. Made of keys alone, so that they never move."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.model.documents import Document
from flows.model.noun import Words, digest_of, slug
from flows.model.observations import Observation
from flows.model.picture import Picture

OBSERVATIONS_A_PAGE = 300
"""Observations on one page of a study."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A name to be shown, and the address behind it; an empty path is no link."""

    name: Words
    path: str = ""


@dataclass(frozen=True)
class Addresses:
    """Paths within the site, ending in .md, some with an #anchor."""

    picture: Picture

    @classmethod
    def of(cls, picture: Picture) -> Addresses:
        """The addresses of this picture, found out once for all that ask: a library's order takes a while."""
        kept: dict[str, Addresses] = vars(picture)  # as its cached properties are
        return kept.setdefault("_addresses", cls(picture))

    def insight(self, key: str) -> Ref:
        known = self.picture.insight.get(key)
        return Ref(known.statement, self._insights[key]) if known else _plain(key)

    def question(self, key: str) -> Ref:
        known = self.picture.question.get(key)
        return Ref(known.text, self._questions[key]) if known else _plain(key)

    def theme(self, key: str) -> Ref:
        known = self.picture.theme.get(key)
        return Ref(known.name, self._themes[key]) if known else _plain(key)

    def study(self, key: str) -> Ref:
        known = self.picture.study.get(key)
        return Ref(known.title, self._studies[key]) if known else _plain(key)

    def persona(self, key: str) -> Ref:
        known = self._known_personas.get(key)
        return Ref(known, self._personas[key]) if known else _plain(key)

    def segment(self, key: str) -> Ref:
        known = next((s.name for s in self.picture.organisation.segments if s.id == key), None)
        return Ref(known, f"personas/index.md#{anchor('segment', key)}") if known else _plain(key)

    def stage(self, key: str) -> Ref:
        known = self.picture.organisation.stages().get(key)
        return Ref(known.name, f"index.md#{anchor('stage', key)}") if known else _plain(key)

    def focus(self, key: str) -> Ref:
        known = next((f.name for f in self.picture.organisation.focus if f.id == key), None)
        return Ref(known, f"questions/index.md#{anchor('focus', key)}") if known else _plain(key)

    def unit(self, key: str) -> Ref:
        known = next((u.name for u in self.picture.organisation.units if u.id == key), None)
        return Ref(known) if known else _plain(key)

    def document(self, key: str) -> Ref:
        known = self.picture.document.get(key)
        return Ref(_same(self.called(known)), f"catalogue.md#{anchor('document', known.root)}") if known else _plain(key)

    def called(self, document: Document) -> str:
        """The title, or the name where others of the study bear the same title: a form's own, left standing as it was filled in."""
        others = self._titled.get((document.study, document.title), frozenset()) - {document.key}
        return document.name if others or not document.title else document.title

    def note(self, id_: str) -> str:
        """The page of a note, which is its receipt; empty for what is none."""
        return f"notes/{id_}.md" if id_ in self._notes else ""

    def note_of(self, observation: str) -> str:
        """The receipt of the note that made an observation, by the observation's key; empty for what no note made."""
        return self.note(self._noted.get(observation, ""))

    def observation(self, observation: Observation) -> str:
        """The page of its study, at its own anchor; empty where the study has no plan."""
        page = self._pages_of_observations.get(observation.key, "")
        return f"{page}#{anchor('o', observation.key)}" if page else ""

    def study_page(self, study: str, number: int) -> str:
        """The n-th page of a study's observations, from 1."""
        first = self._studies[study]
        return first if number == 1 else f"{first.removesuffix('.md')}/{number}.md"

    @cached_property
    def _titled(self) -> dict[tuple[str, str], frozenset[str]]:
        """The documents that bear a title, by their study and it."""
        found: dict[tuple[str, str], set[str]] = {}
        for document in self.picture.documents:
            found.setdefault((document.study, document.title), set()).add(document.key)
        return {title: frozenset(keys) for title, keys in found.items()}

    @cached_property
    def by_study(self) -> dict[str, tuple[Observation, ...]]:
        """Counted observations of each study: document by document, voice by voice as they first speak, in the order of the document."""
        grouped: dict[str, list[Observation]] = {}
        for observation in self.picture.counted:
            grouped.setdefault(observation.study, []).append(observation)
        return {study: _as_told(members) for study, members in grouped.items()}

    @cached_property
    def _pages_of_observations(self) -> dict[str, str]:
        return {
            observation.key: self.study_page(study, 1 + place // OBSERVATIONS_A_PAGE)
            for study, members in self.by_study.items()
            if study in self._studies
            for place, observation in enumerate(members)
        }

    @cached_property
    def _notes(self) -> frozenset[str]:
        return frozenset(note.id for note in self.picture.notes)

    @cached_property
    def _noted(self) -> dict[str, str]:
        return {note.observation: note.id for note in self.picture.notes if note.observation}

    @cached_property
    def _insights(self) -> dict[str, str]:
        return paths("insights", self.picture.insight)

    @cached_property
    def _questions(self) -> dict[str, str]:
        return paths("questions", self.picture.question)

    @cached_property
    def _themes(self) -> dict[str, str]:
        return paths("themes", self.picture.theme)

    @cached_property
    def _studies(self) -> dict[str, str]:
        return paths("studies", self.picture.study)

    @cached_property
    def _known_personas(self) -> dict[str, Words]:
        return {key: persona.name for key, persona in self.picture.organisation.personas().items()}

    @cached_property
    def _personas(self) -> dict[str, str]:
        return paths("personas", self._known_personas)


def paths(folder: str, keys: Iterable[str]) -> dict[str, str]:
    """`folder/slug.md` for each key. Where slugs meet, or spell `index`, only a key that is its own slug goes without six digits of its digest."""
    slugs = {key: slug(key) for key in keys}
    met = Counter(["index", "", *slugs.values()])
    return {key: f"{folder}/{made if _alone(made, key, met) else _told_apart(made, key)}.md" for key, made in slugs.items()}


def _alone(made: str, key: str, met: Counter[str]) -> bool:
    return met[made] == 1 or (made == key and made != "index")


def anchor(kind: str, key: str) -> str:
    """The id of an element: ASCII, unique enough to be linked to."""
    made = slug(key)
    return f"{kind}-{made}" if made == key else f"{kind}-{_told_apart(made, key)}"


def place(locator: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key of a place in a document: numbers by their size, a cell of a sheet by its row before its column."""
    by_rows = _CELL.sub(lambda cell: f"!{cell[2]} {len(cell[1])}{cell[1]}", locator)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _NUMBERS.split(by_rows) if part)


_CELL = re.compile(r"!([A-Z]+)(\d+)$")
_NUMBERS = re.compile(r"(\d+)")


def _as_told(members: Sequence[Observation]) -> tuple[Observation, ...]:
    documents = {name: (place(name), name) for name in {o.document for o in members}}
    ordered = sorted(members, key=lambda o: (*documents[o.document], place(o.locator), o.key))
    first: dict[tuple[str, str], int] = {}
    for number, observation in enumerate(ordered):
        first.setdefault((observation.document, observation.voice), number)
    return tuple(sorted(ordered, key=lambda o: first[o.document, o.voice]))


def _told_apart(made: str, key: str) -> str:
    return f"{made}-{digest_of(key)[:6]}".strip("-")


def _same(text: str) -> Words:
    return Words(fi=text, en=text)


def _plain(key: str) -> Ref:
    return Ref(_same(key))
