"""Scales: ratings as people give them, in numbers or in words of two languages, and what a column of them comes to."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from statistics import fmean, pstdev

from flows.model.documents import Scale, Wave
from flows.model.material import Cell

FEWEST = 3
"""Answers below which nothing is told: of one or two people a mean says what each of them said."""

_FAMILIES = (
    # agreement
    "strongly disagree, totally disagree, completely disagree, täysin eri mieltä | disagree, somewhat disagree, tend to disagree, eri mieltä, "
    "jokseenkin eri mieltä, osittain eri mieltä, osin eri mieltä, melko eri mieltä | neutral, neither agree nor disagree, undecided, "
    "ei samaa eikä eri mieltä, neutraali, en samaa enkä eri mieltä | agree, somewhat agree, tend to agree, samaa mieltä, jokseenkin samaa mieltä, "
    "osittain samaa mieltä, osin samaa mieltä, melko samaa mieltä | strongly agree, totally agree, completely agree, täysin samaa mieltä",
    # satisfaction
    "very dissatisfied, very unsatisfied, extremely dissatisfied, erittäin tyytymätön, hyvin tyytymätön | dissatisfied, unsatisfied, "
    "somewhat dissatisfied, tyytymätön, melko tyytymätön | neutral, neither satisfied nor dissatisfied, neutraali, ei tyytyväinen eikä tyytymätön, "
    "en tyytyväinen enkä tyytymätön | satisfied, somewhat satisfied, tyytyväinen, melko tyytyväinen | very satisfied, extremely satisfied, "
    "erittäin tyytyväinen, hyvin tyytyväinen",
    # how often
    "never, ei koskaan, en koskaan | rarely, seldom, harvoin, hyvin harvoin | sometimes, occasionally, joskus, silloin tällöin, toisinaan | often, "
    "frequently, usein | always, very often, very frequently, aina, hyvin usein, erittäin usein",
    # quality
    "very poor, very bad, terrible, erittäin huono, hyvin huono | poor, bad, below average, huono, melko huono | average, fair, okay, ok, "
    "acceptable, kohtalainen, keskinkertainen, ei hyvä eikä huono | good, above average, great, hyvä, melko hyvä | excellent, very good, erinomainen, "
    "erittäin hyvä, hyvin hyvä",
    # ease
    "very difficult, very hard, erittäin vaikea, hyvin vaikea, erittäin vaikeaa | somewhat difficult, difficult, hard, vaikea, melko vaikea, "
    "vaikeaa, melko vaikeaa | neutral, neither easy nor difficult, ei helppo eikä vaikea, ei helppoa eikä vaikeaa | somewhat easy, easy, helppo, "
    "melko helppo, helppoa, melko helppoa | very easy, erittäin helppo, hyvin helppo, erittäin helppoa",
    # likelihood
    "very unlikely, extremely unlikely, erittäin epätodennäköisesti, erittäin epätodennäköistä | unlikely, somewhat unlikely, epätodennäköisesti, "
    "melko epätodennäköisesti | neutral, neither likely nor unlikely, neutraali | likely, somewhat likely, todennäköisesti, melko todennäköisesti | "
    "very likely, extremely likely, erittäin todennäköisesti, erittäin todennäköistä",
    # importance and other degrees
    "not important, not at all important, unimportant, not at all, ei lainkaan tärkeä, ei tärkeä, ei lainkaan | slightly important, slightly, "
    "of little importance, vähän tärkeä, ei kovin tärkeä, hieman, vähän | moderately important, moderately, somewhat important, somewhat, "
    "jonkin verran, melko tärkeä, kohtalaisesti | very important, important, very, tärkeä, paljon | extremely important, critical, extremely, "
    "erittäin tärkeä, erittäin paljon, hyvin tärkeä",
    "not at all familiar, unfamiliar, ei lainkaan tuttu | slightly familiar, vähän tuttu | somewhat familiar, moderately familiar, jonkin verran tuttu | "
    "very familiar, familiar, tuttu, hyvin tuttu | expert, extremely familiar, erittäin tuttu",
    "not at all influential | slightly influential | moderately influential | very influential | extremely influential",
    "no value, not at all valuable | low value, below average value | average value | high value | extremely high value, very high value",
    "extremely ineffective, very ineffective, not effective | ineffective | neutral, somewhat effective | effective | very effective, extremely effective",
    "not impactful at all | slightly impactful | moderately impactful | very impactful | extremely impactful",
)  # fmt: skip
_STEPS = [
    {word.strip(): step for step, words in enumerate(family.split("|"), start=1) for word in words.split(",")} for family in _FAMILIES
]
_MOST = 30
"""Different answers that a column of ratings may have, with everybody's spellings."""
_NO_OPINION = re.compile(
    r"(?:n/?a|ei koske minua|en osaa sanoa|eos|don.?t know|do not know|ei kokemusta|not applicable|does not apply|no opinion|en tiedä)\b.*|[-–.]?",
    re.IGNORECASE,
)
_ANCHORED = re.compile(r"\(?(?P<before>\d{1,2})\)?(?:\s*[-–=:.,)]?\s*(?:\([^()]*\)|[^\W\d][^\d]{0,60})?)")
_TAKEN = (range(6), range(8), range(11))
"""Steps that numbers on a scale take: up to 5, 7 or 10."""
_LOWEST_TOP = 3
_RATES = re.compile(
    r"\b(?:rate|rating|scale of|score|how (?:\w+ )?(?:easy|hard|difficult|well|satisfied|likely|important|complex|confusing|comprehensive|"
    r"straightforward|useful|clear|happy|familiar|often|valuable|confident|effective|impactful)|to what (?:degree|extent)|recommend|nps|csat|ces|agree|"
    r"overall|asteikolla|arvosana|arvosanan|arvioi|arviosi|kouluarvosana|kuinka (?:todennäköises\w*|tyytyväi\w+|helppo\w*|hyvin|tärkeä\w*|vaike\w+|"
    r"selke\w+|usein|hyödylli\w+|tuttu\w*)|miten (?:hyvin|helppo\w*|tyytyväi\w+|todennäköises\w*|tärkeä\w*|selke\w+)|suosittel\w*|tyytyväisyy\w+|"
    r"mieltä|missä määrin|väittäm\w+)\b|\b[01]\s?[-–…]\s?(?:5|7|10)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\b(?:how many|how much|number of|kuinka mon\w+|montako|lukumäärä|määrä|ikä\w*|age|years?|vuo(?:tta|det)|kpl)\b", re.IGNORECASE
)
_FROM_NOTHING = re.compile(r"\b0\s?[-–…]\s?(?:5|7|10)\b")
_RECOMMENDS = re.compile(r"\b(?:recommend\w*|nps|suosittel\w*|suositteluhalukkuus)\b", re.IGNORECASE)


