"""Align: an observation keeps its key when the document around it, or a typo in it, is edited.

Equal texts that are unique on both sides anchor the revisions (patience diff, Bram Cohen), the gaps between anchors are settled by the
longest common subsequence, then come moved texts, and last the likest texts within what is left of each gap.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from rapidfuzz import fuzz

from flows.model.noun import digest_of
from flows.model.observations import Observation
from flows.observations.rows import lasting
from flows.text.words import normal

LIKE = 60
"""rapidfuzz ratio, 0 to 100, from which a text in the same gap is an edit and not another text."""
LIKE_MOVED = 85
"""The same where the text has moved as well, or another voice is said to have spoken it."""

Token = tuple[str, str]
Pairs = dict[int, int]
"""New place -> old place."""
Kept = dict[int, Observation]
"""New place -> the observation that it goes on."""


def keep(
    before: Sequence[Observation], drafts: Sequence[Observation], ended: Sequence[tuple[int, Observation]] = (), root: str = ""
) -> tuple[Observation, ...]:
    """The drafts of one document, in their order, with lasting keys: those of `before` where a draft is the same words, moved or mended.

    `before` is the document's observations in any order; what no draft answers to is simply not returned. `ended` are those that it once had
    and has no more, each with the cycle that ended it: the same words get their old key back, and so does a document that comes back edited.
    Themes and their reasons are carried over with the key. A new key is made of `root` (the draft's document where it is empty), voice,
    normal text and its occurrence, and is never one of `before` or `ended`.
    """
    order = sorted(range(len(drafts)), key=lambda at: (_place(drafts[at].locator), at))
    kept = _kept(before, drafts, order)
    last = max((cycle for cycle, _ in ended), default=0)
    if not before:
        kept |= _kept([o for cycle, o in ended if cycle == last], drafts, order)
    _add_returned(kept, drafts, order, [o for _, o in sorted(ended, key=lambda pair: -pair[0])])
    return tuple(_named(drafts, kept, {o.key for o in (*before, *(o for _, o in ended))}, root))


def _kept(before: Sequence[Observation], drafts: Sequence[Observation], order: Sequence[int]) -> Kept:
    old = sorted(before, key=lambda o: (_place(o.locator), o.key))
    pairs = _pairs(old, [drafts[at] for at in order]) if old else {}
    return {order[at]: old[source] for at, source in pairs.items()}


def _add_returned(kept: Kept, drafts: Sequence[Observation], order: Sequence[int], ended: Sequence[Observation]) -> None:
    """Words that were taken out and stand there again."""
    used = {o.key for o in kept.values()}
    waiting: dict[Token, list[Observation]] = {}
    for source in reversed(ended):
        if source.key not in used:
            waiting.setdefault(_token(source), []).append(source)
    for at in order:
        if at not in kept and (sources := waiting.get(_token(drafts[at]))):
            kept[at] = sources.pop()


def _place(locator: str) -> list[tuple[int, int, str]]:
    """Numbers in a locator compare as numbers: paragraph 9 stands before paragraph 10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", locator) if part]


def _token(observation: Observation) -> Token:
    """A voice that was made from the row alone tells rows apart, and not people: it changes with the row's words."""
    made = observation.row and f":{observation.row}-" in observation.voice
    return "" if made else observation.voice, normal(observation.text)


def _named(drafts: Sequence[Observation], kept: Kept, taken: set[str], root: str) -> Iterator[Observation]:
    seen: Counter[Token] = Counter()
    for at, draft in enumerate(drafts):
        if at in kept:
            source = kept[at]
            yield draft.model_copy(update={"key": source.key, "themes": source.themes, "reasons": source.reasons})
            continue
        voice, text = token = draft.voice, normal(draft.text)
        key = ""
        while not key or key in taken:
            key = f"o-{digest_of(root or draft.document, voice, text, str(seen[token]))[:12]}"
            seen[token] += 1
        taken.add(key)
        yield draft.model_copy(update={"key": key})


def _pairs(olds: Sequence[Observation], news: Sequence[Observation]) -> Pairs:
    old, new = [_token(o) for o in olds], [_token(o) for o in news]
    pairs: Pairs = {}
    _add_rows(pairs, [(lasting(o.row), o.text) for o in olds], [(lasting(o.row), o.text) for o in news])
    _add_in_order(pairs, old, new)
    used = set(pairs.values())
    gaps = list(_gaps(pairs, used, len(old), len(new)))
    _add_moved(pairs, used, old, new)
    _add_rows(pairs, [(lasting(o.row), o.question) for o in olds], [(lasting(o.row), o.question) for o in news])
    _add_rows(pairs, [(lasting(o.row),) for o in olds], [(lasting(o.row),) for o in news])
    used = set(pairs.values())
    _add_neighbours(pairs, used, old, new)
    for there, here in gaps:
        _add_like(pairs, used, old, new, there, here)
    _add_like_moved(pairs, used, old, new)
    return pairs


def _add_rows(pairs: Pairs, old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> None:
    """Of a sheet's rows, what is told alike once among those left on each side, whatever has become of the rest of the row."""
    used = set(pairs.values())
    left = _once({at: told for at, told in enumerate(old) if told[0] and at not in used})
    come = _once({at: told for at, told in enumerate(new) if told[0] and at not in pairs})
    pairs |= {at: left[told] for told, at in come.items() if told in left}


def _once(told: dict[int, tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    counted = Counter(told.values())
    return {words: at for at, words in told.items() if counted[words] == 1}


def _add_in_order(pairs: Pairs, old: list[Token], new: list[Token]) -> None:
    """Equal texts among those left, in the same order on both sides."""
    used = set(pairs.values())
    left, come = _rest(pairs, used, old, new)
    found = _in_order([old[at] for at in left], [new[at] for at in come])
    pairs |= {come[at]: left[source] for at, source in found.items()}


def _in_order(old: list[Token], new: list[Token]) -> Pairs:
    """Equal texts, in the same order on both sides."""
    pairs: Pairs = {}
    anchors = [(-1, -1), *_anchors(old, new), (len(old), len(new))]
    for (old_from, new_from), (old_to, new_to) in pairwise(anchors):
        if new_to < len(new):
            pairs[new_to] = old_to
        pairs |= _between(old, new, range(old_from + 1, old_to), range(new_from + 1, new_to))
    return pairs


def _anchors(old: list[Token], new: list[Token]) -> list[tuple[int, int]]:
    """(old, new) places of texts that occur once on each side: the longest run that rises on both."""
    old_at, old_counts, new_counts = {token: at for at, token in enumerate(old)}, Counter(old), Counter(new)
    once = [(old_at[token], at) for at, token in enumerate(new) if new_counts[token] == 1 and old_counts[token] == 1]
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for number, (place, _) in enumerate(once):
        at = bisect_left(tails, place)
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [number]
    found = []
    number = ends[-1] if ends else -1
    while number >= 0:
        found.append(once[number])
        number = previous[number]
    return found[::-1]


def _between(old: list[Token], new: list[Token], olds: range, news: range) -> Pairs:
    """Equal texts between two anchors. A gap too large for the exact answer (thousands of equal rows) is paired off by occurrence."""
    if not olds or not news:
        return {}
    if len(olds) * len(news) <= _EXACT:
        matcher = SequenceMatcher(None, old[olds.start : olds.stop], new[news.start : news.stop], autojunk=False)
        blocks = matcher.get_matching_blocks()
        return {news.start + block.b + step: olds.start + block.a + step for block in blocks for step in range(block.size)}
    waiting: dict[Token, list[int]] = {}
    for at in reversed(olds):
        waiting.setdefault(old[at], []).append(at)
    return {at: waiting[new[at]].pop() for at in news if waiting.get(new[at])}


def _gaps(pairs: Pairs, used: set[int], olds: int, news: int) -> Iterator[tuple[list[int], list[int]]]:
    """Places without a partner, between neighbouring partners."""
    start, old_start = 0, 0
    for at in [*sorted(pairs), news]:
        stop = pairs.get(at, olds)
        here = range(start, at)
        there = [place for place in range(old_start, stop) if place not in used]
        if here and there:
            yield there, list(here)
        start, old_start = at + 1, max(old_start, stop + 1)


def _add_moved(pairs: Pairs, used: set[int], old: list[Token], new: list[Token]) -> None:
    """Equal texts elsewhere. A short text that many say ("Kyllä.") moves only if as many have left as have come."""
    left, come = _rest(pairs, used, old, new)
    waiting: dict[Token, list[int]] = {}
    for at in left:
        waiting.setdefault(old[at], []).append(at)
    arrived = Counter(new[at] for at in come)
    settled = {old[source] for source in pairs.values()}
    for at in come:
        token = new[at]
        places = waiting.get(token, [])
        telling = len(token[1].split()) >= _TELLING or (token not in settled and arrived[token] == len(places))
        if places and telling:
            pairs[at] = places.pop(0)
            used.add(pairs[at])
            arrived[token] -= 1


def _add_neighbours(pairs: Pairs, used: set[int], old: list[Token], new: list[Token]) -> None:
    """What stands beside a partner on both sides and is equal or like: short texts and mended ones move with their block."""
    told = set(old)
    for step, places in ((1, range(len(new))), (-1, range(len(new) - 1, -1, -1))):
        for at in places:
            there = pairs.get(at - step, -2) + step
            if at in pairs or there in used or not 0 <= there < len(old) or at - step not in pairs:
                continue
            if old[there] == new[at] or (new[at] not in told and _likeness(old[there], new[at]) >= LIKE):
                pairs[at] = there
                used.add(there)


def _add_like(pairs: Pairs, used: set[int], old: list[Token], new: list[Token], olds: list[int], news: list[int]) -> None:
    """The likest texts within one gap, best first."""
    olds, news = [at for at in olds if at not in used], [at for at in news if at not in pairs]
    scored = []
    for there, here in _near(len(olds), len(news)):
        score = _likeness(old[olds[there]], new[news[here]])
        if score >= LIKE:
            scored.append((-score, abs(there - here), news[here], olds[there]))
    _take(pairs, used, scored)


def _add_like_moved(pairs: Pairs, used: set[int], old: list[Token], new: list[Token]) -> None:
    """Texts that were both moved and mended."""
    left, come = _rest(pairs, used, old, new)
    scored = []
    for there, here in _near(len(left), len(come)):
        score = _likeness(old[left[there]], new[come[here]])
        if score >= LIKE_MOVED and len(new[come[here]][1].split()) >= _TELLING:
            scored.append((-score, abs(there - here), come[here], left[there]))
    _take(pairs, used, scored)


def _take(pairs: Pairs, used: set[int], scored: list[tuple[float, int, int, int]]) -> None:
    for _, _, here, there in sorted(scored):
        if here not in pairs and there not in used:
            pairs[here] = there
            used.add(there)


def _near(olds: int, news: int) -> Iterator[tuple[int, int]]:
    """All pairs of places; in a large gap only those at about the same height."""
    for here in range(news):
        if olds * news <= _EXACT // 10:
            yield from ((there, here) for there in range(olds))
        else:
            middle = here * olds // news
            yield from ((there, here) for there in range(max(0, middle - _WINDOW), min(olds, middle + _WINDOW + 1)))


def _likeness(old: Token, new: Token) -> float:
    """0 to 100; a text that was cut short or went on counts as like. Another voice must have said almost the same."""
    cutoff = LIKE if old[0] == new[0] or not old[0] or not new[0] else LIKE_MOVED
    score = float(fuzz.ratio(old[1], new[1], score_cutoff=cutoff))
    shorter, longer = sorted((old[1], new[1]), key=len)
    went_on = len(shorter) >= _LONG_ENOUGH and longer.startswith(shorter.rstrip(".!?")) and cutoff == LIKE
    return max(score, 80.0) if went_on else score


def _rest(pairs: Pairs, used: set[int], old: list[Token], new: list[Token]) -> tuple[list[int], list[int]]:
    return [at for at in range(len(old)) if at not in used], [at for at in range(len(new)) if at not in pairs]


_EXACT = 400_000
_WINDOW = 12
_TELLING = 3
"""Words from which an equal text elsewhere is taken for the same one."""
_LONG_ENOUGH = 12
"""Letters from which a text that goes on where another ended is taken for its continuation."""
