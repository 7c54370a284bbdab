"""Likeness of texts to what people have said of others: what the classifier tells of them, sentence by sentence, and by which words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows.insights.codebook.classifier import Field, Model, asked
from flows.insights.codebook.lessons import Lesson
from flows.insights.codebook.memory import Ground, strongest
from flows.insights.codebook.training import trained
from flows.insights.codebook.vectors import Embed, beside
from flows.insights.codebook.vocabulary import Text, Vocabulary
from flows.insights.features import said, telling

FEWEST_WORDS = 2
"""Content words that a sentence needs: for one word alone there are the codebook's words."""
LONG = 12
"""Words from which a text is looked at sentence by sentence: who says more speaks of more than one thing."""
FEWEST_DECIDING = 2
"""Content words that must decide, each with a part of its own: one word alone is met by chance."""
SHARE = 0.1
"""A word decides when this much of what speaks for the theme comes from it."""

_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+")

Likes = dict[str, dict[str, tuple[str, ...]]]
"""Mark of a text -> theme -> the words that decided, weightiest first; the theme of the most sentences first."""
_Reasons = Mapping[Text, tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a text, or a short text whole, and the mark of the text."""

    mark: str
    text: Text


def pieces(mark: str, text: str, tokens: Sequence[str], language: str) -> list[Piece]:
    """A text's sentences if it is long, else the whole, without those that say too little."""
    parts = [said(part) for part in _SENTENCE.split(text)] if len(tokens) > LONG else [tokens]
    return [Piece(mark, (tuple(part), language)) for part in parts if len(telling(part, language)) >= FEWEST_WORDS]


def learn(
    taught: Sequence[Lesson],
    found: Sequence[Piece],
    glossary: Sequence[tuple[str, str]],
    precision: float,
    embed: Embed | None = None,
    before: Mapping[str, Collection[str]] | None = None,
) -> tuple[Ground, Likes]:
    """A model of the lessons, and what it tells of the texts. The order of pieces is of no matter.

    `before`: mark of a text -> the themes that it had by likeness; it keeps them if they are nearly likely enough.
    """
    owners = _owners(found)
    texts = sorted(owners)
    vocabulary, rows = Vocabulary.taken([*asked(taught), *texts], glossary)
    field = Field.laid(rows, taught, texts, embed)
    model = trained(taught, field, vocabulary, precision)
    heard = model.spread(field)
    leaning = _leaning(found, before or {})
    reasons = _explained(model, heard[len(taught) :], texts, [leaning.get(text, ()) for text in texts])
    marks = (*([""] * len(taught)), *(owners[text] for text in texts))
    return Ground(model, strongest(field.rows, model.width), heard.astype("float16"), marks), _by_text(found, reasons)


def tell(ground: Ground, found: Sequence[Piece], embed: Embed | None = None) -> tuple[Ground, Likes]:
    """What a model that is known already tells of more texts, beside those that it knows; and the ground with them."""
    owners = _owners(found)
    texts = sorted(owners)
    if not texts:
        return ground, {}
    rows, _ = beside(ground.model.vocabulary.rows(texts), texts, embed)
    heard = ground.listened(rows)
    reasons = _explained(ground.model, heard, texts)
    return ground.joined(rows, heard, [owners[text] for text in texts]), _by_text(found, reasons)


def _explained(model: Model, heard: object, texts: Sequence[Text], before: Sequence[Collection[str]] = ()) -> _Reasons:
    """Text -> its theme and the words that decided, where the model is sure and can say by which words."""
    sure = model.sure(heard, before)
    chosen, themes = [texts[row] for row, _ in sure], [theme for _, theme in sure]
    deciding = [_deciding(text, pull) for text, pull in zip(chosen, model.deciding(chosen, themes), strict=True)]
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


def _owners(found: Iterable[Piece]) -> dict[Text, str]:
    """Each piece's text, and the first mark among those that say it."""
    owners: dict[Text, str] = {}
    for piece in found:
        owners[piece.text] = min(owners.get(piece.text, piece.mark), piece.mark)
    return owners


def _leaning(found: Iterable[Piece], before: Mapping[str, Collection[str]]) -> dict[Text, set[str]]:
    leaning: dict[Text, set[str]] = {}
    for piece in found:
        if had := before.get(piece.mark):
            leaning.setdefault(piece.text, set()).update(had)
    return leaning


def _by_text(found: Sequence[Piece], reasons: _Reasons) -> Likes:
    by: dict[str, dict[str, list[str]]] = {}
    count: dict[tuple[str, str], int] = {}
    for piece in found:
        if piece.text in reasons:
            theme, deciding = reasons[piece.text]
            by.setdefault(piece.mark, {}).setdefault(theme, []).extend(deciding)
            count[piece.mark, theme] = count.get((piece.mark, theme), 0) + 1
    return {
        mark: {theme: tuple(dict.fromkeys(themes[theme])) for theme in sorted(themes, key=lambda theme: (-count[mark, theme], theme))}
        for mark, themes in by.items()
    }
