"""The Word door: nothing that a person wrote is lost, nothing that they deleted comes back, and no file can bring it down."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX

from flows.errors import Unreadable
from flows.model.contracts import Place
from flows.model.material import Block, Found, Mark, Material
from flows.model.studies import SourceEntry
from flows.sources.docx import Docx, material
from flows.sources.word.colours import named_fill

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
STYLES = """<w:styles {0}>
<w:style w:type="paragraph" w:default="1" w:styleId="Normaali"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Otsikko2"><w:name w:val="heading 2"/><w:basedOn w:val="Normaali"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Teema"><w:name w:val="Oma teema"/><w:basedOn w:val="Otsikko2"/></w:style>
<w:style w:type="paragraph" w:styleId="Luku"><w:name w:val="Luku"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Kysymys"><w:name w:val="Kysymys"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Alakysymys"><w:name w:val="Alakysymys"/><w:basedOn w:val="Kysymys"/></w:style>
<w:style w:type="character" w:styleId="Vahva"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Piilo"><w:name w:val="Piilo"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Kehote"><w:name w:val="Placeholder Text"/></w:style>
<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>
</w:styles>"""
NUMBERING = """<w:numbering {0}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:pStyle w:val="Alakysymys"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def word(body: str, main: str = "word/document.xml", **parts: str) -> bytes:
    """A document made by hand: `body` is the inside of w:body, `parts` are whole parts by kind."""
    parts = {"styles": STYLES, **parts}
    folder, _, file = main.rpartition("/")
    inner = "".join(f'<Relationship Id="r{n}" Type="{REL}/{kind}" Target="{kind}.xml"/>' for n, kind in enumerate(parts))
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES.format(main=main))
        archive.writestr("_rels/.rels", relations(f'<Relationship Id="r" Type="{REL}/officeDocument" Target="{main}"/>'))
        archive.writestr(main, f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        archive.writestr(f"{folder}/_rels/{file}.rels", relations(inner))
        for kind, part in parts.items():
            archive.writestr(f"{folder}/{kind}.xml", part.format(SPACES))
    return content.getvalue()


def relations(inner: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def p(*inner: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(inner)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def texts(made: Material) -> list[str]:
    return [block.text for block in made.blocks]


def bolds(block: Block) -> list[str]:
    return [block.text[start:end] for start, end in block.bold]


def marked(made: Material, by: str = "comment") -> list[tuple[str, str]]:
    return [(block.text[mark.start : mark.end], mark.words) for block in made.blocks for mark in block.marks if mark.by == by]


# What a person wrote


def test_a_document_written_with_word_comes_back_block_by_block():
    document = Document()
    document.core_properties.title = "  Haastattelu\n7 "
    document.core_properties.author = "Maija Tutkija"
    document.add_heading("Taustat", level=2)
    paragraph = document.add_paragraph("Haastattelija: ")
    paragraph.runs[0].bold = True
    paragraph.add_run("Miten laskutus sujuu?")
    document.add_paragraph("Odotin 35 minuuttia", style="List Bullet").runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW
    document.add_paragraph("Entä sitten?", style="List Number")
    document.sections[0].header.paragraphs[0].text = "Luottamuksellinen"
    content = BytesIO()
    document.save(content)
    made = material(content.getvalue())
    assert made.blocks == (
        Block("¶1", "Taustat", "heading", 2, bold=((0, 7),)),
        Block("¶2", "Haastattelija: Miten laskutus sujuu?", bold=((0, 15),)),
        Block("¶3", "Odotin 35 minuuttia", "item", 1, marks=(Mark(0, 19, "highlight", "yellow"),)),
        Block("¶4", "Entä sitten?", "item", 1, numbered=True),
    )
    assert made.facts == {"title": "Haastattelu 7", "header": "Luottamuksellinen"}
    assert made.troubles == ()


def test_text_in_boxes_controls_links_fields_and_tags_is_kept_and_said_once():
    body = p(
        r("Alku "),
        f'<w:hyperlink r:id="r9" xmlns:r="{REL}">{r("linkki ")}</w:hyperlink>',
        f"<w:smartTag><w:customXml>{r('tagi ')}</w:customXml></w:smartTag>",
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{r('kenttä ')}</w:sdtContent></w:sdt>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>',
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("1.2.2026 ")}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        f'<w:fldSimple w:instr="AUTHOR">{r("tulos ")}</w:fldSimple>',
        "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>",
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>",
        p(r("Laatikossa")),
        "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>",
        p(r("Laatikossa")),
        "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        f"<w:r><w:pict><v:textbox><w:txbxContent>{p(r('Vanha laatikko'))}</w:txbxContent></v:textbox></w:pict></w:r>",
    )
    body += f"<w:sdt><w:sdtContent>{p(r('Lohko'))}</w:sdtContent></w:sdt>"
    assert texts(material(word(body))) == ["Alku linkki tagi kenttä 1.2.2026 tulos x=1", "Laatikossa", "Vanha laatikko", "Lohko"]


def test_the_prompt_of_an_empty_content_control_is_nobody_s_words():
    prompt = "<w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
    styled = '<w:rStyle w:val="Kehote"/>'
    body = p(f"<w:sdt>{prompt}<w:sdtContent>{r('Kirjoita tähän', styled)}</w:sdtContent></w:sdt>", r("Vastaus"))
    body += f"<w:sdt>{prompt}<w:sdtContent>{p(r('Valitse kohde', styled))}</w:sdtContent></w:sdt>"
    body += f"<w:sdt>{prompt}<w:sdtContent>{p(r('Kirjoitettu'))}</w:sdtContent></w:sdt>"
    assert texts(material(word(body))) == ["Vastaus", "Kirjoitettu"]


def test_insertions_are_in_and_deletions_moves_and_hidden_text_are_out():
    body = p(
        r("Maksan "),
        f"<w:ins>{r('aina ')}</w:ins>",
        "<w:del><w:r><w:delText>en </w:delText></w:r></w:del>",
        f"<w:moveFrom>{r('muualta ')}</w:moveFrom><w:moveTo>{r('ajallaan')}</w:moveTo>",
        r(" salaa", "<w:vanish/>"),
        r(" piilossa", '<w:rStyle w:val="Piilo"/>'),
        r("!", '<w:rStyle w:val="Piilo"/><w:vanish w:val="0"/>'),
    )
    body += p(r("Kaksi "), properties="<w:rPr><w:del/></w:rPr>") + p(r("yhdessä"))
    body += f"<w:ins>{p(r('Lisätty kappale'))}</w:ins>"
    body += f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p(r('poistettu rivi'))}</w:tc></w:tr></w:tbl>"
    assert texts(material(word(body))) == ["Maksan aina ajallaan!", "Kaksi yhdessä", "Lisätty kappale"]


def test_breaks_tabs_hyphens_symbols_and_form_fields_become_characters():
    body = p(
        "<w:r><w:t>K:</w:t><w:tab/><w:t>Miten?</w:t><w:br/><w:t>V:</w:t><w:cr/><w:t>e</w:t><w:noBreakHyphen/><w:t>lasku</w:t></w:r>",
        '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Oma" w:char="F041"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="ei"/><w:listEntry w:val="kyllä"/>'
        '</w:ddList></w:ffData></w:fldChar><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>',
        properties='<w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs>',
    )
    assert texts(material(word(body))) == ["K:\tMiten?\nV:\ne-lasku→α□kyllä☒"]


def test_cells_say_where_they_are_and_merged_ones_come_once():
    def cell(inner: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"

    nested = f"<w:tbl><w:tr>{cell(p(r('sisällä')))}</w:tr></w:tbl>"
    first = cell(p(r("Kysymys")), '<w:gridSpan w:val="2"/>') + cell(p(r("Vastaus")) + p(r("jatkuu", "<w:b/>")))
    second = cell(p(r("yhdistetty")), '<w:vMerge w:val="restart"/>') + cell(p() + nested + p(r("ulkona"))) + cell(p(r("c")))
    third = cell(p(r("yhdistetty")), "<w:vMerge/>") + f"<w:sdt><w:sdtContent>{cell(p(r('d')))}</w:sdtContent></w:sdt>" + cell(p())
    made = material(word(p(r("Ennen")) + f"<w:tbl><w:tr>{first}</w:tr><w:tr>{second}</w:tr><w:tr>{third}</w:tr></w:tbl>" + p(r("Jälkeen"))))
    assert [(block.locator, block.text, block.cell) for block in made.blocks] == [
        ("¶1", "Ennen", None),
        ("table 1 r1c1", "Kysymys", (0, 0, 0)),
        ("table 1 r1c3", "Vastaus\njatkuu", (0, 0, 2)),
        ("table 1 r2c1", "yhdistetty", (0, 1, 0)),
        ("table 1 r2c2", "ulkona", (0, 1, 1)),
        ("table 2 r1c1", "sisällä", (1, 0, 0)),
        ("table 1 r2c3", "c", (0, 1, 2)),
        ("table 1 r3c2", "d", (0, 2, 1)),
        ("¶2", "Jälkeen", None),
    ]
    assert {block.kind for block in made.blocks if block.cell} == {"cell"}
    assert bolds(made.blocks[2]) == ["jatkuu"]


def test_notes_stand_after_the_text_in_the_order_they_are_referred_to():
    notes = "<w:footnotes {0}><w:footnote w:id='0' w:type='separator'><w:p/></w:footnote>"
    notes += f"<w:footnote w:id='3'>{p(r('toinen'))}</w:footnote><w:footnote w:id='4'>{p(r('ensin'))}{p(r('jatkoa'))}</w:footnote>"
    notes += f"<w:footnote w:id='5'>{p(r('poistettu'))}</w:footnote></w:footnotes>"
    ends = f"<w:endnotes {{0}}><w:endnote w:id='1'>{p(r('lopussa'))}</w:endnote></w:endnotes>"
    body = p(r("Väite"), "<w:r><w:footnoteReference w:id='4'/></w:r>", "<w:r><w:endnoteReference w:id='1'/></w:r>")
    body += p(r("Toinen"), "<w:r><w:footnoteReference w:id='3'/></w:r>", "<w:del><w:r><w:footnoteReference w:id='5'/></w:r></w:del>")
    made = material(word(body, footnotes=notes, endnotes=ends))
    assert [(block.locator, block.text, block.kind) for block in made.blocks[2:]] == [
        ("footnote 1", "ensin\njatkoa", "note"),
        ("endnote 1", "lopussa", "note"),
        ("footnote 2", "toinen", "note"),
    ]


# How it looks


def test_headings_and_lists_are_told_by_style_in_any_language():
    numbered = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    bullet = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    rows = [
        (p(r("a"), style="Otsikko2"), ("heading", 2, False)),
        (p(r("b"), style="Teema"), ("heading", 2, False)),
        (p(r("c"), style="Luku"), ("heading", 1, False)),
        (p(r("d"), properties='<w:outlineLvl w:val="3"/>'), ("heading", 4, False)),
        (p(r("e"), style="Teema", properties='<w:outlineLvl w:val="9"/>'), ("paragraph", 0, False)),
        (p(r("f"), style="Kysymys"), ("item", 1, True)),
        (p(r("g"), style="Alakysymys"), ("item", 2, True)),
        (p(r("h"), style="Kysymys", properties=off), ("paragraph", 0, False)),
        (p(r("i"), properties=numbered), ("item", 2, True)),
        (p(r("j"), properties=bullet), ("item", 1, False)),
        (p(r("k"), style="A"), ("paragraph", 0, False)),
        (p(r("l"), style="Tuntematon"), ("paragraph", 0, False)),
    ]
    made = material(word("".join(body for body, _ in rows), numbering=NUMBERING))
    assert [(block.kind, block.level, block.numbered) for block in made.blocks] == [expected for _, expected in rows]


def test_bold_is_seen_directly_through_styles_and_as_a_toggle():
    strong = '<w:rStyle w:val="Vahva"/>'
    body = p(r("Ni", "<w:b/>"), r("na", "<w:b/>"), r(" "), r("K", strong), r(": ei", '<w:b w:val="0"/>'))
    body += p(r("Otsikossa "), r("kevyt", strong), r(" raskas", "<w:b/>"), style="Otsikko2")
    made = material(word(body))
    assert bolds(made.blocks[0]) == ["Nina K"]
    assert bolds(made.blocks[1]) == ["Otsikossa ", " raskas"]


def test_highlights_and_shades_are_marks_by_colour_name():
    shade = '<w:shd w:val="clear" w:fill="{}"/>'.format
    body = p(
        r("keltainen", '<w:highlight w:val="yellow"/>'),
        r(" "),
        r("jatkuu", shade("FFF2CC")),
        r("vihreä", shade("d9ead3")),
        *(r(name, properties) for name, properties in (("valkoinen", shade("FFFFFF")), ("auto", shade("auto")))),
        *(r("x", f'<w:highlight w:val="{name}"/>') for name in ("white", "none")),
    )
    made = material(word(body))
    assert marked(made, "highlight") == [("keltainen", "yellow"), ("jatkuu", "orange"), ("vihreä", "green")]


@pytest.mark.parametrize(
    ("fill", "name"),
    [
        *(("FFFF00", "yellow"), ("00FF00", "green"), ("00FFFF", "cyan"), ("FF00FF", "magenta"), ("0000FF", "blue"), ("FF0000", "red")),
        *(("FF9900", "orange"), ("9900FF", "purple"), ("800000", "darkRed"), ("808000", "darkYellow"), ("FCE5CD", "orange")),
        *(("F3F3F3", ""), ("C0C0C0", "lightGray"), ("808080", "darkGray"), ("000000", "black"), ("auto", ""), ("", ""), ("FFF", "")),
    ],
)
def test_a_shade_has_the_name_of_the_highlighter_it_looks_like(fill: str, name: str):
    assert named_fill(fill) == name


# The door as a whole


def test_the_source_finds_and_reads_the_documents_of_a_study(tmp_path: Path):
    folder = tmp_path / "laskutus"
    folder.mkdir()
    (folder / "P07.docx").write_bytes(word(p(r("Teksti"))))
    (folder / "~$P07.docx").write_bytes(b"\x06Tutkij")
    (folder / "tyhjä.DOCM").touch()
    place = Place(root=tmp_path, study="laskutus", entry=SourceEntry())
    source = Docx()
    found = [item for item in source.find(place) if isinstance(item, Found)]
    assert [item.key for item in found] == ["laskutus/P07.docx", "laskutus/tyhjä.DOCM"]
    assert texts(source.read(place, found[0])) == ["Teksti"]
    with pytest.raises(Unreadable) as caught:
        source.read(place, found[1])
    assert caught.value.code == "empty-file"
