from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import plugins
from flows.model.cycles import Cycle
from flows.model.documents import Document, Scale, Wave
from flows.model.drafts import Citation, Draft
from flows.model.insights import Belief, Confidence, Evidence, Freshness, Insight, Reason
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Persona, Privacy, Segment, Stage, Theme
from flows.model.organisation import Path as Way
from flows.model.pages import Page
from flows.model.picture import Changes, Picture
from flows.model.questions import Gap, Question
from flows.model.registers import Assumption, Decision
from flows.model.studies import PlannedQuestion, Study
from flows.pages.addresses import OBSERVATIONS_A_PAGE, Addresses, anchor, paths
from flows.pages.order import place
from flows.pages.quotes import FOLDED, SHOWN, quotes, voices
from flows.pages.trend import FEWEST, LONGEST, Quarter, trend

CYCLE = Cycle(number=3, name="2026-11-21", today=date(2026, 11, 21))


def words(text: str) -> Words:
    return Words(fi=text, en=text)


def said(key: str, voice: str = "", **more: object) -> Observation:
    known = {
        "key": key,
        "study": "s",
        "document": "s/a.docx",
        "locator": "¶1",
        "text": f"sanat {key}",
        "voice": voice and f"s:{voice}",
        "heard_on": date(2026, 3, 1),
    }
    return Observation.model_validate({**known, **more})


def picture(**more: object) -> Picture:
    organisation = Organisation(
        name=words("Aallokko"),
        segments=(
            Segment(
                id="pk", name=words("Pienet"), personas=(Persona(id="liisa", name=words("Liisa")), Persona(id="ossi", name=words("Ossi")))
            ),
        ),
        paths=(
            Way(id="osto", name=words("Osto"), stages=(Stage(id="tilaus", name=words("Tilaus")), Stage(id="maksu", name=words("Maksu")))),
        ),
        themes=(Theme(id="lasku", name=words("Lasku")),),
    )
    known = {
        "cycle": CYCLE,
        "organisation": organisation,
        "studies": (Study(id="s", title=words("Tutkimus")),),
        "themes": organisation.themes,
    }
    return Picture(**{**known, **more})


def insight(key: str, **more: object) -> Insight:
    return Insight.model_validate({"key": key, "statement": words(f"väite {key}"), **more})


def made(of: Picture) -> dict[str, Page]:
    """Every page of the built-in types; leaves beside them are left out."""
    made = (page for part in plugins.parts("pages").values() for page in part().pages(of))
    return {page.path: page for page in made if isinstance(page, Page)}


def test_every_noun_has_one_page_and_every_kind_a_list() -> None:
    pages = made(
        picture(
            insights=(insight("c-1"),),
            questions=(Question(key="q:1", text=words("miksi"), gap=Gap(key="q:1", kind="thin")),),
            observations=(said("o1"),),
        )
    )
    assert {page.of: path for path, page in pages.items() if page.of} == {
        "insight:c-1": "insights/c-1.md", "path:osto": "paths/osto.md", "persona:liisa": "personas/liisa.md",
        "persona:ossi": "personas/ossi.md", "question:q:1": "questions/q-1.md", "segment:pk": "segments/pk.md",
        "study:s": "studies/s.md", "theme:lasku": "themes/lasku.md",
    }  # fmt: skip
    lists = {f"{folder}/index.md" for folder in ("insights", "paths", "personas", "questions", "studies", "themes")}
    assert {path for path in pages if path.endswith("/index.md")} == lists
    assert {"catalogue.md", "changes.md", "health.md", "index.md", "signals.md"} <= pages.keys()


def test_an_empty_library_has_its_lists_and_nothing_else() -> None:
    pages = made(Picture(cycle=CYCLE, organisation=Organisation(name=words("Tyhjä"))))
    assert all(path.endswith("index.md") or "/" not in path for path in pages)
    assert not any(page.of for page in pages.values())
    assert {path for path in pages if "/" in path} == {f"{folder}/index.md" for folder in ("insights", "questions", "studies", "themes")}


