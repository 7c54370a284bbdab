"""The board: what the machine asks, what people answered, and that nothing of a person's is ever lost."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.answers.columns import named
from flows.answers.known import Known
from flows.answers.merge import merged
from flows.answers.read import read
from flows.answers.tabs import columns_of, known_of, tabs
from flows.answers.theirs import written_between
from flows.model.answers import ANSWERS, DocumentAnswer, InsightAnswer, ObservationAnswer, QuestionAnswer, ThemeAnswer
from flows.model.board import Board, Grid
from flows.model.cycles import Cycle
from flows.model.documents import Document
from flows.model.drafts import Draft
from flows.model.insights import Belief, Confidence, Evidence, Freshness, Insight, Turn
from flows.model.issues import Issue
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Persona, Segment, Theme
from flows.model.picture import Changes, Picture
from flows.model.questions import Factors, Gap, Question
from flows.model.registers import Decision
from flows.model.signals import Growth, Signals
from flows.model.studies import Study
from flows.pages.addresses import Addresses

TODAY, EARLIER = date(2026, 11, 21), date(2026, 11, 7)
KINDS = tuple(ANSWERS)


def both(text):
    return Words(fi=text, en=f"{text} (en)")


def insight(key, **facts):
    return Insight(key=key, statement=both(f"Väite {key}"), **facts)


def question(key, rank=1, **facts):
    factors = Factors(a=2, b=1, mean=2 / 3, stakes=1, evsi=0.02, n=5, cost=8, urgency=1, decision_date=date(2027, 3, 1))
    gap = Gap(key=key, kind="thin", decision="d-1", askers=3)
    return Question(
        key=key, text=both(f"Kysymys {key}?"), gap=gap, factors=factors, score=0.0123456, core_index=0.81, rank=rank, askers=3, **facts
    )


def observation(key, **facts):
    return Observation(**({"key": key, "study": "s", "document": "s/a.docx", "locator": "¶1", "text": f"Sanat {key}"} | facts))


def document(key="s/a.docx", **facts):
    return Document(**({"key": key, "study": "s", "source": "docx", "name": key.rpartition("/")[2], "fingerprint": "x"} | facts))


THEMES = (Theme(id="lasku", name=Words(fi="Lasku, erittely", en="Invoice")), Theme(id="toimitus", name=Words(fi="Toimitus", en="Delivery")))
FOUND = Theme(
    id="found-posti", name=both("posti, odotus"), origin="found", standing="proposed", medoids=("o1", "o2"), members=("o1", "o2", "o3")
)


def picture(**facts):
    sound = {
        "cycle": Cycle(number=2, name="2026-11-21", today=TODAY),
        "organisation": Organisation(
            name=both("E"),
            segments=(Segment(id="seg", name=both("Segmentti"), personas=(Persona(id="per", name=both("Persoona")),)),),
            themes=THEMES,
        ),
        "studies": (Study(id="s", title=both("Tutkimus")),),
        "documents": (document(), document("s/b.docx", confidence=0.4, layout="labels")),
        "themes": (*THEMES, FOUND),
        "observations": tuple(
            observation(f"o{n}", themes=("lasku",), reasons={"lasku": "words: lasku"}, voice=f"s:P{n}") for n in range(1, 5)
        ),
        "insights": (insight("c-1", voices=3), insight("c-2", theme="lasku", persona="per", voices=5), insight("c-3")),
        "questions": (question("q-1"), question("q-2", 2)),
        "registers": {"decisions": (Decision(id="d-1", title="Uusitaanko lasku?"),)},
        "cycles": (Cycle(number=1, name="2026-11-07", today=EARLIER), Cycle(number=2, name="2026-11-21", today=TODAY)),
    }
    return Picture(**(sound | facts))


def applied(grid, patch):
    """What a door makes of a grid by a patch: nothing of a person's may be among the cells."""
    height = max([len(grid.cells), *(row + 1 for row, _, _ in patch.cells)])
    rows = [list(grid.cells[n]) if n < len(grid.cells) else [] for n in range(height)]
    for row, column, value in (*patch.cells, *patch.restored):
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = value
    kept = [row for n, row in enumerate(rows) if n not in patch.spent]
    return Grid(tuple(map(tuple, [*kept, *patch.appended])))


def board(seen=None, answers=None, before=None, language="fi"):
    """The board as it is after a merge, on top of what was there `before`."""
    before = before or Board()
    patches = merged(before, tabs(seen or picture()), answers or {}, language)
    return Board({p.tab.id: applied(before.grids.get(p.tab.id, Grid()), p) for p in patches}, "1")


def place(made, tab, key, column):
    """(Row, column) of a cell, by the hidden row and the hidden key."""
    rows = made.grids[tab].cells
    ids = next(row for row in rows if "key" in row)
    return next(n for n, row in enumerate(rows) if len(row) > ids.index("key") and row[ids.index("key")] == key), ids.index(column)


def put(made, tab, key, **cells):
    """A person writes."""
    for column, value in cells.items():
        at, to = place(made, tab, key, column)
        made = put_at(made, tab, at, to, value)
    return made


def put_at(made, tab, at, to, value):
    rows = [list(row) for row in made.grids[tab].cells]
    rows.extend([] for _ in range(at + 1 - len(rows)))
    rows[at].extend([None] * (to + 1 - len(rows[at])))
    rows[at][to] = value
    return with_rows(made, tab, rows)


def with_rows(made, tab, rows):
    return Board({**made.grids, tab: Grid(tuple(map(tuple, rows)))}, made.stamp)


def without_row(made, tab, key):
    at, _ = place(made, tab, key, "key")
    return with_rows(made, tab, [row for n, row in enumerate(made.grids[tab].cells) if n != at])


def without_column(made, tab, column):
    at = made.grids[tab].cells[0].index(column)
    return with_rows(made, tab, [(*row[:at], *row[at + 1 :]) for row in made.grids[tab].cells])


