"""Hiding: what a document adds to a mask: the names of its own labels, and where names were hidden or may still be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from flows.model.documents import Passage
from flows.model.noun import unique
from flows.observations.privacy import SOMEBODY

Hide = Callable[[str], str]
"""A text without personal data."""


def also_hiding(names: Mapping[str, str], hide: Hide) -> Hide:
    """`hide`, and after it the names that stood as labels or in the metadata, in Finnish cases and the English genitive too."""
    codes: dict[str, str] = {}
    for name, code in names.items():
        found = re.findall(r"[^\W\d_]+", name)
        if all(word[0].isupper() for word in found):
            codes |= {word: code for word in found if len(word) >= 3 and word not in codes}
    if not codes:
        return hide
    words = "|".join(map(re.escape, sorted(codes, key=lambda w: (-len(w), w))))
    endings = r"(?:n|a|ä|an|en|in|on|lle|lla|llä|lta|ltä|ssa|ssä|sta|stä|ksi|na|nä|'s|’s|s)?"
    pattern = re.compile(rf"(?<![^\W_])({words}){endings}(?![^\W_])")

    def both(text: str) -> str:
        return pattern.sub(lambda m: f"[{codes[m[1]]}]" if codes[m[1]] else "[…]", hide(text))

    return both


def newly_hidden(before: Sequence[Passage], after: Sequence[Passage]) -> Counter[str]:
    """How many names have become `[nimi]`, by place."""
    return Counter(
        {new.locator: max(0, new.text.count(SOMEBODY) - old.text.count(SOMEBODY)) for old, new in zip(before, after, strict=True)}
    )


def doubts(title: str, passages: Sequence[Passage], doubt: Callable[[str], int]) -> Counter[str]:
    """How many words of the title, texts, questions and headings may name somebody, by place; a question or heading once."""
    found = Counter({"title": doubt(title)})
    told = {title}
    for passage in passages:
        above = unique(words for words in (passage.section, passage.question) if words not in told)
        told.update((passage.text, *above))
        found[passage.locator] += sum(map(doubt, (passage.text, *above)))
    return found
