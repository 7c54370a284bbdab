"""Recognising an interview: every layout that people use, in Finnish and English, and no word lost."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from gold.markup import block_of
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.model.material import Block, Mark
from flows.observations.split import interview


def doc(text: str) -> list[Block]:
    """Blocks from a small notation: paragraphs apart by empty lines; `#` headings, `-` bullets, `1.` numbered, `**bold**`, `|` table rows."""
    blocks: list[Block] = []
    table = row = -1
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        paragraph = "\n".join(line.strip() for line in paragraph.splitlines())
        if paragraph.startswith("|"):
            table += 1
            for row, line in enumerate(paragraph.splitlines()):
                for column, cell in enumerate(line.strip("|").split("|")):
                    if cell.strip():
                        where = f"table {table + 1} r{row + 1}c{column + 1}"
                        blocks.append(Block(where, cell.strip(), "cell", cell=(table, row, column)))
            continue
        blocks.append(block_of(f"¶{len(blocks) + 1}", paragraph))
    return blocks


def told(text: str, name: str = "") -> list[str]:
    """What was recognised, a line each: `?` before questions, `-` before notes, `!` before staff, the speaker's code before answers."""
    signs = {"question": "?", "note": "-", "staff": "!"}
    found = interview(doc(text), name=name)
    return [f"{signs.get(p.role) or p.speaker or '*'} {p.text}" for p in found.passages]


