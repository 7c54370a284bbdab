"""Forgotten people, words whose time is up, and the runs of words by which it is proven that nothing is left."""

from __future__ import annotations

import html
import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from flows.insights.claims.erased import with_withdrawn
from flows.model.cycles import Cycle
from flows.model.documents import Document, Passage
from flows.model.erasures import Erasure
from flows.model.insights import Evidence, Insight
from flows.model.issues import Issue
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Theme
from flows.model.picture import Picture
from flows.model.questions import Gap, Question
from flows.model.studies import Study
from flows.observations.consent import quotable_only
from flows.observations.forgotten import Forgotten, file_marks, mentions, passage_mark, person_mark, without
from flows.observations.participants import pseudonym
from flows.observations.retention import ended, overdue, purged, unshown
from flows.observations.shingles import LONG, Shingles, words_of
from flows.observations.traces import Traces, emptied, names_somebody, wordless

DAY = date(2026, 11, 21)
LONG_ANSWER = "Maksan laskun vasta kun olen soittanut toimistoon ja kysynyt mitä nuo kaksi riviä oikein tarkoittavat"


def asked(text: str, locator: str = "¶1") -> Passage:
    return Passage(locator=locator, text=text, role="question")


def said(speaker: str, text: str, question: str = "", locator: str = "¶2") -> Passage:
    return Passage(locator=locator, text=text, speaker=speaker, question=question)


def note(text: str) -> Passage:
    return Passage(locator="¶9", text=text, role="note")


def interview(*passages: Passage, key: str = "koe/P1 ja P2.docx", study: str = "koe", people: tuple[str, ...] = ("P1", "P2")) -> Document:
    return Document(key=key, study=study, source="docx", name=key.split("/")[1], fingerprint="f", participants=people, passages=passages)


def erasure(*codes: str, study: str = "koe", marks: tuple[str, ...] = (), on: date = DAY, insights: tuple[str, ...] = ()) -> Erasure:
    told = tuple(person_mark(study, code) for code in codes)
    return Erasure(key=told[0] if told else "person:x", why="asked", study=study, on=on, marks=(*told, *marks), insights=insights)


def observation(key: str, text: str = "Sanoja.", **known: object) -> Observation:
    base = {"key": key, "study": "koe", "document": "koe/P1.docx", "locator": "¶1", "text": text, "voice": "koe:P1"}
    return Observation.model_validate({**base, **known})


def texts(document: Document | None) -> list[str]:
    return [passage.text for passage in document.passages] if document else []


def test_a_person_goes_and_the_others_stay_with_their_questions() -> None:
    pair = interview(
        asked("Miten laskut menevät?"),
        said("P1", "Huonosti ne menevät.", "Miten laskut menevät?"),
        said("P2", "Hyvin ne menevät.", "Miten laskut menevät?"),
        asked("Kerro [P1] vielä siitä soitosta."),
        said("P1", "Soitin kahdesti.", "Kerro [P1] vielä siitä soitosta."),
        note("Hän vaikutti väsyneeltä."),
        asked("Entä sinä?"),
        said("P2", "En ole soittanut, kuten [P1] teki.", "Entä sinä?"),
    )
    left = without(pair, ["p1"])
    assert texts(left) == ["Miten laskut menevät?", "Hyvin ne menevät.", "Entä sinä?", "En ole soittanut, kuten [nimi] teki."]
    assert left is not None
    assert left.participants == ("P2",)
    assert left.name == "[…] ja P2.docx"


def test_a_document_of_ones_own_is_not_kept_at_all() -> None:
    assert without(interview(asked("Miten?"), said("P1", "Näin."), note("Väsynyt."), people=("P1",)), ["P1"]) is None


def test_where_nobody_can_tell_whose_words_they_are_nothing_is_kept() -> None:
    assert without(interview(note("Toinen sanoi yhtä ja toinen toista.")), ["P1"]) is None


def test_a_document_without_the_person_is_left_exactly_as_it_was() -> None:
    other = interview(asked("Miten?"), said("P2", "Näin.", "Miten?"), note("Iloinen."), people=("P2",))
    assert without(other, ["P1"]) == other


def test_capture_knows_a_person_again_by_digests_alone() -> None:
    forgotten = Forgotten([erasure("P1")])
    left = forgotten.left(interview(said("P1", "Minä."), said("P2", "Sinä.")))
    assert texts(left.document) == ["Sinä."]
    assert left.erasures
    assert not left.whole
    assert forgotten.left(interview(said("p1", "Minä."), people=("p1",))).whole
    assert "P1" not in erasure("P1").model_dump_json()


def test_the_same_code_in_another_study_is_another_person() -> None:
    elsewhere = interview(said("P1", "Minä."), key="toinen/P1.docx", study="toinen", people=("P1",))
    assert Forgotten([erasure("P1")]).left(elsewhere).document == elsewhere


def test_a_customer_number_is_found_by_its_pseudonym() -> None:
    hidden = pseudonym("koe", "10023")
    assert Forgotten([erasure("10023", hidden)]).left(interview(said(hidden, "Minä."), people=(hidden,))).document is None


