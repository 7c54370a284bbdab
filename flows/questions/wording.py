"""Wording: a gap as a question in Finnish and in English.

Statements and names stand as they were written, in quotes or apart, because nothing here may inflect a word that it does not know.
"""

from __future__ import annotations

from datetime import date

from flows.model.insights import Insight
from flows.model.noun import Words
from flows.model.picture import Picture
from flows.model.questions import Gap, GapKind
from flows.model.signals import Growth

_PATTERNS: dict[GapKind, Words] = {
    "contradicted": Words(
        fi="Kenen kohdalla tämä pitää paikkansa ja kenen ei: »{claim}»? Asiakkailta on kuultu kumpaakin.",
        en="For whom is this true, and for whom is it not: “{claim}”? We have heard both from customers.",
    ),
    "stale": Words(fi="Pitääkö tämä yhä paikkansa: »{claim}»?{latest}", en="Is this still true: “{claim}”?{latest}"),
    "thin": Words(fi="Koskeeko tämä muitakin: »{claim}»?{heard}", en="Is this true of others too: “{claim}”?{heard}"),
    "single-source": Words(
        fi="Onko näin muuallakin: »{claim}»? Kaikki näyttö on yhdestä tutkimuksesta.",
        en="Is it the same elsewhere: “{claim}”? All the evidence is from one study.",
    ),
    "assumption": Words(fi="Pitääkö tämä oletus paikkansa: »{claim}»?{heard}", en="Is this assumption true: “{claim}”?{heard}"),
    "unexplained": Words(fi="Mistä tämä johtuu: »{claim}»?", en="Why is this so: “{claim}”?"),
    "uncovered": Words(
        fi="Mitä vaiheessa »{stage}» tapahtuu ja mikä siinä on hankalaa, kun asiakkaana on »{persona}»? Siitä ei ole vielä kuultu keneltäkään.",
        en="What happens at the stage “{stage}” when the customer is “{persona}”, and what is hard about it? Nobody has told us yet.",
    ),
    "emerging": Words(
        fi="Mistä on kyse, kun asiakkaat ottavat puheeksi aiheen »{theme}»? Sitä ei ole vielä tutkittu.",
        en="What is it about when customers bring up “{theme}”? Nobody has studied it yet.",
    ),
    "planned": Words(fi="Mitä haluamme tietää aiheesta »{theme}»?", en="What do we want to know about “{theme}”?"),
    "asked": Words(fi="Mitä haluamme tietää aiheesta »{theme}»?", en="What do we want to know about “{theme}”?"),
}
_OF_THEME: dict[GapKind, Words] = {
    "contradicted": Words(
        fi="Mistä asiakkaat ovat eri mieltä, kun puhe on aiheesta »{theme}»?",
        en="What do customers disagree about when they talk of “{theme}”?",
    ),
    "stale": Words(fi="Mitä asiakkaat sanovat nyt aiheesta »{theme}»?{latest}", en="What do customers say of “{theme}” now?{latest}"),
    "thin": Words(fi="Puhuvatko muutkin asiakkaat aiheesta »{theme}»?{heard}", en="Do other customers talk of “{theme}” too?{heard}"),
    "single-source": Words(
        fi="Puhuvatko asiakkaat muuallakin aiheesta »{theme}»? Kaikki näyttö on yhdestä tutkimuksesta.",
        en="Do customers talk of “{theme}” elsewhere too? All the evidence is from one study.",
    ),
    "unexplained": Words(
        fi="Miksi asiakkaat ottavat puheeksi aiheen »{theme}»? Kukaan ei ole vielä kertonut syytä.",
        en="Why do customers bring up “{theme}”? Nobody has said why yet.",
    ),
}
"""Of what the machine has worded: that a theme is talked of. Nobody has claimed anything yet that could be quoted."""
_GROWING = Words(
    fi="Miksi aihe »{theme}» tulee nyt esiin useammin kuin ennen?",
    en="Why is “{theme}” brought up more often than before?",
)
_SUGGESTED = Words(
    fi=" Kasvu on koneen arvio, jota kukaan ei ole vahvistanut.", en=" The growth is the machine's estimate; nobody has confirmed it."
)
_ONLY_TOLD = Words(
    fi="Mitä asiakkaat itse sanovat aiheesta »{theme}»? Siitä on kuultu vasta toisen käden kautta.",
    en="What do customers themselves say about “{theme}”? So far we have it only second-hand.",
)
_HEARD = {
    "one": Words(fi=" Siitä on kertonut vasta yksi asiakas.", en=" So far one customer has spoken of it."),
    "two": Words(fi=" Siitä on kertonut vasta kaksi asiakasta.", en=" So far two customers have spoken of it."),
    "none": Words(fi=" Kukaan asiakas ei ole sanonut niin.", en=" No customer has said so."),
    "hearsay": Words(fi=" Asiakkailta itseltään sitä ei ole kuultu.", en=" It has not been heard from customers themselves."),
    "": Words(),
}
_LATEST = Words(fi=" Siitä on kuultu viimeksi {month}/{year}.", en=" It was last heard in {name} {year}.")
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905 - reads as what it is


