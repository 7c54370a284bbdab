from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.model.cycles import Cycle
from flows.model.documents import Document, Quarantined
from flows.model.insights import Confidence, Evidence, Freshness, Insight, Turn
from flows.model.issues import Issue
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Theme, Unit
from flows.model.pages import Page
from flows.model.picture import Changes, Picture
from flows.model.questions import Gap, Question
from flows.model.registers import REGISTERS, Decision, FeedbackCase, KnownSource
from flows.model.studies import Study
from flows.pages.addresses import anchor
from flows.pages.catalogue import QUIET, Catalogue
from flows.pages.changes import WhatChanged
from flows.pages.decisions import STATES, Decisions, Resolution, evidence_state
from flows.pages.feedback import LIMITS, TOLD_WITHIN, Feedback

FIRST = Cycle(number=1, name="2026-09-01", today=date(2026, 9, 1))
SECOND = Cycle(number=2, name="2026-11-21", today=date(2026, 11, 21))
TODAY = SECOND.today
FORMS = Path(__file__).resolve().parents[2] / "templates" / "forms" / "registers"


def words(text: str) -> Words:
    return Words(fi=text, en=text)


def picture(**more: object) -> Picture:
    organisation = Organisation(
        name=words("Aallokko"), units=(Unit(id="talous", name=words("Talous")),), themes=(Theme(id="lasku", name=words("Lasku")),)
    )
    known = {"cycle": SECOND, "cycles": (FIRST, SECOND), "organisation": organisation, "themes": organisation.themes}
    return Picture(**{**known, **more})


def said(key: str, **more: object) -> Observation:
    known = {"key": key, "study": "s", "document": "s/a.docx", "locator": "¶1", "text": "sanat", "voice": f"s:{key}", "themes": ("lasku",)}
    return Observation.model_validate({**known, **more})


def claim(key: str = "c-1", **more: object) -> Insight:
    known = {
        "key": key,
        "statement": words(f"väite {key}"),
        "theme": "lasku",
        "standing": "accepted",
        "evidence": (Evidence(observation="o1", direction="supports", weight=0.8),),
        "voices": 3,
        "confidence": Confidence(level="moderate"),
        "freshness": Freshness(state="fresh"),
    }
    return Insight.model_validate({**known, **more})


def decision(*claims: str, **more: object) -> Decision:
    return Decision.model_validate({"id": "d-1", "title": "Uusitaanko lasku?", "claims": claims, **more})


def page_of(kind: type[Decisions | Feedback | Catalogue | WhatChanged], of: Picture) -> Page:
    (page,) = kind().pages(of)
    assert isinstance(page, Page)
    return page


def resolved(row: Decision, **more: object) -> Resolution:
    groups = page_of(Decisions, picture(registers={"decisions": (row,)}, **more)).facts["groups"]
    (only,) = [each for told in groups.values() for each in told]
    return only


def state_of(*insights: Insight, **more: object) -> str:
    return resolved(decision(*(each.key for each in insights)), insights=insights, **more).state


def test_an_organisation_without_the_register_has_no_such_page() -> None:
    bare = picture()
    assert list(Decisions().pages(bare)) == list(Feedback().pages(bare)) == []
    facts = page_of(Catalogue, bare).facts
    assert (facts["known"], facts["unconnected"], facts["rivers"], facts["rain"]) == (0, [], [], [])


def test_every_register_has_a_form_with_all_of_its_columns() -> None:
    forms = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in FORMS.glob("*.csv")}
    assert forms.keys() == REGISTERS.keys()
    for name, row in REGISTERS.items():
        (header,) = forms[name]
        columns = set(row.model_fields) - ({"id"} if name in ("consents", "exposure", "metrics") else set())
        assert columns <= set(header.split(";")) <= set(row.model_fields), name


# Decisions


def test_a_decision_is_researched_when_one_claim_was_heard_with_moderate_confidence_and_is_fresh() -> None:
    assert state_of(claim()) == state_of(claim(standing="proposed")) == "researched"
    assert state_of(claim("c-1", standing="retired"), claim("c-2", confidence=Confidence(level="high"))) == "researched"


def test_low_confidence_stale_evidence_or_a_disagreement_that_nobody_reads_makes_it_partly_researched() -> None:
    assert state_of(claim(confidence=Confidence(level="low"))) == "partial"
    assert state_of(claim(freshness=Freshness(state="stale"))) == "partial"
    assert state_of(claim(contested=True)) == "partial"
    assert state_of(claim(contested=True, reading="jakautuu tilanteen mukaan")) == "researched"


