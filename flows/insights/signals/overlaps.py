"""Overlaps: asks and studies that ask nearly the same, and studies that nothing rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from rapidfuzz.fuzz import token_set_ratio

from flows.insights.signals.forms import forms
from flows.insights.signals.heard import first_hand
from flows.model.insights import Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.registers import Ask
from flows.model.signals import Overlap
from flows.model.studies import Study
from flows.text.languages import language_of

ALIKE = 90.0
"""Of 100 (rapidfuzz's token_set_ratio), over content words in base form."""
FEWEST_WORDS = 2
SHARED = 0.6
"""Of all different words of the two, so that a short text is not nearly the same as every long one that contains it."""
SAME_QUESTIONS = 0.5
"""Of the questions of the study with fewer, and two of them, or its only one."""
OFTEN = 200
"""A word in more texts than this leads to no pair by itself: everything shares it."""
GRACE_DAYS = 30
"""Days after its last observation before a study counts as unused."""

Texts = Sequence[tuple[str, frozenset[str]]]
"""What a text belongs to, and its words in base form."""
Likeness = dict[tuple[str, str], float]


def overlaps(
    asks: Iterable[Ask], studies: Sequence[Study], observations: Iterable[Observation], insights: Iterable[Insight], today: date
) -> tuple[Overlap, ...]:
    """Pairs of asks, then pairs of studies, the likest first, then unused studies by id.

    Asks are nearly the same when their content words are, in one language. Studies are when their titles or half of their planned questions
    are. A study is unused when customers' words of it are there, the last for 30 days or more, and no living insight rests on any.
    """
    return (
        *_asks(sorted(asks, key=lambda a: a.key)),
        *_studies(sorted(studies, key=lambda s: s.id)),
        *_unused(studies, observations, insights, today),
    )


def _asks(asks: Sequence[Ask]) -> list[Overlap]:
    text = {ask.key: ask.text for ask in asks}
    found = _alike([(ask.key, _content(ask.text, language_of(ask.text, "fi"))) for ask in asks])
    return [Overlap(kind="asks", ids=pair, likeness=found[pair], words=_words(text[pair[0]])) for pair in _likest(found)]


def _studies(studies: Sequence[Study]) -> list[Overlap]:
    """By their titles, or by their questions."""
    by_id = {study.id: study for study in studies}
    found: Likeness = {}
    for language in ("fi", "en"):
        for pair, likeness in _alike([(s.id, _content(s.title.told(language), language)) for s in studies]).items():
            found[pair] = max(likeness, found.get(pair, 0.0))
        for pair, likeness in _by_questions(studies, language).items():
            found[pair] = max(likeness, found.get(pair, 0.0))
    return [Overlap(kind="studies", ids=pair, likeness=found[pair], words=by_id[pair[0]].title) for pair in _likest(found)]


def _by_questions(studies: Sequence[Study], language: str) -> Likeness:
    """The mean likeness of what two studies both ask, where that is enough of the smaller one."""
    texts = [(f"{s.id} {q.id}", _content(q.text.told(language), language)) for s in studies for q in s.questions]
    size = {study.id: len(study.questions) for study in studies}
    shared: dict[tuple[str, str], list[float]] = defaultdict(list)
    met: set[tuple[str, str, str]] = set()
    same = _alike(texts)
    for one, other in _likest(same):
        (study, question), (second, answer) = one.split(" "), other.split(" ")
        sides = {(study, second, question), (second, study, answer)}
        if study != second and not sides & met:
            met |= sides
            shared[min(study, second), max(study, second)].append(same[one, other])
    enough = {pair: max(min(2, min(map(size.__getitem__, pair))), SAME_QUESTIONS * min(map(size.__getitem__, pair))) for pair in shared}
    return {pair: round(sum(each) / len(each), 4) for pair, each in sorted(shared.items()) if len(each) >= enough[pair]}


def _unused(studies: Iterable[Study], observations: Iterable[Observation], insights: Iterable[Insight], today: date) -> list[Overlap]:
    used = {study for insight in insights if insight.standing in ("proposed", "accepted") for study in insight.studies}
    latest: dict[str, date] = {}
    for observation in first_hand(observations):
        latest[observation.study] = max(latest.get(observation.study, date.min), observation.heard_on or date.min)
    since = today - timedelta(days=GRACE_DAYS)
    idle = [study for study in studies if study.id not in used and study.id in latest and latest[study.id] <= since]
    return [Overlap(kind="unused-study", ids=(study.id,), words=study.title) for study in sorted(idle, key=lambda s: s.id)]


def _alike(texts: Texts) -> Likeness:
    """Pairs of different owners that are nearly the same, 0 to 1; only such as share a word are compared."""
    forms_of = {owner: own for owner, own in texts if len(own) >= FEWEST_WORDS}
    having: dict[str, list[str]] = defaultdict(list)
    for owner in sorted(forms_of):
        for form in forms_of[owner]:
            having[form].append(owner)
    pairs = {pair for form in sorted(having) if len(having[form]) <= OFTEN for pair in combinations(having[form], 2)}
    return {pair: round(score / 100, 4) for pair in sorted(pairs) if (score := _score(*(forms_of[each] for each in pair))) >= ALIKE}


def _score(one: frozenset[str], other: frozenset[str]) -> float:
    if len(one & other) < SHARED * len(one | other):
        return 0.0
    return float(token_set_ratio(" ".join(sorted(one)), " ".join(sorted(other))))


def _content(text: str, language: str) -> frozenset[str]:
    return frozenset(forms(text, language))


def _likest(found: Mapping[tuple[str, str], float]) -> list[tuple[str, str]]:
    return sorted(found, key=lambda pair: (-found[pair], pair))


def _words(text: str) -> Words:
    return Words(fi=text, en=text)
