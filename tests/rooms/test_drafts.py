"""A model's wording goes with the words that it was made of."""

from __future__ import annotations

from datetime import date

from flows.model.cycles import Cycle
from flows.model.drafts import Citation, Draft
from flows.model.insights import Evidence, Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation
from flows.model.picture import Picture
from flows.model.registers import Consent
from flows.model.studies import Study
from flows.observations.consent import Consents
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


def test_a_link_to_what_is_gone_goes_too():
    told = picture()
    first, second, third = told.observations
    linked = (first, second.model_copy(update={"like": "o1"}), third.model_copy(update={"like": "o2"}))
    before = Picture(cycle=told.cycle, organisation=told.organisation, studies=told.studies, observations=linked)
    after = still_agreed(before, (), consents(P01="none", P02="quotes", P03="quotes"))
    assert [(o.key, o.like) for o in after.observations] == [("o2", ""), ("o3", "o2")]