def test_a_theme_that_customers_speak_of_makes_it_partly_researched_and_hearsay_alone_does_not() -> None:
    assert resolved(decision("lasku"), observations=(said("o1"), said("o2"))).state == "partial"
    assert resolved(decision("lasku"), observations=(said("o1"), said("o2"))).bases[0].voices == 2
    assert (
        resolved(decision("lasku"), observations=(said("o1", provenance="second-hand"), said("o2", provenance="employee"))).state == "mutu"
    )


def test_what_the_machine_worded_of_a_theme_is_no_claim() -> None:
    assert state_of(claim("t-lasku", origin="theme", confidence=Confidence(level="high"))) == "partial"


def test_a_decision_that_names_nothing_heard_is_mutu() -> None:
    assert state_of() == "mutu"
    assert state_of(claim(standing="assumed", origin="assumption", evidence=())) == "mutu"
    assert state_of(claim(evidence=())) == "mutu"
    assert state_of(claim(standing="retired")) == "mutu"
    assert resolved(decision("c-99")).state == "mutu"
    assert resolved(decision("c-99")).bases[0].verdict == "unknown"


@given(st.lists(st.sampled_from(["low", "stale", "contested", "theme", "machine", "unheard", "assumed", "retired", "unknown"]), max_size=8))
def test_naming_one_solid_claim_more_never_makes_a_decision_less_researched(verdicts: list[str]) -> None:
    ranks = {state: place for place, state in enumerate(STATES)}
    assert evidence_state([*verdicts, "solid"]) == "researched"
    for place in range(len(verdicts)):
        fewer = verdicts[:place] + verdicts[place + 1 :]
        assert ranks[evidence_state(verdicts)] <= ranks[evidence_state(fewer)]


def test_a_merged_claim_counts_as_what_it_was_merged_into_and_raises_no_doubt() -> None:
    merged = claim("c-1", standing="retired", into="c-2")
    told = resolved(decision("c-1"), insights=(merged, claim("c-2")))
    assert (told.state, told.doubts) == ("researched", ())
    assert [basis.line and basis.line.insight.key for basis in told.bases] == ["c-2"]


def test_ids_in_the_register_may_be_written_in_other_letters() -> None:
    assert resolved(decision("C-1"), insights=(claim("c-1"),)).state == "researched"


def turned(kind: str, on: date, cycle: str = "2026-11-21") -> Turn:
    return Turn.model_validate({"insight": "c-1", "cycle": cycle, "on": on, "kind": kind, "mean": 0.5})


def test_a_decision_is_worth_looking_at_again_when_its_claim_was_given_up_went_stale_or_was_contradicted_since() -> None:
    born = turned("accepted", date(2026, 1, 10), "2026-01-10")
    for kind, insight in (
        ("retired", claim(standing="retired")),
        ("stale", claim(freshness=Freshness(state="stale"))),
        ("contradicted", claim(contested=True, reading="luettu")),
    ):
        history = {"c-1": (born, turned(kind, date(2026, 6, 1)))}
        before = decision("c-1", standing="made", decided=date(2026, 5, 1))
        after = decision("c-1", standing="made", decided=date(2026, 7, 1))
        (doubt,) = resolved(before, insights=(insight,), histories=history).doubts
        assert doubt.since == date(2026, 6, 1)
        assert resolved(after, insights=(insight,), histories=history).doubts == ()


def test_before_a_decision_is_made_a_disagreement_that_somebody_has_read_is_no_doubt() -> None:
    assert [d.kind for d in resolved(decision("c-1"), insights=(claim(contested=True),)).doubts] == ["contested"]
    assert resolved(decision("c-1"), insights=(claim(contested=True, reading="luettu"),)).doubts == ()


def test_a_claim_that_was_given_up_before_its_first_record_has_no_day_and_is_told_all_the_same() -> None:
    history = {"c-1": (turned("retired", TODAY),)}
    row = decision("c-1", standing="made", decided=date(2025, 3, 1))
    (doubt,) = resolved(row, insights=(claim(standing="retired"),), histories=history).doubts
    assert (doubt.kind, doubt.since) == ("retired", None)


def test_a_dropped_decision_raises_no_doubts_and_is_in_no_share() -> None:
    row = decision("c-1", standing="dropped", due=TODAY)
    facts = page_of(Decisions, picture(registers={"decisions": (row,)}, insights=(claim(standing="retired"),))).facts
    assert (facts["again"], facts["quarters"], sum(facts["counts"].values())) == ([], [], 0)
    assert [each.row.id for each in facts["groups"]["dropped"]] == ["d-1"]


