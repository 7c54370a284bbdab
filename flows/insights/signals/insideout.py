"""Inside-out words: what staff call things, and no customer ever does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from flows.insights.evidence import voice_of
from flows.insights.signals.forms import Told, form, told_words
from flows.insights.signals.heard import first_hand, people, told_by_staff
from flows.model.observations import Observation
from flows.model.organisation import Organisation
from flows.model.signals import InsideOut
from flows.text import lemmas, words

LANGUAGES = ("en", "fi")
FEWEST = 3
FEWEST_DOCUMENTS = 2
FEWEST_CUSTOMER_WORDS = 200
EXPECTED = 3.0
"""Times that customers would have said it, had they used it as often as staff: none of three expected is chance once in twenty."""
TOLD = 20
LOOKED_UP = 200
"""Words that are compared by all base forms they can have, and by the longer words that begin with them."""
INSTEAD = 3
MORE_OFTEN = 1.5
"""What customers say instead belongs to the theme: it is said so many times as often there as elsewhere."""
AGREEING = 3
"""Letters at the beginning in which the forms of one word agree."""
BEGINNING = 5
"""Letters from which on a customer's longer word counts as the word: `liittymäsopimus` has `liittymä`."""

# How staff speak of the talk itself, not of its subject.
_TALK = {
    "fi": "asiakas asiakkaat asiakkaan haastateltava vastaaja kertoi kertoo sanoi sanoo totesi kysyi mainitsi koki kokee mielestään kuulemma",
    "en": "customer customers client clients interviewee respondent said says told tells asked mentioned felt reported according",
}


def inside_out(observations: Sequence[Observation], organisation: Organisation, told: Told | None = None) -> tuple[InsideOut, ...]:
    """At most 20 words, the commonest first: said by staff 3 times or more, by two of them in two documents or more, and by no
    customer first-hand.

    Compared by base form within a language; a customer's longer word that begins with it counts too. Customers need 200 content words of
    that language in all, and as many that at the rate of staff they would have said the word 3 times. No stop words, no names of segments
    and personas, nothing that stands for personal data. `instead`: words that at least the smallest group of customers use in the themes of
    what staff said, and more often there than elsewhere. `told`: the words of both, if they are at hand already.
    """
    customers, staff = first_hand(observations), [o for o in told_by_staff(observations) if o.quotable]
    told = told_words((*customers, *staff)) if told is None else told
    found: list[InsideOut] = []
    for language in LANGUAGES:
        ours = _Staff((o for o in staff if o.language == language), told)
        theirs = _Customers((o for o in customers if o.language == language), told)
        if theirs.often.total() >= FEWEST_CUSTOMER_WORDS:
            found += _of_language(language, ours, theirs, organisation)
    return tuple(sorted(found, key=lambda each: (-each.staff, each.language, each.word))[:TOLD])


class _Staff:
    """How often staff said each word, and where."""

    def __init__(self, observations: Iterable[Observation], told: Told) -> None:
        self.often: Counter[str] = Counter()
        self.by: dict[str, list[Observation]] = defaultdict(list)
        for observation in observations:
            self.often.update(told[observation.key])
            for word in set(told[observation.key]):
                self.by[word].append(observation)


class _Customers:
    """How often customers said each word, and who of them did in some themes."""

    def __init__(self, observations: Iterable[Observation], told: Told) -> None:
        self.often: Counter[str] = Counter()
        self._about: dict[str, list[Observation]] = defaultdict(list)
        self._told = told
        self._heard: dict[tuple[str, ...], tuple[Counter[str], dict[str, set[str]]]] = {}
        for observation in observations:
            self.often.update(told[observation.key])
            for theme in observation.themes if observation.quotable else ():
                self._about[theme].append(observation)

    def heard(self, themes: tuple[str, ...]) -> tuple[Counter[str], dict[str, set[str]]]:
        """Of what was said in these themes and may be shown: how often each word, and by whom."""
        if themes not in self._heard:
            often: Counter[str] = Counter()
            speakers: dict[str, set[str]] = defaultdict(set)
            for observation in {o.key: o for theme in themes for o in self._about.get(theme, ())}.values():
                often.update(self._told[observation.key])
                for word in self._told[observation.key]:
                    speakers[word].add(voice_of(observation))
            self._heard[themes] = often, speakers
        return self._heard[themes]


def _of_language(language: str, ours: _Staff, theirs: _Customers, organisation: Organisation) -> list[InsideOut]:
    passed_over = _passed_over(organisation, language)
    rate = theirs.often.total() / max(1, ours.often.total())
    enough = [word for word in ours.often if word not in passed_over and word not in theirs.often and _enough(word, ours, rate)]
    candidates = sorted(enough, key=lambda word: (-ours.often[word], word))[:LOOKED_UP]
    said_too = _said_too(candidates, theirs.often, language)
    smallest = organisation.privacy.smallest_group
    return [_told(word, language, ours, theirs, smallest) for word in candidates if word not in said_too][:TOLD]


def _enough(word: str, ours: _Staff, rate: float) -> bool:
    often = ours.often[word]
    by = ours.by[word]
    return often >= FEWEST and often * rate >= EXPECTED and min(people(by), len({o.document for o in by})) >= FEWEST_DOCUMENTS


def _said_too(candidates: Sequence[str], theirs: Iterable[str], language: str) -> set[str]:
    """Those that customers do use after all: as another base form that a word of theirs can have, or within a longer word."""
    starts = {word[:AGREEING] for word in candidates}
    near = sorted(word for word in theirs if word[:AGREEING] in starts)
    bases = lemmas.lemmas([*near, *candidates], language)
    used = {base for word in near for base in bases[word]}
    beginnings = {word[:end] for word in near for end in range(BEGINNING, len(word) + 1)}
    return {word for word in candidates if used & bases[word] or word in beginnings}


def _told(word: str, language: str, ours: _Staff, theirs: _Customers, smallest: int) -> InsideOut:
    return InsideOut(
        word=word,
        language=language,
        staff=ours.often[word],
        documents=len({o.document for o in ours.by[word]}),
        instead=_instead({theme for o in ours.by[word] for theme in o.themes}, theirs, smallest),
    )


def _instead(themes: Collection[str], theirs: _Customers, smallest: int) -> tuple[str, ...]:
    """What customers say in these themes, by the number of people, and more often there than elsewhere."""
    often, speakers = theirs.heard(tuple(sorted(themes)))
    usual = often.total() / max(1, theirs.often.total())
    enough = [
        word for word, voices in speakers.items() if len(voices) >= smallest and often[word] >= MORE_OFTEN * usual * theirs.often[word]
    ]
    return tuple(sorted(enough, key=lambda word: (-len(speakers[word]), word))[:INSTEAD])


def _passed_over(organisation: Organisation, language: str) -> set[str]:
    """How staff speak of the talk, and of whom they speak, in base form."""
    names = [name for place in organisation.segments for name in (place.name.fi, place.name.en, *place.also)]
    names += [name for place in organisation.personas().values() for name in (place.name.fi, place.name.en, *place.also)]
    return {form(word, language) for word in (*_TALK[language].split(), *(word for name in names for word in words.tokens(name)))}
