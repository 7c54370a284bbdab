from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.insights.claims.flip import flips
from flows.insights.claims.halflife import ENOUGH
from flows.insights.claims.insights import insights
from flows.insights.claims.merges import merges
from flows.insights.evidence import signed
from flows.model.answers import InsightAnswer
from flows.model.erasures import Erasure
from flows.model.insights import Belief, Insight
from flows.model.issues import Issue
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Persona, Research, Segment, Theme
from flows.model.registers import Assumption, Claim
from flows.scribes.quotes import Quotes

TODAY = date(2026, 11, 21)
THEMES = (
    Theme(id="billing", name={"fi": "Laskutus", "en": "Billing"}, half_life=12),
    Theme(id="support", name={"fi": "Tuki", "en": "Support"}),
)
ORGANISATION = Organisation(
    name="Sample",
    segments=(
        Segment(id="small", name="Small firms", personas=(Persona(id="owner", name="Owner"), Persona(id="clerk", name="Clerk"))),
        Segment(id="large", name="Large firms", personas=(Persona(id="buyer", name="Buyer"),)),
    ),
    themes=THEMES,
    research=Research(half_life=24),
)


def heard(number: int, *codes: str, **parts: object) -> Observation:
    given: dict[str, object] = {
        "key": f"o{number:03d}",
        "study": "s1",
        "document": f"d{number}",
        "locator": "¶1",
        "text": "What they said.",
        "heard_on": TODAY,
        "voice": f"s1:P{number}",
        "persona": "owner",
        "codes": codes,
        "themes": ("billing",),
    }
    return Observation(**(given | parts))  # type: ignore[arg-type]


def synthesised(observations: Iterable[Observation], *claims: Claim, **parts: object) -> tuple[dict[str, Insight], tuple[Issue, ...]]:
    given: dict[str, object] = {"assumptions": (), "themes": THEMES, "organisation": ORGANISATION, "today": TODAY, "scribe": Quotes()}
    found, odd = insights(list(observations), claims, **(given | parts))  # type: ignore[arg-type]
    return {i.key: i for i in found}, odd


def told(observations: Iterable[Observation], *claims: Claim, **parts: object) -> dict[str, Insight]:
    return synthesised(observations, *claims, **parts)[0]


def board(**rows: dict[str, object]) -> dict[str, InsightAnswer]:
    """Rows of the board; `c_1` stands for `c-1`."""
    return {key.replace("_", "-"): InsightAnswer(key=key.replace("_", "-"), **cells) for key, cells in rows.items()}  # type: ignore[arg-type]


def codes(issues: Iterable[Issue]) -> list[tuple[str, str]]:
    return [(issue.code, issue.where) for issue in issues]


def claim(key: str = "c-1", **parts: object) -> Claim:
    return Claim(id=key, statement_fi="Väite", theme=str(parts.pop("theme", "billing")), **parts)  # type: ignore[arg-type]


def test_a_claims_own_code_supports_or_contradicts_it():
    one = told([heard(1, "c-1"), heard(2, "C-1+"), heard(3, "c-1-"), heard(4)], claim())["c-1"]
    assert (one.supports, one.contradicts, one.related) == (("o001", "o002"), ("o003",), ("o004",))
    assert (one.belief.a, one.belief.b, one.voices, one.studies) == (2.6, 1.8, 3, ("s1",))
    assert (one.standing, one.half_life, one.descriptive) == ("proposed", 12, True)


def test_a_claim_without_evidence_of_weight_is_only_assumed():
    one = told([heard(1, "c-1", provenance="employee"), heard(2)], claim(standing="accepted"))["c-1"]
    assert (one.standing, one.belief, one.hearsay, one.voices) == ("assumed", Belief(), ("o001",), 0)
    assert (one.confidence.level, one.freshness.state) == ("low", "none")
    assert told([heard(1, "c-1")], claim(standing="retired"))["c-1"].standing == "retired"