def test_a_review_is_overdue_when_its_day_is_past_and_nobody_has_told_what_came_of_it() -> None:
    past = {"standing": "made", "review": TODAY - timedelta(days=1)}
    assert resolved(decision(**past)).unreviewed
    assert not resolved(decision(**past, outcome="Soitot vähenivät.")).unreviewed
    assert not resolved(decision(**{**past, "review": TODAY})).unreviewed
    assert not resolved(decision(**{**past, "standing": "open"})).unreviewed
    assert resolved(decision(due=TODAY - timedelta(days=1))).late


def test_decisions_are_shared_out_by_the_quarter_of_their_day() -> None:
    rows = (
        decision("c-1", id="d-1", due=date(2026, 12, 31)),
        decision(id="d-2", due=date(2027, 2, 1), decided=date(2026, 10, 1), standing="made"),
        decision(id="d-3", due=date(2026, 9, 30)),
        decision(id="d-4"),
    )
    told = page_of(Decisions, picture(registers={"decisions": rows}, insights=(claim(),))).facts["quarters"]
    assert [(q.year, q.number, q.total) for q in told] == [(2026, 4, 2), (2026, 3, 1), (0, 0, 1)]
    assert told[0].counts == {"researched": 1, "partial": 0, "mutu": 1}


def test_a_decision_shows_the_questions_that_still_wait_for_it() -> None:
    def asked(key: str, listing: str, name: str, also: str = "") -> Question:
        gaps = (Gap(key=f"{key}+", kind="thin", decision=also),) if also else ()
        return Question.model_validate(
            {"key": key, "text": words(key), "gap": Gap(key=key, kind="thin", decision=name), "listing": listing, "also": gaps}
        )

    questions = (
        asked("q1", "ranked", "D-1"),
        asked("q2", "answered", "d-1"),
        asked("q3", "ranked", "d-2"),
        asked("q4", "hedge", "", "d-1"),
    )
    assert [line.question.key for line in resolved(decision(), questions=questions).questions] == ["q1", "q4"]


def test_every_decision_has_its_own_place_on_the_page() -> None:
    assert resolved(decision()).anchor == anchor("decision", "d-1") == "decision-d-1"


# Feedback


def case(id: str = "f-1", received: date = TODAY, **more: object) -> FeedbackCase:
    return FeedbackCase.model_validate({"id": id, "received": received, **more})


def told_of(*rows: FeedbackCase) -> dict[str, Any]:
    return page_of(Feedback, picture(registers={"feedback": rows})).facts


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_a_case_ages_from_the_day_its_state_changed_or_else_from_the_day_it_came() -> None:
    facts = told_of(case("f-1", ago(40), standing="grouped", changed=ago(5)), case("f-2", ago(9), standing="grouped"))
    assert {c.row.id: c.age for c in facts["cases"]} == {"f-1": 5, "f-2": 9}
    (grouped,) = facts["steps"][1]
    assert (grouped.cases, grouped.median, grouped.oldest) == (2, 7, 9)


def test_a_case_is_late_the_day_after_its_limit_and_never_once_somebody_was_told() -> None:
    for state, limit in LIMITS.items():
        assert not told_of(case(received=ago(limit), standing=state))["late"]
        assert told_of(case(received=ago(limit + 1), standing=state))["late"] == 1
    assert not told_of(case(received=ago(900), standing="told", changed=ago(800)))["late"]


def test_acted_and_declined_stand_side_by_side_as_one_step() -> None:
    assert [[s.state for s in step] for step in told_of(case())["steps"]] == [
        ["received"], ["grouped"], ["decided"], ["acted", "declined"], ["told"],
    ]  # fmt: skip


def test_the_share_that_was_told_in_time_leaves_out_those_whose_time_is_not_up() -> None:
    facts = told_of(
        case("f-1", ago(90), standing="told", changed=ago(90 - TOLD_WITHIN)),
        case("f-2", ago(90), standing="told", changed=ago(1)),
        case("f-3", ago(TOLD_WITHIN + 1), standing="acted"),
        case("f-4", ago(TOLD_WITHIN), standing="acted"),
        case("f-5", ago(90), standing="told"),
        case("f-6", ago(3), standing="told", changed=ago(1)),
    )
    assert facts["told_in_time"] == (2, 4)


def test_what_is_latest_stands_first_and_what_is_told_last() -> None:
    facts = told_of(
        case("f-1", ago(90), standing="told", changed=ago(80)),
        case("f-2", ago(3)),
        case("f-3", ago(30)),
        case("f-4", ago(25), standing="grouped"),
    )
    assert [c.row.id for c in facts["cases"]] == ["f-3", "f-4", "f-2", "f-1"]


