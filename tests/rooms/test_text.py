"""Language, words and base forms of Finnish and English."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.text.inflection import bases_of, stem_index
from flows.text.languages import language_of
from flows.text.lemmas import engine, families, lemma, lemmas
from flows.text.words import is_nothing, normal, stop_words, tokens

FORMS = """
asiakas asiakkaan asiakasta asiakkaalle asiakkaassa asiakkaiden asiakkaita asiakkaaseen
laskutus laskutuksen laskutusta laskutukselle laskutuksessa laskutusten laskutuksia laskutukseen
luottamus luottamuksen luottamusta luottamukselle luottamuksessa luottamusten luottamuksia luottamukseen
tieto tiedon tietoa tiedolle tiedossa tietojen tietoja tietoon
lupa luvan lupaa luvalle luvassa lupien lupia lupaan
sopimus sopimuksen sopimusta sopimukselle sopimuksessa sopimusten sopimuksia sopimukseen
käyttö käytön käyttöä käytölle käytössä käyttöjen käyttöjä käyttöön
vastaus vastauksen vastausta vastaukselle vastauksessa vastausten vastauksia vastaukseen
apu avun apua avulle avussa apujen apuja apuun
hinta hinnan hintaa hinnalle hinnassa hintojen hintoja hintaan
työ työn työtä työlle työssä töiden töitä työhön
mies miehen miestä miehelle miehessä miesten miehiä mieheen
käsi käden kättä kädelle kädessä käsien käsiä käteen
lapsi lapsen lasta lapselle lapsessa lasten lapsia lapseen
yritys yrityksen yritystä yritykselle yrityksessä yritysten yrityksiä yritykseen
palvelu palvelun palvelua palvelulle palvelussa palvelujen palveluita palveluun
virhe virheen virhettä virheelle virheessä virheiden virheitä virheeseen
kauppa kaupan kauppaa kaupalle kaupassa kauppojen kauppoja kauppaan
katto katon kattoa katolle katossa kattojen kattoja kattoon
ranta rannan rantaa rannalle rannassa rantojen rantoja rantaan
"""
INFLECTED = [line.split() for line in FORMS.strip().splitlines()]
OTHERS = """
puhelin:puhelimella puhelinta puhelimeni|nainen:naisille naista naisten|rakkaus:rakkauden rakkautta rakkauteen|osoite:osoitteessa osoitetta
kaunis:kauniissa kaunista|mäki:mäen mäelle mäkeä|liike:liikkeen liikettä|opas:oppaalle oppaita|tytär:tyttären tytärtä|sydän:sydämen
keittiö:keittiöstä keittiöön|vaikea:vaikeassa vaikeita|maanantai:maanantaina maanantain|kieli:kieltä kielen|tunti:tunneissa tunteja
asiakas:asiakkaani asiakkaillamme asiakkaasta asiakaskin asiakkaaseenkaan|rahaton:rahattoman|aika:ajan aikaa aikoja|lyhyt:lyhyen lyhyttä
taloudellinen:taloudellisesti|nopea:nopeasti nopeampi|talo:taloihin talossaan talojen taloissakin
"""


def test_a_text_for_comparing_has_one_kind_of_quote_dash_and_space():
    assert normal("  ”Hei”\u00a0– mitä\u200b KUULUU’ ﬁne ") == '"hei" - mitä kuuluu\' fine'


@given(st.text())
def test_a_normal_text_stays_as_it_is(text: str):
    assert normal(normal(text)) == normal(text)


def test_words_keep_their_inner_hyphens_and_apostrophes_and_leave_digits_out():
    assert tokens("E-laskun ‘äänentoisto’ ei toiminut 3 kertaa – don’t!") == [
        "e-laskun",
        "äänentoisto",
        "ei",
        "toiminut",
        "kertaa",
        "don't",
    ]


def test_what_customers_talk_about_is_no_stop_word():
    assert [word for word in tokens("Se lasku oli ihan vaikea") if word not in stop_words("fi")] == ["lasku", "vaikea"]
    assert [word for word in tokens("The bill was not easy to understand") if word not in stop_words("en")] == [
        "bill",
        "easy",
        "understand",
    ]
    assert "että" in stop_words("fi")
    assert "apu" not in stop_words("fi")
    assert stop_words("") == stop_words("fi") | stop_words("en")


@pytest.mark.parametrize(
    "text", ["Ei mitään.", "en osaa sanoa", "All good!", "nothing :)", "-", "Kiitos", "OK", "n/a", "", "12,50", "En tiedä…", "I don’t know"]
)
def test_polite_nothings_say_nothing(text: str):
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["Ei mitään valittamista hinnasta", "Kiitos nopeasta avusta", "Lasku", "nothing works", "ok mutta kallis"])
def test_what_says_something_is_no_nothing(text: str):
    assert not is_nothing(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Lasku tuli liian myöhään", "fi"),
        ("The bill came too late", "en"),
        ("Kyllä.", "fi"),
        ("12,50", ""),
        ("", ""),
        ("!!!", ""),
        ("ok", ""),
    ],
)
def test_language_is_told_where_it_can_be_told(text: str, language: str):
    assert language_of(text) == language


def test_a_doubtful_text_has_the_language_it_is_said_to_have():
    assert language_of("ok", "fi") == "fi"
    assert language_of("12,50", "en") == "en"
    assert language_of("The bill came too late", "fi") == "en"


@pytest.mark.parametrize("language", ["fi", "en"])
def test_short_spoken_commands_are_told_apart(language: str):
    folder = Path(os.environ.get("UOMA_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
    file = folder / "texts" / f"massive_{language}.csv"
    if not file.exists():
        pytest.skip("the shared data is not on this machine")
    with file.open(encoding="utf-8") as lines:
        told = [language_of(row["text"]) for row, _ in zip(csv.DictReader(lines), range(1500), strict=False)]
    assert told.count(language) / len(told) > 0.97
    assert told.count("en" if language == "fi" else "fi") / len(told) < 0.01


def test_twenty_words_with_gradation_are_joined_to_their_forms_and_to_nothing_else():
    vocabulary = [form for forms in INFLECTED for form in forms]
    found = families(vocabulary)
    assert {form: found.get(form) for forms in INFLECTED for form in forms[1:]} == {
        form: frozenset((forms[0],)) for forms in INFLECTED for form in forms[1:]
    }
    assert not {forms[0] for forms in INFLECTED} & set(found)


@pytest.mark.parametrize("told", [each for line in OTHERS.strip().splitlines() for each in line.split("|")])
def test_other_types_of_words_are_joined_too(told: str):
    base, _, forms = told.partition(":")
    index = stem_index([base])
    assert [form for form in forms.split() if base not in bases_of(form, index)] == []


def test_the_last_part_of_a_compound_counts_where_its_beginning_is_known():
    found = families(["verkkokauppa-asiakkaalle", "asiakas", "verkkokaupassa", "verkko", "kauppa", "Laskun", "lasku"])
    assert found["verkkokauppa-asiakkaalle"] == {"asiakas"}
    assert found["verkkokaupassa"] == {"kauppa"}
    assert found["Laskun"] == {"lasku"}
    assert "lasku" not in found


def test_a_base_form_that_is_not_there_is_not_made_up():
    assert families(["asiakkaalle", "hinnassa", "bill", "xyz", "", "-"]) == {}


@given(st.lists(st.text(max_size=15), max_size=15))
def test_any_vocabulary_has_families_within_itself(vocabulary: list[str]):
    inside = {normal(word) for word in vocabulary}
    assert all(bases <= inside for bases in families(vocabulary).values())


def test_english_words_have_base_forms_and_unknown_languages_none():
    assert lemma("Bills", "en") == "bill"
    assert lemmas(["customers"], "en")["customers"] == {"customer"}
    assert lemma("Faktura", "sv") == "faktura"
    assert lemmas(["Faktura"], "") == {"Faktura": frozenset(("faktura",))}
    assert engine() in ("voikko", "simplemma")


@pytest.mark.slow
def test_finnish_words_have_base_forms_with_whatever_the_machine_has():
    words = [form for forms in INFLECTED for form in forms] + ["verkkokauppa-asiakkaalle"]
    found = lemmas(words, "fi")
    assert [form for forms in INFLECTED for form in forms if forms[0] not in found[form]] == []
    assert {"verkkokauppa-asiakas", "asiakas"} <= found["verkkokauppa-asiakkaalle"]
    assert sum(lemma(form, "fi") == forms[0] for forms in INFLECTED for form in forms[1:]) >= 126