def answers_of(made, before=None, seen=None, hide=str):
    return read(made, before or {}, known_of(seen or picture()), TODAY, hide)


def codes(issues):
    return [issue.code for issue in issues]


def cell(made, tab, key, column):
    at, to = place(made, tab, key, column)
    row = made.grids[tab].cells[at]
    return row[to] if to < len(row) else None


def remembered(*answers):
    told = {}
    for answer in answers:
        told.setdefault(answer.tab, {})[answer.key] = answer
    return told


# What the machine says


def test_a_board_has_its_tabs_in_order_each_key_first_and_hidden_and_every_word_in_both_languages():
    made = tabs(picture())
    assert [tab.id for tab in made] == ["read-me", "insights", "questions", "themes", "observations", "documents"]
    for tab in made:
        assert tab.columns[0].id == "key"
        assert tab.columns[0].hidden
        assert tab.title.fi
        assert tab.title.en
        ids = [column.id for column in tab.columns]
        assert len(ids) == len(set(ids))
        for language in ("fi", "en"):
            titles = [column.title.told(language).casefold() for column in tab.columns]
            assert len(titles) == len(set(titles)), tab.id
        assert all(c.title.fi and c.title.en and bool(c.note.fi) == bool(c.note.en) for c in tab.columns)
        assert all(choice.title.fi and choice.title.en for c in tab.columns for choice in c.choices)
        assert all(set(row) <= set(ids) for row in tab.rows)


def test_peoples_columns_are_the_fields_of_their_answers():
    for tab, kind in ANSWERS.items():
        people = {column.id for column in columns_of(tab, Known()) if column.owner == "person"}
        assert people == kind.model_fields.keys() - {"key", "written"}


def test_no_title_of_one_column_is_the_title_of_another_in_the_other_language():
    for tab in tabs(picture()):
        told = [{c.title.fi.casefold(), c.title.en.casefold()} for c in tab.columns]
        assert all(not one & other for n, one in enumerate(told) for other in told[n + 1 :]), tab.id


def test_an_insight_is_told_with_its_score_and_what_changed():
    told = insight(
        "c-9",
        theme="lasku",
        persona="per",
        voices=4,
        studies=("s",),
        belief=Belief(a=3, b=1, mean=0.756),
        confidence=Confidence(suggested="moderate"),
        freshness=Freshness(state="ageing"),
        evidence=(Evidence(observation="o1", direction="contradicts", weight=0.8),),
    )
    made = board(picture(insights=(told,), changes=Changes(weaker=("c-9",), contradicted=("c-9",))))
    shown = {column: cell(made, "insights", "c-9", column) for column in made.grids["insights"].cells[0]}
    assert shown["statement"] == "Väite c-9"
    assert (shown["theme"], shown["persona"]) == ("Lasku, erittely", "Persoona")
    assert (shown["belief"], shown["voices"], shown["studies"], shown["against"]) == (0.76, 4, 1, 1)
    assert (shown["suggested"], shown["freshness"], shown["change"]) == ("kohtalainen", "vanhenemassa", "ristiriidassa")
    assert shown["page"] == "insights/c-9.html"


def test_what_a_language_model_worded_is_told_as_its_words_until_a_person_words_it():
    draft = Draft(words=Words(fi="Malli sanoo", en="So it says"), how="model", model="tiny")
    told = insight("t-lasku", origin="theme", theme="lasku", draft=draft)
    assert cell(board(picture(insights=(told,))), "insights", "t-lasku", "origin") == "kielimallin sanoin"
    reworded = told.model_copy(update={"by_people": True})
    assert cell(board(picture(insights=(reworded,))), "insights", "t-lasku", "origin") == "koneen ehdotus"


def test_a_question_is_told_with_all_that_a_planner_weighs_it_by():
    made = board()
    shown = {column: cell(made, "questions", "q-1", column) for column in made.grids["questions"].cells[0]}
    assert (shown["rank"], shown["score"], shown["core"], shown["belief"], shown["days"], shown["n"]) == (1, 12.35, 0.81, 0.67, 8, 5)
    assert (shown["decision"], shown["due"], shown["asked_by"]) == ("Uusitaanko lasku?", date(2027, 3, 1), 3)
    assert shown["listing"] == "järjestyksessä"


def test_addresses_are_the_sites_own_when_they_are_given():
    seen = picture()
    at = Addresses(seen)
    made = tabs(seen, lambda kind, key: getattr(at, kind)(key).path)
    assert made[1].rows[0]["page"] == "insights/c-2.md"


def test_a_found_theme_shows_three_quotes_and_only_of_those_who_let_them_be_shown():
    said = [observation(f"o{n}", quotable=n != 2, voice=f"s:P{n}") for n in range(1, 7)]
    theme = FOUND.model_copy(update={"medoids": ("o1", "o2", "o3", "o4", "o5"), "members": tuple(o.key for o in said)})
    growing = Growth(
        theme=theme.id, direction="emerging", basis="suggested", now=8, before=0, heard_now=9, heard_before=9, ratio=0, q=0.01, since=TODAY
    )
    of_it = insight("t-1", origin="theme", theme=theme.id)
    turn = Turn(insight="t-1", cycle="2026-11-07", on=EARLIER, kind="proposed", mean=0.5)
    seen = picture(
        observations=tuple(said), themes=(*THEMES, theme), signals=Signals(growth=(growing,)), insights=(of_it,), histories={"t-1": (turn,)}
    )
    (row,) = next(tab for tab in tabs(seen) if tab.id == "themes").rows
    assert [row[f"quote_{n}"] for n in (1, 2, 3)] == ["Sanat o1", "Sanat o3", "Sanat o4"]
    assert (row["mentions"], row["voices"], row["growth"], row["since"]) == (6, 6, "emerging", "2026-11-07")