def test_a_theme_is_told_of_once_as_many_cases_as_the_smallest_group_name_it() -> None:
    few = tuple(case(f"f-{n}", theme="lasku") for n in range(2))
    assert told_of(*few)["subjects"] == []
    (subject,) = told_of(*few, case("f-9", ago(60), theme="lasku"), case("f-10"))["subjects"]
    assert (subject.theme.path, subject.cases, subject.waiting, subject.late) == ("themes/lasku.md", 3, 3, 1)


def test_a_day_that_lies_ahead_makes_no_case_younger_than_nothing() -> None:
    assert told_of(case(received=TODAY + timedelta(days=4)))["cases"][0].age == 0


# Catalogue


def source(id: str, **more: object) -> KnownSource:
    return KnownSource.model_validate({"id": id, "title": f"lähde {id}", **more})


def shelved(*rows: KnownSource, **more: object) -> dict[str, Any]:
    known = {"studies": (Study(id="s", title=words("Tutkimus"), owner="talous"),), "registers": {"sources": rows}}
    return page_of(Catalogue, picture(**{**known, **more})).facts


def document(key: str, **more: object) -> Document:
    return Document.model_validate({"key": key, "study": key.split("/")[0], "source": "docx", "name": key, "fingerprint": "f", **more})


def test_a_source_is_not_connected_until_it_names_a_study_that_is_there() -> None:
    facts = shelved(source("l-1"), source("l-2", study="s"), source("l-3", study="kadonnut"), source("l-4", kind="rain"))
    assert [k.row.id for k in facts["unconnected"]] == ["l-1", "l-3", "l-4"]
    assert [k.row.id for k in facts["rivers"]] == ["l-2"]
    assert [k.row.id for k in facts["rain"]] == ["l-4"]


def test_what_was_bought_is_expired_the_day_after_its_last_day() -> None:
    rain = {"kind": "rain", "vendor": "Keksitty Oy"}
    facts = shelved(source("l-1", **rain, expires=TODAY), source("l-2", **rain, expires=ago(1)), source("l-3", **rain))
    assert [k.expired for k in facts["rain"]] == [False, True, False]


def test_what_was_bought_is_told_apart_from_our_own_by_its_provenance_or_by_its_source() -> None:
    heard = (said("o1"), said("o2", provenance="external"), said("o3", study="b"), said("o4", twin_of="o1"))
    assert shelved(observations=heard)["bought"] == (1, 3)
    assert shelved(source("l-1", kind="rain", study="b"), observations=heard)["bought"] == (2, 3)


def test_a_study_was_last_pulled_in_the_latest_cycle_that_brought_any_of_its_documents() -> None:
    facts = shelved(documents=(document("s/a"), document("s/b")), read_in={"s/a": FIRST, "s/b": SECOND})
    (shelf,) = facts["shelves"]
    assert (shelf.pulled, shelf.kinds, len(shelf.holdings), shelf.owner.name.fi) == (SECOND.today, ("docx",), 2, "Talous")


def test_a_study_that_goes_on_and_brings_nothing_for_long_is_quiet_and_one_that_has_ended_is_not() -> None:
    old = Cycle(number=1, name="x", today=ago(QUIET + 1))

    def quiet(**study: object) -> bool:
        known = Study.model_validate({"id": "s", "title": words("Tutkimus"), **study})
        (shelf,) = shelved(source("l-1", study="s"), studies=(known,), documents=(document("s/a"),), read_in={"s/a": old})["shelves"]
        return shelf.quiet

    assert quiet()
    assert not quiet(ended=ago(200))


def test_a_study_with_nothing_captured_is_on_the_list_and_says_so() -> None:
    (shelf,) = shelved()["shelves"]
    assert (shelf.holdings, shelf.pulled, shelf.quiet) == ((), None, False)


def test_a_study_tells_how_many_of_its_documents_cannot_be_read() -> None:
    broken = Issue(severity="error", code="damaged", where="s/x.docx", what="rikki", verb="capture")
    held = (Quarantined(key="s/x.docx", fingerprint="f", issue=broken), Quarantined(key="t/y.docx", fingerprint="f", issue=broken))
    (shelf,) = shelved(quarantined=held)["shelves"]
    assert shelf.unread == 1


# What changed


def changed(**more: object) -> dict[str, Any]:
    return page_of(WhatChanged, picture(**more)).facts


