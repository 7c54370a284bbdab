"""Markdown as people write and export it: notes of Obsidian and Notion, transcripts saved as text, tables under a text's name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import Unreadable
from flows.model.contracts import Place
from flows.model.material import Block, Found, Material
from flows.model.studies import SourceEntry
from flows.observations.split import interview
from flows.sources.markdown import Markdown, blocks_in


def blocks(text: str, **options: bool) -> list[Block]:
    return list(blocks_in(text.encode(), **options).blocks)


def told(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks(text)]


def read(folder: Path, name: str, text: str) -> Material:
    (folder / "koe").mkdir(exist_ok=True)
    (folder / "koe" / name).write_text(text, encoding="utf-8")
    place = Place(folder, "koe", SourceEntry(path=name))
    found = next(iter(Markdown().find(place)))
    assert isinstance(found, Found)
    return Markdown().read(place, found)


def said(text: str) -> list[tuple[str, str, str]]:
    found = interview(blocks(text, wrapped=False), name="a.txt")
    return [(turn.role, turn.speaker, turn.text) for turn in found.passages]


def test_links_between_notes_become_their_words_and_embedded_files_nothing():
    assert told("Katso [[Laskutus|laskua]] ja [[Hinta]] ![[kuva.png]] ![kuvateksti](x.png)") == [
        ("paragraph", "Katso laskua ja Hinta  kuvateksti")
    ]


def test_callouts_and_asides_are_the_researchers_remarks_and_end_where_they_end():
    text = "P07: Lasku on sekava.\n\n> [!note] Tausta\n> Asiakas oli kiireinen.\n\n<aside>\n💡 Maksaa kortilla\n\n</aside>\n\nP07: Siksi soitan.\n\n> Ihan oikea sitaatti.\n"
    assert told(text) == [
        ("paragraph", "P07: Lasku on sekava."),
        ("note", "Tausta Asiakas oli kiireinen."),
        ("note", "💡 Maksaa kortilla"),
        ("paragraph", "P07: Siksi soitan."),
        ("paragraph", "Ihan oikea sitaatti."),
    ]


def test_footnotes_leave_the_sentence_and_stand_as_notes():
    assert told("Erittely puuttuu[^1] aina.\n\n[^1]: Tarkistettu laskusta.\n") == [
        ("paragraph", "Erittely puuttuu aina."),
        ("note", "Tarkistettu laskusta."),
    ]


def test_addresses_of_links_at_the_end_and_peoples_private_comments_are_no_text():
    assert told("Teksti [linkki][1] %%vain minulle%% loppuu.\n\n[1]: https://esimerkki.fi 'otsikko'\n<!-- pois\nkokonaan -->\n") == [
        ("paragraph", "Teksti linkki  loppuu.")
    ]


@pytest.mark.parametrize("text", ["Sanoi ==liian kallis== heti.", "Sanoi <mark>liian kallis</mark> heti."])
def test_highlights_are_marks_that_a_legend_may_read(text: str):
    block = blocks(text)[0]
    assert block.text == "Sanoi liian kallis heti."
    assert [(block.text[m.start : m.end], m.by, m.words) for m in block.marks] == [("liian kallis", "highlight", "yellow")]


def test_an_equation_mark_or_two_is_no_highlight():
    assert blocks("a == b on ehto")[0].marks == ()


def test_tasks_nested_items_and_quotes_in_them_keep_their_words():
    assert told("- [ ] kysy lisää\n- [x] tehty\n  - sisempi\n    jatkuu\n\n1. Miksi?\n   > Koska ei ollut muuta.\n") == [
        ("item", "kysy lisää"),
        ("item", "tehty"),
        ("item", "sisempi jatkuu"),
        ("item", "Miksi?"),
        ("paragraph", "Koska ei ollut muuta."),
    ]


def test_html_of_exports_leaves_its_words():
    text = "<details><summary>Lisää</summary>\n\nPiilossa ollut.\n\n</details>\n\n<table><tr><td>eka</td><td>toka</td></tr></table>\n"
    assert told(text) == [("paragraph", "Lisää"), ("paragraph", "Piilossa ollut."), ("paragraph", "eka toka")]


def test_a_page_of_notion_is_an_interview_with_its_properties():
    text = "# Interview\n\nDate: March 12, 2026\nParticipant: P07\n\n## Notes\n\n**Interviewer:** How do you pay?\n\n**P07:** By card, the bill confuses me.\n"
    found = interview(blocks(text), name="Interview 1f3a9c0b2d4e4f6f8a9b0c1d2e3f4a5b.md")
    assert [(t.role, t.speaker, t.question, str(t.heard_on)) for t in found.passages][-1] == (
        "answer",
        "P07",
        "How do you pay?",
        "2026-03-12",
    )


OTTER = "Interviewer\n00:03\nHow do you pay?\n\nParticipant\n00:09\nBy card, because the bill never makes sense.\n\nInterviewer\n00:20\nWhy?\n\nParticipant\n00:25\nThe lines never match.\n"
OTTER_INLINE = OTTER.replace("\n00:", "  00:")
ZOOM = OTTER.replace("Interviewer\n00:", "[Interviewer] 14:00:").replace("Participant\n00:", "[Participant] 14:00:")
MEET = "00:00:00\nInterviewer: How do you pay?\nParticipant: By card, because the bill never makes sense.\n00:05:00\nInterviewer: Why?\nParticipant: The lines never match.\n"


@pytest.mark.parametrize("text", [OTTER, OTTER_INLINE, ZOOM, MEET])
def test_transcripts_saved_as_text_have_their_speakers_and_no_stamps(text: str):
    assert [(role, words) for role, _, words in said(text)] == [
        ("question", "How do you pay?"),
        ("answer", "By card, because the bill never makes sense."),
        ("question", "Why?"),
        ("answer", "The lines never match."),
    ]
    assert {speaker for role, speaker, _ in said(text) if role == "answer"} == {"S1"}


def test_one_time_of_day_in_a_text_is_a_word_of_it():
    assert told("Sovimme ajan:\n\n14:30\n\nEikä kukaan tullut.\n")[1] == ("paragraph", "14:30")


def test_a_text_file_that_surely_is_a_table_is_read_as_one(tmp_path: Path):
    table = read(tmp_path, "vienti.txt", "Vastaaja\tPalaute\nP1\tLasku, jota en ymmärrä\nP2\tHyvä; kiitos\n")
    assert table.sheets[0].header == ("Vastaaja", "Palaute")
    assert [row.cells for row in table.sheets[0].rows] == [("P1", "Lasku, jota en ymmärrä"), ("P2", "Hyvä; kiitos")]


@pytest.mark.parametrize(
    "text", ["Maija: hei; mitä\nP07: no hei; moi\nMaija: joo; niin\n", "a, b, c\nd, e, f\ng, h, i\n", "\tSisennetty\n\tteksti\n"]
)
def test_a_text_with_semicolons_commas_or_indents_is_no_table(tmp_path: Path, text: str):
    material = read(tmp_path, "muistio.txt", text)
    assert material.blocks
    assert not material.sheets


@given(st.text(alphabet="ab[]|^!=%<>/aside mark\n:0123-#", max_size=150))
def test_any_note_is_read_with_its_marks_inside_its_text(text: str):
    try:
        found = blocks(text)
    except Unreadable:
        return
    assert all(0 <= mark.start < mark.end <= len(block.text) for block in found for mark in block.marks)
