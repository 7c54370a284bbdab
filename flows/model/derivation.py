"""Derivation: the lines by which a person can redo a priority by hand, for the terminal and the page alike."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flows.model.noun import Words
from flows.model.questions import UNDATED_SLACK, Factors, Question


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation, and the sign of what it is about: `m`, `t`, `EVSI` ...; empty for a line about none."""

    sign: str
    told: str


_LINES = {
    "voices": Words(fi="Näyttö: ihmisiä {voices}{heard}.", en="Evidence: people {voices}{heard}."),
    "belief": Words(
        fi="Uskomus: a = {a} (puolesta), b = {b} (vastaan); kumpikin alkaa ykkösestä. m = a / (a + b) = {mean}.",
        en="Belief: a = {a} (for), b = {b} (against); both begin from 1. m = a / (a + b) = {mean}.",
    ),
    "border": Words(
        fi="Kynnys t = {t}: sitä suuremmalla osuudella toimittaisiin.", en="Break-even t = {t}: above that share one would act."
    ),
    "no-border": Words(
        fi="Kynnystä ei ole annettu: jokainen osuus nollasta yhteen on yhtä mahdollinen. Tämä kääntyy, kun m ylittää tai alittaa puolet.",
        en="Nobody has given a break-even: every share from 0 to 1 is taken to be as likely. It turns when m crosses one half.",
    ),
    "evsi": Words(
        fi="EVSI, kun n = {n}: E[max(0; (a + k) / (a + b + n) − t)] − max(0; m − t) = {evsi}; k on samaa mieltä olevien määrä.",
        en="EVSI with n = {n}: E[max(0, (a + k) / (a + b + n) − t)] − max(0, m − t) = {evsi}, where k is how many agree.",
    ),
    "evsi-closed": Words(
        fi="EVSI, kun n = {n}: ½ · ab / ((a + b)² · (a + b + 1)) · n / (a + b + n) = {evsi}.",
        en="EVSI with n = {n}: ½ · ab / ((a + b)² · (a + b + 1)) · n / (a + b + n) = {evsi}.",
    ),
    "at-most": Words(
        fi="Seuraavat {n} haastattelua kääntäisivät tämän, jos enintään {k} on samaa mieltä.",
        en="The next {n} interviews would turn it if {k} or fewer agree.",
    ),
    "nobody": Words(
        fi="Seuraavat {n} haastattelua kääntäisivät tämän, jos kukaan ei ole samaa mieltä.",
        en="The next {n} interviews would turn it if nobody agrees.",
    ),
    "at-least": Words(
        fi="Seuraavat {n} haastattelua kääntäisivät tämän, jos vähintään {k} on samaa mieltä.",
        en="The next {n} interviews would turn it if {k} or more agree.",
    ),
    "never": Words(
        fi="Seuraavat {n} haastattelua eivät kääntäisi tätä, vastattiin niissä mitä tahansa.",
        en="The next {n} interviews would not turn it, whatever they say.",
    ),
    "focus": Words(fi="Fokusalueen paino F = {focus}.", en="Weight of the focus area F = {focus}."),
    "stakes": Words(fi="Panokset V = {stakes}.", en="Stakes V = {stakes}."),
    "dated": Words(
        fi="U = 1 / max(1; {slack}) = {urgency}: vastauksella on {slack} kierrosta pelivaraa ennen päätöstä {date}.",
        en="U = 1 / max(1, {slack}) = {urgency}: an answer has {slack} cycles to spare before the decision on {date}.",
    ),
    "late": Words(
        fi="U = 0: vastaus ei ehdi päätökseen {date} (pelivara {slack} kierrosta). Päättäkää ilman ja varautukaa.",
        en="U = 0: an answer cannot arrive before the decision on {date} (slack {slack} cycles). Decide without it: hedge.",
    ),
    "undated": Words(
        fi="U = 1 / {undated} = {urgency}: päivää ei ole, joten pelivaraksi luetaan {undated} kierrosta.",
        en="U = 1 / {undated} = {urgency}: there is no date, so the slack is taken to be {undated} cycles.",
    ),
    "cost": Words(
        fi="C = {fixed} + {n} · {each} = {cost} henkilötyöpäivää: kiinteä osuus ja {n} haastattelua.",
        en="C = {fixed} + {n} · {each} = {cost} person-days: a fixed part and {n} interviews.",
    ),
    "cost-planned": Words(
        fi="C = {cost} henkilötyöpäivää, kuten suunnitelma sanoo; n = {n}.", en="C = {cost} person-days, as the plan says; n = {n}."
    ),
    "priority": Words(
        fi="P = F · V · EVSI · U / C = {focus} · {stakes} · {evsi} · {urgency} / {cost} = {score} (tuhannesosina {thousandths}).",
        en="P = F · V · EVSI · U / C = {focus} · {stakes} · {evsi} · {urgency} / {cost} = {score} ({thousandths} in thousandths).",
    ),
    "other-rule": Words(
        fi="Järjestys tulee toisesta säännöstä, joka antaa luvun {score}; kaava P = F · V · EVSI · U / C antaisi {formula}.",
        en="The order comes from another rule, which gives {score}; the formula P = F · V · EVSI · U / C would give {formula}.",
    ),
    "askers": Words(fi="Kysyjiä {askers}: määrä näytetään, mutta se ei vaikuta sijaan.", en="Asked by {askers}: shown, never multiplied."),
    "votes": Words(
        fi="Ääniä taululla {votes}: määrä näytetään, mutta se ei vaikuta sijaan.",
        en="Votes on the board {votes}: shown, never multiplied.",
    ),
}
_SIGNS = {
    **dict.fromkeys(("belief",), "m"),
    **dict.fromkeys(("border", "no-border"), "t"),
    **dict.fromkeys(("evsi", "evsi-closed"), "EVSI"),
    "focus": "F",
    "stakes": "V",
    **dict.fromkeys(("dated", "late", "undated"), "U"),
    **dict.fromkeys(("cost", "cost-planned"), "C"),
    **dict.fromkeys(("priority", "other-rule"), "P"),
}
_HEARD = Words(fi=", viimeksi kuultu {day}", en=", last heard {day}")
_MOVED = Words(
    fi="Ihmiset ovat antaneet sijan {place}{on}. Laskettu sija on {computed}.{reason}",
    en="People gave it place {place}{on}. The computed place is {computed}.{reason}",
)
_REASON = Words(fi=" Perustelu: {reason}", en=" Reason: {reason}")


