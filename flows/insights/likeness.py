"""Likeness of observations to what people have said of others: what the classifier tells of them, sentence by sentence, and by which words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from flows.insights.classifier import Field, Model
from flows.insights.features import said, telling
from flows.insights.lessons import Lesson, lessons
from flows.insights.training import trained
from flows.insights.vocabulary import Text, Vocabulary
from flows.model.observations import Observation
from flows.model.organisation import Theme

FEWEST_WORDS = 2
"""Content words that a sentence needs: for one word alone there are the codebook's words."""
LONG = 12
"""Words from which a text is looked at sentence by sentence: who says more speaks of more than one thing."""
FEWEST_DECIDING = 2
"""Content words that must decide, each with a part of its own: one word alone is met by chance."""
SHARE = 0.1
"""A word decides when this much of what speaks for the theme comes from it."""

_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+")
_Piece = tuple[str, Text]
"""An observation's key, and a sentence of it."""


def alike(
    observations: Sequence[Observation],
    tokens: Mapping[str, Sequence[str]],
    codebook: Sequence[Theme],
    told: Mapping[str, Collection[str]],
    glossary: Sequence[tuple[str, str]],
    precision: float,
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Observation key -> theme -> the words that decided, weightiest first; the theme of the most sentences first.

    `tokens`: words by key; `told`: key -> themes that people gave, which teach and are not looked at again. Nothing where too little was
    taught. The order of observations is of no matter.
    """
    taught = lessons(codebook, observations, tokens, told)
    pieces = _pieces([o for o in observations if not told.get(o.key)], tokens) if taught else []
    if not pieces:
        return {}
    texts = sorted({text for _, text in pieces})
    vocabulary = Vocabulary.of([*_texts(taught), *texts], glossary)
    field = Field.of(vocabulary, taught, texts)
    found = explained(trained(taught, field, vocabulary, precision), field, texts)
    return _by_observation(pieces, found)


def explained(model: Model, field: Field, texts: Sequence[Text]) -> dict[Text, tuple[str, tuple[str, ...]]]:
    """Text -> its theme and the words that decided, where the model is sure and can say by which words."""
    sure = model.told(field)
    chosen = [texts[row] for row, _ in sure]
    themes = [theme for _, theme in sure]
    pulls = model.deciding(chosen, themes)
    deciding = [_deciding(text, pull) for text, pull in zip(chosen, pulls, strict=True)]
    return {text: (theme, by) for text, theme, by in zip(chosen, themes, deciding, strict=True) if len(by) >= FEWEST_DECIDING}


def _deciding(text: Text, pulls: Sequence[float]) -> tuple[str, ...]:
    """Content words that speak for the theme, weightiest first."""
    content = set(telling(*text))
    summed: dict[str, float] = {}
    for word, pull in zip(text[0], pulls, strict=True):
        summed[word] = summed.get(word, 0.0) + pull
    whole = sum(pull for pull in summed.values() if pull > 0)
    ranked = sorted((-round(pull, 9), word) for word, pull in summed.items() if word in content and pull > SHARE * whole)
    return tuple(word for _, word in ranked)


def _pieces(observations: Sequence[Observation], tokens: Mapping[str, Sequence[str]]) -> list[_Piece]:
    """Sentences of long observations, short ones whole, without those that say too little."""
    found: list[_Piece] = []
    for o in observations:
        whole = tokens[o.key]
        parts = [said(part) for part in _SENTENCE.split(o.text)] if len(whole) > LONG else [whole]
        found += [(o.key, (tuple(part), o.language)) for part in parts if len(telling(part, o.language)) >= FEWEST_WORDS]
    return found


def _by_observation(pieces: Sequence[_Piece], found: Mapping[Text, tuple[str, tuple[str, ...]]]) -> dict[str, dict[str, tuple[str, ...]]]:
    by: dict[str, dict[str, list[str]]] = {}
    count: dict[tuple[str, str], int] = {}
    for key, text in pieces:
        if text in found:
            theme, deciding = found[text]
            by.setdefault(key, {}).setdefault(theme, []).extend(deciding)
            count[key, theme] = count.get((key, theme), 0) + 1
    return {
        key: {theme: tuple(dict.fromkeys(themes[theme])) for theme in sorted(themes, key=lambda theme: (-count[key, theme], theme))}
        for key, themes in by.items()
    }


def _texts(taught: Sequence[Lesson]) -> list[Text]:
    return [(lesson.tokens, lesson.language) for lesson in taught]