@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=20))
def test_no_two_things_share_an_address(keys: list[str]) -> None:
    made = paths("insights", keys)
    assert len(set(made.values())) == len(keys)
    assert "insights/index.md" not in made.values()
    assert all(PurePosixPath(path).parent == PurePosixPath("insights") for path in made.values())
    assert len({anchor("o", key) for key in keys}) == len(keys)


def test_an_address_depends_on_its_key_and_not_on_its_neighbours() -> None:
    assert paths("insights", ["c-1"])["c-1"] == paths("insights", ["a", "c-1", "c-10", "z"])["c-1"] == "insights/c-1.md"


def test_a_newcomer_whose_slug_meets_an_older_one_gives_way() -> None:
    told = paths("insights", ["c-1", "c.1"])
    assert told["c-1"] == "insights/c-1.md"
    assert told["c.1"].startswith("insights/c-1-")


def test_a_talkative_voice_waits_for_its_turn() -> None:
    every = [said("a1", "A"), said("a2", "A"), said("a3", "A"), said("b1", "B"), said("x1"), said("x2")]
    told = quotes(((o, None) for o in every), Addresses(picture(observations=tuple(every))), shown=4)
    assert [q.text for q in told.shown] == ["sanat a1", "sanat b1", "sanat x1", "sanat x2"]
    assert [q.text for q in told.folded] == ["sanat a2", "sanat a3"]


def test_a_page_shows_so_many_quotes_and_says_how_many_more_there_are() -> None:
    every = [said(f"o{n:03d}", f"P{n}") for n in range(100)]
    told = quotes(((o, None) for o in every), Addresses(picture(observations=tuple(every))))
    assert (len(told.shown), len(told.folded), told.unshown, told.total) == (SHOWN, FOLDED, 100 - SHOWN - FOLDED, 100)


def test_words_without_consent_are_counted_and_not_handed_on() -> None:
    every = (said("o1", "A"), said("o2", "B", quotable=False))
    told = quotes(((o, None) for o in every), Addresses(picture(observations=every)))
    assert (told.total, told.hidden, [q.text for q in told.shown]) == (2, 1, ["sanat o1"])
    facts = made(picture(observations=every))["studies/s.md"].facts
    assert [s.text for group in facts["groups"] for s in group.said] == ["sanat o1", ""]
    assert facts["numbers"]["hidden"] == 1


def test_a_twin_is_never_counted() -> None:
    every = (said("o1", "A", persona="liisa", themes=("lasku",)), said("o2", "A", persona="liisa", themes=("lasku",), twin_of="o1"))
    pages = made(picture(observations=every))
    assert pages["index.md"].facts["counts"]["observations"] == 1
    assert pages["personas/liisa.md"].facts["observations"] == 1
    assert pages["themes/lasku.md"].facts["line"].observations == 1
    assert pages["studies/s.md"].facts["numbers"]["twins"] == 1


def test_a_voice_that_nobody_knows_is_no_person() -> None:
    assert voices([said("o1", "A"), said("o2", "A"), said("o3"), said("o4", "B")]) == 2


def test_a_trend_has_its_silent_quarters_too() -> None:
    told = trend([*[date(2025, 11, 1)] * 6, date(2026, 5, 1), None], [date(2026, 5, 30)])
    assert told == (Quarter(2025, 4, 6, 0), Quarter(2026, 1, 0, 0), Quarter(2026, 2, 1, 1))


def test_a_trend_needs_two_quarters_and_some_voices_and_forgets_the_far_past() -> None:
    assert trend([date(2026, 1, 1), date(2026, 3, 31)] * 20) == ()
    assert trend([None] * 20) == ()
    assert trend([date(2025, 1, 1)] + [date(2026, 1, 1)] * (FEWEST - 2)) == ()
    assert len(trend([date(1999, 1, 1)] + [date(2026, 1, 1)] * (FEWEST - 1))) == LONGEST