def test_proposed_themes_come_first_and_judged_ones_stay_in_sight_even_when_they_are_found_no_more():
    rejected = FOUND.model_copy(update={"id": "found-a", "standing": "rejected", "members": ("o1", "o2", "o3", "o4")})
    fresh = FOUND.model_copy(update={"standing": "listed"})
    split = ThemeAnswer(key="found-split", verdict="split")
    judged = {"themes": {"found-gone": ThemeAnswer(key="found-gone", verdict="accept", name_fi="Odotus"), "found-split": split}}
    rows = next(tab for tab in tabs(picture(themes=(*THEMES, rejected, fresh), answers=judged)) if tab.id == "themes").rows
    assert [row["key"] for row in rows] == ["found-posti", "found-a", "found-gone", "found-split"]
    assert [row.get("held") for row in rows] == ["proposed", "rejected", None, "split"]
    assert rows[2]["label"] == "Odotus"


def test_observations_ask_for_the_least_sure_first_in_turns_over_themes_at_most_200_and_never_what_a_person_gave():
    said = [observation(f"l{n}", themes=("lasku",), reasons={"lasku": "like: odotan"}) for n in range(300)]
    said += [observation(f"t{n}", themes=("toimitus",), reasons={"toimitus": "like: posti"}) for n in range(3)]
    said += [observation("w", themes=("lasku",), reasons={"lasku": "words: lasku"})]
    said += [observation("coded", themes=("lasku",), reasons={"lasku": "code"})]
    said += [observation("hidden", themes=("lasku",), reasons={"lasku": "like: a"}, quotable=False)]
    said += [observation("twin", themes=("lasku",), reasons={"lasku": "like: a"}, twin_of="l0")]
    rows = next(tab for tab in tabs(picture(observations=tuple(said))) if tab.id == "observations").rows
    keys = [row["key"] for row in rows]
    assert len(keys) == 200
    assert keys[:6] == ["l0", "t0", "l1", "t1", "l10", "t2"]
    assert not {"coded", "hidden", "twin"} & set(keys)
    assert rows[0]["why"] == "muistuttaa esimerkkejä: odotan"


def test_an_observation_that_was_judged_stays_on_the_board():
    judged = {"observations": {"o9": ObservationAnswer(key="o9", verdict="right")}}
    said = (observation("o9", themes=("lasku",), reasons={"lasku": "confirmed"}), observation("o1"))
    rows = next(tab for tab in tabs(picture(observations=said, answers=judged)) if tab.id == "observations").rows
    assert [row["key"] for row in rows] == ["o9"]


def test_documents_are_those_that_nobody_is_sure_of_and_those_that_were_answered():
    odd = Issue(severity="warning", code="who-asks", where="s/b.docx", what="x")
    told = (document("s/b.docx", confidence=0.4, layout="labels", issues=(odd,)), document("s/c.docx"), document("s/d.docx"))
    judged = {"documents": {"s/d.docx": DocumentAnswer(key="s/d.docx", layout="labels")}}
    rows = next(tab for tab in tabs(picture(documents=told, answers=judged)) if tab.id == "documents").rows
    assert [row["key"] for row in rows] == ["s/b.docx", "s/d.docx"]
    assert rows[0]["odd"] == "ei tiedetä, kuka puhujista kysyy"


def test_what_a_workbook_cannot_hold_is_not_written_so_that_the_board_does_not_change_by_itself():
    wild = observation("o1", text="a\x07b\r\n\u200b c " + "x" * 5000, themes=("lasku",), reasons={"lasku": "like: a"})
    (row,) = next(tab for tab in tabs(picture(observations=(wild,))) if tab.id == "observations").rows
    assert row["quote"].startswith("a b c xx")
    assert len(row["quote"]) == 1000


def test_things_that_are_called_alike_bear_their_key_in_a_drop_down():
    told = named({"a": both("Sama"), "b": both("sama"), "c": both("Eri"), "eri": both("Muu")})
    assert [choice.title.fi for choice in told] == ["Sama (a)", "sama (b)", "Eri (c)", "Muu"]


# What people said


def test_every_kind_of_cell_is_read_as_people_in_finland_write_it():
    made = put(board(), "questions", "q-1", break_even="0,4", stakes="0,5", decide_by="1.3.2027", place="2", reason="Hallitus", votes=3.0)
    made = put(made, "questions", "q-2", break_even="40 %", reopen=datetime(2027, 3, 1), standing="EI KYSYTÄ", stakes=5)
    made = put(made, "insights", "c-1", standing="Accepted", confirmed="KORKEA", confirmed_by="Tutkimus", into="väite c-2")
    made = put(made, "observations", "o1", verdict="wrong", themes="TOIMITUS; found-posti", stance="kiistää")
    made = put(made, "documents", "s/b.docx", layout="vastaukset lihavoituna", speakers="A: P07; B: staff\nC: p08")
    answers, issues = answers_of(made)
    assert issues == ()
    first, second = answers["questions"]["q-1"], answers["questions"]["q-2"]
    assert (first.break_even, first.stakes, first.decide_by, first.place, first.votes) == (0.4, 0.5, date(2027, 3, 1), 2, 3)
    assert (second.break_even, second.reopen, second.standing, second.stakes) == (0.4, date(2027, 3, 1), "not-asking", 5)
    assert answers["insights"]["c-1"].into == "c-2"
    assert (answers["insights"]["c-1"].standing, answers["insights"]["c-1"].confirmed) == ("accepted", "high")
    assert answers["observations"]["o1"].themes == ("toimitus", "found-posti")
    assert answers["observations"]["o1"].stance == "contradicts"
    assert answers["documents"]["s/b.docx"].layout == "bold-answer"
    assert answers["documents"]["s/b.docx"].speakers == {"A": "P07", "B": "staff", "C": "P08"}


def test_a_day_counted_as_spreadsheets_do_is_a_day():
    answers, _ = answers_of(put(board(), "questions", "q-1", decide_by=46447))
    assert answers["questions"]["q-1"].decide_by == date(2027, 3, 1)