def word(gap: Gap, picture: Picture) -> Words:
    """The question. What a person wrote (plans, asks) stands as written; the rest is worded by the kind of gap."""
    if gap.words:
        return gap.words
    return Words(fi=_worded(gap, picture, "fi"), en=_worded(gap, picture, "en"))


def _worded(gap: Gap, picture: Picture, language: str) -> str:
    insight, house = picture.insight.get(gap.insight), picture.organisation
    theme = gap.theme or (insight.theme if insight else "")
    return _pattern(gap, picture, language).format(
        claim=_quoted(_claim(gap, insight, picture, language)),
        heard=_HEARD[_hearing(insight)].told(language) if insight else "",
        latest=_latest(insight.freshness.latest, language) if insight else "",
        persona=_quoted(_named(house.personas().get(gap.persona), gap.persona, language)),
        stage=_quoted(_named(house.stages().get(gap.stage), gap.stage, language)),
        theme=_quoted(_named(picture.theme.get(theme), theme or gap.key, language)),
    )


def _pattern(gap: Gap, picture: Picture, language: str) -> str:
    insight = picture.insight.get(gap.insight)
    if gap.kind in _OF_THEME and insight and _of_theme(insight) and insight.theme in picture.theme:
        return _OF_THEME[gap.kind].told(language)
    if gap.kind != "emerging":
        return _PATTERNS[gap.kind].told(language)
    growth = next((growth for growth in picture.signals.growth if growth.theme == gap.theme), None)
    theme = picture.theme.get(gap.theme)
    known = theme is not None and theme.origin == "codebook"
    if growth and (known or growth.direction == "growing"):
        return _grown(growth, language)
    return (_ONLY_TOLD if known else _PATTERNS[gap.kind]).told(language)


def _of_theme(insight: Insight) -> bool:
    """Whether the statement is the machine's own: neither a person nor a language model has worded it."""
    return insight.origin == "theme" and not insight.by_people and not insight.by_model


def _grown(growth: Growth, language: str) -> str:
    return _GROWING.told(language) + (_SUGGESTED.told(language) if growth.basis == "suggested" else "")


def _claim(gap: Gap, insight: Insight | None, picture: Picture, language: str) -> str:
    if insight and insight.statement:
        return insight.statement.told(language)
    return _named(picture.theme.get(gap.theme), gap.insight or gap.key, language)


def _named(thing: object, otherwise: str, language: str) -> str:
    name = getattr(thing, "name", None)
    return name.told(language) if isinstance(name, Words) and name else otherwise


def _hearing(insight: Insight) -> str:
    if insight.evidence:
        return {1: "one", 2: "two"}.get(insight.voices, "")
    return "hearsay" if insight.hearsay else "none"


def _latest(day: date | None, language: str) -> str:
    return _LATEST.told(language).format(month=day.month, name=_MONTHS[day.month - 1], year=day.year) if day else ""


def _plain(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """Fit to stand within our quotes: inner quotes are single, and no full stop comes before the question mark."""
    plain = _plain(text.translate(str.maketrans("»«“”„", "’’’’’")))
    if plain.count("’") == 2 and plain.startswith("’") and plain.endswith("’"):
        plain = plain[1:-1]
    return plain[:-1] if plain.endswith(".") and not plain.endswith("..") else plain