def test_a_study_is_read_in_the_order_of_its_documents() -> None:
    places = (
        "¶3",
        "¶13",
        "Sheet1!B2",
        "Sheet1!A14",
        "Sheet1!AA14",
        "table 2 r3c1",
        "table 2 r10c1",
        "table 10 r1c1",
        "00:03:12",
        "00:12:01",
    )
    for first, second in (places[:2], places[2:4], places[3:5], places[5:7], places[6:8], places[8:]):
        assert place(first) < place(second)
    told = [
        ("a", "s/P10.docx", "¶1", "X"),
        ("b", "s/P2.docx", "¶13", "A"),
        ("c", "s/P2.docx", "¶3", "B"),
        ("d", "s/P2.docx", "¶2", "A"),
    ]
    every = tuple(said(key, voice, document=document, locator=locator) for key, document, locator, voice in told)
    groups = made(picture(observations=every))["studies/s.md"].facts["groups"]
    assert [[s.observation.key for s in group.said] for group in groups] == [["d", "b"], ["c"], ["a"]]


def test_a_quote_stands_beneath_the_question_that_it_answers() -> None:
    long = "Miten " * 40
    every = (
        said("o1", "A", question="Mikä pysäytti?"),
        said("o2", "A", question="Mikä pysäytti?", locator="¶2"),
        said("o3", "A", question=long, locator="¶3"),
        said("o4", "A", question="Salattu?", locator="¶4", quotable=False),
    )
    known = picture(observations=every)
    shown = quotes(((o, None) for o in every), Addresses(known)).shown
    assert [q.question for q in shown[:2]] == ["Mikä pysäytti?"] * 2
    assert len(shown[2].question) <= 140
    assert shown[2].question.endswith("Miten …")
    (group,) = made(known)["studies/s.md"].facts["groups"]
    assert [s.question for s in group.said] == ["Mikä pysäytti?", "", shown[2].question, ""]


def test_what_the_machine_words_is_no_insight_in_any_list_or_count() -> None:
    heard = (Evidence(observation="o1", direction="supports", weight=0.8),)
    where = {"theme": "lasku", "persona": "liisa"}
    gone = insight("t-gone", origin="theme", standing="retired")
    known = picture(
        observations=(said("o1", "A", persona="liisa", themes=("lasku",)),),
        insights=(
            insight("a-1", origin="assumption", standing="assumed", **where),
            insight("c-1", evidence=heard, **where),
            insight("c-2", standing="retired", **where),
            insight("t-lasku", origin="theme", evidence=heard, contested=True, freshness=Freshness(state="stale"), **where),
        ),
        changes=Changes(new=("c-1", "t-lasku"), stronger=("t-lasku",), retired=(gone,)),
    )
    pages = made(known)
    told = {"heard": ["c-1"], "machine": ["t-lasku"], "assumed": ["a-1"], "retired": ["c-2"]}
    for path in ("insights/index.md", "themes/lasku.md", "personas/liisa.md"):
        assert {name: [line.insight.key for line in lines] for name, lines in pages[path].facts["sections"].items()} == told
    assert pages["index.md"].facts["counts"]["insights"] == 1
    assert pages["themes/lasku.md"].facts["line"].insights == 1
    assert pages["personas/index.md"].facts["tallies"]["personas/liisa.md"].insights == 1
    assert not any(lines for lines in pages["index.md"].facts["review"].values())
    changes = pages["changes.md"].facts
    assert [line.insight.key for line in changes["groups"]["new"]] == ["c-1"]
    assert changes["groups"]["stronger"] == []
    assert [each.insight.key for each in changes["retired"]] == ["c-2"]
    assert [line.insight.key for line in changes["machine"]] == ["t-lasku"]