def rates(header: str) -> bool:
    """Whether a header asks for a rating, in English or Finnish."""
    return bool(_RATES.search(header)) and not _COUNTS.search(header)


def steps(cells: Sequence[Cell]) -> list[float | None] | None:
    """Cells as steps of one scale: numbers, numbers with words (`1 (very easy)`), or words of one family (`täysin samaa mieltä` is 5).

    Of several scales that fit, the one that more cells are steps of. None for each cell without an opinion; None for all where more than a tenth
    of the cells are no steps, or all are the same step.
    """
    times: Counter[Cell] = Counter(
        cell for cell in cells if cell is not None and not (isinstance(cell, str) and _NO_OPINION.fullmatch(cell.strip()))
    )
    best: dict[Cell, float] = {}
    if len(times) > _MOST:
        return None
    for read in (_number, *(_of(family) for family in _STEPS)):
        found = {cell: value for cell in times if (value := read(cell)) is not None}
        if len(set(found.values())) > 1 and sum(times[cell] for cell in found) > sum(times[cell] for cell in best):
            best = found
    enough = best and sum(times[cell] for cell in best) >= 0.9 * times.total()
    return [best.get(cell) for cell in cells] if enough else None


def numbered(cells: Sequence[Cell]) -> bool:
    """Whether most cells are bare numbers, without a word that says which end is which."""
    return sum(isinstance(c, int | float) or (isinstance(c, str) and c.strip().isdigit()) for c in cells) > 0.5 * len(cells)


def leanings(cells: Sequence[Cell]) -> list[str]:
    """`+` for each rating in the upper half of its scale and `-` for the lower; empty for the middle, for no opinion and for what is no scale.

    A scale may begin from 0 or from 1: what is the middle of either leans nowhere. Numbers up to 2 are codes and no scale.
    """
    found = steps(cells) or [None] * len(cells)
    highest = max((value for value in found if value is not None), default=0.0)
    if highest < _LOWEST_TOP:
        return [""] * len(found)
    most = next(taken[-1] for taken in _TAKEN if highest <= taken[-1])
    return ["" if value is None else "-" if value < most / 2 else "+" if value > (most + 1) / 2 else "" for value in found]


def summary(question: str, cells: Sequence[Cell], days: Sequence[date | None]) -> Scale | None:
    """What a column of ratings comes to: number, mean and spread, by month where each month has enough; None below three answers.

    Where it asks to recommend, on steps from 0 to 10, the net promoter score too: the share of 9 and 10 less that of 0 to 6
    (Reichheld 2003).
    """
    found = steps(cells)
    given = [(value, day) for value, day in zip(found or (), days, strict=False) if value is not None]
    if len(given) < FEWEST:
        return None
    values = [value for value, _ in given]
    most = next(taken[-1] for taken in _TAKEN if max(values) <= taken[-1])
    recommends = most == 10 and bool(_RECOMMENDS.search(question))
    return Scale(
        question=question,
        answers=len(values),
        mean=round(fmean(values), 2),
        spread=round(pstdev(values), 2),
        least=0 if recommends or _FROM_NOTHING.search(question) else int(min(1, *values)),
        most=most,
        promoters=_net(values) if recommends else None,
        waves=_waves(given),
    )


def _waves(given: Sequence[tuple[float, date | None]]) -> tuple[Wave, ...]:
    """By month; none where a month has so few answers that the others would tell them."""
    months: dict[str, list[float]] = defaultdict(list)
    for value, day in given:
        months[f"{day:%Y-%m}" if day else ""].append(value)
    if len(months) < 2 or "" in months or any(len(values) < FEWEST for values in months.values()):
        return ()
    return tuple(Wave(month=month, answers=len(values), mean=round(fmean(values), 2)) for month, values in sorted(months.items()))


def _net(values: Sequence[float]) -> int:
    for_it, against = sum(value >= 9 for value in values), sum(value <= 6 for value in values)
    return round(100 * (for_it - against) / len(values))


def _number(cell: Cell) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) and 0 <= cell <= 10 and float(cell).is_integer() else None
    found = _ANCHORED.fullmatch(cell.strip()) if isinstance(cell, str) else None
    value = int(found["before"]) if found else -1
    return float(value) if 0 <= value <= 10 else None


def _of(family: Mapping[str, int]) -> Callable[[Cell], float | None]:
    def step(cell: Cell) -> float | None:
        return family.get(" ".join(cell.casefold().strip(" .!").split())) if isinstance(cell, str) else None

    return step
