from __future__ import annotations

import random
from datetime import date

import pytest

from flows.insights.signals import forms
from flows.insights.signals.insideout import inside_out
from flows.insights.signals.weak import weak
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Persona, Segment
from flows.model.signals import InsideOut, WeakSignal
from flows.model.studies import PlannedQuestion, Study

ORGANISATION = Organisation(
    name="Oy",  # type: ignore[arg-type]
    segments=(Segment(id="yritykset", name="Yritykset", personas=(Persona(id="pomo", name="Isännöitsijä"),)),),  # type: ignore[arg-type]
)
PLAIN = (  # noqa: SIM905 - reads as what it is
    "apple orchard violin tuesday marble candle engine forest bridge lantern pocket thunder velvet window garden copper saddle meadow "
    "pepper island button hammer shadow kitchen planet rocket silver basket tunnel feather anchor blanket cherry dragon"
).split()


def heard(number: int, text: str, **parts: object) -> Observation:
    given: dict[str, object] = {
        "key": f"o{number:05d}",
        "study": "s",
        "document": f"d{number}",
        "locator": "1",
        "text": text,
        "language": "en",
        "voice": f"s:P{number}",
        "heard_on": date(2026, 10, 1),
    }
    return Observation(**(given | parts))  # type: ignore[arg-type]


def noise(count: int, **parts: object) -> list[Observation]:
    """Sentences of six common words, drawn by chance."""
    chance = random.Random(5)
    return [heard(1000 + n, " ".join(chance.sample(PLAIN, 6)), **parts) for n in range(count)]


FAINT = ("a heat pump subsidy would help", "is there any subsidy for heat pumps", "we asked about the subsidy of a heat pump")


def faint(**parts: object) -> list[Observation]:
    return [heard(n, text, **parts) for n, text in enumerate(FAINT)]


def words_of(found: tuple[WeakSignal, ...]) -> set[str]:
    return {word for each in found for word in each.words}


def test_what_a_few_say_in_like_words_is_one_signal_with_its_people():
    found = weak([*faint(), *noise(400)], ())
    assert len(found) == 1
    assert (found[0].voices, found[0].observations) == (3, ("o00000", "o00001", "o00002"))
    assert set(found[0].words) == {"heat", "pump", "subsidy"}
    assert (found[0].latest, found[0].language) == (date(2026, 10, 1), "en")


def test_finnish_is_met_in_other_inflections_and_shown_in_base_form():
    said = ("latausaseman varaus taloyhtiössä ei onnistu", "latausasemien varaukset menivät sekaisin", "milloin latausasemia voi varata")
    found = weak([heard(n, text, language="fi") for n, text in enumerate(said[:2])] + noise(150, language="fi"), ())
    assert [set(each.words) for each in found] == [{"latausasema", "varaus"}]


@pytest.mark.parametrize(
    "parts",
    [
        {"voice": "s:one"},
        {"document": "one"},
        {"themes": ("energy",)},
        {"provenance": "employee"},
        {"quotable": False},
        {"question": "What about a subsidy for the heat pump?"},
    ],
    ids=lambda parts: next(iter(parts)),
)
def test_one_person_one_document_a_theme_hearsay_a_closed_mouth_or_a_question_makes_no_signal(parts: dict[str, object]):
    assert weak([*faint(**parts), *noise(400)], ()) == ()


def test_what_a_study_asks_is_no_news():
    asked = Study(id="s", title="S", questions=(PlannedQuestion(id="q", text="Would subsidies speed up heat pumps?"),))  # type: ignore[arg-type]
    assert weak([*faint(), *noise(400)], (asked,)) == ()


def test_what_more_than_seven_say_is_no_faint_voice_however_few_of_them_have_no_theme():
    many = [heard(100 + n, FAINT[n % 3], themes=("energy",)) for n in range(6)]
    assert weak([*faint(), *many, *noise(400)], ()) == ()
    assert weak([heard(n, FAINT[n % 3]) for n in range(8)] + noise(400), ()) == ()
    assert len(weak([heard(n, FAINT[n % 3]) for n in range(7)] + noise(400), ())) == 1


def test_words_that_may_not_be_shown_are_not_listed_but_their_people_count():
    (found,) = weak([*faint(), heard(9, FAINT[0], quotable=False), *noise(400)], ())
    assert (found.voices, "o00009" in found.observations) == (4, False)


def test_chance_meetings_of_common_words_are_none():
    assert weak(noise(600), ()) == ()


def test_what_stands_for_personal_data_is_no_word():
    said = [heard(n, f"[nimi] [puhelin] {PLAIN[n]}") for n in range(4)]
    assert weak([*said, *noise(200)], ()) == ()