def test_what_a_language_model_worded_bears_its_name_and_only_words_that_may_be_shown_until_a_person_words_it() -> None:
    cited = (Citation(observation="o1", quote="sanat o1"), Citation(observation="o2", quote="sanat o2"))
    draft = Draft(words=words("malli sanoo"), citations=cited, how="model", model="pieni-7b")
    heard = (said("o1", "A", themes=("lasku",)), said("o2", "B", quotable=False))

    def shown(**more: object) -> tuple[object, list[str], int]:
        drafted = insight("t-lasku", **{"origin": "theme", "theme": "lasku", "draft": draft} | more)
        facts = made(picture(observations=heard, insights=(drafted,)))["insights/t-lasku.md"].facts
        return facts["draft"] and facts["draft"].model, [q.text for q in facts["cited"].shown], facts["cited"].hidden

    assert shown() == ("pieni-7b", ["sanat o1"], 1)
    assert shown(by_people=True) == (None, [], 0)
    assert shown(draft=draft.model_copy(update={"how": "fallback:silent"})) == (None, [], 0)


def test_themes_are_listed_by_what_people_have_said_of_them() -> None:
    themes = (
        Theme(id="lasku", name=words("Lasku")),
        *(Theme(id=s, name=words(s), origin="found", standing=s) for s in ("accepted", "rejected")),
        Theme(id="merged", name=words("m"), origin="found", standing="merged", into="lasku"),
        Theme(id="new", name=words("n"), origin="found"),
    )
    lists = made(picture(themes=themes))["themes/index.md"].facts["lists"]
    assert {name: [line.theme.id for line in lines] for name, lines in lists.items()} == {
        "named": ["lasku", "accepted"],
        "proposed": ["new"],
        "settled": ["rejected", "merged"],
    }
    assert lists["settled"][1].into.path == "themes/lasku.md"


def test_a_theme_answers_for_the_address_of_what_the_machine_once_made_of_it() -> None:
    assert made(picture())["themes/lasku.md"].aliases == ("insights/t-lasku.md",)
    assert made(picture(insights=(insight("t-lasku", origin="theme"),)))["themes/lasku.md"].aliases == ()
    assert made(picture(insights=(insight("t.lasku"),)))["themes/lasku.md"].aliases == ()


def test_a_claim_about_no_persona_is_not_blamed_for_their_silence() -> None:
    reasons = tuple(Reason(component="relevance", level="low", code=code) for code in ("persona-match", "median-age-months"))
    known = picture(insights=tuple(insight(f"c-{who}", persona=who, confidence=Confidence(reasons=reasons)) for who in ("", "liisa")))
    told = {path: page.facts for path, page in made(known).items() if path.startswith("insights/c")}
    assert [[r.code for r in facts["lacking"]] for facts in told.values()] == [
        ["median-age-months"],
        ["persona-match", "median-age-months"],
    ]
    assert [len(rows) for rows in (dict(facts["reasons"])["relevance"] for facts in told.values())] == [1, 2]


def test_an_id_that_somebody_was_told_can_be_searched_for() -> None:
    pages = made(picture(insights=(insight("c-1"),), questions=(Question(key="q1", text=words("miksi"), gap=Gap(key="q1", kind="thin")),)))
    assert (pages["insights/c-1.md"].tags[0], pages["questions/q1.md"].tags) == ("c-1", ("q1",))


def test_a_large_study_runs_on_and_each_observation_keeps_one_place() -> None:
    every = tuple(said(f"o{n:04d}", f"P{n:04d}") for n in range(OBSERVATIONS_A_PAGE + 1))
    known = picture(observations=every)
    pages = made(known)
    places = {
        s.observation.key: f"{path}#{s.anchor}"
        for path in ("studies/s.md", "studies/s/2.md")
        for group in pages[path].facts["groups"]
        for s in group.said
    }
    assert len(places) == len(every)
    assert places == {o.key: Addresses(known).observation(o) for o in every}