LAYOUTS = {
    "labels-fi": (
        """
        Haastattelija: Kerro vähän itsestäsi.

        P07: Asun Tampereella ja maksan laskut itse.

        Minulla on kaksi lasta.

        Haastattelija: Miten laskun lukeminen sujuu?

        P07: En ymmärrä erittelyä.
        """,
        "labels 1.0",
        "? Kerro vähän itsestäsi.|P07 Asun Tampereella ja maksan laskut itse.|P07 Minulla on kaksi lasta.|? Miten laskun lukeminen sujuu?|P07 En ymmärrä erittelyä.",
    ),
    "labels-en": (
        """
        Interviewer: Tell me about your last bill.

        Participant: It came late.

        Interviewer: What did you do then?

        Participant: I called you.
        """,
        "labels 1.0",
        "? Tell me about your last bill.|S1 It came late.|? What did you do then?|S1 I called you.",
    ),
    "names-en": (
        """
        Me: How do you pay?

        Jack: By card, mostly.

        Me: And why?

        Jack: It is fast.
        """,
        "labels 0.95",
        "? How do you pay?|S1 By card, mostly.|? And why?|S1 It is fast.",
    ),
    "names-fi-by-questions": (
        """
        Maija: Miten maksat laskusi?

        Pekka: Verkkopankissa.

        Maija: Onko se helppoa?

        Pekka: On kyllä yleensä. Joskus viite puuttuu.
        """,
        "labels 0.9",
        "? Miten maksat laskusi?|S1 Verkkopankissa.|? Onko se helppoa?|S1 On kyllä yleensä. Joskus viite puuttuu.",
    ),
    "q-a": (
        """
        Q: What happened?

        A: Nothing came.

        Q: And then?

        A: I waited.
        """,
        "labels 1.0",
        "? What happened?|S1 Nothing came.|? And then?|S1 I waited.",
    ),
    "k-v": (
        """
        K: Mitä tapahtui?

        V: Ei mitään tullut.

        K: Ja sitten?

        V: Odotin.
        """,
        "labels 1.0",
        "? Mitä tapahtui?|S1 Ei mitään tullut.|? Ja sitten?|S1 Odotin.",
    ),
    "h-v-in-one-paragraph": (
        """
        H: Mitä odotit?
        V: Selkeää laskua.
        Sellaista kuin ennen.

        H: Saitko sen?
        V: En.
        """,
        "labels 1.0",
        "? Mitä odotit?|S1 Selkeää laskua.\nSellaista kuin ennen.|? Saitko sen?|S1 En.",
    ),
    "question-answer-numbered": (
        """
        Question 1: How often do you call?

        Answer: Twice a year.

        Question 2: What about?

        Answer: The bill.
        """,
        "labels 1.0",
        "? How often do you call?|S1 Twice a year.|? What about?|S1 The bill.",
    ),
    "legend-en": (
        """
        [I] – Interviewer

        [C] – Customer

        I – So you moved.

        C – Yes, in March.

        I – And the contract.

        C – Nobody told me.
        """,
        "labels 1.0",
        "? So you moved.|S1 Yes, in March.|? And the contract.|S1 Nobody told me.",
    ),
    "legend-fi": (
        """
        J = haastattelija, A = asiakas

        J: Muutit siis.

        A: Joo, maaliskuussa.

        J: Entä sopimus.

        A: Kukaan ei kertonut.
        """,
        "labels 1.0",
        "? Muutit siis.|S1 Joo, maaliskuussa.|? Entä sopimus.|S1 Kukaan ei kertonut.",
    ),
    "letter-and-code": (
        """
        H: Kerro muutosta.

        P12: Se oli hidas.

        H: Miksi niin?

        P12: Sopimus ei siirtynyt.
        """,
        "labels 0.95",
        "? Kerro muutosta.|P12 Se oli hidas.|? Miksi niin?|P12 Sopimus ei siirtynyt.",
    ),
    "one-paragraph-bold-labels": (
        """
        **Interviewer:**How was it?**Anna:**Slow and dull.**Interviewer:**What next?**Anna:**I left: no point in waiting.
        """,
        "labels 0.95",
        "? How was it?|S1 Slow and dull.|? What next?|S1 I left: no point in waiting.",
    ),
    "labels-alone": (
        """
        Haastattelija

        Mitä kuuluu?

        Osallistuja

        Hyvää, kiitos.

        Haastattelija

        Miten palvelu toimi?

        Osallistuja

        Sain heti vastauksen.
        """,
        "labels 1.0",
        "? Mitä kuuluu?|S1 Hyvää, kiitos.|? Miten palvelu toimi?|S1 Sain heti vastauksen.",
    ),
    "questions-labelled-only": (
        """
        Kysymys 1: Miten sait tiedon?

        Kirjeellä kotiin.

        Kysymys 2: Olisiko jokin muu parempi?

        Tekstiviesti riittäisi.
        """,
        "labels 0.85",
        "? Miten sait tiedon?|* Kirjeellä kotiin.|? Olisiko jokin muu parempi?|* Tekstiviesti riittäisi.",
    ),
    "focus-group": (
        """
        Moderaattori: Mitä toivotte?

        P01: Halvempaa hintaa.

        P02: Selkeämpiä laskuja, eikö niin?

        Tarkkailija: Kaikki nyökkäävät.

        P01: Niin minäkin.

        Moderaattori: Entä muuta?

        P02: Ei muuta.
        """,
        "labels 1.0",
        "? Mitä toivotte?|P01 Halvempaa hintaa.|P02 Selkeämpiä laskuja, eikö niin?|! Kaikki nyökkäävät.|P01 Niin minäkin.|? Entä muuta?|P02 Ei muuta.",
    ),
    "stamps-en": (
        """
        00:00:03 Speaker 1

        How did you find us?

        00:00:09 Speaker 2

        Through a friend.

        She had used you before.

        00:00:20 Speaker 1

        Was it easy?

        00:00:24 Speaker 2

        Quite easy.
        """,
        "stamps 0.9",
        "? How did you find us?|S1 Through a friend.|S1 She had used you before.|? Was it easy?|S1 Quite easy.",
    ),
    "stamps-inline-fi": (
        """
        [00:00:03] Haastattelija: Mistä kuulit meistä?

        [00:00:09] P04: Naapurilta.

        [00:00:20] Haastattelija: Oliko liittyminen helppoa?

        [00:00:24] P04: Oli.
        """,
        "stamps 1.0",
        "? Mistä kuulit meistä?|P04 Naapurilta.|? Oliko liittyminen helppoa?|P04 Oli.",
    ),
    "bold-question-fi": (
        """
        Kiitos kun tulit.

        **Miten käytät palvelua?**

        Puhelimella.

        Joskus koneella.

        **Kerro viime kerrasta.**

        Se jumittui.
        """,
        "bold-question 0.93",
        "- Kiitos kun tulit.|? Miten käytät palvelua?|* Puhelimella.|* Joskus koneella.|? Kerro viime kerrasta.|* Se jumittui.",
    ),
    "bold-question-same-line-en": (
        """
        **What do you use it for?** Bills.

        **How often?** Monthly, when I remember.
        """,
        "bold-question 0.95",
        "? What do you use it for?|* Bills.|? How often?|* Monthly, when I remember.",
    ),
    "bold-answer-en": (
        """
        What do you use it for?

        **Bills.**

        How often?

        **Monthly.**
        """,
        "bold-answer 0.95",
        "? What do you use it for?|* Bills.|? How often?|* Monthly.",
    ),
    "bold-answer-fi": (
        """
        Mihin käytät sitä?
        **Laskuihin.**

        Kuinka usein?
        **Kerran kuussa.**
        """,
        "bold-answer 0.95",
        "? Mihin käytät sitä?|* Laskuihin.|? Kuinka usein?|* Kerran kuussa.",
    ),
    "numbered-fi": (
        """
        1. Miten sait laskun?

        Postissa.

        2. Mitä teit sillä?

        Maksoin heti.
        """,
        "numbered 0.9",
        "? Miten sait laskun?|* Postissa.|? Mitä teit sillä?|* Maksoin heti.",
    ),
    "typed-numbers-en": (
        """
        1- How did you get the bill?

        By post.

        2- What did you do with it?

        I paid at once.
        """,
        "numbered 0.9",
        "? How did you get the bill?|* By post.|? What did you do with it?|* I paid at once.",
    ),
    "numbered-soft-breaks-fi": (
        """
        1) Miten sait laskun?
        Postissa.

        2) Mitä teit sillä?
        Maksoin heti.
        """,
        "numbered 0.9",
        "? Miten sait laskun?|* Postissa.|? Mitä teit sillä?|* Maksoin heti.",
    ),
    "question-headings-fi": (
        """
        # Maksaminen

        ## Miten maksat?

        Laskulla.

        - Joskus kortilla.

        ## Mikä on vaikeaa?

        Viitteet.

        # Muutto

        ## Milloin muutit?

        Keväällä.
        """,
        "headings 0.95",
        "? Miten maksat?|* Laskulla.|* Joskus kortilla.|? Mikä on vaikeaa?|* Viitteet.|? Milloin muutit?|* Keväällä.",
    ),
    "bullets-en": (
        """
        How do you pay?

        - By card.

        - Sometimes by phone.

        What is hard?

        - References.
        """,
        "bullets 0.85",
        "? How do you pay?|* By card.|* Sometimes by phone.|? What is hard?|* References.",
    ),
    "table-fi": (
        """
        | Kysymys | Vastaus |
        | Miten maksat? | Laskulla. |
        | Kerro viimeisimmästä | En muista. |
        """,
        "table 1.0",
        "? Miten maksat?|* Laskulla.|? Kerro viimeisimmästä|* En muista.",
    ),
    "table-without-header-en": (
        """
        | 1 | How do you pay? | By bill. |
        | 2 | What is hard? | The references. |
        | 3 | Anything else? | No, that is it. |
        """,
        "table 0.85",
        "? How do you pay?|* By bill.|? What is hard?|* The references.|? Anything else?|* No, that is it.",
    ),
    "table-matrix-fi": (
        """
        | Kysymys | P01 | P02 |
        | Miten maksat? | Laskulla. | Kortilla. |
        | Mikä on vaikeaa? | Viitteet. | Ei mikään. |
        """,
        "table 1.0",
        "? Miten maksat?|P01 Laskulla.|P02 Kortilla.|? Mikä on vaikeaa?|P01 Viitteet.|P02 Ei mikään.",
    ),
    "table-turns-fi": (
        """
        | Haastattelija | Miten maksat? |
        | P03 | Laskulla. |
        | Haastattelija | Miksi? |
        | P03 | Tottumuksesta. |
        """,
        "table-turns 1.0",
        "? Miten maksat?|P03 Laskulla.|? Miksi?|P03 Tottumuksesta.",
    ),
    "guide-fi": (
        """
        # Haastattelurunko

        ## Aluksi

        - Kuka olet?

        - Mitä teet työksesi?

        ## Laskut

        - Miten maksat laskut?

        - Mikä niissä on vaikeaa?
        """,
        "guide 0.85",
        "? Kuka olet?|? Mitä teet työksesi?|? Miten maksat laskut?|? Mikä niissä on vaikeaa?",
    ),
    "guide-numbered-en": (
        """
        1. Who are you?

        2. What do you do?

        3. How do you pay?
        """,
        "guide 0.9",
        "? Who are you?|? What do you do?|? How do you pay?",
    ),
    "notes-en": (
        """
        # Notes

        ## Price

        - Finds it high.

        - Compares every spring.
        """,
        "notes 0.5",
        "- Finds it high.|- Compares every spring.",
    ),
    "unattributed-fi": (
        """
        Mitä kuuluu?

        Hyvää.

        Miten palvelu toimi?

        Se toimi hyvin.

        En muuta toivoisi.
        """,
        "unattributed 0.45",
        "- Mitä kuuluu?|- Hyvää.|- Miten palvelu toimi?|- Se toimi hyvin.|- En muuta toivoisi.",
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_layout_is_recognised_line_by_line(name: str):
    text, layout, lines = LAYOUTS[name]
    found = interview(doc(text))
    assert told(text) == lines.split("|")
    assert f"{found.layout} {round(found.confidence, 2)}" == layout


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_answer_carries_the_question_before_it(name: str):
    question = ""
    for passage in interview(doc(LAYOUTS[name][0])).passages:
        if passage.role == "question":
            question = passage.text
        if passage.role == "answer":
            assert passage.question == question


def test_a_mere_yes_of_the_interviewer_leaves_the_question_standing():
    found = interview(
        doc("H: Miten maksat?\n\nP1: Laskulla.\n\nH: Joo.\n\nP1: Tai kortilla.\n\nH: Okei, mennään sitten eteenpäin.\n\nP1: Selvä.")
    )
    assert [p.question for p in found.passages if p.role == "answer"] == [
        "Miten maksat?",
        "Miten maksat?",
        "Okei, mennään sitten eteenpäin.",
    ]


METADATA = {
    "lines": "Osallistuja: P07\nPvm: 12.3.2026\nHaastattelija: Maija Virtanen\nSegmentti: Kotitaloudet",
    "paragraphs": "Osallistuja: P07\n\nPvm: 12. maaliskuuta 2026\n\nHaastattelija: Maija Virtanen\n\nSegmentti: Kotitaloudet",
    "table": "| Osallistuja | P07 |\n| Päivämäärä | 12.3.2026 |\n| Haastattelija | Maija Virtanen |\n| Segmentti | Kotitaloudet |",
    "english": "Participant: P07\nDate: 12 March 2026\nInterviewer: Maija Virtanen\nSegment: Kotitaloudet",
    "english-table": "| Participant | P07 |\n| Date | 2026-03-12 |\n| Interviewer | Maija Virtanen |\n| Segment | Kotitaloudet |",
}
BODIES = {
    "labels": "Haastattelija: Miten maksat?\n\nOsallistuja: Laskulla.\n\nHaastattelija: Miksi?\n\nOsallistuja: Tottumuksesta.",
    "bold": "**Miten maksat?**\n\nLaskulla.\n\n**Miksi?**\n\nTottumuksesta.",
    "numbered": "1. Miten maksat?\n\nLaskulla.\n\n2. Miksi?\n\nTottumuksesta.",
    "table": "| Kysymys | Vastaus |\n| Miten maksat? | Laskulla. |\n| Miksi? | Tottumuksesta. |",
    "headings": "## Miten maksat?\n\nLaskulla.\n\n## Miksi?\n\nTottumuksesta.",
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("head", METADATA)
def test_metadata_on_top_never_becomes_a_passage_and_names_the_only_speaker(head: str, body: str):
    found = interview(doc(f"# Asiakashaastattelu\n\n{METADATA[head]}\n\n{BODIES[body]}"))
    lines = [(p.role, p.speaker, p.text, str(p.heard_on)) for p in found.passages]
    assert lines == [
        ("question", "", "Miten maksat?", "2026-03-12"),
        ("answer", "P07", "Laskulla.", "2026-03-12"),
        ("question", "", "Miksi?", "2026-03-12"),
        ("answer", "P07", "Tottumuksesta.", "2026-03-12"),
    ]
    assert found.facts["segment"] == "Kotitaloudet"
    assert "Maija" not in " ".join(found.facts.values())
    assert found.names == {"Maija Virtanen": ""}


def test_a_lone_interviewer_line_is_a_label_and_not_metadata():
    assert told("Haastattelija: Maija tässä, miten menee?\n\nP07: Hyvin.\n\nHaastattelija: Mikä erityisesti?\n\nP07: Kaikki.")[
        0
    ].startswith("? Maija")


@pytest.mark.parametrize(
    "name", ["P07_2026-03-12.docx", "haastattelu_P07_12.3.2026.docx", "2026-03-12 P07 muistiinpanot.md", "20260312-P07.vtt"]
)
def test_a_file_name_gives_the_code_and_the_day(name: str):
    found = interview(doc(BODIES["bold"]), name=name)
    assert {(p.speaker, str(p.heard_on)) for p in found.passages if p.role == "answer"} == {("P07", "2026-03-12")}


@pytest.mark.parametrize("start", ["# Haastattelu {n}", "# Interview {n}", "Osallistuja: P0{n}", "## P0{n}"])
def test_several_people_in_one_file_are_told_apart(start: str):
    parts = [f"{start.format(n=n)}\n\n**Miten maksat?**\n\nLaskulla {n}.\n\n**Miksi?**\n\nSiksi {n}." for n in (1, 2, 3)]
    speakers = [p.speaker for p in interview(doc("\n\n".join(parts))).passages if p.role == "answer"]
    assert speakers == [code for n in (1, 2, 3) for code in [f"P0{n}" if "P0" in start else f"S{n}"] * 2]


def test_each_part_has_its_own_names_and_metadata():
    one = "# Haastattelu 1\n\nOsallistuja: P01\nPvm: 1.3.2026\n\nJack: How do you pay?\n\nAnna: By card.\n\nJack: Why?\n\nAnna: Habit."
    two = "# Haastattelu 2\n\nOsallistuja: P02\nPvm: 2.3.2026\n\nJack: How do you pay?\n\nBob: In cash.\n\nJack: Why?\n\nBob: No bank."
    found = interview(doc(f"{one}\n\n{two}"))
    assert [(p.speaker, str(p.heard_on)) for p in found.passages if p.role == "answer"] == [
        ("P01", "2026-03-01"), ("P01", "2026-03-01"), ("P02", "2026-03-02"), ("P02", "2026-03-02")
    ]  # fmt: skip
    assert found.names == {"Anna": "P01", "Bob": "P02", "Jack": ""}


def test_one_persons_notes_are_answers_when_the_code_is_known():
    found = interview(doc("# Muistiinpanot\n\n## Hinta\n\n- Pitää hintaa korkeana.\n\n## Muutto\n\nSopimus ei siirtynyt."), name="P07.docx")
    assert [(p.role, p.speaker, p.section) for p in found.passages] == [("answer", "P07", "Hinta"), ("answer", "P07", "Muutto")]
    assert found.confidence == 0.7


def test_many_short_paragraphs_are_not_sure_to_be_one_persons():
    turns = "Laskut tulevat myöhässä.\n\nHyvä kuulla.\n\nSe on hankalaa.\n\nYmmärrän.\n\nNiin on."
    found = interview(doc(turns), name="P07.docx")
    assert (found.layout, found.confidence) == ("notes", 0.5)
    bullets = "\n\n".join(f"- {line}" for line in turns.split("\n\n"))
    longer = "\n\n".join(
        f"Osallistuja kertoi, että {n}. lasku tuli hänelle taas kerran aivan liian myöhässä ja että siitä oli paljon harmia."
        for n in range(5)
    )
    assert [interview(doc(notes), name="P07.docx").confidence for notes in (bullets, longer)] == [0.7, 0.7]


@pytest.mark.parametrize(("asks", "answers"), [("Haastattelija", "Maija"), ("Interviewer", "Jack"), ("Tutkija", "Anna Mäki")])
def test_one_question_and_one_answer_with_labels_are_an_interview(asks: str, answers: str):
    found = interview(doc(f"{asks}: Kerro laskuistasi.\n\n{answers}: Ne tulevat myöhässä.\n\nJa väärin."), name="P07.docx")
    assert (found.layout, found.confidence) == ("labels", 0.95)
    assert [(p.role, p.speaker) for p in found.passages] == [("question", ""), ("answer", "P07"), ("answer", "P07")]


def test_who_the_interviewer_is_is_no_question():
    found = interview(doc("Haastattelija: Kerttu Virtanen\n\nMaija: Laskut tulevat myöhässä."), name="P07.docx")
    assert "question" not in {p.role for p in found.passages}


def test_notes_with_kind_words_before_colons_are_no_speakers():
    found = interview(doc("Tarve: Selkeä lasku.\n\nOngelma: Viite puuttuu.\n\nTarve: Nopea apu.\n\nOngelma: Jono."), name="P07.docx")
    assert found.layout == "notes"


def test_headings_are_sections_and_bold_words_without_a_question_too():
    found = interview(doc("# Haastattelu\n\n## Laskut\n\n**Miten maksat?**\n\nLaskulla.\n\n**Muutto**\n\n**Milloin muutit?**\n\nKeväällä."))
    assert [p.section for p in found.passages if p.role == "answer"] == ["Laskut", "Laskut › Muutto"]


def test_two_speakers_of_whom_neither_asks_are_kept_but_not_attributed():
    found = interview(doc("Anna: Se oli hidas.\n\nBob: Samaa mieltä.\n\nAnna: Hinta nousi.\n\nBob: Niin nousi."))
    assert {p.role for p in found.passages} == {"note"}
    assert found.confidence == 0.5
    assert [t.code for t in found.troubles] == ["who-asks"]


def test_cues_with_speakers_become_turns():
    blocks = [
        Block("00:00:01", "How did it go?", "cue", speaker="Maija Tutkija"),
        Block("00:00:04", "It went well.", "cue", speaker="Anna"),
        Block("00:00:09", "What was best?", "cue", speaker="Maija Tutkija"),
        Block("00:00:12", "The speed.", "cue", speaker="Anna"),
    ]
    found = interview(blocks, name="P05.vtt")
    assert [(p.role, p.speaker) for p in found.passages] == [("question", ""), ("answer", "P05")] * 2
    assert found.layout == "cues"


def test_marks_follow_their_words_when_a_paragraph_is_cut():
    text = "H: Mitä odotit?\nV: Selkeää laskua."
    at = text.index("laskua")
    marks = (Mark(at, at + 6, "comment", "#laskutus"), Mark(3, 7, "highlight", "yellow"))
    found = interview([Block("¶1", text, marks=marks), Block("¶2", "H: Entä nyt?\nV: Samaa.")])
    question, answer = found.passages[:2]
    assert [(m.words, question.text[m.start : m.end]) for m in question.marks] == [("yellow", "Mitä")]
    assert [(m.words, answer.text[m.start : m.end]) for m in answer.marks] == [("#laskutus", "laskua")]


def test_an_empty_document_has_no_passages_and_no_error():
    assert interview([]).passages == ()
    assert interview([Block("¶1", "   ")]).passages == ()


def test_a_document_without_a_code_says_so():
    assert "no-participant" in [t.code for t in interview(doc(BODIES["bold"])).troubles]


WORDS = "lasku hinta muutto apu jono viite sopimus bill price move help queue Tampere P07 12.3.2026 kello 12:30 http://x.fi ja and"
WORD = st.sampled_from(WORDS.split())
SENTENCE = st.builds(
    lambda words, end: " ".join(words) + end, st.lists(WORD, min_size=1, max_size=8), st.sampled_from([".", "?", "", ":", "!"])
)
DRESSED = st.builds(
    lambda dress, one, two: dress.format(one, two),
    st.sampled_from(
        [
            "{0}", "**{0}**", "**{0}** {1}", "{0} **{1}**", "{0}\n{1}", "1. {0}", "2) {0}\n{1}", "- {0}", "# {0}", "## {0}", "H: {0}", "V: {0}", "H: {0}\nV: {1}",
            "Haastattelija: {0}", "P07: {0}", "Jack: {0}", "Osallistuja: {0}", "Haastattelu 2", "Haastattelu 1", "P12", "00:00:03 Speaker 1", "[00:01] Anna: {0}",
            "| Kysymys | Vastaus |\n| {0} | {1} |", "| {0} | {1} |\n| {1} | {0} |", "Pvm: 1.2.2026\nNimi: {0}", "I = Interviewer", "| Pvm | {0} |\n| Nimi | {1} |",
            "**Jack:** {0} **Anna:** {1}", "Tarve: {0}", "Haastattelija", "#laskutus {0}",
        ]
    ),
    SENTENCE,
    SENTENCE,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(DRESSED, max_size=14))
def test_no_word_is_lost_whatever_the_mix_of_layouts(paragraphs: list[str]):
    blocks = doc("\n\n".join(paragraphs))
    found = interview(blocks)
    kept = [p.text for p in found.passages] + [p.section for p in found.passages] + [*found.facts, *found.facts.values(), *found.dropped]
    have = Counter(re.findall(r"\w+", " ".join(kept)))
    wanted = set(re.findall(r"\w+", " ".join(b.text for b in blocks)))
    assert wanted <= set(have)
    assert 0 <= found.confidence <= 1
    assert interview(blocks) == found


# What is not labelled


def test_who_asks_without_a_label_is_heard_between_the_labels_of_those_who_answer():
    found = told(
        """
        Tervetuloa! Miten laskutus sujuu?

        **Liisa:** Hyvin sujuu.

        **Kalle:** Ei suju. Viite puuttuu.

        Siitä on valitettu.

        Mitä siitä seuraa?

        **Kalle:** Maksuhäiriöitä.

        Entä mitä toivoisitte?

        **Liisa:** Yhtä laskua.
        """
    )
    assert found == [
        "? Tervetuloa! Miten laskutus sujuu?", "S1 Hyvin sujuu.", "S2 Ei suju. Viite puuttuu.", "S2 Siitä on valitettu.",
        "? Mitä siitä seuraa?", "S2 Maksuhäiriöitä.", "? Entä mitä toivoisitte?", "S1 Yhtä laskua.",
    ]  # fmt: skip


def test_a_question_before_which_and_after_which_the_same_person_answers_is_somebody_elses():
    found = told("H: Miten?\n\nV: Näin.\n\nJatkan vielä.\n\nJa miksi?\n\nV: Siksi.")
    assert found == ["? Miten?", "S1 Näin.", "S1 Jatkan vielä.", "? Ja miksi?", "S1 Siksi."]


def test_remarks_in_brackets_and_short_bold_lines_are_nobodys_words():
    found = interview(doc("H: Miten?\n\nV: Näin.\n\n(naurua)\n\n**Laskut**\n\nH: Entä laskut?\n\nV: Ne tulevat."))
    assert [(p.text, p.role, p.section) for p in found.passages] == [
        ("Miten?", "question", ""), ("Näin.", "answer", ""), ("(naurua)", "note", ""),
        ("Entä laskut?", "question", "Laskut"), ("Ne tulevat.", "answer", "Laskut"),
    ]  # fmt: skip


def test_people_who_talk_among_themselves_are_not_taken_for_an_interview():
    talk = "\n\n".join(
        f"{name}: {'Miksi niin?' if n % 5 == 0 else 'Minä maksan sen aina heti.'}" for n, name in enumerate(["Aa", "Bee", "Cee", "Dee"] * 6)
    )
    assert interview(doc(talk)).confidence < 0.6


def test_an_article_that_asks_now_and_then_is_not_sure_to_be_an_interview():
    parts = ("Lasku", "Mikä on viite?", "Eräpäivä", "Kuka maksaa?", "Korko", "Muistutus")
    assert interview(doc("\n\n".join(f"## {part}\n\nTästä kerrotaan tässä." for part in parts))).confidence < 0.6


def test_what_is_called_a_guide_may_say_more_than_it_asks():
    guide = (
        "Kiitä osallistujaa.\n\nMuista nauhoitus.\n\nKuka olet?\n\nMiten maksat?\n\nLaita lasku esille.\n\nMikä siinä on vaikeaa?\n\nKiitä."
    )
    assert interview(doc(guide), name="haastattelurunko.docx").layout == "guide"
    assert interview(doc(guide), name="P07.docx").confidence < 0.6


# What a person tells


NOBODY_ASKS = "Maija: Puhutaan laskuista.\n\nSpeaker 2: Ne tulevat myöhässä.\n\nMaija: Jatketaan siitä.\n\nSpeaker 2: Viikon verran aina."


def test_the_plan_says_who_the_labels_are():
    blocks = doc(NOBODY_ASKS)
    assert interview(blocks).confidence < 0.6
    found = interview(blocks, speakers={"Maija": "staff", "Speaker 2": "P07"})
    assert (found.layout, found.confidence, found.participants, found.minted) == ("labels", 1.0, ("P07",), frozenset())
    assert [(p.role, p.speaker) for p in found.passages] == [("question", ""), ("answer", "P07")] * 2
    assert found.names == {"Maija": ""}


def test_a_note_taker_stays_one_whom_the_plan_calls_staff():
    found = interview(
        doc("Maija: Miten?\n\nPekka: Näin.\n\nKirjuri: Hän nauroi."), speakers={"Kirjuri": "staff", "Maija": "staff", "Pekka": "P01"}
    )
    assert [p.role for p in found.passages] == ["question", "answer", "staff"]


@pytest.mark.parametrize(
    ("layout", "text", "roles"),
    [
        ("bold-question", "**Hinta**\n\nSopiva.\n\n**Laskujen saapuminen ja niiden maksu.**\n\nMyöhässä.", "question answer question answer"),
        ("bold-answer", "Mitä mieltä olet hinnasta.\n\n**Sopiva.**\n\nEntä laskuista nyt.\n\n**Myöhässä.**", "question answer question answer"),
        ("numbered", "1. Mitä mieltä hinnasta on oltava.\n\nSopiva.\n\n2. Laskut ja muut asiat yleensä ottaen.\n\nMyöhässä.", "question answer question answer"),
        ("headings", "# Hinta\n\nSopiva.\n\n# Laskut\n\nMyöhässä.", "question answer question answer"),
        ("table", "| hinta | sopiva |\n| laskut | myöhässä |", "question answer question answer"),
        ("labels", "Kerttu: Miten maksat laskusi?\n\nMaija: Verkkopankissa.", "question answer"),
        ("labels", "Haastattelija: Kerro laskuista.\n\nMaija: Ne tulevat myöhässä.", "question answer"),
        ("notes", "Sopiva hinta.\n\nLaskut myöhässä.", "answer answer"),
        ("guide", "Kuka olet?\n\nKiitä.", "question note"),
    ],
)  # fmt: skip
def test_a_layout_that_the_plan_names_is_read_so_without_being_weighed(layout: str, text: str, roles: str):
    found = interview(doc(text), name="P07.docx", layout=layout)
    assert (found.layout, found.confidence) == (layout, 1.0)
    assert [p.role for p in found.passages] == roles.split()


def test_a_layout_that_nothing_is_set_in_is_told_and_the_document_is_read_as_without_it():
    found = interview(doc("H: Miten?\n\nV: Näin."), layout="table")
    assert (found.layout, found.confidence) == ("labels", 1.0)
    assert [trouble.code for trouble in found.troubles if trouble.code != "no-participant"] == ["layout-unfit"]


def test_footnotes_are_notes_and_not_the_last_speakers_words():
    blocks = [*doc("H: Miten?\n\nV: Näin."), Block("footnote 1", "Nauhoite katkesi tässä.", "note")]
    assert [p.role for p in interview(blocks).passages] == ["question", "answer", "note"]


def test_a_lone_line_with_the_codes_of_all_who_take_part_is_no_question():
    lines = [
        "Osallistujat: P2, P4",
        "P2: Lasku tuli myöhässä.",
        "P4: Minusta lasku oli selvä.",
        "P2: Soitin siitä.",
        "P4: En ole soittanut.",
    ]
    told = interview([Block(f"¶{n}", line) for n, line in enumerate(lines, 1)], name="x.docx", facts={})
    assert [(p.role, p.speaker) for p in told.passages] == [("answer", "P2"), ("answer", "P4"), ("answer", "P2"), ("answer", "P4")]
    assert told.participants == ("P2", "P4")
