"""Lessons: texts of which people have said what theme they are about, or that they are about none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from flows.insights.codebook.vocabulary import Text
from flows.insights.features import said
from flows.model.noun import digest_of
from flows.model.organisation import Theme

FEWEST = 3
"""Lessons from which a theme can be learnt."""
FEWEST_THEMES = 2
MOST = 100
"""Lessons of a theme that are learnt from; more cost time and teach little."""


@dataclass(frozen=True, slots=True, order=True)
class Lesson:
    """A text's words in order, its language if known, and the themes that it is about: none where a person took them all away."""

    tokens: tuple[str, ...]
    language: str
    themes: tuple[str, ...]


def lessons(codebook: Sequence[Theme], told: Iterable[tuple[Text, Collection[str]]], away: Iterable[Text] = ()) -> tuple[Lesson, ...]:
    """The codebook's examples, the texts whose themes people have `told`, and those from which they took the themes `away`, sorted.

    A text that is in both counts as told. Themes with fewer than three lessons are left out, for so few teach nothing; so is everything if
    fewer than two themes remain. Of a theme's lessons the examples come first and at most a hundred are taken; which of the others is
    decided by their words alone, so that new ones push few old ones out.
    """
    given = {
        Lesson(tuple(said(text)), language, (theme.id,))
        for theme in codebook
        for language, texts in (("fi", theme.examples.fi), ("en", theme.examples.en))
        for text in texts
    }
    heard = {Lesson(tuple(tokens), language, tuple(sorted(themes))) for (tokens, language), themes in told if themes}
    kept = _affordable([*sorted(given), *sorted(heard - given, key=_by_chance)])
    often = Counter(theme for lesson in kept for theme in lesson.themes)
    taught = {theme for theme, count in often.items() if count >= FEWEST}
    if len(taught) < FEWEST_THEMES:
        return ()
    known = {(each.tokens, each.language) for each in (*given, *heard)}
    none = {Lesson(tuple(tokens), language, ()) for tokens, language in away if tokens and (tuple(tokens), language) not in known}
    positive = {Lesson(each.tokens, each.language, tuple(t for t in each.themes if t in taught)) for each in kept}
    return tuple(sorted({*(each for each in positive if each.themes), *sorted(none, key=_by_chance)[:MOST]}))


def _affordable(found: Iterable[Lesson]) -> list[Lesson]:
    often: Counter[str] = Counter()
    kept = []
    for lesson in found:
        if lesson.tokens and any(often[theme] < MOST for theme in lesson.themes):
            often.update(lesson.themes)
            kept.append(lesson)
    return kept


def _by_chance(lesson: Lesson) -> str:
    return digest_of(lesson.language, *lesson.tokens)
