"""Researchers' marks become codes in one normal form, in Finnish and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.model.material import Mark
from flows.observations.codes import codes_of, known_codes, normal_code, without_tags


def comment(words: str) -> Mark:
    return Mark(0, 4, "comment", words)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("#Laskutus", "laskutus"),
        ("#c-012", "c-012"),
        ("#c-012+", "c-012+"),
        ("#C-012-", "c-012-"),
        ("#c-012−", "c-012-"),
        ("#c-012–", "c-012-"),
        ("#hinta-", "hinta-"),
        ("#vaihe:maksaminen", "stage:maksaminen"),
        ("#stage:paying", "stage:paying"),
        ("#persoona:isännöitsijä", "persona:isännöitsijä"),
        ("#segmentti:taloyhtiöt", "segment:taloyhtiöt"),
        ("#teema:hinta+", "hinta+"),
        ("#tarve", "kind:need"),
        ("#toive", "kind:wish"),
        ("#huoli", "kind:doubt"),
        ("#odotus", "kind:expectation"),
        ("#käytös", "kind:behaviour"),
        ("#behavior", "kind:behaviour"),
        ("#kipu", "kind:problem"),
        ("#ongelma", "kind:problem"),
        ("#pain", "kind:problem"),
        ("#kiitos", "kind:praise"),
        ("#laji:kehu", "kind:praise"),
        ("#kuulopuhe", "provenance:second-hand"),
        ("#hearsay", "provenance:second-hand"),
        ("#henkilöstö", "provenance:employee"),
        ("#observed", "provenance:observed"),
        ("#", ""),
    ],
)
def test_a_tag_has_one_normal_form(written: str, code: str):
    assert normal_code(written) == code
    assert codes_of([comment(written)], "", {}) == ((code,) if code else ())


def test_tags_in_comments_and_in_the_text_are_all_taken_once_and_in_order():
    marks = [comment("#laskutus #c-001+ tästä lisää"), comment("#laskutus")]
    assert codes_of(marks, "En ymmärrä laskua. [#hinta- #kipu]", {}) == ("laskutus", "c-001+", "hinta-", "kind:problem")


def test_a_comment_of_prose_gives_no_code_but_a_short_code_without_its_sign_does():
    known = known_codes([("laskutus", ("Laskutus ja hinta", "Billing")), ("avaimet", ("Avaimet", "Keys"))])
    assert codes_of([comment("Palaa tähän haastattelun lopussa")], "", {}, known) == ()
    assert codes_of([comment("Totta")], "", {}, known) == ()
    assert codes_of([comment("tarkista")], "", {}, known) == ()
    assert codes_of([comment("laskutus ja hinta")], "", {}, known) == ("laskutus",)
    assert codes_of([comment("Billing+")], "", {}, known) == ("laskutus+",)
    assert codes_of([comment("avaimet, kipu, c-012-")], "", {}, known) == ("avaimet", "kind:problem", "c-012-")
    assert codes_of([comment("vaihe:maksaminen")], "", {}, known) == ("stage:maksaminen",)


@pytest.mark.parametrize(
    ("legend", "colour"),
    [("keltainen", "yellow"), ("yellow", "Yellow"), ("vihreä", "green"), ("turkoosi", "turquoise"), ("cyan", "turquoise"), ("pinkki", "magenta"),
     ("green", "darkGreen"), ("harmaa", "lightGray"), ("violetti", "purple")],
)  # fmt: skip
def test_a_highlight_is_read_through_the_legend_in_either_language(legend: str, colour: str):
    assert codes_of([Mark(0, 4, "highlight", colour)], "", {legend: "c-005+"}) == ("c-005+",)


def test_a_highlight_without_a_legend_says_nothing():
    assert codes_of([Mark(0, 4, "highlight", "yellow"), Mark(0, 4, "highlight", "white")], "", {"green": "hinta"}) == ()


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("Kallis on. #hinta #c-012-", "Kallis on."),
        ("Kallis on. [#hinta #c-012-]", "Kallis on."),
        ("Kallis on (#hinta, #kipu) minusta.", "Kallis on minusta."),
        ("Se #hinta on kova.", "Se hinta on kova."),
        ("#c-001+ Lasku tuli myöhässä.", "Lasku tuli myöhässä."),
        ("#c-001+ lasku tuli myöhässä.", "lasku tuli myöhässä."),
        ("#laskutus #c-001+ Lasku tuli myöhässä.", "Lasku tuli myöhässä."),
        ("#laskutus: Lasku tuli myöhässä.", "Lasku tuli myöhässä."),
        ("Maksan heti. #laskutus Lasku tuli myöhässä.", "Maksan heti. Lasku tuli myöhässä."),
        ("#laskutus on vaikeaa.", "laskutus on vaikeaa."),
        ("Lasku tuli #c-001+ taas myöhässä.", "Lasku tuli taas myöhässä."),
        ("Lasku, #c-001+, tuli myöhässä.", "Lasku, tuli myöhässä."),
        ("Lasku #c-001+, joka tuli, oli väärä.", "Lasku, joka tuli, oli väärä."),
        ("Lasku tuli myöhässä #laskutus.", "Lasku tuli myöhässä."),
        ("Lasku tuli myöhässä #laskutus #c-001+. Se harmitti.", "Lasku tuli myöhässä. Se harmitti."),
        ("Lasku tuli myöhässä. #c-001+.", "Lasku tuli myöhässä."),
        ("Oliko se #vaihe:maksaminen silloin?", "Oliko se silloin?"),
        ("Miksi #hinta+ ja #laskutus nousivat?", "Miksi hinta ja laskutus nousivat?"),
        ("Olen jonossa #1", "Olen jonossa #1"),
        ("Kysy C#-kehittäjältä", "Kysy C#-kehittäjältä"),
        ("Katso https://x.fi/sivu#kohta", "Katso https://x.fi/sivu#kohta"),
        ("Ensin näin #hinta\nja sitten näin.", "Ensin näin\nja sitten näin."),
        ("Ei tägejä – vain ajatusviiva.", "Ei tägejä – vain ajatusviiva."),
    ],
)
def test_no_tag_is_left_in_a_quote_and_no_word_of_a_sentence_is_lost(typed: str, left: str):
    assert without_tags(typed) == left


@given(st.text(alphabet=st.characters(blacklist_characters="#", blacklist_categories=("Cs",))))
def test_a_text_without_a_tag_stays_verbatim_and_gives_no_code(text: str):
    assert without_tags(text) == text.strip()
    assert codes_of((), text, {}) == ()


@given(st.text(alphabet="abcåäö-#:+ c012", max_size=12))
def test_the_normal_form_of_a_normal_form_is_itself(text: str):
    once = normal_code(text)
    assert normal_code(once) == once