def test_a_file_is_known_again_when_its_name_or_its_label_has_changed() -> None:
    was = interview(said("P1", "Minä."), people=("P1",))
    content, place = file_marks(was)
    unlabelled = was.model_copy(update={"participants": ("S1-ab12",), "passages": (said("S1-ab12", "Minä."),)})
    renamed = unlabelled.model_copy(update={"key": "koe/uusi.docx"})
    edited = unlabelled.model_copy(update={"fingerprint": "g"})
    assert Forgotten([erasure("P1", marks=(content,))]).left(renamed).document is None
    assert Forgotten([erasure("P1", marks=(place,))]).left(edited).document is None


def test_another_person_s_file_under_an_old_name_is_read() -> None:
    was = interview(said("P1", "Minä."), people=("P1",))
    now = was.model_copy(update={"participants": ("P5",), "passages": (said("P5", "Uusi."),), "fingerprint": "g"})
    assert Forgotten([erasure("P1", marks=file_marks(was)[1:])]).left(now).document == now


def test_a_copy_that_bears_no_code_is_known_by_its_words_and_one_of_another_person_s_is_not_touched() -> None:
    marks = (passage_mark(LONG_ANSWER),)
    copied = interview(said("", LONG_ANSWER), said("P2", "Muuta."), people=("P2",))
    anothers = interview(said("P2", LONG_ANSWER), people=("P2",))
    assert texts(Forgotten([erasure("P1", marks=marks)]).left(copied).document) == ["Muuta."]
    assert Forgotten([erasure("P1", marks=marks)]).left(anothers).document == anothers
    assert passage_mark("Kyllä maksan.") == ""


@given(st.lists(st.tuples(st.sampled_from(["P1", "P2", "P3", ""]), st.text(min_size=1, max_size=40)), max_size=12))
def test_leaving_a_person_out_twice_is_leaving_them_out_once(turns: list[tuple[str, str]]) -> None:
    pair = interview(*(said(who, text, locator=f"¶{n}") for n, (who, text) in enumerate(turns)))
    once = without(pair, ["P1"])
    assert once is None or (without(once, ["P1"]) == once and all(p.speaker != "P1" for p in once.passages))


def test_twelve_words_of_an_erased_text_are_found_wherever_they_stand() -> None:
    erased = Shingles.of([LONG_ANSWER])
    run = " ".join(LONG_ANSWER.split()[1 : 1 + LONG])
    assert erased.found_in(f"alkua {run} loppua") == 1
    assert erased.found_in(html.escape(run).replace("ä", "&auml;")) == 1
    assert erased.found_in(run.replace(" ", "</b> <i>")) == 1
    assert erased.found_in(json.dumps({"text": f"»{LONG_ANSWER}»"})) == len(erased)
    assert erased.found_in(" ".join(LONG_ANSWER.split()[: LONG - 1])) == 0


def test_short_answers_are_looked_for_as_a_whole_from_four_words_on() -> None:
    erased = Shingles.of(["Rivit eivät täsmää koskaan.", "En tiedä."])
    assert erased.found_in("että rivit eivät täsmää koskaan, sanoi hän") == 1
    assert len(erased) == 1


def test_what_others_say_too_is_no_trace() -> None:
    erased = Shingles.of(["Kyllä se siitä selviää.", "Oma sana oli tässä."], others=["Niin, kyllä se siitä selviää aina."])
    assert len(erased) == 1
    assert not erased.found_in("kyllä se siitä selviää")
    assert erased.found_in("Oma sana oli tässä!")


@given(st.lists(st.text(alphabet="abcåäö <&\"'\\\n", min_size=1, max_size=120), max_size=4))
def test_every_run_is_found_in_its_own_text_as_json_and_as_a_page_and_after_being_kept(told: list[str]) -> None:
    erased = Shingles.loaded(json.loads(json.dumps(Shingles.of(told).dumped())))
    for text in told:
        own = len(Shingles.of([text]))
        assert erased.found_in(json.dumps(text)) >= own
        assert erased.found_in(html.escape(text)) >= own or "<" in text or "\\" in text
    assert not erased.found_in("zzz zzz zzz zzz zzz")


def test_words_are_runs_of_letters_and_digits() -> None:
    assert words_of("Maksoin 12,50 €:n laskun – heti.") == ["maksoin", "12", "50", "n", "laskun", "heti"]


def test_a_found_theme_that_was_made_of_them_loses_its_name_and_them() -> None:
    theme = Theme(id="found-lasku", name=Words(fi="Lasku, rivi"), origin="found", medoids=("o-1",), members=("o-1", "o-2"))
    traces = Traces(gone=frozenset({"o-1"}))
    assert traces.theme(theme) == theme.model_copy(update={"name": Words(), "medoids": (), "members": ("o-2",)})
    assert traces.theme(theme.model_copy(update={"medoids": (), "members": ("o-2",)})).name == Words(fi="Lasku, rivi")


