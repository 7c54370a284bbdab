"""A document becomes observations: one voice, one place, one date, and nothing without consent."""

from __future__ import annotations

from datetime import date

from flows.model.cycles import Cycle
from flows.model.documents import Document, Passage
from flows.model.insights import Evidence, Insight
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Path, Persona, Segment, Stage, Theme, Unit
from flows.model.picture import Changes, Picture
from flows.model.registers import Consent
from flows.model.studies import Study, StudyConsent
from flows.observations.consent import Consents
from flows.observations.observe import observe
from flows.observations.participants import pseudonym
from flows.observations.withdrawal import still_agreed

TODAY = date(2026, 11, 1)
ORGANISATION = Organisation(
    name={"fi": "Esimerkki", "en": "Example"},
    segments=(
        Segment(id="kodit", name="Kodit", personas=(Persona(id="muuttaja", name="Muuttaja"), Persona(id="vuokraaja", name="Vuokraaja"))),
        Segment(id="yritykset", name="Yritykset", personas=(Persona(id="ostaja", name="Ostaja"),)),
    ),
    paths=(Path(id="polku", name="Polku", stages=(Stage(id="maksaminen", name="Maksaminen"), Stage(id="aloitus", name="Aloitus"))),),
    units=(Unit(id="asiakaspalvelu", name="Asiakaspalvelu"),),
)
KNOWN = frozenset({"laskutus", "hinta", "C-012"})
STUDY = Study(id="laskutus", title="Laskutus", begun=date(2026, 1, 1), ended=date(2026, 2, 1), persona="vuokraaja", stage="aloitus")


def consent(participant: str = "P07", **more: object) -> Consent:
    return Consent.model_validate({"participant": participant, "study": "laskutus", "given": date(2026, 1, 5), "scope": "quotes", **more})


def document(*passages: Passage, **more: object) -> Document:
    facts = {
        "key": "laskutus/P07.docx",
        "study": "laskutus",
        "source": "docx",
        "name": "P07.docx",
        "fingerprint": "x",
        "participants": ("P07",),
    }
    return Document.model_validate({**facts, **more, "passages": passages})


def answer(text: str = "Lasku tuli liian myöhään.", **more: object) -> Passage:
    return Passage.model_validate({"locator": "¶1", "text": text, "speaker": "P07", **more})


def observed(*passages: Passage, rows: tuple[Consent, ...] = (consent(),), study: Study = STUDY, **more: object):
    return observe(document(*passages, **more), study, ORGANISATION, Consents(rows, TODAY), KNOWN)


def test_an_answer_becomes_an_observation_with_its_voice_day_place_and_codes():
    passage = answer(
        codes=("laskutus", "c-012-", "kind:problem", "stage:maksaminen", "persona:muuttaja", "provenance:observed"),
        question="Miten maksat?",
        heard_on=date(2026, 1, 9),
    )
    (made,), issues = observed(passage)
    assert issues == ()
    assert (made.voice, made.heard_on, made.language, made.question) == ("laskutus:P07", date(2026, 1, 9), "fi", "Miten maksat?")
    assert (made.persona, made.segment, made.stage, made.kind) == ("muuttaja", "kodit", "maksaminen", "problem")
    assert (made.codes, made.stance, made.provenance, made.quotable) == (("laskutus", "C-012-"), "contradicts", "observed", True)


def test_what_the_passage_does_not_say_comes_from_the_document_and_then_the_study():
    (first,), _ = observed(answer(), held_on=date(2026, 1, 20), persona="ostaja", unit="asiakaspalvelu", provenance="external")
    assert (first.heard_on, first.persona, first.segment, first.stage) == (date(2026, 1, 20), "ostaja", "yritykset", "aloitus")
    assert (first.unit, first.provenance) == ("asiakaspalvelu", "external")
    (second,), _ = observed(answer())
    assert (second.heard_on, second.persona, second.segment) == (date(2026, 2, 1), "vuokraaja", "kodit")
    assert (second.provenance, second.kind, second.stance) == ("first-hand", "other", "")


def test_a_rows_own_columns_win_over_the_document_and_a_persona_brings_its_segment():
    fields = {"persona": "Ostaja", "kind": "wish", "language": "en", "stage": "maksaminen", "unit": "myynti"}
    (made,), issues = observed(answer(fields=fields), persona="muuttaja", segment="kodit")
    assert (made.persona, made.segment, made.kind, made.language) == ("ostaja", "yritykset", "wish", "en")
    assert (made.stage, made.unit, issues) == ("maksaminen", "myynti", ())


