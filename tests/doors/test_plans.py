from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import BrokenOrganisation, NotAWorkspace
from flows.model.issues import Issue
from flows.model.organisation import Organisation
from flows.plans.organisation import read_organisation
from flows.plans.registers import register_files
from flows.plans.study import read_studies
from flows.plans.yaml import Malformed, read_yaml

PLAIN = """\
name: {fi: Testi Oy, en: Test Ltd}
units:
  - {id: myynti, name: Myynti}
segments:
  - id: yritykset
    name: Yritykset
    personas:
      - {id: ostaja, name: Ostaja, role: buyer}
focus:
  - {id: arki, name: Arki, definition: Arki sujuu}
themes:
  - {id: hinta, name: Hinta, words: [hinta, kallis]}
"""


def organisation(root: Path, text: str) -> tuple[Organisation, tuple[Issue, ...]]:
    (root / "organisation.yaml").write_text(text, encoding="utf-8")
    return read_organisation(root)


def plan(root: Path, study: str, text: str) -> None:
    (root / study).mkdir(exist_ok=True)
    (root / study / "plan.yaml").write_text(text, encoding="utf-8")


def told(issues: tuple[Issue, ...]) -> list[tuple[str, str, str]]:
    return [(issue.severity, issue.code, issue.where) for issue in issues]


def test_a_plain_organisation_is_read_without_a_word(tmp_path):
    read, issues = organisation(tmp_path, PLAIN)
    assert (read.name.en, list(read.personas()), read.themes[0].words.fi, issues) == ("Test Ltd", ["ostaja"], ("hinta", "kallis"), ())


def test_words_that_yaml_would_turn_into_something_else_stay_words(tmp_path):
    read, issues = organisation(tmp_path, PLAIN + "  - {id: '12', name: no, words: [no, 0012, 2026-01-01, on], half_life: 6}\n")
    assert (read.themes[1].name.fi, read.themes[1].words.fi, read.themes[1].half_life) == ("no", ("no", "0012", "2026-01-01", "on"), 6.0)
    assert issues == ()


def test_a_faulty_entry_is_left_out_with_its_line_and_the_others_stand(tmp_path):
    text = PLAIN + "  - id: lasku\n    name: Lasku\n    wrods: [lasku]\n  - {id: aika, name: Aika, words: [aika]}\n"
    read, issues = organisation(tmp_path, text)
    assert [theme.id for theme in read.themes] == ["hinta", "aika"]
    assert told(issues) == [("error", "bad-entry", "organisation.yaml line 15, themes[1].wrods")]
    assert issues[0].what == "There is no key `wrods` here. The entry is left out."
    assert issues[0].hint.startswith("Did you mean `words`? Allowed: ")
    assert issues[0].verb == "capture"


def test_a_faulty_persona_does_not_take_its_segment_with_it(tmp_path):
    read, issues = organisation(tmp_path, PLAIN.replace("role: buyer}", "role: ostaja}\n      - {id: kayttaja, name: Käyttäjä}"))
    assert list(read.personas()) == ["kayttaja"]
    assert issues[0].hint == "Allowed: user, buyer, influencer, blocker or follower."


def test_a_focus_without_a_definition_is_refused(tmp_path):
    read, issues = organisation(tmp_path, PLAIN.replace(", definition: Arki sujuu", ""))
    assert (read.focus, issues[0].what) == ((), "`definition` is missing. The entry is left out.")


def test_of_two_entries_with_one_id_the_first_stands_and_both_lines_are_told(tmp_path):
    text = PLAIN + "  - {id: hinta, name: Toinen, words: [x]}\n  - {id: aika, name: Aika, words: [aika], focus: puuttuu}\n"
    read, issues = organisation(tmp_path, text)
    assert [theme.name.fi for theme in read.themes] == ["Hinta", "Aika"]
    assert told(issues) == [
        ("error", "duplicate-id", "organisation.yaml line 13, themes[1].id"),
        ("warning", "unknown-focus", "organisation.yaml line 14, themes[2].focus"),
    ]
    assert "line 12 and again on line 13" in issues[0].what