def test_a_signed_theme_speaks_of_its_only_claim_or_of_the_personas_own():
    observations = [heard(1, "billing+"), heard(2, "billing-", persona="clerk"), heard(3, "billing")]
    assert told(observations, claim())["c-1"].contradicts == ("o002",)
    both = told(observations, claim("c-1", persona="owner"), claim("c-2"))
    assert (both["c-1"].supports, both["c-1"].contradicts, both["c-2"].evidence) == (("o001",), (), ())
    assert told(observations, claim(stage="pay"))["c-1"].evidence == ()


def test_relevance_falls_from_the_same_persona_to_the_same_segment_to_others():
    observations = [heard(1, "c-1"), heard(2, "c-1", persona="clerk"), heard(3, "c-1", persona="buyer")]
    assert [e.weight for e in told(observations, claim(persona="owner"))["c-1"].evidence] == [0.8, 0.4, 0.2]
    assert [e.weight for e in told(observations, claim())["c-1"].evidence] == [0.8, 0.8, 0.8]
    assert [e.weight for e in told(observations, claim(segment="small"))["c-1"].evidence] == [0.8, 0.8, 0.2]


def test_twins_are_never_counted():
    assert told([heard(1, "c-1"), heard(2, "c-1", twin_of="o001")], claim())["c-1"].supports == ("o001",)


def test_evidence_on_both_sides_makes_a_claim_contested():
    both_ways = [heard(1, "c-1"), heard(2, "c-1-"), heard(3, "c-1-")]
    assert told(both_ways, claim())["c-1"].contested
    assert told(both_ways, claim(), today=TODAY + timedelta(days=400))["c-1"].contested
    assert not told([heard(0, "c-1-"), *(heard(n, "c-1") for n in range(1, 5))], claim())["c-1"].contested
    assert not told([heard(1, "c-1"), heard(2, "c-1-", provenance="external")], claim())["c-1"].contested


def test_evidence_goes_stale_on_the_day_that_was_foretold():
    observations = [heard(1, "c-1"), heard(2, "c-1", heard_on=TODAY - timedelta(days=60))]
    until = told(observations, claim())["c-1"].freshness.until
    assert until is not None
    assert told(observations, claim(), today=until - timedelta(days=1))["c-1"].freshness.state == "ageing"
    assert told(observations, claim(), today=until)["c-1"].freshness.state == "stale"
    assert told(observations, claim())["c-1"].freshness.state == "fresh"


def test_high_confidence_is_never_shown_unconfirmed():
    plenty = [heard(n, "c-1", study=f"s{n % 2}") for n in range(10)]
    level = {confirmed: told(plenty, claim(confirmed=confirmed))["c-1"].confidence.level for confirmed in ("", "low", "moderate", "high")}
    assert level == {"": "moderate", "low": "low", "moderate": "moderate", "high": "high"}
    sure = told(plenty, claim(confirmed="high", confirmed_by="research"))["c-1"].confidence
    assert (sure.suggested, sure.confirmed_by) == ("high", "research")
    assert [(r.code, r.number) for r in sure.reasons] == [
        ("first-hand-share", 1.0),
        ("contradicting-share", 0.0),
        ("voices", 10.0),
        ("studies", 2.0),
        ("persona-match", 1.0),
        ("median-age-months", 0.0),
    ]


def test_few_voices_make_no_sure_finding_even_when_confirmed():
    assert told([heard(n, "c-1") for n in range(3)], claim(confirmed="high"))["c-1"].confidence.level == "low"


def test_a_contested_claim_is_never_surer_than_low_and_keeps_its_reasons():
    plenty = [heard(n, "c-1" if n % 2 else "c-1-", study=f"s{n % 3}") for n in range(12)]
    sure = told(plenty, claim(confirmed="high", confirmed_by="research"))["c-1"]
    assert sure.contested
    assert (sure.confidence.level, sure.confidence.suggested) == ("low", "low")
    assert [r.level for r in sure.confidence.reasons] == ["high", "low", "high", "high", "high", "high"]
    settled = told([heard(n, "c-1" if n > 2 else "c-1-", study=f"s{n % 3}") for n in range(12)], claim())["c-1"]
    assert (settled.contested, settled.confidence.level) == (True, "low")
    leaning = told([heard(n, "c-1" if n > 1 else "c-1-", study=f"s{n % 3}") for n in range(12)], claim())["c-1"]
    assert (leaning.contested, leaning.confidence.level) == (False, "moderate")