def test_a_theme_whose_name_has_a_comma_is_one_theme():
    answers, issues = answers_of(put(board(), "observations", "o2", verdict="oikein", themes="lasku, erittely"))
    assert issues == ()
    assert answers["observations"]["o2"].themes == ("lasku",)


def test_a_cell_keeps_the_day_on_which_it_was_first_read_as_it_is():
    before = remembered(InsightAnswer(key="c-1", standing="accepted", note="Vanha", written={"standing": EARLIER, "note": EARLIER}))
    made = put(board(answers=before), "insights", "c-1", note="Uusi")
    answers, _ = answers_of(made, before)
    assert answers["insights"]["c-1"].written == {"standing": EARLIER, "note": TODAY}
    assert answers["insights"]["c-1"].on == TODAY


def test_an_emptied_cell_takes_its_answer_back_and_an_emptied_row_the_whole():
    before = remembered(InsightAnswer(key="c-1", standing="accepted", note="x", written={"standing": EARLIER, "note": EARLIER}))
    made = put(board(answers=before), "insights", "c-1", note=" ")
    answers, issues = answers_of(made, before)
    assert issues == ()
    assert answers["insights"]["c-1"].note == ""
    assert answers["insights"]["c-1"].written == {"standing": EARLIER}
    assert answers_of(put(made, "insights", "c-1", standing=None), before)[0]["insights"] == {}


def test_a_deleted_row_takes_nothing_back_and_comes_back_with_what_people_wrote():
    days = dict.fromkeys(("verdict", "into", "definition"), EARLIER)
    before = remembered(ThemeAnswer(key="found-posti", verdict="merge", into="lasku", definition="Odotus", written=days))
    torn = without_row(board(answers=before), "themes", "found-posti")
    answers, issues = answers_of(torn, before)
    assert answers["themes"] == before["themes"]
    assert codes(issues) == ["board-deleted"]
    assert "empty its cell" in issues[0].hint
    mended = board(answers=answers, before=torn)
    assert cell(mended, "themes", "found-posti", "verdict") == "yhdistä"
    assert cell(mended, "themes", "found-posti", "into") == "Lasku, erittely"
    assert answers_of(mended, answers) == (answers, ())


def test_a_deleted_column_takes_nothing_back_and_comes_back_at_the_right_end():
    before = remembered(QuestionAnswer(key="q-1", stakes=2, owner="Myynti"))
    torn = without_column(board(answers=before), "questions", "owner")
    answers, issues = answers_of(torn, before)
    assert answers["questions"]["q-1"].owner == "Myynti"
    assert codes(issues) == ["board-deleted"]
    mended = board(answers=answers, before=torn)
    assert mended.grids["questions"].cells[0][-1] == "owner"
    assert mended.grids["questions"].cells[1][-1] == "Omistaja"
    assert cell(mended, "questions", "q-1", "owner") == "Myynti"
    assert answers_of(mended, answers)[1] == ()


@pytest.mark.parametrize("left", [Board(), Board({"insights": Grid()}, "1"), Board({"read-me": Grid((("key",),))}, "1")])
def test_a_board_or_a_tab_that_is_gone_takes_nothing_back(left):
    before = remembered(InsightAnswer(key="c-1", standing="retired", written={"standing": EARLIER}))
    answers, issues = answers_of(left, before)
    assert answers["insights"] == before["insights"]
    assert codes(issues) == ["board-deleted"]
    assert cell(board(answers=answers, before=left), "insights", "c-1", "standing") == "emme enää usko tähän"


def test_where_nobody_has_answered_and_there_is_no_board_nothing_is_told():
    assert answers_of(Board()) == ({tab: {} for tab in KINDS}, ())


def test_what_a_column_does_not_allow_is_told_by_its_cell_and_the_rest_of_the_row_is_read():
    before = remembered(QuestionAnswer(key="q-1", break_even=0.3, written={"break_even": EARLIER}))
    wrong = {
        "break_even": "1,4",
        "place": "2,5",
        "decide_by": "keväällä",
        "standing": "ehkä",
        "votes": -1,
        "stakes": "paljon",
        "owner": "Myynti",
    }
    answers, issues = answers_of(put(board(answers=before), "questions", "q-1", **wrong), before)
    told = answers["questions"]["q-1"]
    assert (told.break_even, told.written["break_even"]) == (0.3, EARLIER)
    assert (told.place, told.decide_by, told.standing, told.votes, told.stakes) == (None, None, "", None, None)
    assert told.owner == "Myynti"
    assert codes(issues) == ["board-cell"] * 6
    by_column = {issue.what.split("`")[1]: issue for issue in issues}
    row, column = place(board(), "questions", "q-1", "break_even")
    assert by_column["break_even"].where == f"board questions!{chr(65 + column)}{row + 1}"
    assert "what was read before stands" in by_column["break_even"].what
    assert "a share from 0 to 1" in by_column["break_even"].hint
    assert "one of: ask, answered, not asking" in by_column["standing"].hint
    assert not any(word in issue.what + issue.hint for issue in issues for word in ("keväällä", "ehkä", "paljon"))


def test_a_theme_or_insight_that_is_not_known_is_told_and_the_earlier_choice_stands():
    before = remembered(ThemeAnswer(key="found-posti", verdict="merge", into="lasku"))
    made = put(board(answers=before), "themes", "found-posti", into="Maija Meikäläinen")
    made = put(made, "observations", "o1", verdict="wrong", themes="lasku, olematon")
    answers, issues = answers_of(made, before)
    assert answers["themes"]["found-posti"].into == "lasku"
    assert answers["observations"]["o1"].themes == ()
    assert codes(issues) == ["board-unknown", "board-unknown"]
    assert "Maija" not in "".join(issue.what + issue.hint for issue in issues)