def test_every_belief_ever_given_up_is_told_the_latest_first_with_its_reason() -> None:
    old, new = claim("c-1", standing="retired"), claim("c-2", standing="retired", reading="kukaan ei toivonut")
    gave = [Turn.model_validate({"insight": k, "cycle": "x", "on": d, "kind": "retired", "mean": 0.2, "why": w}) for k, d, w in (
        ("c-1", date(2025, 5, 1), "koe kumosi"), ("c-2", date(2026, 5, 1), ""),
    )]  # fmt: skip
    born = [turn.model_copy(update={"kind": "accepted", "on": date(2024, 1, 1), "why": ""}) for turn in gave]
    told = changed(insights=(old, new), histories={t.insight: (b, t) for b, t in zip(born, gave, strict=True)})["retired"]
    assert [(f.insight.key, f.until, f.why) for f in told] == [
        ("c-2", date(2026, 5, 1), "kukaan ei toivonut"), ("c-1", date(2025, 5, 1), "koe kumosi"),
    ]  # fmt: skip


def test_what_is_thought_instead_is_what_it_was_merged_into_or_else_what_is_heard_of_the_same_theme_and_persona() -> None:
    gone = claim("c-1", standing="retired", persona="liisa")
    others = (
        claim("c-2", persona="liisa"),
        claim("c-3", persona="ossi"),
        claim("c-4", theme="hinta"),
        claim("c-5", persona="liisa", evidence=()),
    )
    (told,) = changed(insights=(gone, *others))["retired"]
    assert [line.insight.key for line in told.instead] == ["c-2"]
    (told,) = changed(insights=(claim("c-1", standing="retired", into="c-3"), *others))["retired"]
    assert (told.instead, told.into and told.into.path) == ((), "insights/c-3.md")


def test_a_claim_that_this_cycle_took_out_of_the_register_is_told_without_a_link() -> None:
    (told,) = changed(changes=Changes(retired=(claim("c-9"),)))["retired"]
    assert (told.path, told.until) == ("", TODAY)


def test_themes_that_the_machine_worded_are_no_beliefs_that_anybody_gave_up() -> None:
    assert changed(insights=(claim("t-1", origin="theme", standing="retired"),))["retired"] == []


def test_decisions_that_named_a_former_belief_are_told_beside_it() -> None:
    (told,) = changed(insights=(claim(standing="retired"),), registers={"decisions": (decision("c-1"),)})["retired"]
    assert [ref.path for ref in told.decisions] == ["decisions.md#decision-d-1"]


def test_a_belief_that_moved_says_from_what_to_what_and_which_studies_moved_it() -> None:
    heard = (said("o1", study="s", document="s/a"), said("o2", study="t", document="t/a"), said("o3", study="u", document="u/a"))
    sides = (("o1", "supports"), ("o2", "supports"), ("o3", "contradicts"))
    moved = claim(evidence=tuple(Evidence(observation=o, direction=d, weight=0.5) for o, d in sides))
    turn = turned("stronger", TODAY).model_copy(update={"before": 0.55, "mean": 0.7})
    studies = tuple(Study(id=key, title=words(key)) for key in "stu")
    known = {"insights": (moved,), "observations": heard, "studies": studies, "histories": {"c-1": (turn,)}}
    facts = changed(changes=Changes(stronger=("c-1",)), read_in={"s/a": FIRST, "t/a": SECOND, "u/a": SECOND}, **known)
    move = facts["moves"]["c-1"]
    assert (move.before, [ref.path for ref in move.studies]) == (0.55, ["studies/t.md"])
    aged = changed(changes=Changes(weaker=("c-1",)), read_in={"s/a": FIRST}, **known)["moves"]["c-1"]
    assert (aged.before, aged.studies) == (None, ())


def test_each_cycle_counts_what_it_did_to_peoples_beliefs_and_not_to_the_machines() -> None:
    def turn(key: str, kind: str, cycle: Cycle) -> Turn:
        return Turn.model_validate({"insight": key, "cycle": cycle.name, "on": cycle.today, "kind": kind, "mean": 0.5})

    histories = {
        "c-1": (turn("c-1", "accepted", FIRST), turn("c-1", "weaker", SECOND)),
        "c-2": (turn("c-2", "proposed", FIRST), turn("c-2", "accepted", SECOND), turn("c-2", "merged", SECOND)),
        "t-1": (turn("t-1", "proposed", FIRST),),
    }
    told = changed(insights=(claim("c-1"), claim("c-2"), claim("t-1", origin="theme")), histories=histories)["cycles"]
    assert [(cycle.number, dict(counts)) for cycle, counts in told] == [(2, {"weaker": 1, "accepted": 1, "retired": 1}), (1, {"new": 2})]


def test_the_first_cycle_says_so() -> None:
    assert page_of(WhatChanged, picture(cycle=FIRST, cycles=(FIRST,))).facts["first"]
    assert not changed()["first"]
