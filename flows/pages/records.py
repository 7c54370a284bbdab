"""Records: insights, themes and personas as JSON, for other tools. They say what their pages say, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from flows.model.insights import Insight
from flows.model.noun import Noun, Words
from flows.model.observations import Observation
from flows.model.organisation import Persona, Segment, Theme
from flows.model.pages import Leaf
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.pages.addresses import Addresses, Ref
from flows.pages.lines import change, section, standing_first, surest
from flows.pages.quotes import Quote, newest_first, quotes, voices
from flows.pages.shapes import (
    Cited,
    Counts,
    Entry,
    Fresh,
    Index,
    InsightRecord,
    Linked,
    Named,
    PersonaRecord,
    Quoted,
    Share,
    Sureness,
    ThemeRecord,
    Why,
    schema,
)

ASKED = ("ranked", "hedge", "unlinked")
LATELY = 6
"""Quotes of a persona."""


class Records:
    """`index.json` with all of them, `schema.json` with their shape, and one `.json` beside each page."""

    name: ClassVar[str] = "records"

    def pages(self, picture: Picture) -> Iterable[Leaf]:
        desk = _Desk(picture)
        made = [*desk.insights(), *desk.themes(), *desk.personas()]
        if not made:
            return
        yield Leaf("index.json", _plain(desk.index(entry for entry, _, _ in made)))
        yield Leaf("schema.json", schema())
        for entry, record, others in made:
            facts = _plain(record)
            yield from (Leaf(path, facts) for path in (entry.record, *others))


def standing_pages(picture: Picture, at: Addresses) -> list[tuple[Insight, str, tuple[str, ...]]]:
    """Insights that have a page, the surest first: each with its page, and the pages where those stood that were merged into it."""
    folded = {merged for key in picture.insight for merged in at.merged_insights(key)}
    alone = sorted((i for i in picture.insights if i.key not in folded), key=surest)
    return [(insight, at.insight(insight.key).path, at.insights_before(insight.key)) for insight in alone]


def standing_themes(picture: Picture, at: Addresses) -> list[tuple[Theme, str, tuple[str, ...]]]:
    """Themes that have a page, in the order of the codebook: each with its page, and the pages of those that were merged into it."""
    folded = {merged for theme in picture.themes for merged in at.merged_themes(theme.id)}
    before = {theme.id: tuple(path for path in at.themes_before(theme.id) if path.startswith("themes/")) for theme in picture.themes}
    return [(theme, at.theme(theme.id).path, before[theme.id]) for theme in picture.themes if theme.id not in folded]


def evidence(insight: Insight, direction: str, picture: Picture) -> list[tuple[Observation, float | None]]:
    """The observations of one side, heaviest first, as quotes want them. What the machine words has nothing against it."""
    if insight.origin == "theme" and direction == "contradicts":
        return []
    known = picture.observation
    return [(known[e.observation], e.weight) for e in insight.evidence if e.direction == direction and e.observation in known]


def built(path: str) -> str:
    """Where a page or a place on it stands in the built site."""
    page, mark, place = path.partition("#")
    return f"{page.removesuffix('.md')}.html{mark}{place}" if page else ""


def beside(page: str, ending: str) -> str:
    """The address of a leaf beside a page: `insights/c-012.json`."""
    return page.removesuffix(".md") + ending


def _plain(record: Noun) -> dict[str, Any]:
    return record.model_dump(mode="json")


class _Desk:
    """Where records of one picture are made."""

    def __init__(self, picture: Picture) -> None:
        self.picture, self.at = picture, Addresses.of(picture)
        self.head = {"as_of": picture.cycle.today, "cycle": picture.cycle.name, "sample": picture.organisation.sample}

    def index(self, entries: Iterable[Entry]) -> Index:
        organisation = self.picture.organisation
        return Index(organisation=organisation.name, languages=organisation.languages, records=tuple(entries), **self.head)

    def insights(self) -> Iterator[tuple[Entry, Noun, tuple[str, ...]]]:
        for insight, page, before in standing_pages(self.picture, self.at):
            record = self._insight(insight, page)
            entry = self._entry("insight", insight.key, insight.statement, page, self._heard_last(insight))
            yield entry, record, _leaves(before)

    def themes(self) -> Iterator[tuple[Entry, Noun, tuple[str, ...]]]:
        for theme, page, before in standing_themes(self.picture, self.at):
            heard = self.picture.by_theme.get(theme.id, ())
            yield self._entry("theme", theme.id, theme.name, page, _latest(heard)), self._theme(theme, page, heard), _leaves(before)

    def personas(self) -> Iterator[tuple[Entry, Noun, tuple[str, ...]]]:
        for segment in self.picture.organisation.segments:
            for persona in segment.personas:
                heard = [o for o in self.picture.counted if o.persona == persona.id]
                page = self.at.persona(persona.id).path
                yield self._entry("persona", persona.id, persona.name, page, _latest(heard)), self._persona(persona, segment, heard), ()

    def _entry(self, kind: Any, key: str, name: Words, page: str, heard: date | None) -> Entry:
        return Entry(kind=kind, id=key, name=name, page=built(page), record=beside(page, ".json"), heard_last=heard)

    def _insight(self, insight: Insight, page: str) -> InsightRecord:
        supports, against = (evidence(insight, side, self.picture) for side in ("supports", "contradicts"))
        scored = insight.origin != "theme" and bool(insight.evidence)
        return InsightRecord(
            id=insight.key,
            page=built(page),
            card=beside(page, ".html").replace("insights/", "cards/", 1),
            worded_by="language model" if insight.by_model else "machine" if insight.origin == "theme" else "people",
            change=change(insight.key, self.picture),
            confidence=self._sureness(insight) if scored else None,
            belief=Share(mean=insight.belief.mean, low=insight.belief.low, high=insight.belief.high) if scored else None,
            freshness=Fresh(state=insight.freshness.state, until=insight.freshness.until) if scored else None,
            counts=Counts(voices=insight.voices, studies=len(insight.studies), supports=len(supports), against=len(against)),
            supports=self._cited(supports),
            against=self._cited(against),
            questions=self._asked(insight),
            theme=self._named(insight.theme, self.at.theme(insight.theme)),
            persona=self._named(insight.persona, self.at.persona(insight.persona)),
            segment=self._named(insight.segment, self.at.segment(insight.segment)),
            stage=self._named(insight.stage, self.at.stage(insight.stage)),
            **{name: getattr(insight, name) for name in _AS_THEY_ARE},
            **self.head,
        )

    def _theme(self, theme: Theme, page: str, heard: Sequence[Observation]) -> ThemeRecord:
        known = self.picture.observation
        typical = [known[key] for key in theme.medoids if key in known]
        said = [*typical, *(o for o in newest_first(heard) if o.key not in theme.medoids)]
        return ThemeRecord(
            id=theme.id,
            page=built(page),
            feed=beside(page, ".atom") if has_feed(theme) else "",
            name=theme.name,
            definition=theme.definition,
            found=theme.origin == "found",
            standing=theme.standing,
            voices=voices(heard),
            observations=len(heard),
            insights=self._claims("theme", theme.id, "heard"),
            questions=self._gaps("theme", theme.id, ("ranked",)),
            said=self._cited([(o, None) for o in said]),
            **self.head,
        )

    def _persona(self, persona: Persona, segment: Segment, heard: Sequence[Observation]) -> PersonaRecord:
        people = voices(heard)
        few = 0 < people < self.picture.organisation.privacy.smallest_group
        return PersonaRecord(
            id=persona.id,
            page=built(self.at.persona(persona.id).path),
            name=persona.name,
            role=persona.role,
            summary=persona.summary,
            segment=Named(id=segment.id, name=segment.name, page=built(self.at.segment(segment.id).path)),
            voices=None if few else people,
            observations=len(heard),
            insights=self._claims("persona", persona.id, "heard"),
            assumed=self._claims("persona", persona.id, "assumed"),
            questions=self._gaps("persona", persona.id, ("ranked", "hedge")),
            said=self._cited([(o, None) for o in newest_first(heard)], LATELY),
            **self.head,
        )

    def _sureness(self, insight: Insight) -> Sureness:
        reasons = [r for r in insight.confidence.reasons if r.code != "persona-match" or insight.persona]
        return Sureness(level=insight.confidence.level, reasons=tuple(Why(**r.model_dump()) for r in reasons))

    def _cited(self, observations: Sequence[tuple[Observation, float | None]], most: int = 0) -> Cited:
        told = quotes(observations, self.at, most) if most else quotes(observations, self.at)
        return Cited(quotes=tuple(map(self._quoted, told.shown)), more=len(told.folded) + told.unshown, withheld=told.hidden)

    def _quoted(self, quote: Quote) -> Quoted:
        return Quoted(
            text=quote.text,
            language=quote.language,
            voice=quote.who,
            persona=_linked(quote.persona) if quote.persona.name else None,
            study=_linked(quote.study),
            heard_on=quote.heard_on,
            kind=quote.kind,
            provenance=quote.provenance,
            question=quote.question,
            place=built(quote.place),
        )

    def _asked(self, insight: Insight) -> tuple[Named, ...]:
        return self._questions(q for q in self._about.get(insight.key, ()) if q.listing in ASKED)

    @cached_property
    def _about(self) -> dict[str, list[Question]]:
        """Questions by the insight that they are about."""
        found: dict[str, list[Question]] = {}
        for question in self.picture.questions:
            for key in {gap.insight for gap in (question.gap, *question.also) if gap.insight}:
                found.setdefault(key, []).append(question)
        return found

    def _gaps(self, field: str, key: str, listings: tuple[str, ...]) -> tuple[Named, ...]:
        return self._questions(q for q in self.picture.questions if getattr(q.gap, field) == key and q.listing in listings)

    def _questions(self, questions: Iterable[Question]) -> tuple[Named, ...]:
        ordered = sorted(questions, key=standing_first)
        return tuple(Named(id=q.key, name=q.text, page=built(self.at.question(q.key).path)) for q in ordered)

    def _claims(self, field: str, key: str, place: str) -> tuple[Named, ...]:
        own = (i for i in self.picture.insights if getattr(i, field) == key and section(i) == place)
        return tuple(Named(id=i.key, name=i.statement, page=built(self.at.insight(i.key).path)) for i in sorted(own, key=surest))

    def _heard_last(self, insight: Insight) -> date | None:
        known = self.picture.observation
        return _latest(known[e.observation] for e in insight.evidence if e.observation in known)

    def _named(self, key: str, ref: Ref) -> Named | None:
        return Named(id=key, name=ref.name, page=built(ref.path)) if key else None


_AS_THEY_ARE = ("statement", "standing", "contested", "situation", "motivation", "challenge", "so_what", "reading")


def has_feed(theme: Theme) -> bool:
    """Whether people named the theme or took it over, so that it will stay."""
    return theme.origin == "codebook" or theme.standing == "accepted"


def _linked(ref: Ref) -> Linked:
    return Linked(name=ref.name, page=built(ref.path))


def _leaves(pages: Iterable[str]) -> tuple[str, ...]:
    return tuple(beside(page, ".json") for page in pages)


def _latest(heard: Iterable[Observation]) -> date | None:
    return max((o.heard_on for o in heard if o.heard_on and o.quotable), default=None)