def test_statements_and_questions_that_a_machine_made_of_them_lose_their_wording_and_people_s_stay() -> None:
    evidence = (Evidence(observation="o-1", direction="supports", weight=1), Evidence(observation="o-2", direction="supports", weight=1))
    made = Insight(key="t-x", statement=Words(fi="Hänen sanansa"), origin="theme", evidence=evidence)
    claim = Insight(key="c-1", statement=Words(fi="Väite"), evidence=evidence)
    traces = Traces(gone=frozenset({"o-1"}))
    assert traces.insight(made).statement == Words()
    assert traces.insight(claim).statement == Words(fi="Väite")
    assert traces.insight(claim).supports == ("o-2",)
    about = Question(key="q-1", text=Words(fi="Onko näin: Hänen sanansa?"), gap=Gap(key="thin:t-x", kind="thin", insight="t-x"))
    own = Question(
        key="q-2", text=Words(fi="Ihmisen oma"), gap=Gap(key="asked:1", kind="asked", insight="t-x", words=Words(fi="Ihmisen oma"))
    )
    assert traces.question(about).text == Words()
    assert traces.question(own) == own


def test_a_statement_made_of_the_codebook_alone_stands() -> None:
    made = Insight(
        key="t-x",
        statement=Words(fi="Laskutus nousee esiin"),
        origin="theme",
        evidence=(Evidence(observation="o-1", direction="supports", weight=1),),
    )
    assert Traces(gone=frozenset({"o-1"}), stands=lambda insight: True).insight(made).statement == made.statement


def test_an_issue_that_names_the_person_is_known_and_one_of_another_study_is_not() -> None:
    def issue(where: str, what: str) -> Issue:
        return Issue(severity="error", code="no-consent", where=where, what=what)

    named = mentions(["p1"])
    assert names_somebody(issue("koe/muu.docx", "Participant P1 has no consent record."), "koe", named)
    assert names_somebody(issue("koe/P1.docx ¶3", "No day."), "koe", named)
    assert not names_somebody(issue("toinen/P1.docx", "No day."), "koe", named)
    assert not names_somebody(issue("koe/P12.docx", "No day."), "koe", named)


def test_words_whose_time_is_up_leave_a_number_behind() -> None:
    spoken = observation(
        "o-1", question="Miten?", themes=("laskutus",), reasons={"laskutus": "words: lasku"}, stance="supports", persona="yrittaja"
    )
    left = wordless(spoken, {"koe:P1": "koe:1"}, {"koe/P1.docx": "koe/1"})
    assert (left.text, left.question, left.locator, left.quotable) == ("", "", "", False)
    assert (left.key, left.themes, left.stance, left.persona, left.voice, left.document) == (
        "o-1",
        ("laskutus",),
        "supports",
        "yrittaja",
        "koe:1",
        "koe/1",
    )
    assert left.reasons == {"laskutus": "earlier"}
    document = emptied(interview(said("P1", "Minä."), people=("P1",)), "koe/1", {"koe:P1": "koe:1"})
    assert (document.name, document.title, document.passages, document.participants, document.fingerprint) == ("1", "", (), ("1",), "")


def test_the_last_day_is_still_a_day_and_the_next_is_too_late() -> None:
    study = Study(id="koe", title=Words(fi="Koe"), keep_until=DAY)
    gone = Erasure(key="study:koe", why="retention", study="koe", on=DAY)
    assert not ended(study, DAY)
    assert ended(study, date(2026, 11, 22))
    assert overdue([study], [], date(2026, 11, 22)) == (study,)
    assert overdue([study], [gone], date(2026, 11, 22)) == ()
    assert purged([gone, erasure("P1")]) == {"koe": gone}


def test_between_the_day_and_the_purge_a_picture_counts_and_says_nothing() -> None:
    study = Study(id="koe", title=Words(fi="Koe"), keep_until=date(2026, 11, 1))
    cycle = Cycle(number=1, name="2026-11-21", today=DAY)
    drawn = Picture(cycle, Organisation(name=Words(fi="X")), studies=(study,), observations=(observation("o-1"),), documents=(interview(),))
    shown = unshown(drawn, (), DAY)
    assert [(o.text, o.quotable) for o in shown.observations] == [("", False)]
    assert len(shown.counted) == 1
    assert shown.documents[0].name == "koe"
    assert unshown(drawn, (), date(2026, 11, 1)) == drawn


def test_an_insight_tells_how_many_voices_were_taken_back_and_when() -> None:
    kept, other = Insight(key="c-1", statement=Words(fi="A")), Insight(key="c-2", statement=Words(fi="B"))
    erasures = [erasure("P1", insights=("c-1",)), erasure("P2", insights=("c-1",)), erasure("P3", insights=("c-1",), on=date(2026, 1, 2))]
    told, untouched = with_withdrawn((kept, other), erasures)
    assert [(gone.on, gone.voices) for gone in told.erased] == [(DAY, 2), (date(2026, 1, 2), 1)]
    assert untouched == other


def test_words_given_for_analysis_leave_the_library_as_counts() -> None:
    closed = observation("o-1", quotable=False, question="Miten?", reasons={"laskutus": "words: lasku"})
    left = quotable_only(closed)
    assert (left.text, left.question, left.reasons) == ("", "", {"laskutus": "words"})
    assert quotable_only(observation("o-1")) == observation("o-1")
