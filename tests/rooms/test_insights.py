from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.insights.claims import insights
from flows.insights.evidence import signed
from flows.model.insights import Belief, Insight
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


def told(observations: Iterable[Observation], *claims: Claim, **parts: object) -> dict[str, Insight]:
    given: dict[str, object] = {"assumptions": (), "themes": THEMES, "organisation": ORGANISATION, "today": TODAY, "scribe": Quotes()}
    return {i.key: i for i in insights(list(observations), claims, **(given | parts))}  # type: ignore[arg-type]


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


def test_a_standing_that_a_person_gave_to_a_themes_insight_is_kept():
    spoken = [heard(1), heard(2), heard(3)]
    before = told(spoken)["t-billing"].model_copy(update={"standing": "retired"})
    assert told(spoken, before=(before,))["t-billing"].standing == "retired"


def test_words_that_may_not_be_shown_are_not_given_to_the_scribe():
    class Reader(Quotes):
        seen: tuple[str, ...] = ()

        def word(self, theme, observations):
            self.seen = tuple(o.key for o in observations)
            return super().word(theme, observations)

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