def test_a_key_written_twice_is_told_and_the_first_stands(tmp_path):
    read, issues = organisation(tmp_path, PLAIN + "sample: true\nname: Toinen\n")
    assert (read.name.fi, told(issues)) == ("Testi Oy", [("warning", "duplicate-key", "organisation.yaml line 14, name")])


def test_references_to_units_that_are_not_there_are_told_with_a_guess(tmp_path):
    text = PLAIN + "paths:\n  - id: polku\n    name: Polku\n    stages:\n      - {id: osto, name: Osto, owner: myynit}\n"
    issues = organisation(tmp_path, text)[1]
    assert told(issues) == [("warning", "unknown-unit", "organisation.yaml line 17, paths[0].stages[0].owner")]
    assert issues[0].hint == "Did you mean `myynti`? Allowed: myynti."


def test_a_theme_with_neither_words_nor_examples_is_told(tmp_path):
    issues = organisation(tmp_path, PLAIN + "  - {id: muu, name: Muu}\n")[1]
    assert told(issues) == [("warning", "no-examples", "organisation.yaml line 13, themes[1]")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: x\n\tbad: 1\n", "organisation.yaml line 2: "),
        ('name: "x\nunits: []\n', "organisation.yaml line 3: a quotation mark or a bracket is never closed."),
        ("name: a: b\n", "organisation.yaml line 1: a colon stands inside a text"),
        ("- name\n", "organisation.yaml line 1: it is not made of `key: value` lines."),
        ("", "organisation.yaml line 1, name: `name` is missing."),
        (PLAIN + "privacy: {smallest_group: viisi}\n", "organisation.yaml line 13, privacy.smallest_group: "),
        (PLAIN + "privcy: {smallest_group: 5}\n", "organisation.yaml line 13, privcy: There is no key `privcy` here."),
        (PLAIN.replace("themes:", "themes: x\nother:"), "organisation.yaml line 11, themes: `themes` must be a list."),
    ],
)
def test_what_nothing_can_be_placed_without_stops_the_run_in_one_sentence(tmp_path, text, message):
    with pytest.raises(BrokenOrganisation) as broken:
        organisation(tmp_path, text)
    assert str(broken.value).startswith(message)
    assert "\n" not in str(broken.value)


def test_an_unknown_key_that_is_like_no_other_is_passed_by(tmp_path):
    issues = organisation(tmp_path, PLAIN + "yhteyshenkilo: joku\n")[1]
    assert told(issues) == [("error", "unknown-key", "organisation.yaml line 13, yhteyshenkilo")]


def test_a_folder_without_an_organisation_is_no_workspace(tmp_path):
    with pytest.raises(NotAWorkspace) as refused:
        read_organisation(tmp_path)
    assert "uoma init" in refused.value.hint


def test_a_file_that_multiplies_itself_is_refused(tmp_path):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 10)}]" for i in range(8)]
    (tmp_path / "bomb.yaml").write_text("\n".join(lines))
    with pytest.raises(Malformed):
        read_yaml(tmp_path / "bomb.yaml")
    (tmp_path / "ring.yaml").write_text("a: &a\n  b: *a\n")
    with pytest.raises(Malformed):
        read_yaml(tmp_path / "ring.yaml")


