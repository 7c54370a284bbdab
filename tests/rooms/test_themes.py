from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.insights.codebook.assign import Guidance, assign
from flows.model.noun import WordLists
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.registers import Claim

SHARED = Path(os.environ.get("UOMA_SHARED_DATA") or Path(__file__).parents[2].parent / "shared" / "data")

BILLING = Theme(id="billing", name="Billing", words={"fi": ["lasku", "erittely", "avoin saldo"], "en": ["invoice", "bill", "open balance"]})
SUPPORT = Theme(id="support", name="Support", words={"fi": ["tuki", "asiakaspalvelu"], "en": ["help", "it", "onboarding"]})
CODEBOOK = (BILLING, SUPPORT)


def heard(text: str, *codes: str, key: str = "o1", **parts: object) -> Observation:
    given: dict[str, object] = {"key": key, "study": "s", "document": "d", "locator": "¶1", "text": text, "language": "fi", "codes": codes}
    return Observation(**(given | parts))  # type: ignore[arg-type]


def themes_of(observation: Observation, codebook=CODEBOOK, claims=()) -> dict[str, str]:
    return assign([observation], codebook, claims).themes[observation.key][1]


def test_a_code_names_a_theme_or_a_claim_of_it():
    claim = Claim(id="c-012", theme="support")
    assert themes_of(heard("Kyllä vain.", "Billing+"), claims=[claim]) == {"billing": "code"}
    assert themes_of(heard("Kyllä vain.", "c-012-", "billing"), claims=[claim]) == {"support": "code", "billing": "code"}
    assert themes_of(heard("Kyllä vain.", "c-999", "unheard-of"), claims=[claim]) == {}
    assert themes_of(heard("Kyllä vain.", "c-1"), claims=[Claim(id="c-1", theme="gone")]) == {}


def test_words_decide_by_their_beginnings_and_say_which():
    assert themes_of(heard("LASKUN erittely puuttui, ja laskutus takkuaa.")) == {"billing": "words: erittely, laskun, laskutus"}
    assert themes_of(heard("Se e-laskuna tullut")) == {"billing": "words: e-laskuna"}
    assert themes_of(heard("Siellä oli avoimia kohtia ja avoin saldomme näkyi")) == {"billing": "words: avoin saldomme"}
    assert themes_of(heard("Ylilaskutettu mies")) == {}
    assert themes_of(heard("Lasku, laskun, laskua, laskulla, laskuni"))["billing"] == "words: lasku, laskua, laskulla, laskun"


def test_words_of_one_language_do_not_decide_in_the_other_unless_they_are_long():
    assert themes_of(heard("Se oli helppoa")) == {}
    assert themes_of(heard("I had no help", language="en")) == {"support": "words: help"}
    assert themes_of(heard("Meidän onboarding kesti")) == {"support": "words: onboarding"}
    assert themes_of(heard("helped", language="")) == {"support": "words: helped"}


def test_what_stands_where_personal_data_was_decides_nothing():
    phone = Theme(id="phone", name="Phone", words={"fi": ["puhelin", "puhelimen"], "en": []})
    assert themes_of(heard("Soitin numeroon [puhelin], ja [P07] vastasi."), [phone]) == {}
    assert themes_of(heard("Puhelin soi numerosta [puhelin]."), [phone]) == {"phone": "words: puhelin"}
    assert themes_of(heard("[asiakas soittaa puhelimen hukanneena]"), [phone]) == {"phone": "words: puhelimen"}


def test_very_short_words_must_stand_alone():
    assert themes_of(heard("Our IT is slow", language="en")) == {"support": "words: it"}
    assert themes_of(heard("Items are slow", language="en")) == {}


def test_the_questions_words_never_decide():
    assert themes_of(heard("Kyllä, joka kuukausi.", question="Onko laskun erittely epäselvä?")) == {}


def test_an_answer_that_says_nothing_has_no_theme_but_what_was_coded():
    assert themes_of(heard("Ei mitään")) == {}
    assert themes_of(heard("Ei mitään", "billing")) == {"billing": "code"}
    assert assign([heard("")], CODEBOOK, ()).themes["o1"] == ((), {})


def test_at_most_three_themes_the_strongest_first():
    many = tuple(Theme(id=f"t{n}", name="T", words=["sana"] if n else ["sana", "toinen"]) for n in range(5))
    assert assign([heard("sana toinen")], many[::-1], ()).themes["o1"][0] == ("t0", "t1", "t2")
    assert assign([heard("sana toinen", "t4")], many, ()).themes["o1"][0] == ("t4", "t0", "t1")


WAITING = [
    "I waited two hours on the phone before anybody answered",
    "The phone queue kept me waiting for an hour",
    "Waiting on the phone line took the whole morning",
    "Nobody answered the phone and I kept waiting in the queue",
    "An hour in the phone queue, waiting and waiting",
    "They left me waiting in the telephone queue for hours",
]
DELIVERY = [
    "The parcel was delivered to the wrong address again",
    "My parcel arrived late and the delivery driver was lost",
    "Delivery of the parcel took three weeks",
    "The driver left the parcel in the rain",
    "The delivery never arrived and the parcel was lost",
    "A parcel came broken, the delivery was late",
]
TAUGHT = (Theme(id="waiting", name="Waiting", examples={"en": WAITING}), Theme(id="delivery", name="Delivery", examples={"en": DELIVERY}))