def test_merges_in_a_circle_are_told_and_none_of_them_is_heeded():
    made = board()
    for key, into in (("c-1", "c-2"), ("c-2", "c-3"), ("c-3", "c-1")):
        made = put(made, "insights", key, into=into, note="x")
    made = put(made, "themes", "found-posti", verdict="merge", into="found-posti")
    answers, issues = answers_of(made)
    assert codes(issues) == ["board-circle"] * 4
    assert all(answer.into == "" and answer.note == "x" for answer in answers["insights"].values())
    assert answers["themes"] == {}


def test_what_leads_into_a_circle_is_heeded_and_a_chain_is_none():
    made = put(put(put(board(), "insights", "c-1", into="c-2"), "insights", "c-2", into="c-2"), "insights", "c-3", into="c-1")
    answers, issues = answers_of(made)
    assert [(key, answer.into) for key, answer in answers["insights"].items()] == [("c-1", "c-2"), ("c-3", "c-1")]
    assert codes(issues) == ["board-circle"]


@pytest.mark.parametrize("cells", [{"verdict": "merge"}, {"into": "lasku"}, {"verdict": "accept", "into": "lasku"}])
def test_a_merge_needs_both_its_verdict_and_where_to(cells):
    answers, issues = answers_of(put(board(), "themes", "found-posti", **cells))
    assert codes(issues) == ["board-merge"]
    assert [answer.verdict for answer in answers["themes"].values()] == (["accept"] if cells.get("verdict") == "accept" else [])


def test_a_place_without_a_reason_and_a_place_given_twice_are_told_and_heeded():
    made = put(put(board(), "questions", "q-1", place=1), "questions", "q-2", place=1, reason="Hallitus")
    answers, issues = answers_of(made)
    assert [answer.place for answer in answers["questions"].values()] == [1, 1]
    assert sorted((issue.code, issue.severity) for issue in issues) == [("board-place", "note"), ("board-same-place", "warning")]


def test_not_asking_needs_no_day_to_come_back():
    answers, issues = answers_of(put(board(), "questions", "q-1", standing="ei kysytä"))
    assert issues == ()
    assert answers["questions"]["q-1"].reopen is None


def test_wrong_and_the_same_theme_again_is_a_contradiction_and_right_with_another_is_none():
    made = put(board(), "observations", "o1", verdict="väärin", themes="lasku", note="?")
    answers, issues = answers_of(put(made, "observations", "o2", verdict="oikein", themes="toimitus"))
    assert codes(issues) == ["board-contradiction"]
    assert (answers["observations"]["o1"].verdict, answers["observations"]["o1"].themes, answers["observations"]["o1"].note) == (
        "",
        (),
        "?",
    )
    assert answers["observations"]["o2"].themes == ("toimitus",)


def test_an_overruling_is_no_contradiction_once_the_machine_has_learnt_it():
    learnt = picture(observations=(observation("o1", themes=("toimitus",), reasons={"toimitus": "confirmed"}),))
    before = remembered(ObservationAnswer(key="o1", verdict="wrong", themes=("toimitus",)))
    seen = replace(learnt, answers=before)
    answers, issues = answers_of(board(seen, before), before, seen)
    assert (answers["observations"], issues) == (before["observations"] | {"o1": answers["observations"]["o1"]}, ())
    assert answers["observations"]["o1"].verdict == "wrong"


def test_names_are_hidden_before_anything_is_kept_and_a_label_that_is_a_name_belongs_in_the_plan():
    def hide(text):
        return text.replace("Maija", "[nimi]")

    made = put(board(), "insights", "c-1", note="Kysy Maija", confirmed_by="Maija")
    made = put(made, "documents", "s/b.docx", speakers="Maija: staff", layout="labels")
    answers, issues = answers_of(made, hide=hide)
    assert (answers["insights"]["c-1"].note, answers["insights"]["c-1"].confirmed_by) == ("Kysy [nimi]", "[nimi]")
    assert answers["documents"]["s/b.docx"].speakers == {}
    assert answers["documents"]["s/b.docx"].layout == "labels"
    assert codes(issues) == ["board-name"]
    assert "Maija" not in "".join(issue.model_dump_json() for issue in issues)


def test_labels_of_speakers_are_no_news_because_they_were_not_kept_and_cannot_be_put_back():
    told = put(board(picture(documents=[document(confidence=0.4)])), "documents", "s/a.docx", speakers="A: staff; B: P07")
    seen = picture(documents=[document(confidence=0.4)])
    answers, _ = answers_of(
        told, remembered(DocumentAnswer(key="s/a.docx", speakers={"#1": "staff", "#2": "P07"}, written={"speakers": EARLIER})), seen
    )
    assert answers["documents"]["s/a.docx"].speakers == {"A": "staff", "B": "P07"}
    assert answers["documents"]["s/a.docx"].written == {"speakers": EARLIER}
    kept = answers["documents"]["s/a.docx"].without_names()
    back = board(seen, remembered(kept))
    assert cell(back, "documents", "s/a.docx", "speakers") == "#1: staff; #2: P07"
    answers, issues = answers_of(back, remembered(kept), seen)
    assert (answers["documents"]["s/a.docx"], codes(issues)) == (kept, ["board-labels"])


def test_what_people_write_while_the_machine_does_is_noticed_and_what_it_puts_back_is_not_theirs():
    before = remembered(InsightAnswer(key="c-1", note="Vanha", so_what="Lasku uusiksi"))
    torn = without_column(without_row(board(answers=before), "questions", "q-1"), "insights", "so_what")
    asked = tabs(picture())
    patches = merged(torn, asked, before)
    now = Board({**torn.grids, **{patch.tab.id: applied(torn.grids[patch.tab.id], patch) for patch in patches}})
    assert not written_between(torn, now, asked, patches)
    assert written_between(torn, put(now, "insights", "c-1", note="Uusi"), asked, patches)
    assert written_between(torn, put(now, "insights", "c-1", note=None), asked, patches)
    assert written_between(torn, put(now, "questions", "q-2", owner="Myynti"), asked, patches)