def test_a_theme_that_three_people_bring_up_makes_an_insight_of_its_own():
    spoken = [heard(1), heard(2, stage="pay"), heard(3, persona="clerk", stage="pay"), heard(4, provenance="second-hand")]
    one = told(spoken)["t-billing"]
    assert (one.statement.fi, one.statement.en) == ("”Laskutus” nousee esiin asiakkaiden puheessa", "Customers bring up “Billing”")
    assert (one.origin, one.standing, one.descriptive, one.theme) == ("theme", "proposed", True, "billing")
    assert (one.supports, one.hearsay, one.voices) == (("o001", "o002", "o003"), ("o004",), 3)
    assert (one.persona, one.segment, one.stage) == ("owner", "small", "pay")
    assert told([heard(1), heard(2), heard(3, voice="s1:P2")]) == {}


def test_a_theme_with_a_living_claim_that_has_evidence_needs_no_insight_of_its_own():
    spoken = [heard(1, "c-1"), heard(2), heard(3)]
    assert set(told(spoken, claim())) == {"c-1"}
    assert set(told(spoken, claim(standing="retired"))) == {"c-1", "t-billing"}
    assert set(told([heard(1), heard(2), heard(3)], claim())) == {"c-1", "t-billing"}


def test_a_large_theme_lists_as_many_voices_as_it_can():
    talker = [heard(n, voice="s1:P0") for n in range(300)]
    one = told([*talker, heard(301), heard(302)])["t-billing"]
    assert (len(one.evidence), one.voices) == (200, 3)


def test_words_that_may_not_be_shown_are_not_given_to_the_scribe():
    class Reader(Quotes):
        seen: tuple[str, ...] = ()

        def draft(self, theme, observations, earlier=None):
            self.seen = tuple(o.key for o in observations)
            return super().draft(theme, observations, earlier)

    scribe = Reader()
    told([heard(1), heard(2, quotable=False), heard(3)], scribe=scribe)
    assert scribe.seen == ("o001", "o003")


def test_an_assumption_stands_without_evidence():
    one = told([heard(1)], assumptions=[Assumption(id="7", statement="They read it", persona="owner", theme="support")])["a-7"]
    assert (one.origin, one.standing, one.belief, one.evidence) == ("assumption", "assumed", Belief(), ())
    assert (one.statement.told("fi"), one.persona, one.segment, one.half_life) == ("They read it", "owner", "small", 24)


def test_what_does_not_exist_is_passed_over():
    one = told([heard(1, "c-1", themes=("gone",), persona="nobody")], claim(theme="gone", persona="nowhere"))["c-1"]
    assert (one.supports, one.half_life) == (("o001",), 24)


def test_only_the_last_sign_is_cut_from_a_code():
    assert signed(" Billing+ ") == ("billing", "+")
    assert signed("c-1-", {"c-1-"}) == ("c-1-", "")
    assert signed("") == ("", "")


observations_of_all_sorts = st.lists(
    st.builds(
        lambda number, code, provenance, days, voice: heard(
            number, code, provenance=provenance, heard_on=TODAY - timedelta(days=days), voice=f"s1:P{voice}"
        ),
        st.integers(0, 200),
        st.sampled_from(["c-1", "c-1-", "billing+", "billing-", "billing"]),
        st.sampled_from(["observed", "first-hand", "second-hand", "external", "employee"]),
        st.integers(0, 1500),
        st.integers(0, 5),
    ),
    max_size=15,
    unique_by=lambda o: o.key,
)


@given(observations_of_all_sorts, st.randoms(use_true_random=False))
def test_the_order_of_observations_and_claims_never_matters(observations, shuffler):
    mixed = list(observations)
    shuffler.shuffle(mixed)
    assert told(mixed, claim("c-2"), claim()) == told(observations, claim(), claim("c-2"))