def test_likeness_to_examples_decides_and_says_by_which_words():
    found = themes_of(heard("We were waiting in the phone queue for over an hour", language="en"), TAUGHT)
    assert set(found) == {"waiting"}
    assert found["waiting"].startswith("like: ")
    assert "queue" in found["waiting"]


def test_likeness_would_rather_say_nothing():
    assert themes_of(heard("The colours of the new brochure please my grandmother", language="en"), TAUGHT) == {}
    assert themes_of(heard("The concert took an hour and the whole orchestra wore green", language="en"), TAUGHT) == {}
    assert themes_of(heard("phone", language="en"), TAUGHT) == {}
    assert themes_of(heard("Olipa kerran pieni punainen tupa metsän laidalla", language="fi"), TAUGHT) == {}
    alone = (Theme(id="waiting", name="Waiting", examples={"en": WAITING[:2]}),)
    assert themes_of(heard(WAITING[2], language="en"), alone) == {}


def test_a_person_who_coded_is_not_second_guessed_by_likeness():
    assert themes_of(heard(WAITING[0], "delivery", language="en"), TAUGHT) == {"delivery": "code"}


@settings(max_examples=5, deadline=None)
@given(st.permutations(range(12)))
def test_the_order_of_observations_never_matters(order):
    observations = [heard(text, key=f"o{n}", language="en") for n, text in enumerate(WAITING + DELIVERY)]
    assert assign([observations[n] for n in order], TAUGHT, ()) == assign(observations, TAUGHT, ())


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_text_at_all_is_taken(texts):
    observations = [heard(text, key=f"o{n}", language="") for n, text in enumerate(texts)]
    assert set(assign(observations, CODEBOOK + TAUGHT, ()).themes) == {o.key for o in observations}


def test_what_a_person_confirmed_stays_and_what_was_taken_away_stays_away():
    said = heard("Laskun erittely puuttui ja tuki neuvoi.")
    guidance = Guidance(confirmed={"o1": ["support"]}, overruled={"o1": ["billing", "support"]})
    assert assign([said], CODEBOOK, (), guidance).themes["o1"] == (("support",), {"support": "confirmed"})
    assert assign([heard("Kyllä.", "billing")], CODEBOOK, (), guidance).themes["o1"][1] == {"support": "confirmed"}
    assert assign([heard("Ei.")], CODEBOOK, (), Guidance(confirmed={"o1": ["unheard-of"]})).themes["o1"] == ((), {})


def test_what_a_person_took_away_is_not_brought_back_by_likeness():
    said = heard("We were waiting in the phone queue for over an hour", language="en")
    assert assign([said], TAUGHT, (), Guidance(overruled={"o1": ["waiting"]})).themes["o1"] == ((), {})


def test_codes_and_confirmed_themes_teach_without_any_examples():
    bare = tuple(theme.model_copy(update={"examples": WordLists()}) for theme in TAUGHT)
    coded = [heard(text, "waiting", key=f"w{n}", language="en") for n, text in enumerate(WAITING)]
    seen = [heard(text, key=f"d{n}", language="en") for n, text in enumerate(DELIVERY)]
    new = heard("We were waiting in the phone queue for over an hour", language="en", key="new")
    confirmed = {o.key: ["delivery"] for o in seen}
    assert assign([*coded, *seen, new], bare, (), Guidance(confirmed=confirmed)).themes["new"][0] == ("waiting",)
    assert assign([*coded, *seen, new], bare, ()).themes["new"][0] == ()


def test_a_long_answer_is_looked_at_sentence_by_sentence():
    said = heard(f"{WAITING[0]}. Then it was about something else altogether. {DELIVERY[0]}.", language="en")
    assert set(themes_of(said, TAUGHT)) == {"waiting", "delivery"}


@pytest.mark.skipif(not (SHARED / "texts").is_dir(), reason="needs the shared labelled texts")
def test_likeness_is_right_four_times_in_five_though_half_the_subjects_are_unlisted():
    with (SHARED / "texts" / "massive_fi.csv").open(encoding="utf-8") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)][:5000]
    often = Counter(label for _, label in rows)
    labels = sorted(label for label in often if often[label] >= 20)[::2]
    examples = {label: [text for text, own in rows if own == label][:10] for label in labels}
    codebook = [Theme(id=label, name=label, examples={"fi": texts}) for label, texts in examples.items()]
    taught = {text for texts in examples.values() for text in texts}
    stream = [(text, label) for text, label in rows if text not in taught]
    found = assign([heard(text, key=f"o{n}") for n, (text, _) in enumerate(stream)], codebook, ()).themes
    right = [label in found[f"o{n}"][0] for n, (_, label) in enumerate(stream) if found[f"o{n}"][0]]
    assert len(right) >= 50
    assert sum(right) >= 0.8 * len(right)