def test_questions_notes_staff_nothings_and_bare_marks_are_no_observations():
    passages = [
        answer(role="question"),
        answer(role="note"),
        answer(role="staff"),
        answer("Ei mitään."),
        answer("-"),
        answer("[nauraa]"),
        answer("12,50"),
    ]
    assert observed(*passages) == ((), ())


def test_staff_are_heard_where_a_code_says_whose_knowledge_it_is_and_never_in_a_customers_voice():
    (made,), issues = observed(answer(role="staff", speaker="", codes=("provenance:employee",)), rows=())
    assert (made.provenance, made.voice, issues) == ("employee", "", ())


def test_one_speaker_without_a_label_is_the_documents_only_participant():
    assert observed(answer(speaker=""))[0][0].voice == "laskutus:P07"
    several, _ = observed(
        answer(speaker=""), participants=("P07", "P08"), study=STUDY.model_copy(update={"consent": StudyConsent(covers="everyone")})
    )
    assert several[0].voice == ""


def test_without_consent_there_is_no_observation_and_one_error_for_each_person():
    made, issues = observed(
        answer(),
        answer("Ja hinta nousi.", locator="¶2"),
        answer("Minulle ei.", speaker="P09"),
        answer("Kuka?", speaker=""),
        participants=("P07", "P09"),
        rows=(),
    )
    assert made == ()
    assert [issue.code for issue in issues] == ["no-consent"] * 3
    assert all(issue.severity == "error" and issue.where == "laskutus/P07.docx" and issue.hint for issue in issues)
    assert "Participant P07 has no consent record for study laskutus." in [issue.what for issue in issues]


def test_consent_ends_with_withdrawal_begins_on_its_day_and_may_be_given_again():
    def scope(*rows: Consent) -> str | None:
        return Consents(rows, TODAY).scope(STUDY, "p07")

    assert scope(consent()) == "quotes"
    assert scope(consent(scope="notes"), consent(scope="quotes")) == "notes"
    assert scope(consent(withdrawn=date(2026, 2, 1))) is None
    assert scope(consent(), consent(withdrawn=date(2026, 2, 1))) is None
    assert scope(consent(withdrawn=date(2026, 2, 1)), consent(given=date(2026, 3, 1), scope="later")) == "later"
    assert scope(consent(given=date(2026, 12, 1))) is None
    assert scope(consent("P08")) is None


def test_one_notice_for_everyone_needs_no_records_but_heeds_a_withdrawal():
    survey = STUDY.model_copy(update={"consent": StudyConsent(covers="everyone", scope="notes")})
    assert Consents((), TODAY).scope(survey, "R1") == "notes"
    assert Consents((), TODAY).scope(survey, "") == "notes"
    assert Consents([consent("R1", withdrawn=date(2026, 2, 1))], TODAY).scope(survey, "R1") is None


def test_words_that_may_not_be_shown_are_marked_so():
    (made,), _ = observed(answer(), rows=(consent(scope="notes"),))
    assert made.quotable is False


def test_an_unknown_code_is_told_once_with_the_nearest_known_one_and_stays():
    made, issues = observed(answer(codes=("laskutos+",)), answer("Toinen vastaus tähän.", locator="¶2", codes=("laskutos+", "xyzzy")))
    assert [o.codes for o in made] == [("laskutos+",), ("laskutos+", "xyzzy")]
    assert [o.stance for o in made] == ["supports", "supports"]
    assert [(issue.code, issue.where) for issue in issues] == [
        ("unknown-code", "laskutus/P07.docx ¶1"),
        ("unknown-code", "laskutus/P07.docx ¶2"),
    ]
    assert issues[0].hint == "Did you mean `laskutus`?"


def test_an_unknown_stage_or_persona_is_told_with_what_may_be_used_and_the_usual_one_stands():
    (made,), issues = observed(answer(codes=("stage:kuu", "persona:haamu"), fields={"kind": "raivo"}))
    assert (made.stage, made.persona, made.kind) == ("aloitus", "vuokraaja", "other")
    assert [issue.code for issue in issues] == ["unknown-stage", "unknown-persona", "unknown-kind"]
    assert "aloitus, maksaminen" in issues[0].hint


