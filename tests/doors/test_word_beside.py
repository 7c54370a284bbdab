"""What stands beside the text of a Word document, and what of the text is left out: each told, none mixed with what people said."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from flows.errors import Unreadable
from flows.model.material import Block
from flows.observations.split import interview
from flows.sources.docx import material

SPACES = " ".join(
    f'xmlns:{short}="{long}"'
    for short, long in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    }.items()
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word(body: str, *parts: tuple[str, str]) -> bytes:
    """A document made by hand: `body` is the inside of w:body, `parts` are (kind, whole part), as many of a kind as one likes."""
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    inner = "".join(f'<Relationship Id="r{n}" Type="{REL}/{kind}" Target="part{n}.xml"/>' for n, (kind, _) in enumerate(parts))
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", rels.format(f'<Relationship Id="r" Type="{REL}/officeDocument" Target="word/document.xml"/>'))
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/_rels/document.xml.rels", rels.format(inner))
        for number, (_, part) in enumerate(parts):
            archive.writestr(f"word/part{number}.xml", part.replace("{}", SPACES))
    return content.getvalue()


def p(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def text_of(body: str) -> list[str]:
    return [block.text for block in material(word(body)).blocks]


TALK = p(r("Haastattelija: Miten maksat?")) + p(r("Asiakas: Laskulla."))


def test_headers_and_footers_say_whose_interview_it_is_and_are_no_words_of_it():
    row = f"<w:tbl><w:tr><w:tc>{p(r('Päivämäärä'))}</w:tc><w:tc>{p(r('12.3.2026'))}</w:tc></w:tr></w:tbl>"
    header = f"<w:hdr {{}}>{p(r('Luottamuksellinen'))}{p(r('Osallistuja: P07'))}{row}</w:hdr>"
    page = '<w:fldSimple w:instr="PAGE">' + r("1") + "</w:fldSimple>"
    footer = f"<w:ftr {{}}>{p(r('Sivu '), page)}{p(r('Luottamuksellinen'))}</w:ftr>"
    made = material(word(TALK, ("header", header), ("header", header), ("footer", footer)))
    assert made.facts == {"header": "Luottamuksellinen\nOsallistuja: P07\nPäivämäärä: 12.3.2026\nSivu 1"}
    told = interview(made.blocks, name="a.docx", facts=made.facts)
    assert [(t.text, t.role, t.speaker) for t in told.passages] == [("Miten maksat?", "question", ""), ("Laskulla.", "answer", "P07")]
    assert told.facts["date"] == "12.3.2026"


def test_a_code_and_a_day_that_merely_stand_in_a_header_are_understood_and_the_file_name_goes_before_them():
    told = interview([Block("¶1", "K: Miten?"), Block("¶2", "V: Hyvin.")], name="x.docx", facts={"header": "Laskutus, P12\n3.4.2026"})
    assert (told.participants, told.facts["date"]) == (("P12",), "2026-04-03")
    named = interview([Block("¶1", "K: Miten?"), Block("¶2", "V: Hyvin.")], name="P13_2026-05-01.docx", facts={"header": "P12 3.4.2026"})
    assert (named.participants, named.facts["date"]) == (("P13",), "2026-05-01")


def test_a_name_in_a_header_is_told_so_that_it_can_be_hidden_in_the_text():
    told = interview([Block("¶1", "K: Miten?"), Block("¶2", "V: Maija tietää.")], facts={"header": "Haastattelija: Maija Meikäläinen"})
    assert "Maija Meikäläinen" in told.names
    assert "Maija" not in "".join(told.facts.values())


def test_a_broken_header_is_told_and_a_hostile_one_is_refused():
    made = material(word(TALK, ("header", "<w:hdr {}><w:p>")))
    assert len(made.blocks) == 2
    assert [trouble.code for trouble in made.troubles] == ["repaired", "bad-part"]
    with pytest.raises(Unreadable, match="DTD"):
        material(word(TALK, ("footer", '<!DOCTYPE x [<!ENTITY a "b">]><w:ftr {}/>')))


def test_text_in_smartart_and_charts_is_kept_as_notes():
    points = "".join(
        f'<dgm:pt type="{kind}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for kind, text in (("node", "Tilaus"), ("pres", "muoto"), ("node", "Toimitus"))
    )
    chart = (
        "<c:chartSpace {}><c:title><a:p><a:r><a:t>Soitot kuussa</a:t></a:r></a:p></c:title>"
        "<c:strCache><c:pt><c:v>Tammi</c:v></c:pt><c:pt><c:v>Helmi</c:v></c:pt></c:strCache><c:numCache><c:pt><c:v>4</c:v></c:pt></c:numCache>"
        "</c:chartSpace>"
    )
    made = material(word(TALK, ("diagramData", f"<dgm:dataModel {{}}>{points}</dgm:dataModel>"), ("chart", chart)))
    assert made.blocks[2:] == (Block("diagram 1", "Tilaus\nToimitus", "note"), Block("chart 1", "Soitot kuussa\nTammi\nHelmi", "note"))
    told = interview(made.blocks, name="P07.docx")
    assert [(t.locator, t.role) for t in told.passages] == [
        ("¶1", "question"),
        ("¶2", "answer"),
        ("diagram 1", "note"),
        ("chart 1", "note"),
    ]


def test_hidden_text_is_left_out_and_its_words_are_counted():
    made = material(word(p(r("Maksan "), r("salaa aina", "<w:vanish/>"), r("ajallaan."), r("!", "<w:webHidden/>"))))
    assert [block.text for block in made.blocks] == ["Maksan ajallaan.!"]
    told = [(t.code, t.severity, t.what) for t in made.troubles if t.code != "repaired"]
    assert told == [("hidden-text", "note", "Hidden text is left out: 2 words.")]


def test_the_code_of_a_field_is_no_text_and_its_result_is():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "http://x" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("linkki")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert text_of(p(r("Katso "), field, r("."))) == ["Katso linkki."]


def test_mathematics_ruby_and_struck_out_words_are_text_and_readings_are_not():
    mathematics = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('とう')}</w:rt><w:rubyBase>{r('東')}</w:rubyBase></w:ruby></w:r>"
    assert text_of(p(mathematics, ruby, r(" pois", "<w:strike/>"))) == ["a+b東 pois"]


def test_soft_hyphens_join_and_hard_ones_stay():
    assert text_of(p("<w:r><w:t>asia</w:t><w:softHyphen/><w:t>kas</w:t><w:noBreakHyphen/><w:t>palvelu</w:t></w:r>")) == ["asiakas-palvelu"]


def test_what_a_program_says_of_a_picture_is_not_what_a_person_said():
    picture = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Kuva 1" descr="Kuva, jossa on koira"/></wp:inline></w:drawing></w:r>'
    assert text_of(p(r("Katso kuvaa."), picture)) == ["Katso kuvaa."]
