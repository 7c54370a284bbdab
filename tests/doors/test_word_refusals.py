"""Word documents that are odd, broken or hostile: read with a note, or refused with a sentence, and never anything else."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import Unreadable
from flows.model.material import Material
from flows.sources.docx import material

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


def word(body: str, main: str = "word/document.xml", **parts: str) -> bytes:
    """A document made by hand: `body` is the inside of w:body, `parts` are whole parts by kind."""
    parts = {"styles": "<w:styles {0}/>", **parts}
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


def rewritten(content: bytes, **parts: bytes | None) -> bytes:
    """The same archive with some members replaced, added or (None) taken away; `word__document.xml` stands for word/document.xml."""
    changed = {name.replace("__", "/"): part for name, part in parts.items()}
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            if part is not None:
                new.writestr(name, part)
    return made.getvalue()


def p(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def texts(made: Material) -> list[str]:
    return [block.text for block in made.blocks]


def outcome(content: bytes) -> str:
    try:
        material(content)
    except Unreadable as refused:
        return refused.code
    return "read"


def code_of(content: bytes, name: str = "P07.docx") -> str:
    with pytest.raises(Unreadable) as caught:
        material(content, name)
    assert str(caught.value)
    assert caught.value.hint
    return caught.value.code


# Odd documents that are read


def test_strict_macro_template_and_oddly_named_documents_are_read():
    plain = word(p(r("Teksti")))
    with zipfile.ZipFile(BytesIO(plain)) as archive:
        swapped = {
            name: archive.read(name).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main") for name in archive.namelist()
        }
    swapped = {
        name: part.replace(REL.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships") for name, part in swapped.items()
    }
    strict = rewritten(plain, **{name.replace("/", "__"): part for name, part in swapped.items()})
    made = material(strict)
    assert texts(made) == ["Teksti"]
    assert [(trouble.code, trouble.severity) for trouble in made.troubles] == [("repaired", "note")]
    for kind in ("document.macroEnabled.main", "template.main", "template.macroEnabledTemplate.main"):
        types = TYPES.format(main="word/document.xml").replace("document.main", kind).encode()
        assert material(rewritten(plain, **{"[Content_Types].xml": types})).troubles == ()
    assert texts(material(word(p(r("Verkossa")), main="word/document2.xml"))) == ["Verkossa"]


def test_missing_styles_dangling_parts_and_utf16_do_not_stop_reading():
    plain = word('<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Teksti</w:t></w:r></w:p>')
    rels = relations(
        f'<Relationship Id="a" Type="{REL}/image" Target="NULL"/><Relationship Id="b" Type="{REL}/comments" Target="../poissa.xml"/>'
        f'<Relationship Id="c" Type="{REL}/hyperlink" Target="https://example.org" TargetMode="External"/>'
    ).encode()
    made = material(rewritten(plain, **{"word__styles.xml": None, "word___rels__document.xml.rels": rels}))
    assert [(block.text, block.kind, block.level) for block in made.blocks] == [("Teksti", "heading", 1)]
    assert [trouble.code for trouble in made.troubles] == ["repaired", "repaired"]
    wide = f'<?xml version="1.0" encoding="UTF-16"?><w:document {SPACES}><w:body>{p(r("Leveä ääni"))}</w:body></w:document>'.encode(
        "utf-16"
    )
    assert texts(material(rewritten(plain, **{"word__document.xml": wide}))) == ["Leveä ääni"]


def test_what_cannot_be_read_within_a_document_is_told_and_the_rest_is_read():
    body = p(r("Ennen")) + f'<w:altChunk r:id="r1" xmlns:r="{REL}"/>' + p(r("Jälkeen"))
    made = material(word(body, comments="<w:comments {0}><rikki"))
    assert texts(made) == ["Ennen", "Jälkeen"]
    assert [(trouble.code, trouble.place) for trouble in made.troubles] == [("bad-part", ""), ("embedded-part", "after ¶1")]


# Files that are refused, each with a sentence


def test_what_is_no_word_document_is_refused_by_what_it_is():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    found = {
        b"": "empty-file",
        b"%PDF-1.7 ...": "pdf",
        b"{\\rtf1 x}": "rtf",
        b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>": "html",
        b"<?xml version='1.0'?><html xmlns=''>": "html",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0": "pointer",
        b"../../.git/annex/objects/x/y.docx": "pointer",
        b"\x06Tutkij" + b"\0" * 155: "lock-file",
        b"Nina: Mit\xc3\xa4 kuuluu?": "not-a-document",
        ole + "EncryptedPackage".encode("utf-16-le"): "encrypted",
        ole + "WordDocument".encode("utf-16-le"): "legacy-doc",
        ole + "Workbook".encode("utf-16-le"): "excel",
        ole: "not-a-document",
        word(p(r("x")))[:700]: "truncated",
    }
    assert {content: code_of(content) for content in found} == found
    assert code_of(word(p(r("x"))), "~$P07.docx") == "lock-file"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["xl/workbook.xml", "_rels/.rels"], "excel"),
        (["ppt/presentation.xml"], "powerpoint"),
        (["mimetype", "content.xml"], "odt"),
        (["Index/Document.iwa"], "pages"),
        (["muistio.txt"], "not-a-document"),
    ],
)
def test_other_archives_are_refused_by_what_is_in_them(names: list[str], code: str):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, relations("") if name.endswith(".rels") else "x")
    assert code_of(content.getvalue()) == code


def test_broken_and_hostile_text_is_refused():
    plain = word(p(r("x")))

    def with_text(text: bytes) -> bytes:
        return rewritten(plain, **{"word__document.xml": text})

    document = f"<w:document {SPACES}><w:body>{{}}</w:body></w:document>"
    assert code_of(with_text(document.format("<w:p>").encode())) == "bad-xml"
    assert code_of(with_text(b"<html/>")) == "not-a-document"
    assert code_of(with_text(f"<w:document {SPACES}/>".encode())) == "not-a-document"
    external = "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + document.format(p(r("a&e;b")))
    assert code_of(with_text(external.encode())) == "doctype"
    assert code_of(with_text(("<?xml version='1.0' encoding='UTF-16'?>" + external).encode("utf-16"))) == "doctype"
    nested = "<w:tbl><w:tr><w:tc>" * 400 + "</w:tc></w:tr></w:tbl>" * 400
    assert code_of(with_text(document.format(nested).encode())) == "bad-xml"
    assert code_of(with_text(document.format(p(r("x" * 11_000_000))).encode())) in ("bad-xml", "zip-bomb")


def test_a_doctype_in_any_part_is_refused():
    styles = "<!DOCTYPE s [<!ENTITY e 'x'>]><w:styles {0}/>"
    assert code_of(word(p(r("x")), styles=styles)) == "doctype"


def test_bombs_are_refused_before_they_are_unpacked():
    plain = word(p(r("x")))
    began = time.process_time()
    text = f"<w:document {SPACES}><w:body>{' ' * 30_000_000}</w:body></w:document>".encode()
    assert code_of(rewritten(plain, **{"word__document.xml": text})) == "zip-bomb"
    assert code_of(rewritten(plain, **{f"word__media__{n}.bin": b"\0" * 80_000_000 for n in range(4)})) == "zip-bomb"
    assert time.process_time() - began < 10


def test_a_document_of_nothing_but_pictures_says_that_it_has_no_text():
    assert code_of(word(p("<w:r><w:drawing/></w:r>"))) == "no-text"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_document_is_read_or_refused_and_never_anything_else(data: st.DataObject):
    comments = f'<w:comments {{0}}><w:comment w:id="0">{p(r("k"))}</w:comment></w:comments>'
    content = bytearray(word(p('<w:commentRangeStart w:id="0"/>', r("Teksti"), '<w:commentRangeEnd w:id="0"/>'), comments=comments))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(content[: data.draw(st.integers(0, len(content)))]))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["p", "r", "t", "tbl", "tr", "tc", "ins", "del", "sdt", "sdtContent", "pPr", "txbxContent", "footnoteReference"]),
        max_size=12,
    )
)
def test_elements_in_any_order_are_read_or_refused(names: list[str]):
    body = "".join(f"<w:{name}>" for name in names) + "sana" + "".join(f"</w:{name}>" for name in reversed(names))
    assert outcome(word(body)) in ("read", "no-text")