@given(observations_of_all_sorts, st.integers(1, 20), st.sampled_from(["second-hand", "employee"]))
def test_hearsay_moves_neither_belief_nor_confidence(observations, count, provenance):
    hearsay = [heard(500 + n, "c-1-", provenance=provenance) for n in range(count)]
    without, with_it = told(observations, claim())["c-1"], told([*observations, *hearsay], claim())["c-1"]
    assert with_it.model_copy(update={"hearsay": without.hearsay}) == without


@given(observations_of_all_sorts, st.integers(1, 2000))
def test_a_year_on_nothing_is_surer_than_it_was(observations, days):
    now, later = told(observations, claim())["c-1"], told(observations, claim(), today=TODAY + timedelta(days=days))["c-1"]
    assert abs(later.belief.mean - 0.5) <= abs(now.belief.mean - 0.5) + 1e-4
    assert later.freshness.share <= now.freshness.share
    assert ("low", "moderate", "high").index(later.confidence.level) <= ("low", "moderate", "high").index(now.confidence.level)


def test_a_weight_is_grade_by_relevance_by_decay():
    one = told([heard(1, "c-1", persona="clerk", heard_on=TODAY - timedelta(days=365))], claim(persona="owner"))["c-1"]
    assert one.evidence[0].weight == pytest.approx(0.8 * 0.5 * 0.5, abs=0.001)


def test_what_people_wrote_on_the_board_stands_over_the_register_and_is_told():
    row = claim(standing="accepted", motivation="Rahaa on vähän", confirmed="moderate", confirmed_by="sales")
    answers = board(
        c_1={
            "statement_fi": "Lasku tulee myöhässä",
            "standing": "retired",
            "confirmed": "low",
            "motivation": "Kassa on tyhjä",
            "reading": "Kesä",
            "so_what": "x",
        }
    )
    found, odd = synthesised([heard(1, "c-1")], row, answers=answers)
    one = found["c-1"]
    assert (one.statement.fi, one.standing, one.motivation, one.reading, one.so_what) == (
        "Lasku tulee myöhässä",
        "retired",
        "Kassa on tyhjä",
        "Kesä",
        "x",
    )
    assert (one.confidence.confirmed_by, one.descriptive, one.by_people) == ("", False, True)
    assert codes(odd) == [("claim-told-twice", "registers/claims, c-1")]
    assert odd[0].what == "The register and the board tell `confirmed`, `motivation`, `standing`, `statement_fi` differently. " + (
        "The board is used, for it is newer."
    )


def test_the_board_and_the_register_may_say_the_same_or_one_of_them_nothing():
    row = claim(standing="accepted", confirmed="high", confirmed_by="research")
    answers = board(c_1={"statement_fi": "Väite", "standing": "accepted", "confirmed": "high", "so_what": "Muistutus"})
    found, odd = synthesised([heard(1, "c-1")], row, answers=answers)
    assert odd == ()
    assert (found["c-1"].standing, found["c-1"].so_what, found["c-1"].confidence.confirmed_by) == ("accepted", "Muistutus", "research")


def test_whoever_confirmed_on_the_board_raises_the_confidence_and_nobody_else_does():
    plenty = [heard(n, "c-1", study=f"s{n % 2}") for n in range(10)]
    sure = told(plenty, claim(), answers=board(c_1={"confirmed": "high", "confirmed_by": "research"}))["c-1"].confidence
    assert (sure.level, sure.confirmed_by) == ("high", "research")
    assert told(plenty, claim(), answers=board(c_1={"confirmed_by": "research"}))["c-1"].confidence.level == "moderate"
    spoken = [heard(n, study=f"s{n % 2}") for n in range(10)]
    assert told(spoken, answers=board(t_billing={"confirmed": "high"}))["t-billing"].confidence.level == "high"
    assert told(spoken)["t-billing"].confidence.level == "moderate"