def test_of_duplicated_rows_that_say_the_same_one_counts_silently():
    made = put(board(), "insights", "c-1", note="x")
    at, _ = place(made, "insights", "c-1", "key")
    twice = with_rows(made, "insights", [*made.grids["insights"].cells, made.grids["insights"].cells[at]])
    answers, issues = answers_of(twice)
    assert answers["insights"]["c-1"].note == "x"
    assert issues == ()


def test_of_duplicated_rows_that_contradict_the_changed_one_counts_now_and_in_every_cycle_after():
    before = remembered(InsightAnswer(key="c-1", note="vanha"))
    made = board(answers=before)
    at, to = place(made, "insights", "c-1", "note")
    row = list(made.grids["insights"].cells[at])
    row[to] = "uusi"
    made = with_rows(made, "insights", [*made.grids["insights"].cells, row])
    for _ in range(3):
        before, issues = answers_of(made, before)
        assert before["insights"]["c-1"].note == "uusi"
        assert codes(issues) == ["board-duplicate"]
        made = board(answers=before, before=made)
        assert made.grids["insights"].cells[at][to] == "vanha"
    assert cell(made, "insights", "c-1", "state") == "kaksoiskappale"


def test_of_duplicated_rows_that_are_both_new_the_upper_one_counts():
    made = put(board(), "insights", "c-1", note="ylempi")
    at, to = place(made, "insights", "c-1", "note")
    row = list(made.grids["insights"].cells[at])
    row[to] = "alempi"
    answers, issues = answers_of(with_rows(made, "insights", [*made.grids["insights"].cells, row]))
    assert answers["insights"]["c-1"].note == "ylempi"
    assert f"row {at + 1} counts" in issues[0].what


def test_a_row_that_is_about_nothing_is_told_and_stays():
    made = put_at(board(), "insights", 30, 20, "Oma ajatus")
    made = put_at(made, "insights", 31, 0, "keksitty")
    made = put_at(made, "insights", 31, 20, "Toinen")
    answers, issues = answers_of(made)
    assert answers["insights"] == {}
    assert codes(issues) == ["board-row", "board-row"]
    after = board(before=made)
    assert any("Oma ajatus" in row for row in after.grids["insights"].cells)
    assert any("Toinen" in row and "poistunut" in row for row in after.grids["insights"].cells)


def test_a_tab_whose_header_is_gone_is_left_alone_and_what_was_answered_stands():
    before = remembered(InsightAnswer(key="c-1", note="x"))
    torn = with_rows(board(answers=before), "insights", board(answers=before).grids["insights"].cells[2:])
    answers, issues = answers_of(torn, before)
    assert answers["insights"] == before["insights"]
    assert codes(issues) == ["board-header"]
    assert board(before=torn).grids["insights"] == torn.grids["insights"]


@pytest.mark.parametrize("lost", [0, 1])
def test_without_the_hidden_row_columns_are_known_by_title_and_without_titles_by_the_hidden_row(lost):
    made = put(board(), "insights", "c-1", note="x", standing="accepted")
    rows = made.grids["insights"].cells
    torn = with_rows(made, "insights", [row for n, row in enumerate(rows) if n != lost])
    answers, issues = answers_of(torn)
    assert (answers["insights"]["c-1"].note, answers["insights"]["c-1"].standing, issues) == ("x", "accepted", ())
    assert [len(row) for row in board(before=torn).grids["insights"].cells] == [len(rows[0])] * (len(rows) - 1)


def test_a_cleared_hidden_row_is_written_anew():
    made = with_rows(board(), "insights", [(), *board().grids["insights"].cells[1:]])
    assert board(before=made) == board()


def test_rows_that_were_sorted_without_their_hidden_key_are_known_by_what_people_see_beside_their_words():
    made = put(put(board(), "insights", "c-1", note="yksi"), "insights", "c-2", note="kaksi")
    ids, titles, *rows = made.grids["insights"].cells
    torn = [(row[0], *other[1:]) for row, other in zip(rows, reversed(rows), strict=True)]
    torn = with_rows(made, "insights", [ids, titles, *torn])
    answers, issues = answers_of(torn)
    assert {key: answer.note for key, answer in answers["insights"].items()} == {"c-1": "yksi", "c-2": "kaksi"}
    assert codes(issues) == ["board-torn"]
    mended = board(before=torn, answers=answers)
    assert Counter(mended.grids["insights"].cells) == Counter(made.grids["insights"].cells)
    assert answers_of(mended)[1] == ()


@pytest.mark.parametrize("lost", ["key", "again"])
def test_one_of_the_two_keys_may_be_deleted(lost):
    made = put(board(), "insights", "c-1", note="x")
    torn = without_column(made, "insights", lost)
    answers, issues = answers_of(torn)
    assert (answers["insights"]["c-1"].note, issues) == ("x", ())
    mended = board(before=torn, answers=answers)
    assert cell(mended, "insights", "c-1", "note") == "x"
    assert mended.grids["insights"].cells[0][-1] == lost


def test_without_any_key_a_tab_is_left_alone():
    torn = without_column(without_column(board(), "insights", "key"), "insights", "again")
    assert codes(answers_of(torn)[1]) == ["board-header"]
    assert board(before=torn).grids["insights"] == torn.grids["insights"]


def test_a_copied_column_is_a_persons_own_and_only_the_left_one_is_read():
    made = put(board(), "insights", "c-1", note="x")
    at = made.grids["insights"].cells[0].index("note")
    made = with_rows(made, "insights", [(*row, row[at]) for row in made.grids["insights"].cells])
    answers, issues = answers_of(made)
    assert answers["insights"]["c-1"].note == "x"
    assert codes(issues) == ["board-column"]
    assert board(before=made, answers=answers).grids["insights"] == made.grids["insights"]


# What the machine does


def test_a_new_board_stands_in_the_machines_order_below_its_ids_and_titles():
    rows = board().grids["insights"].cells
    assert rows[0][:2] == ("key", "statement")
    assert rows[1][:2] == ("Rivin avain", "Oivallus")
    assert [row[0] for row in rows[2:]] == ["c-2", "c-1", "c-3"]


