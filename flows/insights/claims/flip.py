"""Flip: what would turn an insight over, in numbers and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.model.derivation import day_told
from flows.model.insights import Flip, Freshness, Insight
from flows.model.noun import Words
from flows.model.turning import EVEN, SIZES, doubted, turns_at

_SAID = {
    "all-against": Words(
        fi="Tämä kääntyisi, jos seuraavat {n} kuultua ihmistä sanoisivat kaikki toisin.",
        en="It would turn if all of the next {n} people heard at first hand said otherwise.",
    ),
    "against": Words(
        fi="Tämä kääntyisi, jos seuraavista {n} kuullusta ihmisestä vähintään {k} sanoisi toisin.",
        en="It would turn if {k} or more of the next {n} people heard at first hand said otherwise.",
    ),
    "all-for": Words(
        fi="Tätä epäillään: siihen uskottaisiin, jos seuraavat {n} kuultua ihmistä vahvistaisivat sen kaikki.",
        en="It is doubted: it would be believed if all of the next {n} people heard at first hand bore it out.",
    ),
    "for": Words(
        fi="Tätä epäillään: siihen uskottaisiin, jos seuraavista {n} kuullusta ihmisestä vähintään {k} vahvistaisi sen.",
        en="It is doubted: it would be believed if {k} or more of the next {n} people heard at first hand bore it out.",
    ),
    "never-against": Words(
        fi="Seuraavat {n} kuultua ihmistä eivät kääntäisi tätä, vaikka kaikki sanoisivat toisin.",
        en="The next {n} people heard at first hand would not turn it, even if all of them said otherwise.",
    ),
    "never-for": Words(
        fi="Tätä epäillään: siihen ei uskottaisi, vaikka seuraavat {n} kuultua ihmistä vahvistaisivat sen kaikki.",
        en="It is doubted: it would not be believed even if all of the next {n} people heard at first hand bore it out.",
    ),
    "border": Words(fi="Rajana on päätöksen kynnys {border} %.", en="The border is the decision's break-even, {border} %."),
    "goes-stale": Words(fi="Ellei uutta kuulla, se vanhenee {day}.", en="If nothing new is heard, it goes stale on {day}."),
    "stale": Words(fi="Näyttö on jo vanhentunut.", en="The evidence is stale already."),
    "none": Words(
        fi="Näyttöä ei vielä ole: ensimmäiset kuultavat ratkaisevat, kumpaan suuntaan tämä kallistuu.",
        en="There is no evidence yet: the first voices decide which way it leans.",
    ),
}


def flips(insight: Insight, break_even: float | None = None) -> Flip:
    """How many of the next 3, 5, 8 and 12 voices must say otherwise, and when it goes stale.

    To turn is to cross the break-even (0 to 1) of a decision that rests on it, or one half where there is none. For an insight that is
    doubted "otherwise" means that they bear it out. Each is a voice heard out and counts 1, as in the backlog's "the next n would turn it".
    The words tell the fewest voices that can.
    """
    border = EVEN if break_even is None or not 0 <= break_even <= 1 else break_even
    a, b = insight.belief.a, insight.belief.b
    below = doubted(a / (a + b), border)
    otherwise = {n: _otherwise(turns_at(a, b, n, border), n, below) for n in SIZES}
    return Flip(
        border=border,
        doubted=below,
        otherwise=otherwise,
        stale_on=insight.freshness.until,
        words=_worded(otherwise, below, insight, None if border == EVEN else border),
    )


def _otherwise(turning: int | None, n: int, below: bool) -> int | None:
    if turning is None:
        return None
    return turning if below else n - turning


def _worded(otherwise: Mapping[int, int | None], below: bool, insight: Insight, border: float | None) -> Words:
    n, k = next(((n, k) for n, k in otherwise.items() if k is not None), (SIZES[-1], None))
    names = list(_names(n, k, "for" if below else "against", insight.freshness)) + ["border"] * (border is not None)
    told = {
        language: " ".join(_SAID[name].told(language) for name in names).format(
            n=n, k=k, border=_per_cent(border, language), day=day_told(insight.freshness.until, language)
        )
        for language in ("fi", "en")
    }
    return Words(**told)


def _names(n: int, k: int | None, side: str, fresh: Freshness) -> Iterator[str]:
    if fresh.state == "none":
        yield "none"
        return
    yield f"never-{side}" if k is None else f"all-{side}" if k == n else side
    yield "goes-stale" if fresh.until else "stale"


def _per_cent(share: float | None, language: str) -> str:
    plain = f"{100 * (share or 0):.1f}".removesuffix(".0")
    return plain.replace(".", ",") if language == "fi" else plain
