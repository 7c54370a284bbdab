"""The wording: whole questions in both languages, and nothing inflected that is not ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from flows.model.cycles import Cycle
from flows.model.insights import Evidence, Freshness, Insight
from flows.model.noun import Words
from flows.model.organisation import Organisation, Path, Persona, Segment, Stage, Theme
from flows.model.picture import Picture
from flows.model.questions import Gap, GapKind
from flows.model.signals import Growth, Signals
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
            "Kenen kohdalla tämä pitää paikkansa ja kenen ei: »Lasku on vaikea tarkistaa»? Asiakkailta on kuultu kumpaakin.",
            "For whom is this true, and for whom is it not: “The invoice is hard to check”? We have heard both from customers.",
        ),
        (
            "stale",
            "Pitääkö tämä yhä paikkansa: »Lasku on vaikea tarkistaa»? Siitä on kuultu viimeksi 3/2024.",
            "Is this still true: “The invoice is hard to check”? It was last heard in March 2024.",
        ),
        (
            "single-source",
            "Onko näin muuallakin: »Lasku on vaikea tarkistaa»? Kaikki näyttö on yhdestä tutkimuksesta.",
            "Is it the same elsewhere: “The invoice is hard to check”? All the evidence is from one study.",
        ),
        ("unexplained", "Mistä tämä johtuu: »Lasku on vaikea tarkistaa»?", "Why is this so: “The invoice is hard to check”?"),
        (
            "uncovered",
            "Mitä vaiheessa »Käyttöönotto» tapahtuu ja mikä siinä on hankalaa, kun asiakkaana on »Talousjohtaja»? "
            "Siitä ei ole vielä kuultu keneltäkään.",
            "What happens at the stage “Onboarding” when the customer is “CFO”, and what is hard about it? Nobody has told us yet.",
        ),
    ],
)
def test_each_kind_of_gap_is_asked_in_both_languages(kind, fi, en):
    assert asked(kind, picture(freshness=Freshness(state="stale", latest=date(2024, 3, 8)))) == (fi, en)


def test_a_thin_claim_says_how_few_have_been_heard():
    assert asked("thin", picture(voices=1)) == (
        "Koskeeko tämä muitakin: »Lasku on vaikea tarkistaa»? Siitä on kertonut vasta yksi asiakas.",
        "Is this true of others too: “The invoice is hard to check”? So far one customer has spoken of it.",
    )


def test_an_assumption_tells_hearsay_from_silence():
    silent, _ = asked("assumption", picture(evidence=(), voices=0))
    gossip, _ = asked("assumption", picture(evidence=(), voices=0, hearsay=("o4",)))
    assert silent.endswith("Kukaan asiakas ei ole sanonut niin.")
    assert gossip.endswith("Asiakkailta itseltään sitä ei ole kuultu.")


def test_a_theme_is_asked_about_by_what_made_it_emerge():
    def of(origin, *growth):
        theme = Theme(id="laskutus", name=Words(fi="Laskutus", en="Invoicing"), origin=origin)
        return asked("emerging", replace(picture(), themes=(theme,), signals=Signals(growth=growth)), insight="")[0]

    def growth(direction, basis):
        counts = {"now": 9, "before": 4, "heard_now": 20, "heard_before": 60, "ratio": 6.75, "q": 0.01, "since": date(2026, 1, 1)}
        return Growth(theme="laskutus", direction=direction, basis=basis, **counts)

    assert of("found") == "Mistä on kyse, kun asiakkaat ottavat puheeksi aiheen »Laskutus»? Sitä ei ole vielä tutkittu."
    assert of("codebook") == "Mitä asiakkaat itse sanovat aiheesta »Laskutus»? Siitä on kuultu vasta toisen käden kautta."
    assert of("codebook", growth("growing", "confirmed")) == "Miksi aihe »Laskutus» tulee nyt esiin useammin kuin ennen?"
    assert of("codebook", growth("growing", "suggested")).endswith("Kasvu on koneen arvio, jota kukaan ei ole vahvistanut.")
    assert of("codebook", growth("emerging", "confirmed")).startswith("Miksi aihe »Laskutus» tulee")
    assert of("found", growth("emerging", "suggested")).startswith("Mistä on kyse")


def test_what_the_machine_says_of_a_theme_is_asked_by_the_themes_name():
    own = {"origin": "theme", "statement": Words(fi="”Laskutus” nousee esiin asiakkaiden puheessa", en="“Invoicing” comes up")}
    assert asked("unexplained", picture(**own)) == (
        "Miksi asiakkaat ottavat puheeksi aiheen »Laskutus»? Kukaan ei ole vielä kertonut syytä.",
        "Why do customers bring up “Invoicing”? Nobody has said why yet.",
    )
    assert asked("unexplained", picture(**own), theme="")[0].startswith("Miksi asiakkaat ottavat puheeksi aiheen »Laskutus»")
    reworded = picture(**own | {"by_people": True, "statement": CLAIM})
    assert asked("unexplained", reworded)[0] == "Mistä tämä johtuu: »Lasku on vaikea tarkistaa»?"


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