def test_machine_cells_are_rewritten_by_key_and_people_keep_their_sorting():
    made = board()
    rows = made.grids["insights"].cells
    shuffled = with_rows(made, "insights", [*rows[:2], *reversed(rows[2:])])
    shuffled = put(shuffled, "insights", "c-1", belief="sata", statement="väärä")
    seen = picture(insights=(insight("c-1", voices=9), insight("c-2"), insight("c-3"), insight("c-0", voices=99)))
    after = board(seen, before=shuffled)
    assert [row[0] for row in after.grids["insights"].cells[2:]] == ["c-3", "c-1", "c-2", "c-0"]
    assert cell(after, "insights", "c-1", "statement") == "Väite c-1"
    assert (cell(after, "insights", "c-1", "voices"), cell(after, "insights", "c-1", "belief")) == (9, 0.5)


def test_titles_of_people_stay_as_they_named_them_and_the_machines_are_mended():
    made = board()
    ids = made.grids["insights"].cells[0]
    made = put_at(made, "insights", 1, ids.index("note"), "Meidän sarake")
    made = put_at(made, "insights", 1, ids.index("belief"), "Luku")
    titles = board(before=made).grids["insights"].cells[1]
    assert (titles[ids.index("note")], titles[ids.index("belief")]) == ("Meidän sarake", "Uskomus")


def test_a_board_changes_its_language_and_keeps_what_people_said():
    made = put(board(), "insights", "c-1", standing="hyväksytty")
    ids = made.grids["insights"].cells[0]
    after = board(before=made, language="en")
    assert after.grids["insights"].cells[1][ids.index("note")] == "Note"
    assert cell(after, "insights", "c-1", "standing") == "hyväksytty"
    assert answers_of(after)[0]["insights"]["c-1"].standing == "accepted"


def test_a_row_of_what_is_no_more_goes_unless_somebody_wrote_in_it_and_then_keeps_nothing_of_the_machines():
    made = put(board(), "observations", "o1", note="x")
    at, _ = place(made, "observations", "o2", "key")
    made = put_at(made, "observations", at, 40, "oma sarake")
    after = board(picture(observations=()), before=made)
    rows = after.grids["observations"].cells[2:]
    assert [row[0] for row in rows] == ["o1", "o2"]
    assert cell(after, "observations", "o1", "state") == "poistunut"
    assert not any("Sanat" in str(value) for row in rows for value in row)
    assert cell(after, "observations", "o1", "note") == "x"


def test_what_comes_back_is_no_longer_gone():
    made = board(picture(observations=()), before=put(board(), "observations", "o1", note="x"))
    assert cell(board(before=made), "observations", "o1", "state") is None
    assert cell(board(before=made), "observations", "o1", "quote") == "Sanat o1"


def test_a_blank_copy_of_a_row_goes_and_a_written_one_is_marked():
    made = board()
    rows = made.grids["insights"].cells
    made = with_rows(made, "insights", [*rows, rows[2], rows[2]])
    made = put_at(made, "insights", len(rows), rows[0].index("note"), "kopio")
    after = board(before=made)
    keys = [row[0] for row in after.grids["insights"].cells[2:]]
    assert sorted(keys) == ["c-1", "c-2", "c-3"]
    assert cell(after, "insights", "c-2", "note") == "kopio"


def test_whatever_workbooks_make_of_values_is_no_difference():
    made = board()
    rows = [
        [float(v) if isinstance(v, int) else datetime(v.year, v.month, v.day) if isinstance(v, date) else v for v in row]
        for row in made.grids["questions"].cells
    ]
    patches = merged(with_rows(made, "questions", [[*row, None, ""] for row in rows]), tabs(picture()), {}, "fi")
    assert all(patch.idle for patch in patches)


def test_three_thousand_rows_are_read_and_merged_in_a_moment():
    seen = picture(insights=tuple(insight(f"c-{n}", voices=n) for n in range(3000)))
    made = board(seen)
    known = known_of(seen)
    begun = time.process_time()
    answers, _ = read(made, {}, known, TODAY, str)
    patches = merged(made, tabs(seen), answers, "fi")
    assert time.process_time() - begun < 5
    assert all(patch.idle for patch in patches)


# Whatever people do

TEXTS = st.sampled_from(["x", "0,4", "accepted", "hyväksytty", "matala", "c-1", "c-2", "2", "  ", "=1+1", "Väite c-3"])


class Hands:
    """Somebody at work on a tab. What they write are tokens, each but once."""

    def __init__(self, grid, draw):
        self.draw = draw
        self.ids, self.titles, *self.rows = [list(row) for row in grid.cells]
        self.tokens = 0
        self.machine = {c.id for c in columns_of("insights", known_of(picture())) if c.owner == "machine"}

    def token(self):
        self.tokens += 1
        return f"✎{self.tokens}"

    def row(self):
        return self.draw(st.integers(0, len(self.rows) - 1))

    def column(self):
        return self.draw(st.integers(0, len(self.ids) - 1))

    def write(self):
        row, column = self.row(), self.column()
        if self.ids[column] not in self.machine:
            self.rows[row][column] = self.token()

    def sort(self):
        self.rows = self.draw(st.permutations(self.rows))

    def sort_without_the_key(self):
        if "key" in self.ids:
            at = self.ids.index("key")
            keys = [row[at] for row in self.rows]
            self.sort()
            self.rows = [[*row[:at], key, *row[at + 1 :]] for row, key in zip(self.rows, keys, strict=True)]

    def insert_row(self):
        self.rows.insert(self.row(), [None] * len(self.ids))

    def delete_row(self):
        if len(self.rows) > 1:
            del self.rows[self.row()]

    def copy_row(self):
        self.rows.insert(self.row(), list(self.rows[self.row()]))

    def clear_row(self):
        row = self.row()
        self.rows[row] = [value if id_ in self.machine else None for value, id_ in zip(self.rows[row], self.ids, strict=True)]

    def insert_column(self):
        column = self.column()
        for line in (self.ids, self.titles, *self.rows):
            line.insert(column, None)

    def delete_column(self):
        column = self.column()
        for line in (self.ids, self.titles, *self.rows):
            del line[column]

    def copy_column(self):
        column = self.column()
        for line in (self.ids, self.titles, *self.rows):
            line.append(line[column])

    def move_columns(self):
        order = self.draw(st.permutations(range(len(self.ids))))
        self.ids, self.titles, *self.rows = [[line[n] for n in order] for line in (self.ids, self.titles, *self.rows)]

    def rename(self):
        column = self.column()
        self.titles[column] = "Muu nimi" if self.ids[column] in self.machine else self.token()


