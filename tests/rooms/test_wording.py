"""The wording: whole questions in both languages, and nothing inflected that is not ours."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from flows.model.cycles import Cycle
from flows.model.insights import Evidence, Insight
from flows.model.noun import Words
from flows.model.organisation import Organisation, Path, Persona, Segment, Stage, Theme
from flows.model.picture import Picture
from flows.model.questions import Gap, GapKind
from flows.questions.wording import word

CLAIM = Words(fi="Lasku on vaikea tarkistaa.", en="The invoice is hard to check.")
HEARD = (Evidence(observation="o1", direction="supports", weight=0.8),)


def picture(**facts):
    insight = Insight(key="c-1", **({"statement": CLAIM, "theme": "laskutus", "evidence": HEARD, "voices": 5} | facts))
    return Picture(
        cycle=Cycle(number=1, name="x", today=date(2026, 3, 2)),
        organisation=Organisation(
            name=Words(fi="E"),
            segments=(Segment(id="pk", name=Words(fi="PK"), personas=(Persona(id="ostaja", name=Words(fi="Talousjohtaja", en="CFO")),)),),
            paths=(Path(id="p", name=Words(fi="P"), stages=(Stage(id="kaytto", name=Words(fi="Käyttöönotto", en="Onboarding")),)),),
        ),
        themes=(Theme(id="laskutus", name=Words(fi="Laskutus", en="Invoicing")),),
        insights=(insight,),
    )


def asked(kind, picture_=None, **links):
    links = {"insight": "c-1", "persona": "ostaja", "stage": "kaytto", "theme": "laskutus"} | links
    words = word(Gap(key=f"{kind}:c-1", kind=kind, **links), picture_ or picture())
    return words.fi, words.en


@pytest.mark.parametrize(
    ("kind", "fi", "en"),
    [
        (
            "contradicted",
            "Kummin päin: »Lasku on vaikea tarkistaa»? Asiakkaat ovat kertoneet molempia.",
            "Which way is it: “The invoice is hard to check”? Customers have told us both.",
        ),
        ("stale", "Pitääkö tämä yhä paikkansa: »Lasku on vaikea tarkistaa»?", "Does this still hold: “The invoice is hard to check”?"),
        ("unexplained", "Miksi? – »Lasku on vaikea tarkistaa»", "Why? – “The invoice is hard to check”"),
        ("uncovered", "Mitä »Talousjohtaja» kokee vaiheessa »Käyttöönotto»?", "What does “CFO” go through at the stage “Onboarding”?"),
    ],
)
def test_each_kind_of_gap_is_asked_in_both_languages(kind, fi, en):
    assert asked(kind) == (fi, en)


def test_a_thin_claim_says_how_few_have_been_heard():
    assert asked("thin", picture(voices=1)) == (
        "Onko näin muillakin: »Lasku on vaikea tarkistaa»? Tästä on kuultu vasta yhtä asiakasta.",
        "Is it so for others too: “The invoice is hard to check”? One customer has been heard on this so far.",
    )


def test_an_assumption_tells_hearsay_from_silence():
    silent, _ = asked("assumption", picture(evidence=(), voices=0))
    gossip, _ = asked("assumption", picture(evidence=(), voices=0, hearsay=("o4",)))
    assert silent.endswith("Yksikään asiakas ei ole sanonut sitä.")
    assert gossip.endswith("Siitä on kuultu vain muilta kuin asiakkailta itseltään.")


def test_a_persons_own_words_stand_as_written():
    own = Words(fi="Miks tää {claim} mättää??", en="why tho")
    assert word(Gap(key="asked:1", kind="asked", words=own), picture()) == own


def test_braces_and_quotes_in_a_statement_stay_text():
    fi, _ = asked("stale", picture(statement=Words(fi="»{theme}» sanoi: “ei”")))
    assert fi == "Pitääkö tämä yhä paikkansa: »’{theme}’ sanoi: ’ei’»?"


def test_a_statement_that_is_one_quotation_is_quoted_once():
    fi, _ = asked("stale", picture(statement=Words(fi="”En löydä erittelyä.”")))
    assert fi == "Pitääkö tämä yhä paikkansa: »En löydä erittelyä»?"


@pytest.mark.parametrize("kind", get_args(GapKind))
def test_every_kind_is_worded_even_where_nothing_is_known(kind):
    fi, en = asked(kind, insight="", persona="", stage="", theme="")
    assert fi.strip()
    assert en.strip()
    assert "{" not in fi + en