def test_a_person_accepts_words_and_retires_what_the_machine_says_of_a_theme():
    spoken = [heard(1), heard(2), heard(3, "billing-")]
    plain = told(spoken)["t-billing"]
    assert (plain.standing, plain.by_people, plain.contradicts) == ("proposed", False, ())
    answers = board(t_billing={"standing": "accepted", "statement_fi": "Lasku on epäselvä", "motivation": "Rivejä ei tunneta"})
    one = told(spoken, answers=answers)["t-billing"]
    assert (one.statement.told("en"), one.standing, one.by_people, one.descriptive) == ("Lasku on epäselvä", "accepted", True, False)
    assert (one.supports, one.contradicts) == (("o001", "o002"), ("o003",))
    assert told(spoken, answers=board(t_billing={"standing": "retired"}))["t-billing"].standing == "retired"


def test_what_a_person_said_of_a_theme_stays_whoever_claims_the_theme_and_however_few_speak_of_it():
    answers = board(t_billing={"standing": "accepted"})
    assert set(told([heard(1, "c-1"), heard(2), heard(3)], claim(), answers=answers)) == {"c-1", "t-billing"}
    assert told([heard(1)], answers=answers)["t-billing"].standing == "accepted"
    assert told([], answers=answers)["t-billing"].standing == "assumed"


def test_evidence_of_a_merged_claim_counts_for_the_other_and_its_page_says_where_it_went():
    observations = [heard(1, "c-1"), heard(2, "c-2-"), heard(3, "c-2"), heard(4, "support+", themes=("support",))]
    rows = (claim("c-1"), claim("c-2", theme="support"))
    apart = told(observations, *rows)
    both = told(observations, *rows, answers=board(c_2={"into": " C-1 "}))
    assert (both["c-1"].supports, both["c-1"].contradicts) == (("o001", "o003", "o004"), ("o002",))
    assert (both["c-1"].merged, both["c-1"].standing) == (("c-2",), "proposed")
    gone = both["c-2"]
    assert (gone.standing, gone.into, gone.statement, gone.belief) == ("retired", "c-1", apart["c-2"].statement, apart["c-2"].belief)


def test_whoever_spoke_for_both_of_two_claims_that_become_one_is_counted_once():
    both = told([heard(1, "c-1", "c-2+")], claim("c-1"), claim("c-2"), answers=board(c_2={"into": "c-1"}))
    assert (both["c-1"].belief.a, both["c-1"].voices) == (1.8, 1)


def test_relevance_is_to_the_people_of_the_claim_that_stands():
    rows = (claim("c-1", persona="owner"), claim("c-2", persona="buyer"))
    both = told([heard(1, "c-2", persona="buyer")], *rows, answers=board(c_2={"into": "c-1"}))
    assert [e.weight for e in both["c-1"].evidence] == [0.2]


def test_a_chain_of_merges_ends_at_its_last():
    rows = (claim("c-1"), claim("c-2"), claim("c-3"))
    found = told([heard(1, "c-1"), heard(2, "c-2")], *rows, answers=board(c_1={"into": "c-2"}, c_2={"into": "c-3"}))
    assert (found["c-1"].into, found["c-2"].into, found["c-3"].merged) == ("c-3", "c-3", ("c-1", "c-2"))
    assert found["c-3"].supports == ("o001", "o002")


def test_merges_that_go_round_or_nowhere_are_passed_over_and_told():
    rows = (claim("c-1"), claim("c-2"), claim("c-3"), claim("c-4"), claim("c-5"))
    answers = board(c_1={"into": "c-2"}, c_2={"into": "c-1"}, c_3={"into": "c-1"}, c_4={"into": "c-9"}, c_5={"into": "c-5"})
    found, odd = synthesised([heard(1, "c-3")], *rows, answers=answers)
    assert {key: one.into for key, one in found.items()} == {"c-1": "", "c-2": "", "c-3": "c-1", "c-4": "", "c-5": ""}
    assert found["c-1"].supports == ("o001",)
    assert codes(odd) == [
        ("merge-cycle", "board, insights, c-1"),
        ("merge-cycle", "board, insights, c-2"),
        ("merge-unknown", "board, insights, c-4"),
        ("merge-cycle", "board, insights, c-5"),
    ]


