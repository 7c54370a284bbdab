"""Mask: a text with what points to a person replaced by a mark in square brackets, before anything is stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from flows.model.contracts import Detector
from flows.model.registers import Participant
from flows.model.spans import Span
from flows.observations.privacy.apart import taken_apart
from flows.observations.privacy.contacts import URL
from flows.observations.privacy.patterns import LABELS, WITHIN_URLS, spans
from flows.observations.privacy.register import Person, Register
from flows.observations.privacy.strangers import Stranger, Strangers
from flows.observations.privacy.things import Things
from flows.text.languages import language_of
from flows.text.legible import legible

SOMEBODY = LABELS["name"]
"""Stands for a name that more than one participant has, for somebody who shares a participant's surname, for somebody of another study,
whose code may be somebody else's here, and for somebody whom no register knows."""
_REMEMBERED = 512
"""Texts whose hits are remembered; a document has about a hundred."""
_KEPT = "kept"
_NAME = "name"
_POSSIBLE = "possible-name"
# An anonymisation mark by the data archives' convention; long digit runs and addresses are not hidden by brackets around them.
_MARK = re.compile(r"\[(?![^\[\]\n]*(?:@|\d{4}))[^\[\]\n]{1,60}\]")


class Mask:
    """Hides personal data: registered people in any case form, what shows by its form (see `patterns.LABELS`), and people whom no register knows.

    A registered name becomes its participant's code in `study`, `[P07]`, and `[nimi]` where that is not certain. A stranger's name becomes
    `[nimi]` where it surely is one. Text already in square brackets stays, and so do addresses of web pages, but for names and contacts in them.
    Only certain hits are replaced; `doubts` tells the others, for a person to look at. `known` are words that are no people's names, in any
    case form: the organisation's own things. `detectors` find more; what they find is taken for certain.
    """

    def __init__(
        self, participants: Iterable[Participant], study: str = "", known: Iterable[str] = (), detectors: Sequence[Detector] = ()
    ) -> None:
        things = Things(known)
        self._register = Register(participants, things, study)
        self._strangers = Strangers(things)
        self._study = study
        self._detectors = detectors
        self._read = lru_cache(maxsize=_REMEMBERED)(self._once)  # a text is hidden, and then asked what it may still hold

    def hide(self, text: str) -> str:
        """The text, made legible, with every certain hit replaced. Hiding twice changes nothing more."""
        text = legible(text)
        pieces, done = [], 0
        for span, label in self._replaced(text):
            pieces += [text[done : span.start], label]
            done = span.end
        return "".join([*pieces, text[done:]])

    def found(self, text: str) -> dict[str, int]:
        """Hits by kind: `name`, the other kinds of `patterns.LABELS`, and `possible-name` for doubtful ones, which are not replaced."""
        counted = Counter(span.kind for span in self.spans(text))
        counted[_POSSIBLE] = len(self.doubts(text))
        return {kind: counted[kind] for kind in sorted(counted) if counted[kind]}

    def spans(self, text: str) -> list[Span]:
        """The certain hits, in order; they do not overlap."""
        return [span for span, _ in self._replaced(text)]

    def strangers(self, text: str) -> list[Span]:
        """Those of the certain hits that no register, pattern or detector tells: names to decide about."""
        return [Span(who.start, who.end, _NAME) for who in self._read(text)[2] if who.sure]

    def doubts(self, text: str) -> list[Span]:
        """Words that may name people and are not replaced, in order: for a text as it was, or one that was hidden already."""
        _, bare, strange = self._read(text)
        bare = _without(bare, [(Span(who.start, who.end, _NAME), "") for who in strange])
        found = {(who.start, who.end) for who in strange if not who.sure} | set(self._register.doubtful(bare))
        return [Span(start, end, _POSSIBLE) for start, end in sorted(found)]

    def doubt(self, text: str) -> int:
        """How many names of people a text may still hold."""
        return len(self.doubts(text))

    def named(self, text: str) -> Iterator[tuple[Span, str]]:
        """Every stretch that any form of a registered name fits, everyday words too, with its mark: for names of files."""
        return ((Span(mention.start, mention.end, _NAME), self._label(mention.people)) for mention in self._register.named(text))

    def _replaced(self, text: str) -> list[tuple[Span, str]]:
        chosen, _, strange = self._read(text)
        found = [(Span(who.start, who.end, _NAME), SOMEBODY) for who in strange if who.sure]
        return sorted([*(each for each in chosen if each[0].kind != _KEPT), *found], key=lambda each: each[0].start)

    def _once(self, text: str) -> tuple[list[tuple[Span, str]], str, list[Stranger]]:
        """The chosen hits, the text without them, and the strangers in it."""
        apart, places = taken_apart(text)
        chosen = self._chosen(apart)
        strange = self._strangers.found(_without(apart, chosen))
        if places:
            chosen = [(Span(places[span.start], places[span.end - 1] + 1, span.kind), label) for span, label in chosen]
            strange = [Stranger(places[who.start], places[who.end - 1] + 1, who.sure) for who in strange]
        return chosen, _without(text, chosen), strange

    def _chosen(self, text: str) -> list[tuple[Span, str]]:
        """Hits that do not overlap: surer kinds first, longer names before what lies in them; what is kept as it stands is among them."""
        taken: list[tuple[Span, str]] = []
        for span, label in self._candidates(text):
            if all(span.end <= other.start or span.start >= other.end for other, _ in taken):
                taken.append((span, label))
        return taken

    def _candidates(self, text: str) -> Iterator[tuple[Span, str]]:
        mentions = sorted(self._register.mentions(text), key=lambda m: (m.start - m.end, m.start))
        people = [(Span(m.start, m.end, _NAME), self._label(m.people)) for m in mentions]
        marks = [Span(match.start(), match.end(), _KEPT) for match in _MARK.finditer(text)] if "[" in text else []
        kept = [(mark, "") for mark in marks if not any(mark.start < who.end and who.start < mark.end for who, _ in people)]
        yield from kept
        hits = [(span, LABELS.get(span.kind, SOMEBODY)) for span in (*spans(_without(text, kept)), *self._detected(text))]
        yield from (hit for hit in hits if hit[0].kind in (*WITHIN_URLS, "address"))
        yield from ((_unbracketed(text, who), label) for who, label in people)
        if "/" in text or "www." in text:
            yield from ((Span(match.start(), match.end(), _KEPT), "") for match in URL.finditer(text))
        yield from hits

    def _detected(self, text: str) -> Iterator[Span]:
        language = language_of(text, "fi") if self._detectors else ""
        for detector in self._detectors:
            yield from (span for span in detector.spans(text, language) if 0 <= span.start < span.end <= len(text))

    def _label(self, people: frozenset[Person]) -> str:
        codes = {code for study, code in people if not self._study or study in ("", self._study)}
        return f"[{codes.pop()}]" if len(codes) == 1 else SOMEBODY


def _without(text: str, taken: Iterable[tuple[Span, str]]) -> str:
    """The text, as long as it was, with a sign that is neither letter nor space for each letter of what was taken."""
    pieces, done = [], 0
    for span, _ in sorted(taken, key=lambda each: each[0].start):
        pieces += [text[done : span.start], "¤" * (span.end - span.start)]
        done = span.end
    return "".join([*pieces, text[done:]]) if pieces else text


def _unbracketed(text: str, span: Span) -> Span:
    """A name alone in brackets takes them along, so that no mark stands within a mark."""
    alone = text[span.start - 1 : span.start] == "[" and text[span.end : span.end + 1] == "]"
    return Span(span.start - 1, span.end + 1, span.kind) if alone else span
