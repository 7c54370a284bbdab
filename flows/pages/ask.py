"""Ask us: what a colleague wonders, the nearest answers that there are already, and the way to ask when there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from flows.model.pages import Page
from flows.model.picture import Picture
from flows.pages.addresses import Addresses
from flows.pages.lines import section, standing_first, surest
from flows.pages.sessions import reach
from flows.text.lemmas import lemmas
from flows.text.words import stop_words, tokens

MOST = 600
"""Entries of the index that the page carries; in a larger library the surest and the highest ranked."""
MOST_QUESTIONS, MOST_THEMES = 200, 60
"""Of them."""
LONGEST = 280
"""Characters of an entry that are shown; words are looked for in all of it."""

_FRAMES = {"fi": ("pitää", "pitävät", "pitäisi", "oletus", "paikkansa", "tapahtuu"), "en": ("assumption", "hold", "holds", "happens")}
"""Words of the machine's own questions, which tell nothing of what they are about."""

Kind = Literal["insight", "question", "theme"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that may be the answer, and the words by which it is found."""

    kind: Kind
    text: str
    path: str
    sign: str
    """How sure, or where it stands: a level, `assumed`, `machine`, a listing, or empty."""
    also: str = ""
    """Base forms that no word of the text begins with, with a space between."""


class AskUs:
    """One page, `ask.md`; nothing where there is neither anything to find nor anybody to ask."""

    name: ClassVar[str] = "ask"

    def pages(self, picture: Picture) -> Iterable[Page]:
        every = answers(picture)
        if every or picture.organisation.contact:
            yield Page(path="ask.md", title="", template="ask.md.j2", facts=_facts(every, picture), weight=0.7)


def answers(picture: Picture) -> list[Answer]:
    """Everything that may answer a question, in the language of the page: insights, the surest first, then questions by rank, then themes."""
    at, language = Addresses.of(picture), picture.organisation.language
    insights = [
        Answer("insight", i.statement.told(language), at.insight(i.key).path, _surety(section(i), i.confidence.level))
        for i in sorted(picture.insights, key=surest)
        if section(i) != "retired"
    ]
    questions = [
        Answer("question", q.text.told(language), at.question(q.key).path, q.listing) for q in sorted(picture.questions, key=standing_first)
    ]
    themes = [
        Answer("theme", t.name.told(language), at.theme(t.id).path, "")
        for t in picture.themes
        if t.standing not in ("merged", "rejected") and (t.origin == "codebook" or t.standing == "accepted")
    ]
    return [*insights, *questions, *themes]


def indexed(every: Sequence[Answer], language: str) -> list[Answer]:
    """What the page carries: MOST at most, each with the base forms that its own words do not show."""
    themes = [each for each in every if each.kind == "theme"][:MOST_THEMES]
    questions = [each for each in every if each.kind == "question"][:MOST_QUESTIONS]
    insights = [each for each in every if each.kind == "insight"][: MOST - len(themes) - len(questions)]
    kept = [*insights, *questions, *themes]
    spoken = [sorted(set(tokens(each.text)) - stop_words(language)) for each in kept]
    bases = lemmas(sorted({word for words in spoken for word in words}), language)
    return [_short(each, words, bases) for each, words in zip(kept, spoken, strict=True)]


def _facts(every: Sequence[Answer], picture: Picture) -> dict[str, object]:
    language = picture.organisation.language
    kept = indexed(every, language)
    return {
        "index": [[each.kind, each.text, each.path, each.sign, each.also] for each in kept],
        "signs": sorted({each.sign for each in kept if each.sign}),
        "nothings": " ".join(sorted(stop_words(language).union(_FRAMES[language]))),
        "left_out": len(every) - len(kept),
        "reach": reach(picture.organisation),
    }


def _short(answer: Answer, words: Sequence[str], bases: dict[str, frozenset[str]]) -> Answer:
    text = answer.text if len(answer.text) <= LONGEST else answer.text[: LONGEST - 1].rstrip() + "…"
    shown = set(tokens(text))
    found = {form for word in words for form in (word, *bases.get(word, ()))}
    also = sorted(form for form in found if not any(word.startswith(form) for word in shown))
    return Answer(answer.kind, text, answer.path, answer.sign, " ".join(also))


def _surety(shelf: str, level: str) -> str:
    return level if shelf == "heard" else shelf