def test_what_is_said_of_a_theme_becomes_related_to_the_claim_that_it_is_merged_into():
    spoken = [heard(n, themes=("support",)) for n in range(3)]
    found = told([*spoken, heard(9, "c-1")], claim(), answers=board(t_support={"into": "c-1"}))
    assert (found["c-1"].related, found["c-1"].supports, found["c-1"].merged) == (("o000", "o001", "o002"), ("o009",), ("t-support",))
    assert (found["t-support"].standing, found["t-support"].into) == ("retired", "c-1")


def test_a_claim_does_not_become_what_the_machine_says_of_a_theme():
    spoken = [heard(n) for n in range(3)]
    found, odd = synthesised([*spoken, heard(9, "c-1")], claim(), answers=board(c_1={"into": "t-billing"}))
    assert (found["c-1"].into, codes(odd)) == ("", [("merge-into-theme", "board, insights, c-1")])


def test_an_assumption_that_a_claim_is_merged_into_is_assumed_no_more():
    assumed = [Assumption(id="7", statement="They read it", theme="support"), Assumption(id="8", statement="They skim it")]
    found = told([heard(1, "c-1"), heard(2, "a-8")], claim(), assumptions=assumed, answers=board(c_1={"into": "a-7"}))
    assert (found["a-7"].supports, found["a-7"].standing, found["a-7"].origin) == (("o001",), "proposed", "assumption")
    assert (found["a-8"].supports, found["a-8"].standing) == (("o002",), "proposed")
    other = told([], claim(), assumptions=assumed, answers=board(a_7={"into": "c-1"}))
    assert (other["a-7"].standing, other["a-7"].into, other["c-1"].merged) == ("retired", "c-1", ("a-7",))


def test_a_claim_about_a_theme_that_was_merged_is_about_the_other_now():
    themes = (*THEMES, Theme(id="found-bill", name="bill", origin="found", standing="merged", into="billing"))
    one = told([heard(1, "billing+"), heard(2)], claim(theme="found-bill"), themes=themes)["c-1"]
    assert (one.theme, one.supports, one.related) == ("billing", ("o001",), ("o002",))


def test_codes_that_contradict_each_other_weigh_on_neither_side_and_are_told_without_words():
    observations = [heard(1, "c-1+", "c-1-", text="secret"), heard(2, "c-1"), heard(3, "billing+", "billing-")]
    found, odd = synthesised(observations, claim())
    assert (found["c-1"].supports, found["c-1"].contradicts, found["c-1"].related) == (("o002",), (), ("o001", "o003"))
    assert codes(odd) == [("contradictory-codes", "d1 ¶1"), ("contradictory-codes", "d3 ¶1")]
    assert odd[0].what == "The codes `c-1+` and `c-1-` contradict each other on the same words. They weigh on neither side."
    assert all("secret" not in f"{issue}" and issue.verb == "synthesise" for issue in odd)
    assert told(observations[::-1], claim()) == found


def test_claims_that_become_one_make_their_codes_contradict_each_other():
    rows, both = (claim("c-1"), claim("c-2")), [heard(1, "c-1+", "c-2-"), heard(2, "c-1")]
    assert synthesised(both, *rows)[1] == ()
    found, odd = synthesised(both, *rows, answers=board(c_2={"into": "c-1"}))
    assert (found["c-1"].supports, found["c-1"].contradicts, codes(odd)) == (("o002",), (), [("contradictory-codes", "d1 ¶1")])


def test_a_stance_on_words_that_are_not_first_hand_weighs_nothing_and_is_told():
    found, odd = synthesised([heard(1, provenance="external")], claim(), stances={"o001": "supports"})
    assert (found["c-1"].evidence, codes(odd)) == ((), [("stance-unheeded", "d1 ¶1")])


def test_the_board_settles_which_way_contradictory_codes_point():
    found, odd = synthesised([heard(1, "c-1+", "c-1-")], claim(), stances={"o001": "contradicts"})
    assert (found["c-1"].contradicts, odd) == (("o001",), ())