def steps(question: Question, language: str) -> tuple[Step, ...]:
    """The lines in `language` (fi or en) from the belief to P, with four significant digits; empty for a question that was not weighed."""
    if question.factors is None:
        return ()
    values = _values(question, question.factors, language)
    names = _names(question, question.factors)
    return tuple(Step(_SIGNS.get(name, ""), _LINES[name].told(language).format(**values)) for name in names)


def derivation(question: Question, language: str) -> tuple[str, ...]:
    """The sentences of `steps`, and last, where people have moved it, that they did."""
    moved = moving(question, language)
    return (*(step.told for step in steps(question, language)), *([moved] if moved else []))


def turning(known: Factors, language: str) -> str:
    """What the next interviews would have to say to turn it."""
    return _LINES[_turning(known)].told(language).format(n=known.n, k=known.turns_at)


def moving(question: Question, language: str) -> str:
    """Where people have put it, beside the place that was computed, and why; empty where they have not."""
    given = question.override
    if given is None:
        return ""
    reason = _REASON.told(language).format(reason=given.reason) if given.reason else ""
    on = f" ({day_told(given.on, language)})" if given.on else ""
    return _MOVED.told(language).format(place=given.place, computed=given.computed, on=on, reason=reason)


def day_told(day: date | None, language: str) -> str:
    """A day as `language` (fi or en) writes it; empty for none."""
    if day is None:
        return ""
    return f"{day.day}.{day.month}.{day.year}" if language == "fi" else day.isoformat()


def thousandths(score: float) -> float:
    """P as it is printed in tables: a decision's stakes x 1/1000 a person-day, so that common scores have no leading zeros."""
    return score * 1000


def _names(question: Question, known: Factors) -> Iterator[str]:
    if question.voices:
        yield "voices"
    yield from ("belief", "no-border", "evsi-closed") if known.break_even is None else ("belief", "border", "evsi")
    yield _turning(known)
    yield from ("focus", "stakes")
    yield "undated" if known.slack is None else "late" if known.urgency == 0 else "dated"
    yield "cost-planned" if known.fixed_days is None else "cost"
    yield "priority" if math.isclose(question.score, known.priority, rel_tol=1e-4, abs_tol=1e-12) else "other-rule"
    if question.askers:
        yield "askers"
    if question.votes is not None:
        yield "votes"


def _turning(known: Factors) -> str:
    if known.turns_at is None:
        return "never"
    return "at-least" if known.doubted else "at-most" if known.turns_at else "nobody"


def _values(question: Question, known: Factors, language: str) -> dict[str, str]:
    numbers = {
        **{name: getattr(known, name) for name in ("a", "b", "mean", "evsi", "focus", "stakes", "urgency", "cost")},
        "t": known.break_even or 0.0,
        "slack": known.slack or 0.0,
        "fixed": known.fixed_days or 0.0,
        "each": known.days_each or 0.0,
        "undated": UNDATED_SLACK,
        "score": question.score,
        "thousandths": thousandths(question.score),
        "formula": known.priority,
    }
    return {name: _figure(value, language) for name, value in numbers.items()} | {
        "n": str(known.n),
        "k": str(known.turns_at),
        "date": day_told(known.decision_date, language),
        "askers": str(question.askers),
        "votes": str(question.votes),
        "voices": str(question.voices),
        "heard": _HEARD.told(language).format(day=day_told(question.heard_on, language)) if question.heard_on else "",
    }


def _figure(value: float, language: str) -> str:
    """Four significant digits, no exponent, no idle zeros, the language's decimal mark."""
    plain = format(Decimal(f"{value:.3e}"), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.replace("-", "−").replace(".", "," if language == "fi" else ".")
