"""What a found group is called: words that its members share and others do not, as people write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile
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
SHORTEST_PART = 4
RARELY = 10
"""Times as often as its base form may a word be said."""
ENDINGS = "nt"
"""Few base forms end so in Finnish, and many inflected ones."""
AKIN = 0.7
"""Of the shorter word's letters, and five at least, may not begin both: they are of one stem."""
CANDIDATES = 8
"""Words of a group that are looked up in a dictionary."""


@dataclass(frozen=True)
class Usage:
    """How the words of one language are used in a library."""

    often: Mapping[str, int]
    """Word -> texts that have it."""
    texts: int
    families: Mapping[str, frozenset[str]]
    """Finnish inflected form -> base forms among the same words."""

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]], language: str) -> Usage:
        """Of texts given as words."""
        often = Counter(word for text in texts for word in set(text))
        repeated = [word for word, count in often.items() if count > 1]
        return cls(often, len(texts), lemmas.families(repeated) if language == "fi" else {})


class Labels:
    """Names groups of one language's texts."""

    def __init__(self, usage: Usage, language: str) -> None:
        self._language = language
        self._stop = words.stop_words(language)
        self._often = usage.often
        self._everywhere = usage.texts
        self._families = usage.families

    def names(self, groups: Sequence[Sequence[Sequence[str]]]) -> list[str]:
        """Names of the parts of a whole, without the words that all of them share."""
        often = [Counter(word for text in members for word in set(text)) for members in groups]
        shared = {word for word in often[0] if all(2 * each[word] > len(members) for each, members in zip(often, groups, strict=True))}
        apart = [self.name([["" if word in shared else word for word in text] for text in members]) for members in groups]
        return [own or self.name(members) for own, members in zip(apart, groups, strict=True)]

    def name(self, members: Sequence[Sequence[str]]) -> str:
        """`Odotusaika, puhelin`: up to three words in base form, or the commonest two-word phrase as it is said; empty if nothing is shared.

        The members are given as words in order.
        """
        pair = self._pair(members)
        told = [pair] if pair else self._words(members)
        label = ", ".join(told)
        return label[:1].upper() + label[1:]

    def _pair(self, members: Sequence[Sequence[str]]) -> str:
        pairs = Counter(pair for text in members for pair in set(pairwise(text)) if all(map(self._telling, pair)))
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=("", ""))
        enough = best[0] != best[1] and pairs[best] >= PAIR * len(members)
        return " ".join(best) if enough and self._nameable(best[1]) else ""

    def _nameable(self, word: str) -> bool:
        """Whether a phrase may end in the word as it is: in Finnish only in its base form, for `puhtaan veden` is no name."""
        return self._language != "fi" or lemmas.lemma(word, "fi") == word

    def _words(self, members: Sequence[Sequence[str]]) -> list[str]:
        """Base forms by mean TF-IDF, without those that part of another's letters would say again."""
        said = Counter(word for text in members for word in set(text) if self._telling(word))
        kin = {word: self._kin(word) for word in sorted(said) if said[word] > 1}
        _, _, likely = self._ranked(members, kin)
        named = {form: self._named(form) for form in likely[:CANDIDATES]}
        inside, worth, ranked = self._ranked(members, {word: named[form] for word, form in kin.items() if form in named})
        if not ranked or _surely(inside[ranked[0]], len(members)) < SHARED:
            return []
        told = [ranked[0]]
        for form in ranked[1:]:
            enough = inside[form] >= ALSO * len(members) and 2 * worth[form] >= worth[ranked[0]]
            if enough and len(told) < MOST_WORDS and not any(_akin(form, other) for other in told):
                told.append(form)
        return told

    def _ranked(self, members: Sequence[Sequence[str]], form_of: Mapping[str, str]) -> tuple[Counter[str], dict[str, float], list[str]]:
        """For forms that stand for several words: members that have each, its mean TF-IDF, and the forms by that."""
        inside = Counter(form for text in members for form in {form_of[word] for word in text if word in form_of})
        often: Counter[str] = Counter()
        for word, form in form_of.items():
            often[form] += self._often.get(word, 1)
        everywhere = self._everywhere
        worth = {
            form: count * (1 + log((1 + everywhere) / (1 + min(often[form], everywhere))))
            for form, count in inside.items()
            if self._telling(form)
        }
        return inside, worth, sorted(worth, key=lambda form: (-round(worth[form], 9), form))

    def _kin(self, word: str) -> str:
        """The commonest base form among the texts' own words: it joins inflections without a dictionary, which is slow to load."""
        related = (form for form in self._families.get(word, ()) if form[:SHORTEST] == word[:SHORTEST] and self._usual(form, word))
        return min(related, key=lambda form: (-self._often.get(form, 1), form), default=word)

    def _usual(self, form: str, word: str) -> bool:
        """A base form is said now and then; what hardly ever is may be a slip of the pen."""
        return RARELY * self._often.get(form, 1) >= self._often.get(word, 1)

    def _named(self, form: str) -> str:
        """The base form; what other words of the texts are inflected from is one already. An English one must be said by somebody."""
        if form in self._grounds and form[-1] not in ENDINGS:
            return form
        base = lemmas.lemma(form, self._language)
        if self._language != "fi":
            return base if base in self._often and self._usual(base, form) else form
        return base if base != form else self._compound(form)

    def _compound(self, form: str) -> str:
        """A compound that no dictionary has, by its last part: `korkeakoulujen`, korkeakoulu."""
        for cut in range(SHORTEST_PART, len(form) - SHORTEST_PART):
            head, tail = form[:cut], form[cut:]
            whole = head + lemmas.lemma(tail, "fi")
            if whole != form and (whole in self._often or head in self._often or lemmas.lemma(head, "fi") != head):
                return whole
        return form

    @cached_property
    def _grounds(self) -> frozenset[str]:
        return frozenset(form for word, forms in self._families.items() for form in forms if self._usual(form, word))

    def _telling(self, word: str) -> bool:
        return len(word) >= SHORTEST and word not in self._stop


def as_written(label: str, texts: Iterable[str]) -> str:
    """The label with the capitals that people give its words where no sentence begins: Kela, EU."""
    written = [word for text in texts for word in _INSIDE.findall(text)]
    told = [_capitals(word, written) for word in re.split(r"(\W+)", label)]
    plain = "".join(told)
    return plain[:1].upper() + plain[1:]


_INSIDE = re.compile(r"(?<=[^\W\d_] |[,;:] )[^\W\d_][\w'-]*")


def _capitals(word: str, written: Sequence[str]) -> str:
    plain = word.casefold()
    stem = plain[: max(2, len(plain) - 2)] if len(plain) > SHORTEST else plain
    met = [each for each in written if each.casefold() == plain or (len(plain) > SHORTEST and each.casefold().startswith(stem))]
    for way, like in ((str.upper, str.isupper), (str.title, lambda each: each[:1].isupper())):
        if 2 * sum(map(like, met)) > len(met):
            return way(plain)
    return plain


def _akin(one: str, other: str) -> bool:
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return one in other or other in one or (shared >= 5 and shared > AKIN * min(len(one), len(other)))


def _surely(count: int, among: int, z: float = 1.96) -> float:
    """The lower end of Wilson's 95 % interval for a share."""
    share, spread = count / among, z * z / among
    return (share + spread / 2 - z * sqrt(share * (1 - share) / among + spread / (4 * among))) / (1 + spread)
