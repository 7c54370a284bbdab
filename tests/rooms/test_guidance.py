"""What people say on the board becomes guidance: what is confirmed, what is overruled, and what is odd."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flows.insights.codebook.assign import assign
from flows.insights.codebook.guidance import codebook_of, guidance_of
from flows.model.answers import ObservationAnswer
from flows.model.observations import Observation
from flows.model.organisation import Glossed, Organisation, Research, Theme

BILLING = Theme(id="Billing", name="Billing", words={"en": ["bill"]})
VISITS = Theme(id="visits", name="Visits", words={"en": ["visit"]})
NOISE = Theme(id="found-noise", name="Noise", origin="found", standing="accepted", members=("m1", "m2"))
HUM = Theme(id="found-hum", name="Hum", origin="found", standing="merged", into="FOUND-NOISE", members=("m3",))
ORGANISATION = Organisation(
    name="Firm", themes=(BILLING, VISITS), glossary=(Glossed(fi="lasku", en="bill"),), research=Research(precision=0.9)
)


def heard(key: str, *codes: str, text: str = "The bill was late", **reasons: str) -> Observation:
    return Observation(
        key=key, study="s", document="d", locator="1", text=text, language="en", codes=codes, themes=tuple(reasons), reasons=reasons
    )


def answer(key: str, verdict: str = "", *themes: str) -> ObservationAnswer:
    return ObservationAnswer.model_validate({"key": key, "verdict": verdict, "themes": themes})


def guided(observation: Observation, said: ObservationAnswer, themes: tuple[Theme, ...] = ()):
    guidance, issues = guidance_of(ORGANISATION, {said.key: said}, themes, [observation])
    return dict(guidance.confirmed), dict(guidance.overruled), [issue.code for issue in issues]


def test_right_confirms_what_the_machine_gave_and_no_code():
    given_ = {"Billing": "words: bill", "visits": "code"}
    assert guided(heard("o", **given_), answer("o", "right")) == ({"o": ("Billing",)}, {}, [])


def test_right_confirms_once_and_not_what_is_given_later():
    given_ = {"Billing": "confirmed", "visits": "words: visit"}
    assert guided(heard("o", **given_), answer("o", "right"))[0] == {"o": ("Billing",)}


def test_wrong_takes_everything_away_and_leaves_what_the_person_lists():
    given_ = {"Billing": "like: late, bill"}
    assert guided(heard("o", **given_), answer("o", "wrong")) == ({}, {"o": ("Billing", "visits")}, [])
    assert guided(heard("o", **given_), answer("o", "wrong", "visits")) == ({"o": ("visits",)}, {"o": ("Billing",)}, [])


def test_wrong_stays_so_in_the_cycles_that_follow():
    said = answer("o", "wrong")
    guidance, _ = guidance_of(ORGANISATION, {"o": said}, (), [heard("o", Billing="words: bill")])
    themes, reasons = assign([heard("o")], ORGANISATION.themes, (), guidance).themes["o"]
    assert (themes, reasons) == ((), {})
    assert guidance_of(ORGANISATION, {"o": said}, (), [heard("o")])[0] == guidance


def test_themes_alone_are_added_in_the_codebooks_spelling():
    assert guided(heard("o", visits="words: visit"), answer("o", "", " billing ")) == ({"o": ("Billing",)}, {}, [])


def test_a_verdict_against_a_researchers_code_counts_and_is_told():
    assert guided(heard("o", "billing+", Billing="code"), answer("o", "wrong"))[1:] == (
        {"o": ("Billing", "visits")},
        ["contradictory-code"],
    )
    assert guided(heard("o", "billing+", Billing="code"), answer("o", "wrong", "Billing"))[2] == []
    coded = heard("o", "billing")
    guidance, _ = guidance_of(ORGANISATION, {"o": answer("o", "wrong", "visits")}, (), [coded])
    assert assign([coded], ORGANISATION.themes, (), guidance).themes["o"][1] == {"visits": "confirmed"}


def test_unknown_themes_are_told_and_the_others_count():
    assert guided(heard("o"), answer("o", "", "nonsense", "visits")) == ({"o": ("visits",)}, {}, ["unknown-theme"])


def test_members_of_an_accepted_theme_are_confirmed_and_it_joins_the_codebook():
    guidance, issues = guidance_of(ORGANISATION, {}, (NOISE, HUM), ())
    assert dict(guidance.confirmed) == dict.fromkeys(("m1", "m2", "m3"), ("found-noise",))
    assert issues == ()
    assert [theme.id for theme in codebook_of(ORGANISATION, (NOISE, HUM))] == ["Billing", "visits", "found-noise"]


def test_a_verdict_on_one_observation_wins_over_the_theme_it_was_found_in():
    confirmed, overruled, _ = guided(heard("m1"), answer("m1", "wrong"), (NOISE,))
    assert confirmed == {"m2": ("found-noise",)}
    assert "found-noise" in overruled["m1"]


def test_a_merge_in_a_circle_or_into_nowhere_is_told_and_the_rest_goes_on():
    circle = tuple(HUM.model_copy(update={"id": own, "into": into}) for own, into in (("a", "b"), ("b", "c"), ("c", "b")))
    guidance, issues = guidance_of(ORGANISATION, {}, (*circle, HUM.model_copy(update={"into": "gone"}), NOISE), ())
    assert [(issue.code, issue.where) for issue in issues] == [
        ("merge-cycle", "board, themes, a"),
        ("merge-cycle", "board, themes, b"),
        ("merge-cycle", "board, themes, c"),
        ("merge-unknown", "board, themes, found-hum"),
    ]
    assert set(guidance.confirmed) == {"m1", "m2"}


def test_a_listed_theme_that_was_merged_away_counts_where_it_belongs_now():
    assert guided(heard("o"), answer("o", "", "found-hum"), (NOISE, HUM))[0]["o"] == ("found-noise",)


def test_words_that_mislead_again_and_again_are_called_doubtful():
    answers = {f"o{n}": answer(f"o{n}", "wrong" if n < 3 else "right") for n in range(5)}
    observations = [heard(f"o{n}", Billing="words: bill") for n in range(5)]
    (issue,) = guidance_of(ORGANISATION, answers, (), observations)[1]
    assert (issue.code, issue.where, issue.severity) == ("doubtful-words", "organisation.yaml, themes, Billing", "note")
    assert "3 of 5" in issue.what
    assert guidance_of(ORGANISATION, dict(list(answers.items())[1:]), (), observations)[1] == ()


def test_glossary_and_precision_come_from_the_organisation():
    guidance, _ = guidance_of(ORGANISATION, {}, (), ())
    assert (guidance.glossary, guidance.precision) == ((("lasku", "bill"),), 0.9)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "right", "wrong"]), st.lists(st.sampled_from(["Billing", "visits", "found-hum", "x", ""]), max_size=3)
        ),
        max_size=4,
    )
)
def test_whatever_people_write_nothing_is_both_confirmed_and_overruled(written):
    answers = {f"m{n}": answer(f"m{n}", verdict, *themes) for n, (verdict, themes) in enumerate(written)}
    guidance, _ = guidance_of(ORGANISATION, answers, (HUM, NOISE), [heard(key, Billing="words: bill") for key in answers])
    assert not any(set(themes) & set(guidance.confirmed.get(key, ())) for key, themes in guidance.overruled.items())
    assert {theme for themes in guidance.confirmed.values() for theme in themes} <= {"Billing", "visits", "found-noise"}
