"""What a found group is called: words that its members share and others do not, as people write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import log, sqrt

from flows.text import lemmas, words

MOST_WORDS = 3
SHARED = 0.25
"""Of the members must have the first word, or nothing holds the group together that could be named: by the lower end of Wilson's interval
(1927), so that a small group must share it more clearly than a large one."""
ALSO = 0.15
"""Of the members must have each further word, and it must tell at least half as much as the first."""
PAIR = 0.4
"""Of the members say the same two words side by side: then these are the name."""
SHORTEST = 3
CANDIDATES = 8
"""Words of a group that are looked up in a dictionary."""


class Labels:
    """Names groups of one language's texts, which are given as words in order."""

    def __init__(self, texts: Sequence[Sequence[str]], language: str) -> None:
        self._language = language
        self._stop = words.stop_words(language)
        self._texts = texts
        self._often = Counter(word for text in self._texts for word in set(text))
        self._subjects = frozenset(word for word in self._often if self._telling(word))

    def name(self, rows: Iterable[int]) -> str:
        """`Odotusaika, puhelin`: up to three words in base form, or the commonest two-word phrase as it is said; empty if nothing is shared."""
        members = [self._texts[row] for row in rows]
        pair = self._pair(members)
        told = [pair] if pair else self._words(members)
        label = ", ".join(told)
        return label[:1].upper() + label[1:]

    def _pair(self, members: Sequence[Sequence[str]]) -> str:
        pairs = Counter(pair for text in members for pair in set(pairwise(text)) if self._subjects.issuperset(pair))
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=("", ""))
        enough = best[0] != best[1] and pairs[best] >= PAIR * len(members)
        return " ".join(best) if enough and self._nameable(best[1]) else ""

    def _nameable(self, word: str) -> bool:
        """Whether a phrase may end in the word as it is: in Finnish only in its base form, for `puhtaan veden` is no name."""
        return self._language != "fi" or lemmas.lemma(word, "fi") == word

    def _words(self, members: Sequence[Sequence[str]]) -> list[str]:
        """Base forms by mean TF-IDF, without those that part of another's letters would say again."""
        said = Counter(word for text in members for word in self._subjects.intersection(text))
        kin = {word: self._kin(word) for word in sorted(said) if said[word] > 1}
        _, _, likely = self._ranked(members, kin)
        named = {form: self._named(form) for form in likely[:CANDIDATES]}
        inside, worth, ranked = self._ranked(members, {word: named[form] for word, form in kin.items() if form in named})
        if not ranked or _surely(inside[ranked[0]], len(members)) < SHARED:
            return []
        told = [ranked[0]]
        for form in ranked[1:]:
            enough = inside[form] >= ALSO * len(members) and 2 * worth[form] >= worth[ranked[0]]
            if enough and len(told) < MOST_WORDS and not any(form in other or other in form for other in told):
                told.append(form)
        return told

    def _ranked(self, members: Sequence[Sequence[str]], form_of: Mapping[str, str]) -> tuple[Counter[str], dict[str, float], list[str]]:
        """For forms that stand for several words: members that have each, its mean TF-IDF, and the forms by that."""
        inside = Counter(form for text in members for form in {form_of[word] for word in text if word in form_of})
        often: Counter[str] = Counter()
        for word, form in form_of.items():
            often[form] += self._often[word]
        everywhere = len(self._texts)
        worth = {
            form: count * (1 + log((1 + everywhere) / (1 + min(often[form], everywhere))))
            for form, count in inside.items()
            if self._telling(form)
        }
        return inside, worth, sorted(worth, key=lambda form: (-round(worth[form], 9), form))

    def _kin(self, word: str) -> str:
        """The commonest base form among the texts' own words: it joins inflections without a dictionary, which is slow to load."""
        related = (form for form in self._families.get(word, ()) if form[:SHORTEST] == word[:SHORTEST])
        return min(related, key=lambda form: (-self._often[form], form), default=word)

    def _named(self, form: str) -> str:
        """The base form; what other words of the texts are inflected from is one already."""
        return form if form in self._grounds else lemmas.lemma(form, self._language)

    @cached_property
    def _grounds(self) -> frozenset[str]:
        return frozenset().union(*self._families.values())

    @cached_property
    def _families(self) -> dict[str, frozenset[str]]:
        return lemmas.families([word for word, often in self._often.items() if often > 1]) if self._language == "fi" else {}

    def _telling(self, word: str) -> bool:
        return len(word) >= SHORTEST and word not in self._stop


def _surely(count: int, among: int, z: float = 1.96) -> float:
    """The lower end of Wilson's 95 % interval for a share."""
    share, spread = count / among, z * z / among
    return (share + spread / 2 - z * sqrt(share * (1 - share) / among + spread / (4 * among))) / (1 + spread)