def test_an_insight_tells_its_quotes_its_questions_and_the_decisions_that_rest_on_it() -> None:
    every = (said("o1", "A", persona="liisa"), said("o2", "B"), said("o3", "C"))
    claim = insight(
        "c-1", theme="lasku", voices=2, related=("o3",), belief=Belief(a=2, b=1.5, mean=0.57),
        evidence=(
            Evidence(observation="o1", direction="supports", weight=0.8), Evidence(observation="o2", direction="contradicts", weight=0.5),
            Evidence(observation="gone", direction="supports", weight=0.1),
        ),
    )  # fmt: skip
    facts = made(
        picture(
            observations=every,
            insights=(claim,),
            questions=(
                Question(key="q1", text=words("miksi"), rank=2, gap=Gap(key="q1", kind="thin", insight="c-1")),
                Question(
                    key="q2", text=words("kuka"), rank=1, gap=Gap(key="q2", kind="asked"), also=(Gap(key="g", kind="stale", insight="c-1"),)
                ),
                Question(key="q3", text=words("jo"), listing="answered", gap=Gap(key="q3", kind="thin", insight="c-1")),
            ),
            registers={"decisions": (Decision(id="d1", title="Pohja", claims=("lasku",)), Decision(id="d2", title="Muu", claims=("c-2",)))},
        )
    )["insights/c-1.md"].facts
    assert [(q.text, q.weight, q.who) for q in facts["supports"].shown] == [("sanat o1", 0.8, "A")]
    assert [q.text for q in facts["against"].shown] == ["sanat o2"]
    assert [q.text for q in facts["related"].folded] == ["sanat o3"]
    assert [line.question.key for line in facts["questions"]] == ["q2", "q1"]
    assert [(row.id, ref.path) for row, ref, _ in facts["decisions"]] == [("d1", "decisions.md#decision-d1")]


def test_home_calls_sure_only_what_is_heard_agreed_on_and_fresh() -> None:
    heard = (Evidence(observation="o1", direction="supports", weight=0.8),)
    sure = Confidence(level="moderate")
    facts = made(
        picture(
            observations=(said("o1", "A"),),
            insights=(
                insight("assumed", standing="assumed", confidence=sure),
                insight("contested", evidence=heard, confidence=sure, contested=True),
                insight("firm", evidence=heard, confidence=sure, belief=Belief(low=0.7)),
                insight("firmer", evidence=heard, confidence=Confidence(level="high", suggested="high", confirmed_by="x")),
                insight("gone", evidence=heard, confidence=sure, standing="retired"),
                insight("low", evidence=heard),
                insight("stale", evidence=heard, confidence=sure, freshness=Freshness(state="stale")),
            ),
        )
    )["index.md"].facts
    assert [line.insight.key for line in facts["surest"]] == ["firmer", "firm"]
    assert {why: [line.insight.key for line in lines] for why, lines in facts["review"].items()} == {
        "contested": ["contested"],
        "stale": ["stale"],
        "unconfirmed": [],
    }
    assert facts["counts"]["insights"] == 5


def test_a_persona_page_keeps_what_is_heard_apart_from_what_is_assumed_and_names_the_silence() -> None:
    heard = (Evidence(observation="o1", direction="supports", weight=0.8),)
    facts = made(
        picture(
            observations=(said("o1", "A", persona="liisa", stage="maksu"),),
            insights=(
                insight("a-1", persona="liisa", standing="assumed"),
                insight("c-1", persona="liisa", evidence=heard),
                insight("c-2", persona="ossi", evidence=heard),
            ),
            registers={
                "assumptions": (
                    Assumption(id="1", statement="on jo oivallus", persona="liisa"),
                    Assumption(id="2", statement="pelkkä rivi", persona="liisa"),
                )
            },
        )
    )["personas/liisa.md"].facts
    assert [line.insight.key for line in facts["sections"]["heard"]] == ["c-1"]
    assert [line.insight.key for line in facts["sections"]["assumed"]] == ["a-1"]
    assert [row.id for row in facts["assumptions"]] == ["2"]
    assert [(stage.name.fi, n) for _, stage, n, _ in facts["stages"]] == [("Tilaus", 0), ("Maksu", 1)]


