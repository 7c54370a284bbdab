"""Sessions, contact hours, the leadership brief, front-line packs and asking: what each tells, and what none may."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.model.cycles import Cycle
from flows.model.insights import Belief, Confidence, Evidence, Freshness, Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Focus, Organisation, Persona, Segment, Theme, Unit
from flows.model.pages import Leaf, Page
from flows.model.picture import Changes, Picture
from flows.model.questions import Factors, Gap, Question
from flows.model.registers import Decision, Exposure, RegisterRow, Session
from flows.pages.ask import MOST, AskUs, answers, indexed
from flows.pages.brief import Brief
from flows.pages.contact import ContactHours, leadership, pockets
from flows.pages.pack import CLAIMS, LONGEST_QUOTE, Packs
from flows.pages.sessions import Sessions, clock, next_session, reach

TODAY = date(2026, 11, 21)


def words(text: str) -> Words:
    return Words(fi=text, en=text)


def organisation(**more: object) -> Organisation:
    known = {
        "name": {"fi": "Aallokon Mylly", "en": "Mill"},
        "segments": [Segment(id="pk", name=words("Pienet"), personas=(Persona(id="liisa", name=words("Liisa")), Persona(id="ossi", name=words("Ossi"))))],
        "units": [Unit(id="myynti", name=words("Myynti")), Unit(id="talous", name=words("Talous")), Unit(id="digi", name=words("Digi"))],
        "focus": [Focus(id="f1", name=words("Selkeys"), definition=words("m"), weight=1.5), Focus(id="f2", name=words("Luotto"), definition=words("m"), weight=0.5)],
    }  # fmt: skip
    return Organisation.model_validate({**known, **more})


def picture(*rows: RegisterRow, **more: object) -> Picture:
    kept: dict[str, tuple[RegisterRow, ...]] = {}
    for row in rows:
        kept[row.register] = (*kept.get(row.register, ()), row)
    known = {"cycle": Cycle(number=3, name="2026-11-21", today=TODAY), "organisation": organisation(), "registers": kept}
    return Picture(**{**known, **more})


def session(id_: str, on: str, at: str = "", **more: object) -> Session:
    return Session.model_validate({"id": id_, "title": f"Tapaaminen {id_}", "on": on, "at": at, **more})


def met(unit: str, on: str, hours: float, people: int = 1, level: str = "") -> Exposure:
    return Exposure.model_validate({"unit": unit, "on": on, "hours": hours, "people": people, "seniority": level})


def said(key: str, text: str = "sanat", **more: object) -> Observation:
    known = {"key": key, "study": "s", "document": "s/a", "locator": "¶1", "text": text, "voice": f"s:{key}", "heard_on": date(2026, 9, 1)}
    return Observation.model_validate({**known, "persona": "liisa", "language": "fi", **more})


def claim(key: str, *evidence: str, **more: object) -> Insight:
    known = {
        "key": key,
        "statement": words(f"väite {key}"),
        "persona": "liisa",
        "standing": "accepted",
        "evidence": tuple(Evidence(observation=o, direction="supports", weight=0.8) for o in evidence),
        "voices": len(evidence),
        "confidence": Confidence(level="moderate"),
        "freshness": Freshness(state="fresh"),
    }
    return Insight.model_validate({**known, **more})


def question(key: str, rank: int = 1, **more: object) -> Question:
    gap = Gap.model_validate({"key": key, "kind": "planned", **{k: more.pop(k) for k in ("persona", "decision", "focus") if k in more}})
    factors = Factors(a=1, b=1, mean=0.5, stakes=1, evsi=0.1, n=5, cost=8, urgency=1)
    return Question.model_validate({"key": key, "text": words(f"kysymys {key}"), "gap": gap, "rank": rank, "factors": factors, **more})


def page_of(kind: object, of: Picture, path: str) -> Page:
    return next(page for page in kind.pages(of) if isinstance(page, Page) and page.path == path)  # type: ignore[attr-defined]


# Sessions


def test_without_registers_and_claims_there_are_no_empty_pages() -> None:
    bare = Picture(cycle=Cycle(number=1, name="x", today=TODAY), organisation=Organisation(name="Tyhjä"))
    assert [page for kind in (Sessions, ContactHours, Brief, Packs, AskUs) for page in kind().pages(bare)] == []


def test_sessions_stand_in_the_order_of_the_clock_and_the_past_apart() -> None:
    of = picture(
        session("b", "2026-12-01", "15:30"), session("a", "2026-12-01", "9.00"), session("old", "2026-11-20"), session("now", "2026-11-21")
    )
    facts = page_of(Sessions(), of, "sessions.md").facts
    assert [each.session.id for each in facts["coming"]] == ["now", "a", "b"]
    assert [each.session.id for each in facts["past"]] == ["old"]


def test_the_next_session_is_one_that_has_room() -> None:
    full, roomy = session("a", "2026-12-01"), session("b", "2026-12-09", seats=2)
    assert next_session(picture(full, roomy)).session.id == "b"  # type: ignore[union-attr]
    assert next_session(picture(full)).session.id == "a"  # type: ignore[union-attr]
    assert next_session(picture(session("old", "2026-01-01", seats=9))) is None


@pytest.mark.parametrize(
    ("at", "begins", "ends"),
    [
        ("15:30", time(15, 30), None),
        ("klo 9", time(9), None),
        ("13.00–14.30", time(13), time(14, 30)),
        ("9-11", time(9), time(11)),
        ("14:00-13:00", time(14), None),
        ("aamupäivä", None, None),
        ("25:00", None, None),
        ("12:75", None, None),
        ("", None, None),
    ],
)
def test_people_write_times_in_many_ways(at: str, begins: time | None, ends: time | None) -> None:
    assert clock(at) == (begins, ends)


@given(st.text(max_size=20))
def test_no_time_of_day_breaks_a_page(at: str) -> None:
    begins, ends = clock(at)
    assert ends is None or (begins is not None and begins < ends)


def test_each_session_has_a_calendar_of_its_own_and_all_have_one_in_common() -> None:
    of = picture(session("s-1", "2026-12-01", "15:30"), session("s-2", "2026-12-02", "aamupäivä"), session("s-0", "2026-01-01"))
    leaves = {leaf.path: leaf.facts for leaf in Sessions().pages(of) if isinstance(leaf, Leaf)}
    assert sorted(leaves) == ["sessions.ics", "sessions/s-0.ics", "sessions/s-1.ics", "sessions/s-2.ics"]
    assert [event["uid"] for event in leaves["sessions.ics"]["events"]] == ["session-s-1@aallokon-mylly", "session-s-2@aallokon-mylly"]
    assert leaves["sessions/s-2.ics"]["events"][0]["about"] == "aamupäivä"


def test_a_session_is_the_same_event_in_both_languages() -> None:
    of = picture(session("s-1", "2026-12-01"), organisation=organisation(languages=["fi", "en"]))
    uids = [leaf.facts["events"][0]["uid"] for told in (of, of.told_in("en")) for leaf in Sessions().pages(told) if isinstance(leaf, Leaf)]
    assert len(set(uids)) == 1


@pytest.mark.parametrize(
    ("contact", "kind"),
    [
        ("https://example.org/form?id=1", "form"),
        ("tutkimus@example.org", "mail"),
        ("", "nobody"),
        ("javascript:alert(1)", "nobody"),
        ("http://example.org", "nobody"),
        ('https://e.org/" onclick="x', "nobody"),
        ("a@b", "nobody"),
        ("a@example.org?bcc=b@example.org", "nobody"),
    ],
)
def test_only_a_form_or_an_address_is_linked_to(contact: str, kind: str) -> None:
    assert reach(organisation(contact=contact)).kind == kind


# Contact hours


def test_a_unit_without_hours_for_six_weeks_is_a_pocket_and_is_offered_the_next_session() -> None:
    of = picture(met("myynti", "2026-11-01", 2), met("talous", "2026-10-10", 3), session("s-1", "2026-12-01", seats=1))
    facts = page_of(ContactHours(), of, "contact.md").facts
    assert [line.anchor for line in facts["pockets"]] == ["unit-talous", "unit-digi"]
    assert facts["next"].session.id == "s-1"
    assert [line.anchor for line in pockets(of)] == ["unit-digi", "unit-talous"]


def test_six_weeks_are_forty_two_days_and_the_first_one_is_out() -> None:
    of = picture(met("myynti", "2026-10-11", 1), met("talous", "2026-10-10", 1), met("digi", "2026-11-22", 1))
    assert [line.anchor for line in pockets(of)] == ["unit-digi", "unit-talous"]


def test_what_few_did_is_not_told_apart() -> None:
    of = picture(met("myynti", "2026-11-01", 2.5, 2), met("talous", "2026-11-01", 4, 3))
    lines = {line.anchor: line.lately for line in page_of(ContactHours(), of, "contact.md").facts["units"]}
    assert lines["unit-myynti"].person_hours is None
    assert lines["unit-talous"].person_hours == 12
    assert lines["unit-digi"].person_hours == 0


def test_leadership_has_its_row_even_without_an_hour() -> None:
    of = picture(met("myynti", "2026-11-01", 2, level="asiantuntija"), met("digi", "2025-12-01", 3, level="Johto"))
    told = leadership(of)
    assert told is not None
    assert (told.grade, told.lately.hours, told.year.hours) == ("leadership", 0, 3)
    assert leadership(picture(met("myynti", "2026-11-01", 2))) is None


def test_a_unit_that_only_the_register_knows_is_shown_and_is_no_pocket() -> None:
    of = picture(met("vanha tiimi", "2025-12-01", 2))
    facts = page_of(ContactHours(), of, "contact.md").facts
    assert "vanha tiimi" in [line.ref.name.fi for line in facts["units"]]
    assert all(line.ref.name.fi != "vanha tiimi" for line in facts["pockets"])


# Brief


def decision(id_: str, due: str, *claims: str, **more: object) -> Decision:
    return Decision.model_validate({"id": id_, "title": f"Päätös {id_}", "due": due, "claims": claims, **more})


def test_the_brief_puts_first_what_the_next_decision_rests_on() -> None:
    heard = tuple(said(f"o{n}") for n in range(4))
    sure = claim("c-sure", "o0", "o1", confidence=Confidence(level="high"), belief=Belief(mean=0.9, low=0.8))
    of = picture(
        decision("d-2", "2027-03-01", "c-late"), decision("d-1", "2026-12-01", "c-soon"),
        observations=heard, insights=(claim("c-late", "o2"), claim("c-soon", "o3"), sure),
    )  # fmt: skip
    known = page_of(Brief(), of, "brief.md").facts["known"]
    assert [(each.line.insight.key, each.decision and each.decision.id) for each in known] == [
        ("c-soon", "d-1"),
        ("c-late", "d-2"),
        ("c-sure", None),
    ]


def test_the_brief_names_decisions_on_gut_feeling_old_knowledge_and_quarrels() -> None:
    of = picture(
        decision("d-1", "2026-12-01"),
        decision("d-2", "2026-12-02", "c-stale"),
        decision("d-3", "2026-12-03", "c-torn"),
        decision("d-4", "2026-12-04", "c-good"),
        decision("d-5", "2026-12-05", standing="made"),
        observations=tuple(said(f"o{n}") for n in range(3)),
        insights=(
            claim("c-stale", "o0", freshness=Freshness(state="stale")),
            claim("c-torn", "o1", contested=True),
            claim("c-good", "o2"),
        ),
    )
    facts = page_of(Brief(), of, "brief.md").facts
    assert [(each.decision.id, each.ground) for each in facts["shaky"]] == [("d-1", "mutu"), ("d-2", "stale"), ("d-3", "contested")]
    assert facts["open"] == 4


def test_what_is_worded_by_the_machine_is_nothing_to_act_on() -> None:
    of = picture(observations=(said("o1"),), insights=(claim("c-1", "o1"), claim("t-x", "o1", origin="theme")))
    assert [each.line.insight.key for each in page_of(Brief(), of, "brief.md").facts["known"]] == ["c-1"]


def test_in_the_first_cycle_nothing_is_called_a_change() -> None:
    cycles = (Cycle(number=1, name="a", today=TODAY), Cycle(number=2, name="b", today=TODAY))
    of = {"observations": (said("o1"),), "insights": (claim("c-1", "o1"),), "changes": Changes(stronger=("c-1",))}
    assert page_of(Brief(), picture(**of), "brief.md").facts["changed"] == []
    assert len(page_of(Brief(), picture(**of, cycles=cycles), "brief.md").facts["changed"]) == 1


# Packs


def test_only_a_persona_that_was_heard_has_a_pack() -> None:
    of = picture(observations=(said("o1"),))
    assert [page.path for page in Packs().pages(of)] == ["packs/index.md", "packs/liisa.md"]


def test_a_pack_tells_the_surest_that_bothers_with_one_voice_each() -> None:
    heard = [said(f"o{n}", f"sanat {n}") for n in range(9)]
    claims = [claim(f"c-{n}", f"o{n}", kind="problem" if n % 2 else "praise", belief=Belief(low=n / 10)) for n in range(9)]
    facts = page_of(Packs(), picture(observations=tuple(heard), insights=tuple(claims)), "packs/liisa.md").facts
    assert [each.line.insight.key for each in facts["bothers"]] == ["c-7", "c-5", "c-3", "c-1", "c-8"]
    assert [each.quote.text for each in facts["bothers"]] == ["sanat 7", "sanat 5", "sanat 3", "sanat 1", "sanat 8"]
    assert (len(facts["bothers"]), facts["more"]) == (CLAIMS, 4)


def test_a_pack_quotes_nobody_who_has_not_agreed_and_rather_a_short_voice_of_the_persona() -> None:
    heard = (
        said("o1", "salaisuus", quotable=False),
        said("o2", "toisen sanat", persona="ossi"),
        said("o3", "pitkä " * LONGEST_QUOTE),
        said("o4", "lyhyt", heard_on=date(2024, 1, 1)),
    )
    of = picture(observations=heard, insights=(claim("c-1", "o1", "o2", "o3", "o4"), claim("c-2", "o1")))
    quotes = [each.quote and each.quote.text for each in page_of(Packs(), of, "packs/liisa.md").facts["bothers"]]
    assert quotes == ["lyhyt", None]


def test_a_pack_asks_to_listen_for_three_questions_of_the_persona() -> None:
    asked = [question(f"q:{n}", n, persona="liisa" if n != 2 else "ossi") for n in range(1, 6)]
    asked.append(question("q:9", 1, persona="liisa", listing="answered"))
    facts = page_of(Packs(), picture(observations=(said("o1"),), questions=tuple(asked)), "packs/liisa.md").facts
    assert [line.question.key for line in facts["questions"]] == ["q:1", "q:3", "q:4"]


# Ask us


def test_the_index_knows_the_base_forms_that_its_words_do_not_show() -> None:
    of = picture(
        insights=(claim("c-1", statement=words("Hinnat ovat epäselviä verkkokaupan asiakkaille")),),
        themes=(Theme(id="t", name=words("Laskutus")),),
    )
    kept = indexed(answers(of), "fi")
    assert [(each.kind, each.sign) for each in kept] == [("insight", "moderate"), ("theme", "")]
    assert {"hinta", "asiakas"} <= set(kept[0].also.split())
    assert "laskutus" not in kept[1].also


def test_the_index_of_a_large_library_stays_small_and_keeps_the_surest() -> None:
    low = tuple(claim(f"c-{n:04d}", statement=words(f"väite numero {n}"), confidence=Confidence(level="low")) for n in range(3000))
    high = claim("c-9999", statement=words("varma"), confidence=Confidence(level="high"))
    asked = tuple(question(f"q:{n:04d}", n) for n in range(1000))
    of = picture(insights=(*low, high), questions=asked)
    kept = indexed(answers(of), "fi")
    assert len(kept) <= MOST
    assert kept[0].text == "varma"
    assert page_of(AskUs(), of, "ask.md").facts["left_out"] == 4001 - len(kept)


def test_a_long_text_is_cut_on_the_page_and_found_by_all_its_words() -> None:
    of = picture(insights=(claim("c-1", statement=words("alku " * 200 + "kummallisuus")),))
    kept = indexed(answers(of), "fi")[0]
    assert len(kept.text) <= 280
    assert "kummallisuus" in kept.also.split()


def test_what_nobody_believes_any_more_is_no_answer() -> None:
    assert answers(picture(insights=(claim("c-1", standing="retired"),))) == []