def test_studies_are_read_in_order_and_a_broken_one_does_not_stop_the_others(tmp_path):
    read = organisation(tmp_path, PLAIN)[0]
    plan(tmp_path, "b-tutkimus", "title: B\nquestions:\n  - {id: q1, text: Miksi näin, persona: ostja, theme: hinta}\n")
    plan(tmp_path, "a-tutkimus", "title: A\nkeep_until: 2027-01-01\nconsent: {covers: everyone}\n")
    plan(tmp_path, "c-tutkimus", "title: C\nmethod: intervju\n")
    plan(tmp_path, "d-tutkimus", "title: D\nx: [\n")
    (tmp_path / "e-tutkimus").mkdir()
    (tmp_path / "e-tutkimus" / "P01.docx").touch()
    (tmp_path / "tyhja").mkdir()
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers" / "asks.csv").touch()
    studies, issues = read_studies(tmp_path, read)
    assert [study.id for study in studies] == ["a-tutkimus", "b-tutkimus"]
    assert (str(studies[0].keep_until), studies[0].consent.covers) == ("2027-01-01", "everyone")
    assert told(issues) == [
        ("warning", "unknown-persona", "b-tutkimus/plan.yaml line 3, questions[0].persona"),
        ("error", "broken-plan", "c-tutkimus/plan.yaml line 2, method"),
        ("error", "broken-plan", "d-tutkimus/plan.yaml line 3"),
        ("warning", "no-plan", "e-tutkimus/"),
    ]
    assert issues[0].hint == "Did you mean `ostaja`? Allowed: ostaja."
    assert issues[1].hint.startswith("Allowed: interview, survey")


def test_a_faulty_question_is_left_out_but_a_faulty_source_leaves_the_study_out(tmp_path):
    read = organisation(tmp_path, PLAIN)[0]
    plan(tmp_path, "a", "title: A\nquestions:\n  - {id: q1, text: a, stakes: -1}\n  - {id: q2, text: b}\n  - {id: q2, text: c}\n")
    plan(tmp_path, "b", "title: B\nsources:\n  - {path: x.docx, provenance: huhu}\n")
    studies, issues = read_studies(tmp_path, read)
    assert [(study.id, [question.text.fi for question in study.questions]) for study in studies] == [("a", ["b"])]
    assert [issue.code for issue in issues] == ["bad-entry", "duplicate-id", "broken-plan"]


def test_a_studys_id_is_its_folders_name(tmp_path):
    read = organisation(tmp_path, PLAIN)[0]
    plan(tmp_path, "laskutus", "title: A\nid: muu\n")
    plan(tmp_path, "paha nimi", "title: A\n")
    studies, issues = read_studies(tmp_path, read)
    assert [study.id for study in studies] == ["laskutus"]
    assert told(issues) == [
        ("warning", "id-is-folder", "laskutus/plan.yaml line 2, id"),
        ("error", "bad-folder-name", "paha nimi/"),
    ]


def test_registers_are_found_by_their_names_and_strangers_are_told(tmp_path):
    (tmp_path / "registers").mkdir()
    for name in ("asks.csv", "asks.xlsx", "Decisions.xlsx", "metricks.csv", "claims.docx", "~$asks.xlsx", ".x", "README.md"):
        (tmp_path / "registers" / name).touch()
    files, issues = register_files(tmp_path)
    assert {name: path.name for name, path in files.items()} == {"asks": "asks.xlsx", "decisions": "Decisions.xlsx"}
    assert sorted(told(issues)) == [
        ("note", "unknown-register", "registers/claims.docx"),
        ("note", "unknown-register", "registers/metricks.csv"),
        ("warning", "two-files", "registers/asks.csv"),
    ]
    assert next(issue.hint for issue in issues if "metricks" in issue.where).startswith("Did you mean `metrics`?")
    assert register_files(tmp_path / "nowhere") == ({}, ())


def test_links_that_lead_out_and_registers_that_are_no_files_are_told_and_not_read(tmp_path):
    root = tmp_path / "research_plans"
    (root / "registers").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("id;statement_fi\n", encoding="utf-8")
    (root / "registers" / "claims.csv").symlink_to(tmp_path / "secret.csv")
    (root / "registers" / "asks.csv").symlink_to(root / "nowhere.csv")
    (root / "registers" / "metrics.xlsx").mkdir()
    (root / "registers" / "notes").mkdir()
    files, issues = register_files(root)
    assert files == {}
    assert sorted(told(issues)) == [("warning", "not-a-file", f"registers/{name}") for name in ("asks.csv", "claims.csv", "metrics.xlsx")]