def test_a_studys_planned_question_leads_to_its_place_in_the_backlog() -> None:
    plan = Study(
        id="s",
        title=words("Tutkimus"),
        questions=(PlannedQuestion(id="1", text=words("Mikä pysäyttää?")), PlannedQuestion(id="2", text=words("Toinen?"))),
    )
    asked = Question(
        key="q1",
        text=words("Muuten sanottuna"),
        gap=Gap(key="q1", kind="stale"),
        also=(Gap(key="g", kind="planned", study="s", words=words("Mikä pysäyttää?")),),
    )
    planned = made(picture(studies=(plan,), questions=(asked,)))["studies/s.md"].facts["planned"]
    assert [ref and ref.path for _, ref in planned] == ["questions/q1.md", None]


def test_changes_name_only_what_still_has_a_page_to_go_to() -> None:
    gone = insight("c-9", standing="retired")
    facts = made(picture(insights=(insight("c-1"),), changes=Changes(new=("c-1", "c-7"), retired=(gone,), new_questions=("q-7",))))[
        "changes.md"
    ].facts
    assert [line.insight.key for line in facts["groups"]["new"]] == ["c-1"]
    assert [(each.insight, each.path) for each in facts["retired"]] == [(gone, "")]
    assert facts["new_questions"] == []


@pytest.mark.parametrize("unknown", [{"persona": "nobody"}, {"stage": "nowhere"}, {"study": "lost"}, {"themes": ("x",)}])
def test_what_nobody_has_named_is_shown_by_its_id_and_breaks_nothing(unknown: dict[str, object]) -> None:
    assert "index.md" in made(
        picture(observations=(said("o1", "A", **unknown),), insights=(insight("c-1", persona="nobody", theme="x", studies=("lost",)),))
    )


def test_a_title_that_many_documents_bear_gives_way_to_their_names() -> None:
    own = Document(key="s/c.md", study="s", source="markdown", name="c.md", title="Käynti", fingerprint="f")
    forms = tuple(Document(key=f"s/{n}.docx", study="s", source="docx", name=f"{n}.docx", title="Haastattelu", fingerprint=n) for n in "ab")
    facts = made(picture(documents=(*forms, own)))["catalogue.md"].facts
    assert [holding.called for shelf in facts["shelves"] for holding in shelf.holdings] == ["a.docx", "b.docx", "Käynti"]


def test_a_studys_ratings_are_shown_as_metrics_where_groups_are_large_enough() -> None:
    wave = Wave(month="2026-03", answers=4, mean=3.5)
    large = Scale(question="Arvosana", answers=8, mean=3.5, spread=1, least=1, most=5, waves=(wave, wave))
    small = Scale(question="Toinen", answers=3, mean=5, spread=0, least=1, most=5)
    survey = Document(key="koe/a.csv", study="koe", source="sheet", name="a.csv", fingerprint="f", scales=(large, small))
    shown = {}
    for least in (3, 5, 9):
        organisation = Organisation(name=words("Aallokko"), privacy=Privacy(smallest_group=least))
        facts = made(Picture(cycle=CYCLE, organisation=organisation, studies=(Study(id="koe", title=words("Koe")),), documents=(survey,)))
        rated = facts["studies/koe.md"].facts["scales"]
        shown[least] = [(scale.question, len(scale.waves)) for _, scales in rated for scale in scales]
    assert shown == {3: [("Arvosana", 2), ("Toinen", 0)], 5: [("Arvosana", 0)], 9: []}