def test_a_stance_on_the_board_speaks_of_the_claim_of_the_theme():
    observations = [heard(1), heard(2, persona="clerk"), heard(3, provenance="second-hand"), heard(4, themes=("support",))]
    stances = {o.key: "contradicts" for o in observations}
    assert told(observations, claim(), stances=stances)["c-1"].contradicts == ("o001", "o002")
    assert told(observations, claim(persona="owner"), stances=stances)["c-1"].contradicts == ("o001",)
    two = told(observations, claim("c-1"), claim("c-2"), stances=stances)
    assert (two["c-1"].evidence, two["c-2"].evidence) == ((), ())


def test_a_stance_on_the_board_turns_the_code_that_it_is_about_and_no_other():
    rows = (claim("c-1"), claim("c-2"))
    turned = told([heard(1, "c-1+")], *rows, stances={"o001": "contradicts"})
    assert (turned["c-1"].contradicts, turned["c-2"].evidence) == (("o001",), ())
    unclear = told([heard(1, "c-1+", "c-2+")], *rows, stances={"o001": "contradicts"})
    assert (unclear["c-1"].supports, unclear["c-2"].supports) == (("o001",), ("o001",))


def test_a_claim_whose_evidence_was_all_erased_is_assumed_and_told():
    erasures = [Erasure(key="person:x", why="asked", study="s1", on=TODAY, insights=("c-1", "c-2", "a-7"))]
    assumed = [Assumption(id="7", statement="They read it")]
    found, odd = synthesised([heard(1, "c-2")], claim(standing="accepted"), claim("c-2"), assumptions=assumed, erasures=erasures)
    assert (found["c-1"].standing, len(found["c-1"].erased), len(found["c-2"].erased)) == ("assumed", 1, 1)
    assert codes(odd) == [("evidence-erased-all", "registers/assumptions, 7"), ("evidence-erased-all", "registers/claims, c-1")]
    assert synthesised([], claim(standing="retired"), erasures=erasures)[1] == ()


def test_what_people_wrote_of_insights_that_are_no_more_is_told_and_changes_nothing():
    found, odd = synthesised([heard(1, "c-1")], claim(), answers=board(t_gone={"standing": "accepted"}, c_9={"into": "c-1"}, c_8={}))
    assert (set(found), codes(odd)) == (
        {"c-1"},
        [("unknown-insight", "board, insights, c-9"), ("unknown-insight", "board, insights, t-gone")],
    )