def test_a_pipe_a_folder_and_a_file_of_many_megabytes_are_no_plans_and_stop_nothing(tmp_path):
    read = organisation(tmp_path, PLAIN)[0]
    for study in ("pipe", "folder", "huge"):
        (tmp_path / study).mkdir()
    os.mkfifo(tmp_path / "pipe" / "plan.yaml")
    (tmp_path / "folder" / "plan.yaml").mkdir()
    (tmp_path / "huge" / "plan.yaml").write_bytes(b"title: x\n" + b"#" * 2_000_000)
    plan(tmp_path, "good", "title: Hyvä\n")
    studies, issues = read_studies(tmp_path, read)
    assert [study.id for study in studies] == ["good"]
    assert told(issues) == [("error", "broken-plan", f"{study}/plan.yaml line 1") for study in ("folder", "huge", "pipe")]


@pytest.mark.parametrize(
    ("research", "where"),
    [
        ("{lead_days: 99999999}", "research.lead_days"),
        ("{capacity_days: inf}", "research.capacity_days"),
        ("{capacity_days: 1e-300}", "research.capacity_days"),
        ("{grades: {observed: nan}}", "research.grades.observed"),
        ("{grades: {observed: 5}}", "research.grades.observed"),
        ("{grades: {rumour: 0.5}}", "research.grades"),
    ],
)
def test_numbers_that_nobody_can_mean_are_refused_where_they_stand(tmp_path, research, where):
    with pytest.raises(BrokenOrganisation, match=f"line 13, {where}: "):
        organisation(tmp_path, PLAIN + f"research: {research}\n")


@pytest.mark.parametrize("months", ["0", "-3", "1e308", "soon"])
def test_a_half_life_that_cannot_be_is_left_out_alone_and_told_where_it_stands(tmp_path, months):
    text = PLAIN + f"  - id: bill\n    name: Bill\n    half_life: {months}\nresearch: {{half_life: {months}}}\n"
    read, issues = organisation(tmp_path, text)
    assert (read.themes[-1].half_life, read.research.half_life) == (None, 18)
    assert [issue.where.partition(", ")[2] for issue in issues if issue.code == "bad-entry"] == [
        "themes[1].half_life",
        "research.half_life",
    ]
    assert all(issue.what.endswith("The number is left out.") and issue.hint for issue in issues if issue.code == "bad-entry")


def test_a_break_even_that_is_no_share_leaves_its_question_in_the_plan(tmp_path):
    read = organisation(tmp_path, PLAIN)[0]
    plan(tmp_path, "a", "title: A\nquestions:\n  - {id: q1, text: a, break_even: 40}\n")
    studies, issues = read_studies(tmp_path, read)
    assert studies[0].questions[0].break_even is None
    assert [(issue.code, issue.where) for issue in issues][:1] == [("bad-entry", "a/plan.yaml line 3, questions[0].break_even")]


def test_a_grade_that_is_changed_leaves_the_others_as_they_are(tmp_path):
    read = organisation(tmp_path, PLAIN + "research: {grades: {first-hand: 1}}\n")[0]
    assert read.research.grades == {**Organisation.model_validate({"name": "x"}).research.grades, "first-hand": 1.0}


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("begun: 12.3.2026", "The study is left out: `begun` must be a date.", "Write it as year-month-day, such as 2026-03-12."),
        ("sources: [{voice: god}]", "The study is left out: `voice` has a value that is not known.", "Allowed: document."),
    ],
)
def test_a_broken_plan_is_told_with_what_to_write_instead(tmp_path, line, message, hint):
    read = organisation(tmp_path, PLAIN)[0]
    plan(tmp_path, "koe", f"title: A\n{line}\n")
    issue = read_studies(tmp_path, read)[1][0]
    assert (issue.what, issue.hint) == (message, hint)


@given(st.text(alphabet="ab:-[]{}&*!#'\" \n\t|>%@,?", max_size=80))
def test_any_text_is_a_plan_or_malformed(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("plans") / "x.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        read = read_yaml(path)
    except Malformed as broken:
        assert broken.line >= 1  # noqa: PT017
    else:
        assert isinstance(read.data, dict)