ACTS = sorted(name for name, act in vars(Hands).items() if callable(act) and name not in ("__init__", "token", "row", "column"))


@st.composite
def handled(draw, grid):
    """A tab after people have been at it."""
    hands = Hands(grid, draw)
    for act in draw(st.lists(st.sampled_from([*ACTS, "write", "write"]), max_size=12)):
        getattr(hands, act)()
    return Grid(tuple(map(tuple, [hands.ids, hands.titles, *hands.rows])))


def key_in(row, ids):
    return next((row[at] for name in ("again", "key") if name in ids and (at := ids.index(name)) < len(row) and row[at]), None)


def notes_of(grid):
    """Everything with a token, by the key of its row and the id of its column: however often it stands."""
    ids = grid.cells[0]
    return Counter(
        (value, key_in(row, ids) if n > 1 else "title", ids[to] if to < len(ids) else None)
        for n, row in enumerate(grid.cells)
        for to, value in enumerate(row)
        if str(value).startswith("✎")
    )


TABS = tabs(picture())
START = board(answers=remembered(InsightAnswer(key="c-1", note="muistissa", standing="accepted"), InsightAnswer(key="c-9", note="entinen")))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_whatever_people_do_no_cell_of_theirs_is_overwritten_or_dropped_and_a_second_merge_has_nothing_to_do(data):
    grid = data.draw(handled(START.grids["insights"]))
    wanted = data.draw(st.lists(st.sampled_from(["c-1", "c-2", "c-3", "c-4", "c-5"]), unique=True))
    seen = picture(insights=tuple(insight(key, voices=data.draw(st.integers(0, 3))) for key in wanted))
    told = [tab for tab in tabs(seen) if tab.id == "insights"]
    before = Board({"insights": grid}, "1")
    answers, _ = read(before, remembered(InsightAnswer(key="c-1", note="muistissa")), known_of(seen), TODAY, str)
    (patch,) = merged(before, told, answers, "fi")
    if not {"key", "again"} & set(grid.cells[0]):
        assert patch.idle
        return
    after = applied(grid, patch)
    assert not notes_of(grid) - notes_of(after)
    inside = [c for c in (*patch.cells, *patch.restored) if c[0] < len(grid.cells) and c[1] < len(grid.cells[c[0]])]
    assert not any(str(grid.cells[row][column]).startswith("✎") for row, column, _ in inside)
    assert all(len(row) == len(patch.columns) for row in patch.appended)
    (again,) = merged(Board({"insights": after}, "2"), told, answers, "fi")
    assert again.idle
    assert set(wanted) <= {key_in(row, after.cells[0]) for row in after.cells}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_answers_are_the_same_however_rows_and_columns_are_ordered(data):
    made = START
    for key in ("c-1", "c-2", "c-3"):
        for column in data.draw(st.lists(st.sampled_from(["note", "standing", "confirmed", "into", "statement_fi"]), unique=True)):
            made = put(made, "insights", key, **{column: data.draw(TEXTS)})
    ids, titles, *rows = made.grids["insights"].cells
    order = data.draw(st.permutations(range(len(ids))))
    moved = [[row[n] for n in order] for row in (ids, titles, *data.draw(st.permutations(rows)))]
    moved = with_rows(made, "insights", [*moved[:2], *(line for row in moved[2:] for line in ([], row))])
    told, issues = answers_of(made)
    again, others = answers_of(moved)
    assert told == again
    assert Counter(codes(issues)) == Counter(codes(others))


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from(["note", "standing", "confirmed", "into", "reading"]), TEXTS), st.booleans())
def test_what_was_read_is_written_back_and_read_again_as_the_same(cells, english):
    answers, _ = answers_of(put(board(), "insights", "c-1", **cells))
    anew = board(answers=answers, language="en" if english else "fi")
    again, _ = answers_of(anew, answers)
    assert again == answers


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.one_of(st.none(), st.text(max_size=5), st.floats(), st.booleans(), st.dates(), TEXTS), max_size=25), max_size=8)
)
def test_no_workbook_however_strange_stops_the_reading(rows):
    for tab in KINDS:
        strange = Board({tab: Grid(tuple(map(tuple, [*START.grids[tab].cells[:2], *rows])))}, "1")
        _, issues = answers_of(strange)
        assert all(issue.where.startswith("board") for issue in issues)
        told = [one for one in TABS if one.id == tab]
        (patch,) = merged(strange, told, {}, "fi")
        (again,) = merged(Board({tab: applied(strange.grids[tab], patch)}, "2"), told, {}, "fi")
        assert again.idle
        bare = Board({tab: Grid(tuple(map(tuple, rows)))}, "1")
        answers_of(bare)
        merged(bare, told, {}, "fi")


def test_circles_are_found_wherever_one_begins_to_look():
    keys = [f"c-{n}" for n in range(6)]
    seen = picture(insights=tuple(insight(key) for key in keys))
    made = board(seen)
    for key, into in pairwise([*keys, keys[3]]):
        made = put(made, "insights", key, into=into)
    answers, issues = answers_of(made, seen=seen)
    assert sorted(answers["insights"]) == ["c-0", "c-1", "c-2"]
    assert codes(issues) == ["board-circle"] * 3