def test_at_most_twelve_are_told_and_in_any_order_the_same():
    chance = random.Random(3)
    invented = ["".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(3)) for _ in range(60)]
    said = [heard(4 * n + k, f"{invented[2 * n]} {invented[2 * n + 1]}") for n in range(30) for k in range(2 + n % 3)]
    found = weak([*said, *noise(300)], ())
    assert len(found) == 12
    assert [each.voices for each in found] == [4] * 10 + [3] * 2 or min(each.voices for each in found) >= 3
    assert weak(random.Random(1).sample([*said, *noise(300)], len(said) + 300), ()) == found


# Inside-out words


def customers(**parts: object) -> list[Observation]:
    return [heard(n, f"{text} and the bill was unclear once more", **parts) for n, text in enumerate(o.text for o in noise(60))]


def staff(text: str, count: int = 6, **parts: object) -> list[Observation]:
    given: dict[str, object] = {"provenance": "employee", "voice": ""}
    return [heard(500 + n, text, **(given | {"document": f"memo{n % 2}"} | parts)) for n in range(count)]


def told(*observations: list[Observation]) -> list[str]:
    return [each.word for each in inside_out([o for each in observations for o in each], ORGANISATION)]


def test_a_word_that_staff_use_and_customers_never_is_told_with_what_they_say_instead():
    said = [*customers(themes=("money",)), *noise(60, themes=("other",)), *staff("remittance specification is fine", themes=("money",))]
    (fine, remittance, specification) = inside_out(said, ORGANISATION)
    assert (fine.word, specification.word) == ("fine", "specification")
    assert remittance == InsideOut(word="remittance", language="en", staff=6, documents=2, instead=("bill", "unclear"))


def test_rare_words_and_words_of_one_document_are_not_told():
    assert told(customers(), staff("remittance", 2)) == []
    assert told(customers(), staff("remittance", document="memo")) == []


def test_a_word_of_one_known_person_is_nobodys_habit():
    assert told(customers(), staff("remittance", voice="s:P9")) == []
    assert told(customers(), staff("remittance", 3, voice="s:P9"), staff("remittance", 3, voice="s:P8")) == ["remittance"]


def test_customers_who_have_said_little_prove_nothing():
    assert told(customers()[:20], staff("remittance")) == []
    chatter = [heard(700 + n, " ".join(PLAIN), provenance="employee", document=f"memo{n}") for n in range(60)]
    assert told(customers(), staff("remittance", 3)) == ["remittance"]
    assert told(customers(), staff("remittance", 3), chatter) == []


def test_an_inflected_or_compound_form_that_customers_use_saves_the_word():
    said = [
        heard(n, f"{text} laskujen hinnat nousivat ja liittymäsopimus umpeutui", language="fi")
        for n, text in enumerate(o.text for o in noise(60))
    ]
    ours = [o.model_copy(update={"language": "fi"}) for o in staff("hinta liittymä perintätoimeksianto")]
    assert told(said, ours) == ["perintätoimeksianto"]


def test_talk_of_the_talk_and_names_of_personas_are_passed_over():
    ours = [o.model_copy(update={"language": "fi"}) for o in staff("asiakas sanoi isännöitsijälle [nimi] perintätoimeksianto")]
    assert told([o.model_copy(update={"language": "fi"}) for o in customers()], ours) == ["perintätoimeksianto"]


def test_words_of_customers_that_may_not_be_shown_are_not_said_instead():
    said = [*customers(themes=("money",), quotable=False), *noise(60), *staff("remittance", themes=("money",))]
    assert [each.instead for each in inside_out(said, ORGANISATION)] == [()]


def test_languages_are_kept_apart_and_at_most_twenty_words_told():
    ours = staff(" ".join(f"{a}{b}word" for a in ("zib", "zob", "zub", "zab", "zeb") for b in ("lon", "lan", "lin", "lun", "len", "lyn")))
    assert len(told(customers(), ours)) == 20
    assert told(customers(), [o.model_copy(update={"language": "fi"}) for o in ours]) == []


def test_in_a_large_library_only_the_commonest_words_are_looked_up(monkeypatch: pytest.MonkeyPatch):
    said = [heard(1, "laskut laskut hinnat", language="fi"), heard(2, "laskut", language="fi")]
    assert forms.told_words(said) == {"o00001": ["lasku", "lasku", "hinta"], "o00002": ["lasku"]}
    monkeypatch.setattr(forms, "LOOKED_UP", 1)
    assert forms.told_words(said)["o00001"] == ["lasku", "lasku", "hinnat"]