def turning(theme: str, code: str, first: int) -> list[Observation]:
    """A claim on which three people a quarter agree until they all think otherwise a quarter later, and so on."""
    return [
        heard(first + n, code + "+-"[n // 3 % 2], themes=(theme,), heard_on=TODAY - timedelta(days=91 * (n // 3)), voice=f"s1:P{first + n}")
        for n in range(ENOUGH + 6)
    ]


def test_a_theme_that_names_no_half_life_learns_its_own_and_says_how():
    rows = [claim(f"c-{n}", theme="support") for n in range(2, 10)]
    quick = [o for n, row in enumerate(rows) for o in turning("support", row.id, 100 * (n + 1))]
    one = told([*quick, heard(1, "c-1")], claim(), *rows)
    assert one["c-2"].half_life == one["c-9"].half_life < 12
    assert "Learnt: 192 dated pieces about 8 claims" in one["c-2"].half_life_why.en
    assert (one["c-1"].half_life, one["c-1"].half_life_why.en) == (12, "")


def test_with_too_little_to_learn_from_the_organisations_half_life_stands():
    few = turning("support", "c-2", 100)[: ENOUGH - 1]
    one = told(few, claim("c-2", theme="support"))["c-2"]
    assert (one.half_life, one.half_life_why.en) == (24, "")
    given = told(turning("billing", "c-1", 100), claim())["c-1"]
    assert (given.half_life, given.half_life_why.en) == (12, "")


def test_undated_evidence_ages_from_the_day_on_which_it_was_first_met():
    undated = [heard(1, "c-1", heard_on=None)]
    now = told(undated, claim(), met={"o001": TODAY})["c-1"]
    assert now == told(undated, claim())["c-1"]
    later = told(undated, claim(), met={"o001": TODAY}, today=TODAY + timedelta(days=365))["c-1"]
    assert (now.evidence[0].weight, later.evidence[0].weight) == (0.4, pytest.approx(0.2, abs=0.001))
    assert later.freshness.state == "stale"
    assert (now.freshness.state, now.freshness.until) == ("ageing", TODAY + timedelta(days=1))
    assert told(undated, claim(), met={"o001": TODAY}, today=TODAY + timedelta(days=1))["c-1"].freshness.state == "stale"


def test_staff_and_hearsay_are_kept_apart_from_what_customers_said_themselves():
    observations = [heard(1, "c-1"), heard(2, "c-1-", provenance="employee"), heard(3, provenance="second-hand"), heard(4)]
    one = told(observations, claim())["c-1"]
    assert (one.supports, one.contradicts, one.hearsay, one.related) == (("o001",), (), ("o002",), ("o004", "o003"))


def test_what_would_turn_an_insight_over_is_said_in_both_languages():
    held = told([heard(n, "c-1") for n in range(4)], claim())["c-1"]
    turn = flips(held)
    assert (turn.border, turn.doubted, turn.otherwise) == (0.5, False, {3: None, 5: 5, 8: 6, 12: 8})
    until = held.freshness.until
    assert until is not None
    assert (
        turn.words.en
        == f"It would turn if all of the next 5 people heard at first hand said otherwise. If nothing new is heard, it goes stale on {until}."
    )
    assert f"vanhenee {until.day}.{until.month}.{until.year}." in turn.words.fi


def test_a_doubted_insight_turns_when_people_bear_it_out_and_a_break_even_moves_the_border():
    held = told([heard(1, "c-1"), heard(2, "c-1-"), heard(3, "c-1-")], claim())["c-1"]
    assert (flips(held).doubted, flips(held).otherwise[3]) == (True, 2)
    assert flips(held).words.en.startswith("It is doubted: it would be believed if 2 or more of the next 3 people")
    low = flips(held, 0.2)
    assert (low.border, low.doubted, low.otherwise) == (0.2, False, {3: None, 5: 5, 8: 8, 12: 11})
    assert "The border is the decision's break-even, 20 %." in low.words.en
    assert flips(held, 1.7) == flips(held)


def test_what_nobody_can_turn_soon_and_what_nobody_has_heard_is_said():
    sure = told([heard(n, "c-1") for n in range(40)], claim())["c-1"]
    assert flips(sure).words.en.startswith("The next 12 people heard at first hand would not turn it, even if all of them said otherwise.")
    assert flips(told([], claim())["c-1"]).words.en == "There is no evidence yet: the first voices decide which way it leans."
    old = told([heard(1, "c-1", heard_on=TODAY - timedelta(days=900))], claim())["c-1"]
    assert (flips(old).stale_on, flips(old).words.en.endswith("The evidence is stale already.")) == (None, True)


keys = st.sampled_from(["c-1", "c-2", "c-3", "a-7", "t-x", "nobody", " C-2 "])


@given(st.dictionaries(keys.filter(lambda key: key in ("c-1", "c-2", "c-3", "a-7", "t-x")), keys))
def test_merges_always_end_at_what_is_merged_into_nothing(wanted):
    kinds = {"c-1": "claim", "c-2": "claim", "c-3": "claim", "a-7": "assumption", "t-x": "theme"}
    made, odd = merges(wanted, kinds)
    assert all(target not in made.into and kinds[target] != "theme" for target in made.into.values())
    assert len(made.into) + len(odd) == len(wanted)


@given(observations_of_all_sorts, st.lists(st.sampled_from(["supports", "contradicts"]), max_size=15), st.randoms(use_true_random=False))
def test_no_stance_makes_an_observation_count_on_both_sides(observations, given_, dice):
    stances = dict(zip((o.key for o in observations), given_, strict=False))
    one = told(dice.sample(observations, len(observations)), claim(), claim("c-2"), stances=stances)
    assert all(not set(i.supports) & set(i.contradicts) for i in one.values())
    assert all(i == told(observations, claim(), claim("c-2"), stances=stances)[key] for key, i in one.items())
