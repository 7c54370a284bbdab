"""Wording: a gap as a question in Finnish and in English.

Names and statements stand in quotes, because nothing here may inflect a word that it does not know.
"""

from __future__ import annotations

from flows.model.insights import Insight
from flows.model.noun import Words
from flows.model.picture import Picture
from flows.model.questions import Gap, GapKind

_PATTERNS: dict[GapKind, Words] = {
    "contradicted": Words(
        fi="Kummin päin: »{claim}»? Asiakkaat ovat kertoneet molempia.", en="Which way is it: “{claim}”? Customers have told us both."
    ),
    "stale": Words(fi="Pitääkö tämä yhä paikkansa: »{claim}»?", en="Does this still hold: “{claim}”?"),
    "thin": Words(fi="Onko näin muillakin: »{claim}»?{heard}", en="Is it so for others too: “{claim}”?{heard}"),
    "single-source": Words(
        fi="Näkyykö sama muuallakin: »{claim}»? Kaikki näyttö on yhdestä tutkimuksesta.",
        en="Is the same seen elsewhere: “{claim}”? All the evidence is from one study.",
    ),
    "assumption": Words(fi="Pitääkö tämä oletus paikkansa: »{claim}»?{heard}", en="Is this assumption true: “{claim}”?{heard}"),
    "unexplained": Words(fi="Miksi? – »{claim}»", en="Why? – “{claim}”"),
    "uncovered": Words(fi="Mitä »{persona}» kokee vaiheessa »{stage}»?", en="What does “{persona}” go through at the stage “{stage}”?"),
    "emerging": Words(
        fi="Mistä on kyse: »{theme}»? Asia nousee esiin, mutta sitä ei ole vielä tutkittu.",
        en="What is this about: “{theme}”? It keeps coming up, and nobody has studied it yet.",
    ),
    "planned": Words(fi="Mitä haluamme tietää: »{theme}»?", en="What do we want to know: “{theme}”?"),
    "asked": Words(fi="Mitä haluamme tietää: »{theme}»?", en="What do we want to know: “{theme}”?"),
}
_HEARD = {
    "one": Words(fi=" Tästä on kuultu vasta yhtä asiakasta.", en=" One customer has been heard on this so far."),
    "two": Words(fi=" Tästä on kuultu vasta kahta asiakasta.", en=" Two customers have been heard on this so far."),
    "none": Words(fi=" Yksikään asiakas ei ole sanonut sitä.", en=" No customer has said so."),
    "hearsay": Words(
        fi=" Siitä on kuultu vain muilta kuin asiakkailta itseltään.", en=" It has been heard only from others than the customers."
    ),
    "": Words(),
}


def word(gap: Gap, picture: Picture) -> Words:
    """The question. What a person wrote (plans, asks) stands as written; the rest is worded by the kind of gap."""
    if gap.words:
        return gap.words
    return Words(fi=_worded(gap, picture, "fi"), en=_worded(gap, picture, "en"))


def _worded(gap: Gap, picture: Picture, language: str) -> str:
    pattern = _PATTERNS[gap.kind].told(language)
    insight = picture.insight.get(gap.insight)
    heard = _HEARD[_hearing(insight)].told(language) if insight else ""
    return pattern.format(
        claim=_quoted(_claim(gap, insight, picture, language)),
        heard=heard,
        persona=_quoted(_named(picture.organisation.personas().get(gap.persona), gap.persona, language)),
        stage=_quoted(_named(picture.organisation.stages().get(gap.stage), gap.stage, language)),
        theme=_quoted(_named(picture.theme.get(gap.theme), gap.theme or gap.key, language)),
    )


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


def _quoted(text: str) -> str:
    """Fit to stand within our quotes: inner quotes are single, and no full stop comes before the question mark."""
    plain = " ".join(text.translate(str.maketrans("»«“”„", "’’’’’")).split())
    if plain.count("’") == 2 and plain.startswith("’") and plain.endswith("’"):
        plain = plain[1:-1]
    return plain[:-1] if plain.endswith(".") and not plain.endswith("..") else plain
