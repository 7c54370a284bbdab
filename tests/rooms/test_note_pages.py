"""Receipts and the health page as facts: what became of a note, and many issues told as few."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from flows.model.cycles import Cycle
from flows.model.documents import Document, Passage, Quarantined
from flows.model.insights import Insight
from flows.model.issues import Issue
from flows.model.material import Row, Sheet
from flows.model.notes import Note, is_receipt, receipt
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Theme
from flows.model.picture import Picture
from flows.model.questions import Gap, Question
from flows.model.studies import Study
from flows.observations.notes import notes, with_first_line
from flows.pages.health import Health
from flows.pages.issues import Lies, by_study, called, legible
from flows.pages.note import OPEN, Notes, Whereabouts

FIRST, NOW = (Cycle(number=n, name=f"2026-11-2{n}", today=date(2026, 11, 20 + n)) for n in (1, 2))
REPOSITORY = Path(__file__).parent.parent.parent
PART = (REPOSITORY / "templates" / "pages" / "parts" / "issues.j2").read_text(encoding="utf-8")


def words(text: str) -> Words:
    return Words(fi=text, en=text)


def said(key: str, **more: object) -> Observation:
    known = {
        "key": key,
        "study": "notes",
        "document": "notes/notes.csv",
        "locator": key,
        "text": f"sanat {key}",
        "provenance": "second-hand",
    }
    return Observation.model_validate({**known, **more})


def noted(key: str, **more: object) -> Note:
    known = {"id": f"n-{key}", "document": "notes/notes.csv", "locator": key, "observation": key, "noted_on": date(2026, 11, 3)}
    return Note.model_validate({**known, **more})


def picture(**more: object) -> Picture:
    organisation = Organisation(name=words("Aallokko"), themes=(Theme(id="lasku", name=words("Lasku")),))
    known = {
        "cycle": NOW,
        "organisation": organisation,
        "themes": organisation.themes,
        "studies": (Study(id="notes", title=words("Pikamuistiinpanot")), Study(id="s", title=words("Tutkimus"))),
        "cycles": (FIRST, NOW),
    }
    return Picture(**{**known, **more})


def state(drawn: Picture) -> str:
    return Whereabouts(drawn).of(drawn.notes[0]).state


def test_a_receipt_tells_the_most_that_came_of_a_note() -> None:
    beside = Insight(key="c-1", statement=words("väite"), related=("o1",), theme="lasku")
    asked = Question(key="q-1", text=words("miksi"), gap=Gap(key="emerging:lasku", kind="emerging", theme="lasku"))
    themed = said("o1", themes=("lasku",))
    assert state(picture(notes=(noted("o1"),), observations=(said("o1"),))) == "alone"
    assert state(picture(notes=(noted("o1"),), observations=(themed,))) == "theme"
    assert state(picture(notes=(noted("o1"),), observations=(themed,), questions=(asked,))) == "question"
    assert state(picture(notes=(noted("o1"),), observations=(themed,), questions=(asked,), insights=(beside,))) == "insight"


def test_a_customers_words_of_the_same_theme_are_no_notes_beside_a_claim() -> None:
    beside = Insight(key="c-1", statement=words("väite"), related=("o1",))
    heard = said("o1", provenance="first-hand")
    assert state(picture(notes=(noted("o1"),), observations=(heard,), insights=(beside,))) == "alone"


@pytest.mark.parametrize("how", ["supports", "contradicts", "hearsay"])
def test_a_retired_insight_is_nothing_that_a_note_became_part_of(how: str) -> None:
    evidence = [{"observation": "o1", "direction": how, "weight": 0}] if how != "hearsay" else []
    facts = {"key": "c-1", "statement": words("väite"), "evidence": evidence, "hearsay": ("o1",) if how == "hearsay" else ()}
    living, retired = Insight.model_validate(facts), Insight.model_validate({**facts, "standing": "retired"})
    assert [
        h for h, _ in Whereabouts(picture(notes=(noted("o1"),), observations=(said("o1"),), insights=(living,))).of(noted("o1")).insights
    ] == [how]
    assert state(picture(notes=(noted("o1"),), observations=(said("o1"),), insights=(retired,))) == "alone"


def test_a_repetition_leads_to_the_receipt_of_what_it_repeats() -> None:
    drawn = picture(notes=(noted("o1"), noted("o2")), observations=(said("o1"), said("o2", twin_of="o1")))
    told = Whereabouts(drawn).of(drawn.notes[1])
    assert told.state == "twin"
    assert told.twin is not None
    assert told.twin.path == "notes/n-o1.md"


def test_words_that_are_gone_or_may_not_be_shown_are_on_no_receipt() -> None:
    for observations in ((), (said("o1", text=""),), (said("o1", quotable=False),)):
        pages = {page.path: page for page in Notes().pages(picture(notes=(noted("o1"),), observations=observations))}
        assert pages["notes/n-o1.md"].facts["quote"] is None


def test_a_long_list_has_a_page_a_month_and_a_short_one_has_none() -> None:
    few = tuple(noted(f"o{n}", id=f"n-{n:05}") for n in range(OPEN))
    more = (*few, noted("x", id="n-xxxxx", noted_on=date(2025, 1, 2)), noted("y", id="n-yyyyy", noted_on=None))
    lists = [{p.path for p in Notes().pages(picture(notes=every)) if p.template == "notes.md.j2"} for every in ((), few, more)]
    assert lists == [set(), {"notes/index.md"}, {"notes/index.md", "notes/2026-11.md", "notes/2025-01.md", "notes/undated.md"}]
    assert len({page.path for page in Notes().pages(picture(notes=more))}) == 4 + len(more)


def test_a_row_without_a_receipt_has_one_of_its_observation_and_says_nothing_without() -> None:
    document = Document(
        key="notes/notes.csv", study="notes", source="sheet", name="notes.csv", fingerprint="f",
        passages=(
            Passage(locator="A2", text="lasku", fields={"id": "n-7k2qd"}),
            Passage(locator="A3", text="avain"),
            Passage(locator="A4", text="ei mitään", fields={"id": "n-5555x"}),
            Passage(locator="A5", text="ei mitään"),
            Passage(locator="A6", text="peruttu", speaker="P1", fields={"id": "n-66666"}),
        ),
    )  # fmt: skip
    made = [said("o-1", locator="A2"), said("o-abcdef012345", locator="A3")]
    assert [(n.id, n.observation, n.left_out) for n in notes([document], made)] == [
        ("n-5555x", "", "nothing"), ("n-66666", "", "consent"), ("n-7k2qd", "o-1", ""), ("n-abcdef012345", "o-abcdef012345", ""),
    ]  # fmt: skip


def test_the_first_line_of_a_nameless_column_is_a_note_and_a_name_is_none() -> None:
    bare = Sheet("s", ("Lasku oli epäselvä",), (Row("s!A2", ("Avain jäi oveen",)),))
    named = Sheet("s", ("Havainto",), (Row("s!A2", ("Avain jäi oveen",)),))
    assert [row.locator for row in with_first_line([bare])[0].rows] == ["s!A1", "s!A2"]
    assert with_first_line([named]) == (named,)


def test_receipts_are_short_readable_and_always_the_same() -> None:
    assert receipt("n", "lasku", "2026-11-21") == receipt("n", "lasku", "2026-11-21")
    assert len({receipt("n", str(n)) for n in range(2000)}) > 1990
    assert is_receipt(receipt("n", "x"))
    assert not any(map(is_receipt, ("17", "P07", "q-7k2qd", "n-7k2qd x", "")))


def issue(where: str, code: str = "pdf", severity: str = "error", what: str = "It is a PDF.") -> Issue:
    return Issue.model_validate({"severity": severity, "code": code, "where": where, "what": what, "verb": "capture"})


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("s/P07 ravintola.docx ¶12", ("s", "s/P07 ravintola.docx", "¶12")),
        ("s/kysely.xlsx Vastaukset!C4", ("s", "s/kysely.xlsx", "Vastaukset!C4")),
        ("s/plan.yaml line 8, sources", ("s", "s/plan.yaml", "line 8, sources")),
        ("organisation.yaml line 3, themes", ("", "organisation.yaml", "line 3, themes")),
        ("registers/claims.csv claims!B2", ("", "registers/claims.csv", "claims!B2")),
        ("registers/claims.gsheet claims!B2", ("", "registers/claims.gsheet", "claims!B2")),
        ("drive:abc def", ("", "drive:abc def", "")),
    ],
)
def test_the_place_of_an_issue_is_taken_apart(where: str, expected: tuple[str, str, str]) -> None:
    known = Document(key="s/P07 ravintola.docx", study="s", source="docx", name="P07 ravintola.docx", fingerprint="f")
    (lying,) = Lies(picture(issues=((issue(where), NOW),), documents=(known,))).all()
    assert (lying.study, lying.source, lying.place) == expected


def test_places_at_google_are_called_as_people_call_them() -> None:
    assert legible("registers/claims.gsheet claims!B2") == "the claims register (Google Sheet) claims!B2"
    assert legible("registers/claims.csv B2") == "registers/claims.csv B2"
    known = [Document(key=key, study="s", source="docx", name="P07", fingerprint="f") for key in ("drive:abc", "s/P07.docx")]
    issues = tuple((issue(f"{each.key} ¶2"), NOW) for each in known)
    drawn = picture(issues=issues, documents=tuple(known))
    assert [called(lying, drawn) for lying in Lies(drawn).all()] == ["s/P07", ""]


def test_five_hundred_issues_of_a_few_kinds_are_a_few_rows() -> None:
    issues = [(issue(f"s/rikki {n}.docx"), FIRST) for n in range(300)] + [
        (issue(f"s/outo {n}.md", "no-date", "note"), NOW) for n in range(200)
    ]
    ((study, kinds),) = by_study(Lies(picture(issues=tuple(issues))).all(), picture())
    assert study == "s"
    assert [(kind.code, len(kind.issues), kind.new, kind.since) for kind in kinds] == [("pdf", 300, 0, FIRST), ("no-date", 200, 200, NOW)]


def test_what_is_set_aside_says_since_when_and_what_stands_in_its_place() -> None:
    told = issue("s/P07.docx")
    held = Quarantined(key="s/P07.docx", fingerprint="f", issue=told, kept=True)
    drawn = picture(issues=((told, NOW),), quarantined=(held,), last_good={"s/P07.docx": FIRST})
    (page,) = Health().pages(drawn)
    assert [(each.source, each.since, each.good) for each in page.facts["held"]] == [("s/P07.docx", NOW, FIRST)]


def test_every_code_of_an_issue_has_a_sentence_and_a_way_to_mend_it_in_the_sites_own_language() -> None:
    said_part, mend_part = PART.split("{% macro mend(code) %}")
    missing = {
        name: sorted(codes_in_source() - set(re.findall(r'^  "([a-z-]+)": _\(', part, re.M)))
        for name, part in (("said", said_part), ("mend", mend_part))
    }
    assert missing == {"said": [], "mend": []}


def test_every_sentence_about_an_issue_is_in_finnish() -> None:
    catalogue = (REPOSITORY / "templates" / "locale" / "fi.po").read_text(encoding="utf-8")
    told = set(re.findall(r': _\("((?:[^"\\]|\\.)+)"\),$', PART, re.M))
    assert len(told) > 150
    assert sorted(message for message in told if f'\nmsgid "{message}"\nmsgstr "' not in catalogue) == []
    assert sorted(message for message in told if f'\nmsgid "{message}"\nmsgstr ""' in catalogue) == []


CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
SEVERITIES = {"error", "warning", "note"}
FAMILIES = {
    "unknown-": ("persona", "segment", "stage", "unit", "kind", "provenance", "theme", "claim", "decision", "study", "focus"),
}
"""Codes that are put together in the source: the beginning that stands there, and what may follow it."""


def codes_in_source() -> set[str]:
    """Codes of issues: what is handed to whatever makes one, and the keys of tables of sentences."""
    found: set[str] = set()
    for path in sorted((REPOSITORY / "flows").rglob("*.py")):
        if path.stem == "exchange" or path.parent.name in (
            "exchange",
            "press",
        ):  # what a command refuses at once, and a library's own `add`: neither reaches the site
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _makes_an_issue(node):
                found |= _code_of(node)
            elif isinstance(node, ast.Dict) and node.values and all(map(_is_a_sentence_and_a_hint, node.values)):
                found |= {key.value for key in node.keys if isinstance(key, ast.Constant)}
    assert {"pdf", "no-consent", "unknown-persona", "broken-plan", "missing-column"} <= found, "the collector has gone blind"
    return found


def _makes_an_issue(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    makers = (
        "Trouble",
        "Unreadable",
        "Unreachable",
        "Issue",
        "_trouble",
        "_refusal",
        "refusal",
        "refuse",
        "issue",
        "_issue",
        "tell",
        "add",
        "_add",
    )
    return name in makers


def _code_of(call: ast.Call) -> set[str]:
    """The first argument that is no severity, or the one that is named `code`."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "code"] or [a for a in call.args if not _is_severity(a)][:1]
    return {code for argument in given for code in _constants(argument)}


def _is_severity(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and argument.value in SEVERITIES


def _constants(argument: ast.expr) -> set[str]:
    if isinstance(argument, ast.IfExp):
        return _constants(argument.body) | _constants(argument.orelse)
    if isinstance(argument, ast.JoinedStr) and argument.values and isinstance(argument.values[0], ast.Constant):
        return {f"{argument.values[0].value}{end}" for end in FAMILIES.get(str(argument.values[0].value), ())}
    known = isinstance(argument, ast.Constant) and isinstance(argument.value, str) and CODE.fullmatch(argument.value)
    return {argument.value} if known and isinstance(argument, ast.Constant) else set()


def _is_a_sentence_and_a_hint(value: ast.expr) -> bool:
    texts = [part.value for part in value.elts if isinstance(part, ast.Constant)] if isinstance(value, ast.Tuple) else []
    return len(texts) == 2 and isinstance(texts[0], str) and " " in texts[0] and texts[0].endswith(".")
