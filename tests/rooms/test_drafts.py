"""A model's wording goes with the words that it was made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.model.cycles import Cycle
from flows.model.drafts import Citation, Draft
from flows.model.insights import Evidence, Insight, Turn
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation
from flows.model.picture import Picture
from flows.model.registers import Consent
from flows.model.signals import InsideOut, Signals, WeakSignal
from flows.model.studies import Study
from flows.observations.consent import Consents
from flows.observations.retention import unshown
from flows.observations.traces import Traces
from flows.observations.withdrawal import still_agreed

WORDED = Words(fi="Laskun erittely jää epäselväksi.", en="The invoice stays unclear.")
DRAFT = Draft(words=WORDED, citations=(Citation(observation="o1", quote="en ymmärrä laskua"),), how="model", model="m", sent=("o1", "o2"))
TODAY = date(2026, 11, 21)


def insight(statement: Words = WORDED) -> Insight:
    evidence = tuple(Evidence(observation=f"o{n}", direction="supports", weight=0.8) for n in (1, 2, 3))
    return Insight(key="t-lasku", origin="theme", theme="lasku", statement=statement, evidence=evidence, draft=DRAFT)


def test_an_erased_observation_takes_the_draft_that_it_was_sent_for():
    for traces in (Traces(gone=frozenset({"o2"})), Traces(wordless=frozenset({"o1"}))):
        left = traces.insight(insight())
        assert (left.draft, left.statement) == (None, Words())
    assert Traces(gone=frozenset({"o9"})).insight(insight()).draft == DRAFT


def picture(*insights: Insight) -> Picture:
    return Picture(
        cycle=Cycle(number=1, name="a", today=date(2026, 3, 1)),
        organisation=Organisation(name="Oy"),
        studies=(Study(id="s", title="S"),),
        observations=tuple(
            Observation(key=f"o{n}", study="s", document="d", locator="1", text="en ymmärrä laskua", voice=f"s:P0{n}") for n in (1, 2, 3)
        ),
        insights=insights,
    )


def consents(**scopes: str) -> Consents:
    rows = [
        Consent(
            participant=code,
            study="s",
            given=date(2026, 1, 1),
            **({"scope": scope} if scope != "none" else {"withdrawn": date(2026, 5, 1)}),
        )
        for code, scope in scopes.items()
    ]
    return Consents(rows, TODAY)


def test_an_earlier_picture_loses_a_draft_of_words_that_may_not_be_shown_today():
    for today in (consents(P01="quotes", P02="none", P03="quotes"), consents(P01="notes", P02="quotes", P03="quotes")):
        (left,) = still_agreed(picture(insight()), (), today).insights
        assert (left.draft, left.statement) == (None, Words())
    (theirs,) = still_agreed(picture(insight(Words(fi="Ihmisen sanat"))), (), consents(P01="quotes", P02="none", P03="quotes")).insights
    assert (theirs.draft, theirs.statement) == (None, Words(fi="Ihmisen sanat"))
    (whole,) = still_agreed(picture(insight()), (), consents(P01="quotes", P02="quotes", P03="none")).insights
    assert (whole.draft, whole.statement) == (DRAFT, WORDED)


def signals(*observations: str) -> Signals:
    weak = (
        WeakSignal(observations=observations, words=("hinta", "piilossa")),
        WeakSignal(observations=("o3", "o4"), words=("jono", "pitkä")),
    )
    return Signals(weak=weak, inside_out=(InsideOut(word="remissio", language="fi", staff=4, documents=2),))


def test_an_earlier_picture_loses_signals_and_earlier_statements_of_words_that_may_not_be_shown_today():
    turn = Turn(insight="t-lasku", cycle="a", on=date(2026, 3, 1), kind="reworded", mean=0.5, statement=WORDED)
    told = replace(picture(insight()), signals=signals("o1", "o2"), histories={"t-lasku": (turn,), "c-001": (turn,)})
    narrowed = still_agreed(told, (), consents(P01="notes", P02="quotes", P03="quotes"))
    late = Study(id="s", title="S", keep_until=date(2026, 11, 1))
    for left in (narrowed, unshown(told, (late,), TODAY)):
        assert left.histories == {"t-lasku": (turn.model_copy(update={"statement": Words()}),), "c-001": (turn,)}
        assert [i.draft for i in left.insights] == [None]
        assert [i.statement for i in left.insights] == [Words()]
    assert [each.words for each in narrowed.signals.weak] == [("jono", "pitkä")]
    assert narrowed.signals.inside_out == told.signals.inside_out
    assert unshown(told, (late,), TODAY).signals.weak == ()
    first, *others = told.observations
    by_staff = replace(told, observations=(first.model_copy(update={"provenance": "employee"}), *others))
    assert still_agreed(by_staff, (), consents(P01="notes", P02="quotes", P03="quotes")).signals.inside_out == ()


def test_signals_keep_no_word_that_an_erased_person_had_a_part_in():
    left = Traces(gone=frozenset({"o2"})).signals(signals("o1", "o2"))
    assert [each.words for each in left.weak] == [("jono", "pitkä")]
    assert left.inside_out == ()
    assert Traces(wordless=frozenset({"o4"})).signals(signals("o1", "o2")).weak == signals("o1", "o2").weak[:1]


def test_a_link_to_what_is_gone_goes_too():
    told = picture()
    first, second, third = told.observations
    linked = (first, second.model_copy(update={"like": "o1"}), third.model_copy(update={"like": "o2"}))
    before = Picture(cycle=told.cycle, organisation=told.organisation, studies=told.studies, observations=linked)
    after = still_agreed(before, (), consents(P01="none", P02="quotes", P03="quotes"))
    assert [(o.key, o.like) for o in after.observations] == [("o2", ""), ("o3", "o2")]
