"""Weak signals: what a few people have said in like words, that no theme covers and no study asks."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp, log

import numpy as np
from scipy.special import pdtrc

from flows.insights.signals.forms import Told, forms, told_words
from flows.insights.signals.heard import first_hand, people
from flows.model.observations import Observation
from flows.model.signals import WeakSignal
from flows.model.studies import Study

FEWEST, MOST = 2, 7
"""People. Who says it alone is not shown; what more say is found as a theme, or should be."""
FEWEST_DOCUMENTS = 2
TOLD = 12
NEAR = 4
"""Words of one pair stand within so many content words: what is said in one breath."""
RARE = 30
"""Observations that have the rarer of the two words, at most."""
COMMON = 0.02
"""Share of the observations that have the other, at most."""
BY_CHANCE = 1.0
"""As strange pairs as it that chance alone would make, at most, in the whole library."""
MOST_WORDS = 4
CONSIDERED = 400
"""Pairs that are looked at, the strangest first: several tell of one subject."""


def weak(observations: Iterable[Observation], studies: Sequence[Study], told: Told | None = None) -> tuple[WeakSignal, ...]:
    """At most 12, the least likely to be chance first. The order of observations is of no matter; Finnish and English are kept apart.

    A signal is two words that stand near each other in what 2 to 7 people of two documents or more said without any theme, more often than
    words as rare would by chance (Poisson tail, times the number of pairs). Pairs that share half of their observations are one signal. Left
    out: words that a question contains, what as many say within themes, and what cannot be shown: two people's words must be quotable.
    `told`: their words, if they are at hand already.
    """
    spoken = first_hand(observations)
    told = told_words(spoken) if told is None else told
    asked = _asked(studies)
    found: list[_Signal] = []
    for language in sorted({o.language for o in spoken}):
        library = _Library(language, [o for o in spoken if o.language == language], told)
        found += library.signals(asked)
    ranked = sorted(found, key=lambda s: (s.chance, s.words))
    return tuple(signal.told() for signal in ranked[:TOLD])


@dataclass(frozen=True, slots=True)
class _Signal:
    words: tuple[str, ...]
    said: tuple[Observation, ...]
    chance: float
    """Log of how many such pairs chance would make."""

    def told(self) -> WeakSignal:
        listed = [o for o in self.said if o.quotable]
        return WeakSignal(
            observations=tuple(o.key for o in listed),
            voices=people(self.said),
            words=self.words,
            latest=max((o.heard_on for o in self.said if o.heard_on), default=None),
            language=listed[0].language,
        )


class _Library:
    """What was said in one language: the forms of each observation's words, by number."""

    def __init__(self, language: str, spoken: Sequence[Observation], words: Told) -> None:
        self._language = language
        self._spoken = spoken
        told = [words[o.key] for o in spoken]
        self._forms = sorted({form for text in told for form in text})
        number = {form: place for place, form in enumerate(self._forms)}
        self._texts = [[number[form] for form in text] for text in told]
        self._often = Counter(form for text in self._texts for form in set(text))

    def signals(self, asked: Mapping[str, frozenset[int]]) -> list[_Signal]:
        """Those of this language, near pairs put together."""
        chosen: list[_Signal] = []
        for signal in sorted(self._candidates(), key=lambda s: (s.chance, s.words))[:CONSIDERED]:
            if self._answers(signal, asked) or self._covered(signal):
                continue
            near = next((place for place, other in enumerate(chosen) if _alike(signal, other)), None)
            if near is None:
                chosen.append(signal)
            else:
                words = tuple(dict.fromkeys((*chosen[near].words, *signal.words)))[:MOST_WORDS]
                chosen[near] = replace(chosen[near], words=words)
        return chosen[:TOLD]

    def _candidates(self) -> Iterator[_Signal]:
        by_pair, tried = self._pairs_left_over()
        loud = self._loud(by_pair)
        for pair, rows in by_pair.items():
            around = loud.get(pair[0], frozenset()) | loud.get(pair[1], frozenset())
            if 2 * len(around.intersection(rows)) < len(rows):
                signal = self._signal(pair, [self._spoken[row] for row in rows], tried)
                if signal:
                    yield signal

    def _loud(self, by_pair: Mapping[tuple[int, int], Sequence[int]]) -> dict[int, frozenset[int]]:
        """For each form the rows where it stands in a pair that too many people say: what is said beside that belongs to it."""
        found: dict[int, set[int]] = defaultdict(set)
        for pair, rows in by_pair.items():
            if len(rows) > MOST and people(self._spoken[row] for row in rows) > MOST:
                for form in pair:
                    found[form].update(rows)
        return {form: frozenset(rows) for form, rows in found.items()}

    def _signal(self, pair: tuple[int, int], said: Sequence[Observation], tried: int) -> _Signal | None:
        count = people(said)
        shown_of = [o for o in said if o.quotable]
        if not FEWEST <= count <= MOST or min(people(shown_of), len({o.document for o in shown_of})) < FEWEST_DOCUMENTS:
            return None
        one, other = (self._often[form] for form in pair)
        chance = _tail(count, one * other / len(self._texts)) + log(tried)
        rarest_first = sorted(pair, key=lambda form: (self._often[form], form))
        return _Signal(tuple(self._forms[form] for form in rarest_first), tuple(said), chance) if exp(chance) <= BY_CHANCE else None

    def _pairs_left_over(self) -> tuple[dict[tuple[int, int], list[int]], int]:
        """Near pairs of words, rare enough, of two observations or more without a theme, each with its rows; and how many pairs one has."""
        pairs, rows = array("q"), array("q")
        for row, (observation, text) in enumerate(zip(self._spoken, self._texts, strict=True)):
            for one, other in () if observation.themes else self._near(text):
                pairs.append(one * len(self._forms) + other)
                rows.append(row)
        order = np.argsort(np.array(pairs, dtype=np.int64), kind="stable")
        sorted_pairs, sorted_rows = np.array(pairs, dtype=np.int64)[order], np.array(rows, dtype=np.int64)[order]
        starts = np.flatnonzero(np.diff(sorted_pairs, prepend=-1))
        sizes = np.diff(starts, append=len(sorted_pairs))
        found = {
            divmod(int(sorted_pairs[start]), len(self._forms)): sorted_rows[start : start + size].tolist()
            for start, size in zip(starts[sizes >= FEWEST], sizes[sizes >= FEWEST], strict=True)
        }
        return found, len(starts)

    def _near(self, text: Sequence[int]) -> set[tuple[int, int]]:
        common = max(RARE, COMMON * len(self._texts))
        found = set()
        for place, one in enumerate(text):
            for other in text[place + 1 : place + NEAR] if self._often[one] <= common else ():
                few, many = sorted((self._often[one], self._often[other]))
                if one != other and few <= RARE and many <= common:
                    found.add((min(one, other), max(one, other)))
        return found

    def _answers(self, signal: _Signal, asked: Mapping[str, frozenset[int]]) -> bool:
        """Whether a planned question, or one that was answered, has both words."""
        planned = [asked.get(form, frozenset()) for form in signal.words]
        questions = {o.question for o in signal.said if o.question}
        return bool(frozenset.intersection(*planned)) or any(set(signal.words) <= set(forms(q, self._language)) for q in questions)

    def _covered(self, signal: _Signal) -> bool:
        """Whether half as many people or more say it within themes, or too many in all."""
        one, other = (self._within.get(form, frozenset()) for form in signal.words)
        within = [self._spoken[row] for row in one & other]
        return 2 * people(within) >= people(signal.said) or people((*within, *signal.said)) > MOST

    @cached_property
    def _within(self) -> dict[str, frozenset[int]]:
        """Rows with themes by the rarer forms that they have."""
        found: dict[str, set[int]] = defaultdict(set)
        common = max(RARE, COMMON * len(self._texts))
        for row, (observation, text) in enumerate(zip(self._spoken, self._texts, strict=True)):
            for form in text if observation.themes else ():
                if self._often[form] <= common:
                    found[self._forms[form]].add(row)
        return {form: frozenset(rows) for form, rows in found.items()}


def _asked(studies: Sequence[Study]) -> dict[str, frozenset[int]]:
    """Form -> numbers of the planned questions that have it, in both languages."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, question in enumerate(question for study in studies for question in study.questions):
        for form in (*forms(question.text.fi, "fi"), *forms(question.text.en, "en")):
            found[form].add(number)
    return {form: frozenset(numbers) for form, numbers in found.items()}


def _alike(one: _Signal, other: _Signal) -> bool:
    """Half of either's observations are the other's too."""
    shared = len({o.key for o in one.said} & {o.key for o in other.said})
    return 2 * shared >= min(len(one.said), len(other.said))


def _tail(count: int, expected: float) -> float:
    """Log of the Poisson probability of so many or more."""
    return float(np.log(max(pdtrc(count - 1, expected), 1e-300)))
