"""Addresses: where everything in a picture stands on the site. Made of keys alone, so that they never move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.model.documents import Document
from flows.model.noun import Words, digest_of, slug
from flows.model.observations import Observation
from flows.model.picture import Picture
from flows.model.registers import Decision, Exposure
from flows.pages.order import as_told

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
        """Of what was merged: the one that it belongs to now."""
        known = self.picture.insight.get(self.heirs_of_insights.get(key, key))
        return Ref(known.statement, self._insights[known.key]) if known else _plain(key)

    def question(self, key: str) -> Ref:
        known = self.picture.question.get(key)
        return Ref(known.text, self._questions[key]) if known else _plain(key)

    def theme(self, key: str) -> Ref:
        """Of what was merged: the one that it belongs to now."""
        known = self.picture.theme.get(self.heirs_of_themes.get(key, key))
        return Ref(known.name, self._themes[known.id]) if known else _plain(key)

    def merged_insights(self, key: str) -> tuple[str, ...]:
        """Keys of what was merged into an insight, by whatever way round; sorted."""
        return self._merged.get(key, ())

    def merged_themes(self, key: str) -> tuple[str, ...]:
        """Ids of what was merged into a theme, by whatever way round; sorted."""
        return self._merged_themes.get(key, ())

    def insights_before(self, key: str) -> tuple[str, ...]:
        """Addresses at which an insight once stood, under the names of what was merged into it."""
        return tuple(self._insights[merged] for merged in self.merged_insights(key))

    def themes_before(self, key: str) -> tuple[str, ...]:
        """Addresses of the themes that were merged into this one; and, of all of them, where the machine's own wording stood, unless an insight
        has that address.
        """
        folded = self.merged_themes(key)
        worded = (paths("insights", [f"t-{theme}"])[f"t-{theme}"] for theme in (key, *folded))
        return (*(self._themes[theme] for theme in folded), *(path for path in worded if path not in self._taken))

    def study(self, key: str) -> Ref:
        known = self.picture.study.get(key)
        return Ref(known.title, self._studies[key]) if known else _plain(key)

    def persona(self, key: str) -> Ref:
        known = self._known_personas.get(key)
        return Ref(known, self._personas[key]) if known else _plain(key)

    def segment(self, key: str) -> Ref:
        known = self._known_segments.get(key)
        return Ref(known, self._segments[key]) if known else _plain(key)

    def way(self, key: str) -> Ref:
        """A customer's path."""
        known = self._known_ways.get(key)
        return Ref(known, self._ways[key]) if known else _plain(key)

    def stage(self, key: str) -> Ref:
        """Its place on the page of its path."""
        known = self.picture.organisation.stages().get(key)
        return Ref(known.name, f"{self._ways[self._way_of[key]]}#{anchor('stage', key)}") if known else _plain(key)

    def focus(self, key: str) -> Ref:
        known = self._known_focus.get(key)
        return Ref(known, self._focus[key]) if known else _plain(key)

    def unit(self, key: str) -> Ref:
        """Its hours with customers, where those are written down; else only its name."""
        known = next((u.name for u in self.picture.organisation.units if u.id == key), None)
        return Ref(known, f"contact.md#{anchor('unit', key)}" if self._hours_kept else "") if known else _plain(key)

    def decision(self, key: str) -> Ref:
        """Its row on the page of decisions; what the register has no row of is only named."""
        title = self._decisions.get(key)
        return Ref(_same(title), f"decisions.md#{anchor('decision', key)}") if title else _plain(key)

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
        return {study: as_told(members) for study, members in grouped.items()}

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
    def _taken(self) -> frozenset[str]:
        return frozenset(self._insights.values())

    @cached_property
    def heirs_of_insights(self) -> dict[str, str]:
        """Key of a merged insight -> key of the one that it belongs to now. The merged ones have no page of their own."""
        retired = {i.key: i.into for i in self.picture.insights if i.into and i.standing == "retired"}
        return heirs(retired, self.picture.insight)

    @cached_property
    def heirs_of_themes(self) -> dict[str, str]:
        """The same of themes, by their ids."""
        return heirs({t.id: t.into for t in self.picture.themes if t.into and t.standing == "merged"}, self.picture.theme)

    @cached_property
    def _merged(self) -> dict[str, tuple[str, ...]]:
        return _by_heir(self.heirs_of_insights)

    @cached_property
    def _merged_themes(self) -> dict[str, tuple[str, ...]]:
        return _by_heir(self.heirs_of_themes)

    @cached_property
    def _known_segments(self) -> dict[str, Words]:
        return {segment.id: segment.name for segment in self.picture.organisation.segments}

    @cached_property
    def _segments(self) -> dict[str, str]:
        return paths("segments", self._known_segments)

    @cached_property
    def _known_ways(self) -> dict[str, Words]:
        return {way.id: way.name for way in self.picture.organisation.paths}

    @cached_property
    def _ways(self) -> dict[str, str]:
        return paths("paths", self._known_ways)

    @cached_property
    def _way_of(self) -> dict[str, str]:
        return {stage.id: way.id for way in self.picture.organisation.paths for stage in way.stages}

    @cached_property
    def _known_focus(self) -> dict[str, Words]:
        return {focus.id: focus.name for focus in self.picture.organisation.focus}

    @cached_property
    def _focus(self) -> dict[str, str]:
        return paths("focus", self._known_focus)

    @cached_property
    def _decisions(self) -> dict[str, str]:
        return {row.id: row.title for row in self.picture.rows(Decision)}

    @cached_property
    def _hours_kept(self) -> bool:
        return bool(self.picture.rows(Exposure))

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


def heirs(into: Mapping[str, str], known: Mapping[str, object]) -> dict[str, str]:
    """What each merged thing belongs to now, however many times it was merged on; nothing of those that lead in a circle or nowhere."""
    found = {}
    for key in into:
        way = [key]
        while way[-1] in into and len(way) <= len(into):
            way.append(into[way[-1]])
        if way[-1] not in into and way[-1] in known:
            found[key] = way[-1]
    return found


def anchor(kind: str, key: str) -> str:
    """The id of an element: ASCII, unique enough to be linked to."""
    made = slug(key)
    return f"{kind}-{made}" if made == key else f"{kind}-{_told_apart(made, key)}"


def _by_heir(heir_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    merged: dict[str, list[str]] = {}
    for key, heir in sorted(heir_of.items()):
        merged.setdefault(heir, []).append(key)
    return {heir: tuple(keys) for heir, keys in merged.items()}


def _told_apart(made: str, key: str) -> str:
    return f"{made}-{digest_of(key)[:6]}".strip("-")


def _same(text: str) -> Words:
    return Words(fi=text, en=text)


def _plain(key: str) -> Ref:
    return Ref(_same(key))
