from __future__ import annotations

from datetime import date

from flows.insights.claims.changes import changes
from flows.insights.signals.coverage import coverage
from flows.model.coverage import Cell
from flows.model.cycles import Cycle
from flows.model.documents import Document
from flows.model.insights import Belief, Confidence, Freshness, Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Path, Persona, Segment, Stage, Theme
from flows.model.picture import Changes, Picture
from flows.model.questions import Gap, Question

ORGANISATION = Organisation(
    name="Sample",
    segments=(Segment(id="small", name="Small firms", personas=(Persona(id="owner", name="Owner"), Persona(id="clerk", name="Clerk"))),),
    paths=(Path(id="buying", name="Buying", stages=(Stage(id="choose", name="Choose"), Stage(id="pay", name="Pay"))),),
)


def picture(number: int = 1, **parts: object) -> Picture:
    return Picture(cycle=Cycle(number=number, name=str(number), today=date(2026, 11, 21)), organisation=ORGANISATION, **parts)  # type: ignore[arg-type]


def insight(key: str, mean: float = 0.5, level: str = "low", **parts: object) -> Insight:
    return Insight(key=key, statement=Words(fi=key), belief=Belief(mean=mean), confidence=Confidence(level=level), **parts)  # type: ignore[arg-type]


def question(key: str, listing: str = "ranked", about: str = "") -> Question:
    return Question(key=key, text=Words(fi=key), gap=Gap(key=key, kind="thin", insight=about), listing=listing)  # type: ignore[arg-type]


def heard(key: str, persona: str = "owner", stage: str = "pay", **parts: object) -> Observation:
    return Observation(key=key, study="s", document="d", locator="¶1", text="words", persona=persona, stage=stage, **parts)  # type: ignore[arg-type]


def test_the_first_cycle_tells_its_insights_and_counts_only():
    first = picture(insights=(insight("c-1"), insight("c-2", standing="retired")), observations=(heard("o1"), heard("o2", twin_of="o1")))
    assert changes(None, first) == Changes(new=("c-1",), new_observations=1)


def test_nothing_changed_is_no_change():
    same = {
        "insights": (insight("c-1"),),
        "observations": (heard("o1"),),
        "questions": (question("q1"),),
        "themes": (Theme(id="t", name="T"),),
    }
    assert changes(picture(**same), picture(2, **same)) == Changes()


def test_stronger_and_weaker_go_by_the_level_and_then_by_the_belief():
    before = picture(insights=(insight("a"), insight("b", 0.7), insight("c", 0.7, "moderate"), insight("d", 0.7), insight("e", 0.70)))
    after = picture(
        2, insights=(insight("a", 0.4, "moderate"), insight("b", 0.75), insight("c", 0.9), insight("d", 0.65), insight("e", 0.74))
    )
    told = changes(before, after)
    assert told.stronger == ("a", "b")
    assert told.weaker == ("c", "d")


def test_contested_stale_retired_and_gone_insights_are_told():
    before = picture(insights=(insight("a"), insight("b"), insight("c"), insight("d")))
    after = picture(
        2,
        insights=(
            insight("a", contested=True),
            insight("b", freshness=Freshness(state="stale")),
            insight("c", standing="retired"),
            insight("e"),
        ),
    )
    told = changes(before, after)
    assert (told.contradicted, told.gone_stale, told.new) == (("a",), ("b",), ("e",))
    assert [i.key for i in told.retired] == ["c", "d"]
    assert changes(after, before).new == ("c", "d")


def test_a_themes_insight_that_dissolves_is_no_belief_given_up():
    before = picture(insights=(insight("t-found-x", origin="theme"), insight("t-y", origin="theme"), insight("c-1", origin="claim")))
    after = picture(2, insights=(insight("t-y", origin="theme", standing="retired"), insight("t-found-z", origin="theme")))
    told = changes(before, after)
    assert [i.key for i in told.retired] == ["c-1", "t-y"]
    assert told.new == ("t-found-z",)


def test_a_question_is_answered_when_listed_so_or_when_its_gap_closed():
    before = picture(
        insights=(insight("c-1"),), questions=(question("q1"), question("q2", about="c-1"), question("q3", about="c-9"), question("q4"))
    )
    after = picture(2, insights=(insight("c-1"),), questions=(question("q1", "answered"), question("q5")))
    told = changes(before, after)
    assert [q.key for q in told.answered_questions] == ["q1", "q2"]
    assert told.new_questions == ("q5",)


def test_new_material_and_withdrawn_material_is_counted():
    before = picture(observations=(heard("o1"), heard("o2")), themes=(Theme(id="t1", name="T"),))
    document = Document(key="s/d2.docx", study="s", source="docx", name="d2.docx", fingerprint="f")
    observations = (heard("o2"), heard("o3"), heard("o4", twin_of="o3"))
    told = changes(
        before, picture(2, observations=observations, documents=(document,), themes=(Theme(id="t1", name="T"), Theme(id="t2", name="T")))
    )
    assert (told.new_observations, told.withdrawn_observations) == (1, 1)
    assert (told.new_documents, told.new_themes) == (("s/d2.docx",), ("t2",))


def test_coverage_counts_voices_and_shows_the_empty_cells():
    day = date(2026, 5, 1)
    observations = [
        heard("o1", voice="s:P1", heard_on=day),
        heard("o2", voice="s:P1", heard_on=date(2025, 5, 1)),
        heard("o3", voice="s:P2"),
        heard("o4", voice="s:P3", provenance="second-hand"),
        heard("o5", voice="s:P4", twin_of="o1"),
        heard("o6", voice="s:P5", stage=""),
    ]
    told = coverage(observations, ORGANISATION)
    assert told.cell("owner", "pay") == Cell(voices=2, observations=3, latest=day)
    assert told.cell("clerk", "choose") == Cell()
    assert told.cell("owner", "") == Cell(voices=1, observations=1)
    assert list(told.cells)[:4] == [("owner", "choose"), ("owner", "pay"), ("clerk", "choose"), ("clerk", "pay")]
    assert coverage(observations[::-1], ORGANISATION) == told


def test_a_renamed_document_is_neither_new_nor_withdrawn_and_a_document_that_is_gone_is_told_as_it_stood():
    def captured(key: str, origin: str = "") -> Document:
        return Document(key=key, origin=origin, study="s", source="docx", name=key, fingerprint=key)

    before = picture(documents=(captured("s/a.docx"), captured("s/b.docx")))
    after = picture(2, documents=(captured("s/c.docx", "s/a.docx"), captured("s/d.docx")))
    told = changes(before, after)
    assert told.new_documents == ("s/d.docx",)
    assert told.withdrawn_documents == (captured("s/b.docx"),)
