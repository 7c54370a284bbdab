"""What the codebook lacks: notes that ask for examples."""

from __future__ import annotations

from flows.insights.codebook.lacking import lacking
from flows.model.issues import Issue
from flows.model.organisation import Theme

TEN = [f"the {thing} broke down again" for thing in ["pump", "boiler", "lift", "fan", "tap", "valve", "lamp", "door", "meter", "gate"]]
KYMMENEN = [
    f"{thing} meni taas rikki"
    for thing in ["pumppu", "kattila", "hissi", "puhallin", "hana", "venttiili", "lamppu", "ovi", "mittari", "portti"]
]


def noted(*themes: Theme, languages=("fi", "en"), **more) -> list[tuple[str, str]]:
    return [(issue.code, issue.where.rsplit(" ", 1)[1]) for issue in lacking(themes, languages, **more)]


def theme(id_: str = "faults", **parts: object) -> Theme:
    return Theme.model_validate({"id": id_, "name": id_, **parts})


def test_ten_examples_in_each_language_lack_nothing():
    assert noted(theme(examples={"fi": KYMMENEN, "en": TEN})) == []


def test_a_theme_without_words_is_asked_for_ten_examples_in_the_organisations_languages():
    (issue,) = lacking([theme(examples={"en": TEN[:3]})], ("fi", "en"))
    assert issue == Issue(
        severity="note",
        code="few-examples",
        where="organisation.yaml, themes, faults",
        what="The theme has no words, and few examples: 0 in Finnish and 3 in English.",
        hint="Give ten in Finnish and ten in English, as customers say it: names alone teach nothing.",
    )
    assert "Finnish" not in lacking([theme(examples={"en": TEN[:3]})], ("en",))[0].hint


def test_words_do_in_place_of_examples_and_so_do_lessons_of_other_kinds():
    assert noted(theme(words={"fi": ["vika"], "en": ["fault"]})) == []
    assert noted(theme(examples={"fi": KYMMENEN[:2], "en": TEN[:2]}), lessons={"faults": 10}) == []
    assert noted(theme(examples={"fi": KYMMENEN[:2], "en": TEN[:2]}), lessons={"faults": 9}) == [("few-examples", "faults")]


def test_a_language_without_a_word_is_told_unless_a_glossary_joins_it_to_the_other():
    one_sided = theme(examples={"en": TEN})
    assert noted(one_sided) == [("few-examples", "faults")]
    assert noted(one_sided, glossary=True) == []
    assert noted(one_sided, languages=("en",)) == []
    assert noted(theme(words={"en": ["fault"]})) == [("few-examples", "faults")]


def test_a_theme_of_a_bare_name_is_told_of_elsewhere():
    assert noted(theme()) == []


def test_an_example_under_two_themes_is_told_at_the_second():
    both = {"fi": KYMMENEN, "en": TEN}
    shouted = {"fi": KYMMENEN, "en": [TEN[0].upper(), *(f"{text} today" for text in TEN)]}
    assert noted(theme("a", examples=both), theme("b", examples=shouted)) == [("example-twice", "b")]
    assert "11 of its examples stand under a too." in lacking([theme("a", examples=both), theme("b", examples=shouted)], ("fi",))[0].what


def test_empty_lines_nothings_and_the_commonest_words_teach_nothing():
    empty = theme(words={"en": ["it", "fault", "new face"], "fi": ["vika"]}, examples={"fi": [*KYMMENEN, "", "Ei mitään."], "en": TEN})
    (issue,) = lacking([empty], ("fi", "en"))
    assert (issue.code, issue.what[:2]) == ("empty-example", "3 ")
