from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import Unreadable
from flows.model.material import Found
from flows.model.organisation import Organisation
from flows.model.registers import Participant
from flows.model.studies import SourceEntry, Study
from flows.observations.compose import document
from flows.observations.privacy.mask import Mask
from flows.sources.markdown import blocks_in
from flows.sources.transcript import turns_in

DATA = Path(os.environ.get("UOMA_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


def turns(text: str) -> list[tuple[str, str, str]]:
    return [(block.locator, block.speaker, block.text) for block in turns_in(text.encode()).blocks]


def cue(start: str, end: str, text: str) -> str:
    return f"00:{start}.000 --> 00:{end}.000\n{text}\n\n"


def blocks(text: str, **options: bool) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks_in(text.encode(), **options).blocks]


def test_voice_tags_name_the_speaker_and_consecutive_cues_are_one_turn():
    text = "WEBVTT\n\nabc/12-0\n" + cue("00:01", "00:03", "<v Virtanen, Maija>Hei &amp; tervetuloa</v>")
    text += "abc/13-0\n" + cue("00:03", "00:05", "<v Virtanen, Maija>kerrotko laskusta</v> <v P07>No <i>voin</i> kertoa</v>")
    assert turns(text) == [
        ("00:00:01", "Virtanen, Maija", "Hei & tervetuloa kerrotko laskusta"),
        ("00:00:03", "P07", "No voin kertoa"),
    ]


def test_a_name_before_a_colon_counts_when_it_comes_again():
    text = "WEBVTT\n\n" + cue("00:01", "00:02", "P07: Meni huonosti.") + cue("00:02", "00:03", "Sanoin heti: ei käy")
    text += cue("00:03", "00:04", "ja vielä jatkoin") + cue("00:04", "00:05", "sitten vain") + cue("00:05", "00:06", "lähdin pois")
    text += cue("00:20", "00:21", "P07: Ei muuta.")
    assert turns(text) == [
        ("00:00:01", "P07", "Meni huonosti. Sanoin heti: ei käy ja vielä jatkoin sitten vain lähdin pois"),
        ("00:00:20", "P07", "Ei muuta."),
    ]


def test_where_every_cue_has_a_label_one_who_speaks_once_is_not_taken_for_another():
    text = (
        "WEBVTT\n\n" + cue("00:01", "00:02", "Maija: Hei") + cue("00:02", "00:03", "Maija: no niin") + cue("00:03", "00:04", "Liisa: Moi")
    )
    assert turns(text) == [("00:00:01", "Maija", "Hei no niin"), ("00:00:03", "Liisa", "Moi")]


def test_names_in_brackets_on_their_own_line_are_speakers_in_srt_too():
    text = "1\n00:00:01,000 --> 00:00:02,500\n(Maija)\nHei\n\n2\n00:00:03,000 --> 00:00:04,000\n(Pekka)\nTerve (nauraa)\n\n"
    text += "3\n00:01:04,000 --> 00:01:05,000\n(Maija)\nNoin\n"
    assert turns(text) == [("00:00:01", "Maija", "Hei"), ("00:00:03", "Pekka", "Terve (nauraa)"), ("00:01:04", "Maija", "Noin")]


def test_a_pause_ends_a_turn_and_so_do_many_words_at_the_end_of_a_sentence():
    paused = "WEBVTT\n\n" + cue("00:01", "00:02", "Yksi.") + cue("00:08", "00:09", "Kaksi.")
    assert [text for _, _, text in turns(paused)] == ["Yksi.", "Kaksi."]
    long = "WEBVTT\n\n" + "".join(cue(f"01:{i:02d}", f"01:{i + 1:02d}", "sana " * 9 + ("loppu." if i % 2 else "jatkuu")) for i in range(30))
    parts = [text for _, _, text in turns(long)]
    assert all(text.endswith("loppu.") for text in parts)
    assert max(len(text.split()) for text in parts) <= 140
    assert sum(len(text.split()) for text in parts) == 300


def test_notes_styles_and_regions_are_no_talk_and_the_head_tells_the_language():
    text = "WEBVTT - Haastattelu 7\nKind: captions\nLanguage: fi\n\nNOTE\nmuistiinpano\nkahdella rivillä\n\nSTYLE\n::cue { color: red }\n\n"
    material = turns_in((text + cue("00:01", "00:02", "Hei")).encode())
    assert [block.text for block in material.blocks] == ["Hei"]
    assert material.facts == {"title": "Haastattelu 7", "language": "fi"}


def test_words_under_a_broken_time_code_are_kept_and_told():
    text = "WEBVTT\n\n" + cue("00:01", "00:02", "Eka.") + "00:00:02.000 --> 00:00:1d.890\nToka.\n\n" + cue("00:12", "00:13", "Kolmas.")
    material = turns_in(text.encode())
    assert [(block.locator, block.text) for block in material.blocks] == [("00:00:01", "Eka. Toka."), ("00:00:12", "Kolmas.")]
    assert [(trouble.code, trouble.place) for trouble in material.troubles] == [("bad-time", "line 6")]


def test_rolling_captions_say_each_word_once():
    text = (
        "WEBVTT\n\n"
        + cue("00:01", "00:02", "no<00:00:01.500><c> niin</c>")
        + cue("00:02", "00:03", "no niin\njatketaan<00:00:02.500><c> nyt</c>")
    )
    assert turns(text) == [("00:00:01", "", "no niin jatketaan nyt")]


def test_captions_that_roll_without_tags_say_each_line_once_too():
    rolled = "WEBVTT\n\n" + cue("00:00", "00:03", "tänään puhun") + cue("00:02", "00:05", "tänään puhun\nlaskusta ja")
    rolled += cue("00:04", "00:07", "laskusta ja\nsiitä miten") + cue("00:06", "00:09", "siitä miten\nse tulee")
    assert [text for _, _, text in turns(rolled)] == ["tänään puhun laskusta ja siitä miten se tulee"]
    twice = "WEBVTT\n\n" + cue("00:01", "00:02", "Joo.") * 2 + cue("00:03", "00:04", "Joo.")
    assert [text for _, _, text in turns(twice)] == ["Joo. Joo."]


def test_chevrons_begin_another_speaker_named_or_not():
    named = "WEBVTT\n\n" + cue("00:01", "00:02", ">> MAIJA: Hei") + cue("00:02", "00:03", "kerro") + cue("00:03", "00:04", ">> P07: Moi")
    named += cue("00:04", "00:05", "&gt;&gt; MAIJA: Miksi?") + cue("00:05", "00:06", ">> P07: Siksi.")
    assert [(who, text) for _, who, text in turns(named)] == [
        ("MAIJA", "Hei kerro"),
        ("P07", "Moi"),
        ("MAIJA", "Miksi?"),
        ("P07", "Siksi."),
    ]
    nameless = "WEBVTT\n\n" + cue("00:01", "00:02", ">> Hei") + cue("00:02", "00:03", "kerro") + cue("00:03", "00:04", ">> Moi")
    assert turns(nameless) == [("00:00:01", "", "Hei kerro"), ("00:00:03", "", "Moi")]


def test_captions_of_youtube_and_mistyped_arrows_are_read():
    assert turns("0:00:00.599,0:00:04.160\nP07: Hei\n\n0:00:04.160,0:00:06.770\nP07: vaan\n") == [("00:00:00", "P07", "Hei vaan")]
    assert turns("1\n00:00:01,000 -> 00:00:02,000\nHei\n\n2\n00:00:02,000 —> 00:00:03,000\nvaan\n") == [("00:00:01", "", "Hei vaan")]


def test_overlapping_talk_keeps_the_order_of_the_file_and_each_speakers_words():
    text = (
        "WEBVTT\n\n"
        + cue("00:03", "00:08", "<v A>Pitkä puhe</v>")
        + cue("00:04", "00:05", "<v B>Joo</v>")
        + cue("00:08", "00:09", "<v A>jatkuu</v>")
    )
    assert turns(text) == [("00:00:03", "A", "Pitkä puhe"), ("00:00:04", "B", "Joo"), ("00:00:08", "A", "jatkuu")]


def test_cues_without_blank_lines_between_and_entities_in_utf_16_are_read():
    text = "WEBVTT\r\n00:00:01.000 --> 00:00:02.000 align:start\r\nÄäni&nbsp;on\r\n2\r\n00:00:02.000 --> 00:00:03.000\r\nhyvä &lt;3\r\n"
    assert [block.text for block in turns_in(text.encode("utf-16")).blocks] == ["Ääni on hyvä <3"]


def test_a_speaker_whom_the_register_knows_goes_by_their_code_and_an_unknown_one_by_the_documents_own():
    text = "WEBVTT\n\n" + cue("00:01", "00:02", "<v Virtanen, Maija (Ext)>Miten laskutus sujuu?</v>")
    text += cue("00:03", "00:04", "<v Mäki, Pekka (Ext)>Erittely puuttuu aina laskusta.</v>")
    text += cue("00:05", "00:06", "<v Virtanen, Maija (Ext)>Miksi?</v>") + cue("00:07", "00:08", "<v Mäki, Pekka (Ext)>Sitä en tiedä.</v>")
    found = Found(key="koe/a.vtt", study="koe", kind="transcript", name="a.vtt", fingerprint="f")
    study = Study.model_validate({"id": "koe", "title": "Koe"})
    organisation = Organisation.model_validate({"name": "x"})
    read = {
        name: document(found, turns_in(text.encode()), study, SourceEntry(), organisation, Mask((Participant(id="P07", name=name),)).hide)
        for name in ("Pekka Mäki", "Joku Muu")
    }
    assert {p.speaker for p in read["Pekka Mäki"].passages if p.role == "answer"} == {"P07"}
    assert read["Pekka Mäki"].participants == ("P07",)
    assert all(code.startswith("S1-") for code in read["Joku Muu"].participants)
    assert "Mäki" not in read["Pekka Mäki"].model_dump_json()


@pytest.mark.parametrize(
    ("text", "code"), [("WEBVTT\n", "no-cues"), ("pelkkää tekstiä", "no-cues"), ("", "empty-file"), ("\n\n", "empty-file")]
)
def test_without_talk_it_is_refused(text, code):
    with pytest.raises(Unreadable) as refused:
        turns_in(text.encode())
    assert refused.value.code == code


@given(st.text(alphabet="ab:.<>v/-> \n0123456789,WEBVT()", max_size=200))
def test_any_transcript_is_read_or_refused_by_name(text):
    try:
        read = turns_in(text.encode()).blocks
    except Unreadable:
        return
    assert all(block.text.strip() for block in read)


@pytest.mark.skipif(not (DATA / "vtt").is_dir(), reason="the shared transcripts are not on this machine")
def test_real_transcripts_are_read_or_refused_by_name():
    refused = []
    for path in sorted((DATA / "vtt").iterdir()):
        try:
            assert turns_in(path.read_bytes()).blocks
        except Unreadable as wrong:
            refused.append(wrong.code)
    assert sorted(refused) == ["empty-file", "no-cues", "no-cues", "no-cues", "no-cues", "no-cues"]


def test_markdown_keeps_headings_paragraphs_items_and_quotes():
    text = (
        "# Haastattelu\n\nRivi yksi\nrivi kaksi.\n\nAlaotsikko\n---\n- eka\n  - toka\n1. kolmas\n   jatkuu\n\n> sitaatti\n> jatkuu\n\n***\n"
    )
    assert blocks(text) == [
        ("heading", "Haastattelu"),
        ("paragraph", "Rivi yksi rivi kaksi."),
        ("heading", "Alaotsikko"),
        ("item", "eka"),
        ("item", "toka"),
        ("item", "kolmas jatkuu"),
        ("paragraph", "sitaatti jatkuu"),
    ]
    read = blocks_in(text.encode()).blocks
    assert [(b.locator, b.level, b.numbered) for b in read][2:6] == [("¶3", 2, False), ("¶4", 1, False), ("¶5", 2, False), ("¶6", 1, True)]


@pytest.mark.parametrize(
    "text",
    [
        "**Maija:** Miten meni?\n**P07:** Huonosti,\ntodella huonosti.\n",
        "**Maija**: Miten meni?\n**P07**: Huonosti,\ntodella huonosti.\n",
        "Maija: Miten meni?\nP07: Huonosti,\ntodella huonosti.\n",
        "**Maija:**  \nMiten meni?\n\n**P07:**  \nHuonosti,\ntodella huonosti.\n",
    ],
)
def test_each_label_begins_a_block_of_its_own(text):
    assert blocks(text) == [("paragraph", "Maija: Miten meni?"), ("paragraph", "P07: Huonosti, todella huonosti.")]


def test_a_bold_question_and_its_answer_below_are_two_blocks():
    assert blocks("**Mitä odotit?**\nSelvää laskua.\n") == [("paragraph", "Mitä odotit?"), ("paragraph", "Selvää laskua.")]


def test_a_time_stamp_begins_a_block_and_stays_in_it():
    assert [text for _, text in blocks("[00:01:02] Maija: hei\n00:01:09 P07: no hei\njatkan\n")] == [
        "[00:01:02] Maija: hei",
        "00:01:09 P07: no hei jatkan",
    ]


def test_markup_becomes_text_and_bold_spans_and_words_that_look_like_markup_stay():
    block = blocks_in(
        b"a **lihava** *kursiivi* [linkki](http://x.fi/a_(b)) `koodi` 2 * 3 snake_case &amp; <script>x</script> \\*ei\\*\n"
    ).blocks[0]
    assert block.text == "a lihava kursiivi linkki koodi 2 * 3 snake_case & <script>x</script> *ei*"
    assert [block.text[start:end] for start, end in block.bold] == ["lihava"]


def test_front_matter_is_facts_in_the_persons_own_letters_and_runs_nothing():
    text = "---\nosallistuja: P07\npvm: 2026-03-12\nkoodi: 0012\nkyllä: no\ntags: [a, b]\nx: !!python/object/apply:os.system [ls]\n---\nTeksti.\n"
    material = blocks_in(text.encode())
    assert material.facts == {"osallistuja": "P07", "pvm": "2026-03-12", "koodi": "0012", "kyllä": "no", "tags": "a, b", "x": "ls"}
    assert [block.text for block in material.blocks] == ["Teksti."]


def test_broken_front_matter_is_told_and_the_text_is_read():
    material = blocks_in(b"---\na: b: c\n---\nTeksti.\n")
    assert ([t.code for t in material.troubles], [b.text for b in material.blocks]) == (["bad-front-matter"], ["Teksti."])


def test_tables_come_out_as_cells_and_code_as_it_stands():
    read = blocks_in(b"| Kysymys | Vastaus |\n|---|---|\n| Miksi? | **Hinta** |\n\n```\nrivi 1\n  rivi 2\n```\n").blocks
    assert [(b.locator, b.text, b.cell) for b in read[:4]] == [
        ("table 1 r1c1", "Kysymys", (0, 0, 0)),
        ("table 1 r1c2", "Vastaus", (0, 0, 1)),
        ("table 1 r2c1", "Miksi?", (0, 1, 0)),
        ("table 1 r2c2", "Hinta", (0, 1, 1)),
    ]
    assert read[4].text == "rivi 1\n  rivi 2"


def test_in_plain_text_a_short_line_is_a_paragraph():
    assert blocks("Hinta on liikaa\nLasku tulee myöhässä\n", wrapped=False) == [
        ("paragraph", "Hinta on liikaa"),
        ("paragraph", "Lasku tulee myöhässä"),
    ]


@given(st.text(alphabet="ab*_`[]()<>#|-~:. \n\\>1&!", max_size=120))
def test_any_markdown_is_read_with_spans_inside_their_text(text):
    try:
        read = blocks_in(text.encode()).blocks
    except Unreadable:
        return
    assert all(0 <= start < end <= len(block.text) for block in read for start, end in block.bold)
    assert len({block.locator for block in read}) == len(read)


@pytest.mark.skipif(not (DATA / "interviews").is_dir(), reason="the shared interviews are not on this machine")
def test_every_label_of_the_real_interviews_begins_a_block():
    for path in sorted((DATA / "interviews").glob("*.md")):
        written = [
            line.split(":**")[0].lstrip("*") for line in path.read_text().split("\n") if line.startswith("**") and ":**" in line[:40]
        ]
        begun = [block.text.split(":")[0] for block in blocks_in(path.read_bytes()).blocks]
        assert [begun.count(name) for name in set(written)] >= [written.count(name) for name in set(written)]


def test_lines_that_open_and_never_close_take_no_long_time():
    begun = time.perf_counter()
    for piece in ("<v ", "<c ", "{\\", "<1:", "(", "a:"):
        turns_in(("WEBVTT\n\n" + cue("00:01", "00:02", "alku " + piece * 10_000)).encode())
    for piece in ("**a", "[", "`a", "_a", "<!--", "![[", "|"):
        blocks_in(("alku " + piece * 5_000).encode())
    assert time.perf_counter() - begun < 10
