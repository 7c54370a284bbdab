"""Lessons: sentences of which people have said what theme they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flows.insights.features import said
from flows.model.observations import Observation
from flows.model.organisation import Theme

FEWEST = 3
"""Lessons from which a theme can be learnt."""
FEWEST_THEMES = 2


@dataclass(frozen=True, slots=True, order=True)
class Lesson:
    """A text's words in order, its language if known, and the themes that it is about."""

    tokens: tuple[str, ...]
    language: str
    themes: tuple[str, ...]


def lessons(
    codebook: Sequence[Theme], observations: Sequence[Observation], tokens: Mapping[str, Sequence[str]], told: Mapping[str, Collection[str]]
) -> tuple[Lesson, ...]:
    """The codebook's examples, and the observations whose themes people have `told` (key -> themes), sorted, each once.

    Themes with fewer than three lessons are left out, for so few teach nothing; so is everything if fewer than two themes remain.
    """
    given = [
        Lesson(tuple(said(text)), language, (theme.id,))
        for theme in codebook
        for language, texts in (("fi", theme.examples.fi), ("en", theme.examples.en))
        for text in texts
    ]
    heard = [
        Lesson(tuple(tokens[o.key]), o.language, tuple(sorted(told[o.key]))) for o in observations if o.key in tokens and told.get(o.key)
    ]
    found = {lesson for lesson in (*given, *heard) if lesson.tokens}
    often = Counter(theme for lesson in found for theme in lesson.themes)
    taught = {theme for theme, count in often.items() if count >= FEWEST}
    if len(taught) < FEWEST_THEMES:
        return ()
    kept = (Lesson(each.tokens, each.language, tuple(t for t in each.themes if t in taught)) for each in found)
    return tuple(sorted({lesson for lesson in kept if lesson.themes}))
