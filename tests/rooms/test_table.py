"""The backlog as a sheet: every factor in its own cell, so that the sheet can redo each priority."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from flows.model.answers import QuestionAnswer
from flows.model.cycles import Cycle
from flows.model.insights import Belief, Evidence, Insight
from flows.model.noun import Words
from flows.model.organisation import Focus, Organisation, Theme
from flows.model.picture import Picture
from flows.model.registers import Ask, Decision
from flows.questions.gaps import gaps
from flows.questions.rank import rank
from flows.questions.table import table
from flows.questions.value import evsi, evsi_rule

TODAY = date(2026, 3, 2)


def picture():
    insights = tuple(
        Insight(
            key=f"c-{n}",
            statement=Words(fi=f"Väite {n}", en=f"Claim {n}"),
            theme="lasku",
            evidence=(Evidence(observation="o", direction="supports", weight=0.8),),
            voices=2,
            motivation="x",
            belief=Belief(a=1 + n, b=1.5),
        )
        for n in range(4)
    )
    due = (TODAY + timedelta(60), None, TODAY + timedelta(3), TODAY + timedelta(90))
    decisions = tuple(
        Decision(id=f"D-{n}", title=f"Päätös {n}", claims=(f"c-{n}",), due=due[n], break_even=(0.5, None, 0.4, None)[n], focus="f")
        for n in range(4)
    )
    seen = Picture(
        cycle=Cycle(number=1, name="x", today=TODAY),
        organisation=Organisation(name=Words(fi="E"), focus=(Focus(id="f", name=Words(fi="Kasvu"), definition=Words(fi="x"), weight=1.5),)),
        themes=(Theme(id="lasku", name=Words(fi="Lasku")),),
        insights=insights,
        registers={"decisions": decisions, "asks": (Ask(id="a", text="Miksi?", claim="c-1", askers=3),)},
    )
    ranked = rank(gaps(seen, {}), seen, evsi_rule)
    moved = QuestionAnswer(key=ranked[1].key, place=1, reason="Johto.", votes=2)
    seen = replace(seen, answers={"questions": {moved.key: moved}})
    return replace(seen, questions=rank(gaps(seen, {}), seen, evsi_rule))


def test_each_priority_can_be_redone_from_the_cells_of_its_row():
    tab = table(picture())
    assert len(tab.rows) == 4
    for row in tab.rows:
        assert row["score"] == pytest.approx(1000 * row["focus"] * row["stakes"] * row["evsi"] * row["urgency"] / row["cost"], rel=1e-4)
        assert row["m"] == pytest.approx(row["a"] / (row["a"] + row["b"]), rel=1e-4)
        assert row["evsi"] == pytest.approx(evsi(row["a"], row["b"], row["n"], row["t"]), rel=1e-4)
        slack = row["slack"]
        assert row["urgency"] == pytest.approx(1 / 6 if slack is None else 0 if slack < 0 else 1 / max(1, slack), rel=1e-3)


def test_every_cell_has_its_column_and_the_first_is_the_key():
    tab = table(picture())
    known = [column.id for column in tab.columns]
    assert known[0] == "key"
    assert len(known) == len(set(known))
    assert all(set(row) <= set(known) for row in tab.rows)
    assert all(column.title.fi and column.title.en for column in tab.columns)


def test_a_moved_row_shows_both_places_and_links_are_told_by_name():
    first, *_ = table(picture()).rows
    assert (first["rank"], first["computed"], first["reason"], first["votes"]) == (1, 2, "Johto.", 2)
    assert (first["focus_of"], first["theme_of"], str(first["decision"])[:7], str(first["claim"])[:5]) == (
        "Kasvu",
        "Lasku",
        "Päätös ",
        "Väite",
    )
    assert sorted((row["rank"], row["computed"]) for row in table(picture()).rows if row["listing"] == "järjestyksessä") == [
        (1, 2),
        (2, 1),
        (3, 3),
    ]
    asked = next(row for row in table(picture()).rows if row["kind"] == "kollegan kysymys")
    assert (asked["askers"], asked["also"], asked["listing"]) == (3, "vähän ääniä", "järjestyksessä")