def test_no_issue_repeats_what_a_customer_said():
    secret = "Salainen lause jota kukaan ei saa nähdä"
    _, issues = observed(answer(secret, codes=("outo",)), answer(secret, speaker="P99"), rows=(consent(),))
    assert len(issues) == 2
    assert not any("Salainen" in issue.model_dump_json() for issue in issues)


def test_a_withdrawn_consent_is_told_as_such_and_not_as_missing() -> None:
    rows = [
        Consent.model_validate({"participant": "P01", "study": "s", "scope": "quotes", "given": "2026-01-01", "withdrawn": "2026-02-01"})
    ]
    study = Study.model_validate({"id": "s", "title": "Study"})
    document = Document(
        key="s/a.docx", study="s", source="docx", name="a.docx", fingerprint="f", participants=("P01",),
        passages=(Passage(locator="¶1", text="Lasku tuli myöhässä.", speaker="P01"),),
    )  # fmt: skip
    observations, issues = observe(
        document, study, Organisation.model_validate({"name": "x"}), Consents(rows, date(2026, 11, 21)), frozenset()
    )
    assert observations == ()
    assert [(issue.code, issue.severity) for issue in issues] == [("consent-withdrawn", "note")]


def test_a_withdrawal_under_the_customer_number_is_heeded_for_the_pseudonym_too():
    survey = STUDY.model_copy(update={"consent": StudyConsent(covers="everyone")})
    consents = Consents([consent("a-3215", withdrawn=date(2026, 2, 1))], TODAY)
    voice = pseudonym("laskutus", "A-3215")
    assert (consents.scope(survey, voice), consents.scope(survey, "A-3215")) == (None, None)
    assert consents.withdrawn(survey, voice)
    assert consents.scope(survey, pseudonym("laskutus", "A-3216")) == "quotes"
    assert consents.scope(survey, pseudonym("muutto", "A-3215")) == "quotes"


def heard(key: str, voice: str, **more: object) -> Observation:
    facts = {"key": key, "study": "laskutus", "document": "laskutus/a.docx", "locator": "¶1", "text": "Lasku."}
    return Observation.model_validate({**facts, "voice": voice and f"laskutus:{voice}", **more})


def test_an_earlier_picture_loses_what_is_no_longer_agreed_to_and_every_reference_to_it():
    evidence = tuple(Evidence(observation=key, direction="supports", weight=0.8) for key in ("o1", "o2", "o3"))
    insight = Insight(key="c-001", statement={"fi": "x"}, evidence=evidence, related=("o2", "o4"), hearsay=("o2",), voices=3)
    told = (heard("o1", "P01"), heard("o2", "P02"), heard("o3", "P03"), heard("o4", ""), heard("o5", "P01", twin_of="o2"))
    before = Picture(
        cycle=Cycle(number=1, name="a", today=date(2026, 3, 1)),
        organisation=ORGANISATION,
        studies=(STUDY,),
        observations=told,
        insights=(insight,),
        themes=(Theme(id="g-1", name="Lasku", origin="found", medoids=("o2",), members=("o1", "o2")),),
        changes=Changes(retired=(insight,)),
    )
    rows = [consent("P01"), consent("P02", withdrawn=date(2026, 10, 1)), consent("P03", scope="notes")]
    after = still_agreed(before, (), Consents(rows, TODAY))
    assert [(o.key, o.quotable, o.twin_of) for o in after.observations] == [
        ("o1", True, ""), ("o3", False, ""), ("o4", True, ""), ("o5", True, ""),
    ]  # fmt: skip
    for left in (*after.insights, *after.changes.retired):
        assert ([e.observation for e in left.evidence], left.related, left.hearsay, left.voices) == (["o1", "o3"], ("o4",), (), 3)
    assert (after.themes[0].medoids, after.themes[0].members) == ((), ("o1",))
    every = [consent(f"P0{n}") for n in (1, 2, 3)]
    assert still_agreed(before, (), Consents(every, TODAY)) is before


def test_a_study_whose_one_notice_was_narrowed_shows_no_words_any_more():
    narrowed = STUDY.model_copy(update={"consent": StudyConsent(covers="everyone", scope="notes")})
    before = Picture(
        cycle=Cycle(number=1, name="a", today=date(2026, 3, 1)),
        organisation=ORGANISATION,
        studies=(STUDY,),
        observations=(heard("o1", "R1"), heard("o2", "")),
    )
    assert [o.quotable for o in still_agreed(before, (narrowed,), Consents((), TODAY)).observations] == [False, False]
    assert still_agreed(before, (), Consents((), TODAY)).observations == (heard("o2", ""),)
