"""Word's comments: exactly where a researcher put them, and without the researcher's name."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

from flows.model.material import Mark, Material
from flows.observations.codes import codes_of
from flows.sources.docx import material

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word(body: str, **parts: str) -> bytes:
    """A document made by hand: `body` is the inside of w:body, `parts` are whole parts by kind."""
    parts = {"styles": "<w:styles {0}/>", **parts}
    inner = "".join(f'<Relationship Id="r{n}" Type="{REL}/{kind}" Target="{kind}.xml"/>' for n, kind in enumerate(parts))
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", relations(f'<Relationship Id="r" Type="{REL}/officeDocument" Target="word/document.xml"/>'))
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/_rels/document.xml.rels", relations(inner))
        for kind, part in parts.items():
            archive.writestr(f"word/{kind}.xml", part.format(SPACES))
    return content.getvalue()


def relations(inner: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def p(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def marked(made: Material) -> list[tuple[str, str]]:
    return [(block.text[mark.start : mark.end], mark.words) for block in made.blocks for mark in block.marks]


def comments(*each: tuple[str, str, str]) -> str:
    """Comments of (id, attributes, text); the text's paragraph id is 00 and the comment's."""
    made = "".join(
        f'<w:comment w:id="{id}" w:author="Maija Tutkija" w:initials="MT" {more}>{said(id, text)}</w:comment>' for id, more, text in each
    )
    return f"<w:comments {{0}}>{made}</w:comments>"


def said(id: str, text: str) -> str:
    return f'<w:p w14:paraId="00{id}"><w:r><w:annotationRef/></w:r>{r(text)}</w:p>'


def start(id: int) -> str:
    return f'<w:commentRangeStart w:id="{id}"/>'


def end(id: int) -> str:
    return f'<w:commentRangeEnd w:id="{id}"/><w:r><w:commentReference w:id="{id}"/></w:r>'


def test_a_comment_marks_exactly_the_words_it_is_on():
    body = p(
        r("Odotin "),
        start(0),
        "<w:r><w:rPr><w:b/></w:rPr><w:t>35 minuuttia</w:t></w:r>",
        f"<w:ins>{r(' ja luovutin')}</w:ins>",
        end(0),
        r(" sitten."),
    )
    made = material(word(body, comments=comments(("0", 'w:date="2026-03-04T23:50:00Z"', "#kipu jono"))))
    assert made.blocks[0].marks == (Mark(7, 31, "comment", "#kipu jono", date(2026, 3, 4), author="Maija Tutkija"),)
    assert marked(made) == [("35 minuuttia ja luovutin", "#kipu jono")]
    assert "Maija" not in repr(made)


def test_a_comment_over_several_paragraphs_and_cells_marks_each_of_them():
    table = f"<w:tbl><w:tr><w:tc>{p(r('eka'))}{p(r('toka'))}</w:tc></w:tr></w:tbl>"
    body = p(r("Alku "), start(0), r("tästä")) + p() + table + p(r("tähän"), end(0), r(" loppu")) + p(r("muu"))
    made = material(word(body, comments=comments(("0", "", "pitkä"))))
    assert marked(made) == [("tästä", "pitkä"), ("eka", "pitkä"), ("toka", "pitkä"), ("tähän", "pitkä")]


def test_replies_are_in_the_thread_and_a_solved_thread_says_so():
    extended = '<w15:commentsEx {0}><w15:commentEx w15:paraId="000" w15:done="1"/>'
    extended += '<w15:commentEx w15:paraId="001" w15:paraIdParent="000" w15:done="0"/><w15:commentEx w15:paraId="002" w15:done="0"/></w15:commentsEx>'
    body = p(start(0), start(1), r("Sana"), end(0), end(1), start(2), r(" toinen"), end(2))
    given = comments(("0", "", "Miksi?"), ("1", "", "Siksi."), ("2", "", "Muu"))
    made = material(word(body, comments=given, commentsExtended=extended))
    assert [(mark.words, mark.resolved) for mark in made.blocks[0].marks] == [("Miksi?\nSiksi.", True), ("Muu", False)]


def test_comments_without_a_range_are_about_their_line_or_the_next_one_with_words():
    point = '<w:r><w:commentReference w:id="{}"/></w:r>'.format
    body = (
        p(end(5), r("Rivi"), point(0)) + p(start(5), point(1)) + p(r("Seuraava")) + p(start(2), r("auki")) + p(r("Viimeinen")) + p(point(3))
    )
    given = comments(*((str(id), "", f"k{id}") for id in range(6)))
    made = material(word(body, comments=given))
    assert marked(made) == [("Rivi", "k0"), ("Rivi", "k5"), ("Seuraava", "k1"), ("Viimeinen", "k3")]
    assert [(trouble.code, trouble.what[-2:]) for trouble in made.troubles] == [("comment-unplaced", "2.")]


def test_a_comment_that_begins_in_deleted_text_ends_where_it_ends():
    body = p(r("a "), f"<w:del>{start(0)}<w:r><w:delText>pois</w:delText></w:r></w:del>", r("jää"), end(0), r(" b"))
    assert marked(material(word(body, comments=comments(("0", "", "k"))))) == [("jää", "k")]


def test_the_day_is_the_universal_one_where_the_document_has_it_and_else_the_writers_own():
    told = comments(("1", 'w:date="2026-03-02T23:30:00Z"', "#kipu"), ("2", 'w:date="2026-03-02T23:30:00Z"', "#toive"))
    ids = '<x:commentsIds xmlns:x="urn:cid"><x:commentId x:paraId="001" x:durableId="AA"/></x:commentsIds>'
    extensible = '<x:e xmlns:x="urn:cex"><x:commentExtensible x:durableId="AA" x:dateUtc="2026-03-03T04:30:00Z"/></x:e>'
    body = p(start(1), r("Odotin"), end(1)) + p(start(2), r("Kunpa"), end(2))
    made = material(word(body, comments=told, commentsIds=ids, commentsExtensible=extensible))
    assert [mark.on for block in made.blocks for mark in block.marks] == [date(2026, 3, 3), date(2026, 3, 2)]


def test_a_comment_over_tracked_changes_marks_the_words_as_they_stand_now():
    changed = f"<w:ins>{r('aina ')}</w:ins><w:del><w:r><w:delText>en koskaan </w:delText></w:r></w:del>"
    made = material(word(p(r("Minä "), start(1), r("maksan "), changed, r("heti"), end(1), r(".")), comments=comments(("1", "", "#tapa"))))
    assert marked(made) == [("maksan aina heti", "#tapa")]


def test_a_solved_comment_still_codes_its_words():
    extended = '<w15:commentsEx {0}><w15:commentEx w15:paraId="001" w15:done="1"/></w15:commentsEx>'
    made = material(word(p(start(1), r("Odotin"), end(1)), comments=comments(("1", "", "#kipu")), commentsExtended=extended))
    (mark,) = made.blocks[0].marks
    assert mark.resolved
    assert codes_of([mark], "", {}) == ("kind:problem",)
