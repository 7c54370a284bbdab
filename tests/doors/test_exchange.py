"""Codebooks and projects of REFI-QDA: what the standard's schema says of what is written, and that what is written reads back as it was."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from flows.errors import Unreadable, UomaError
from flows.exchange.codebook import codebook, codes_of
from flows.exchange.drawn import drawn
from flows.exchange.into_plan import sorted_out, written_into
from flows.exchange.parts import Case, Code, Project, Selection, Source, every, guid, lines
from flows.exchange.project import packed
from flows.exchange.read import read_codes, read_project
from flows.model.cycles import Cycle
from flows.model.documents import Document
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Persona, Segment, Theme
from flows.model.picture import Picture
from flows.model.studies import Study
from flows.plans.organisation import read_organisation

RULES = """
Project: Users? CodeBook? Variables? Cases? Sources? Description? | name! origin creatingUserGUID:guid creationDateTime:dateTime
Users: User+
User: | guid!:guid name id
CodeBook: Codes
Codes: Code+
Code: Description? Code* | guid!:guid name! isCodable!:boolean color:rgb
Variables: Variable+
Variable: Description? | guid!:guid name! typeOfVariable!:kind
Cases: Case+
Case: Description? CodeRef* VariableValue* SourceRef* SelectionRef* | guid!:guid name
VariableValue: VariableRef TextValue
Sources: TextSource+
TextSource: Description? PlainTextContent? PlainTextSelection* Coding* | guid!:guid name plainTextPath creatingUser:guid creationDateTime:dateTime
PlainTextSelection: Description? Coding* | guid!:guid name startPosition!:integer endPosition!:integer creatingUser:guid creationDateTime:dateTime
Coding: CodeRef | guid!:guid creatingUser:guid creationDateTime:dateTime
CodeRef: | targetGUID!:guid
SourceRef: | targetGUID!:guid
SelectionRef: | targetGUID!:guid
VariableRef: | targetGUID!:guid
"""
"""What QDA-XML 1.0 (18 March 2019) says of the elements that are written here: their order, how often they stand, what they must bear. Whatever
these rules allow the published schema allows too; it knows pictures, recordings, notes and graphs besides."""
TEXTS = ("Description", "PlainTextContent", "TextValue")
_G = "[0-9a-fA-F]"
KINDS = {
    "guid": ("token", [("pattern", rf"{_G}{{8}}-{_G}{{4}}-{_G}{{4}}-{_G}{{4}}-{_G}{{12}}")]),
    "rgb": ("token", [("pattern", "#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})")]),
    "kind": ("token", [("enumeration", each) for each in ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")]),
}
OFTEN = {"?": (0, "1"), "*": (0, "unbounded"), "+": (1, "unbounded"), "": (1, "1")}

BOOK = "urn:QDA-XML:codebook:1.0"
WHOLE = "urn:QDA-XML:project:1.0"
CYCLE = Cycle(number=2, name="2026-11-21", today=date(2026, 11, 21))


def schema(space: str, root: str) -> etree.XMLSchema:
    """The rules as an XML Schema."""
    xsd = "{http://www.w3.org/2001/XMLSchema}"
    top = etree.Element(f"{xsd}schema", targetNamespace=space, elementFormDefault="qualified", nsmap={"t": space})  # type: ignore[arg-type]
    etree.SubElement(top, f"{xsd}element", name=root, type=f"t:{root}")
    for name, (base, facets) in KINDS.items():
        narrowed = etree.SubElement(
            etree.SubElement(top, f"{xsd}simpleType", name=name), f"{xsd}restriction", base=f"xsd:{base}", nsmap={"xsd": xsd[1:-1]}
        )
        for facet, value in facets:
            etree.SubElement(narrowed, f"{xsd}{facet}", value=value)
    for rule in RULES.strip().splitlines():
        name, _, rest = rule.partition(":")
        inside, _, borne = rest.partition("|")
        if name == "CodeBook" and root == name:
            borne = "origin"
        kind = etree.SubElement(top, f"{xsd}complexType", name=name, nsmap={"xsd": xsd[1:-1]})
        row = etree.SubElement(kind, f"{xsd}sequence")
        for part in inside.split():
            child, times = re.fullmatch(r"(\w+)([?*+]?)", part).groups()  # type: ignore[union-attr]
            least, most = OFTEN[times]
            type_ = "xsd:string" if child in TEXTS else f"t:{child}"
            etree.SubElement(row, f"{xsd}element", name=child, type=type_, minOccurs=str(least), maxOccurs=most)
        for part in borne.split():
            attribute, must, type_ = re.fullmatch(r"(\w+)(!?):?(\w*)", part).groups()  # type: ignore[union-attr]
            told = f"t:{type_}" if type_ in KINDS else f"xsd:{type_ or 'string'}"
            etree.SubElement(kind, f"{xsd}attribute", name=attribute, type=told, use="required" if must else "optional")
    return etree.XMLSchema(etree.fromstring(etree.tostring(top)))


CODEBOOK, PROJECT = schema(BOOK, "CodeBook"), schema(WHOLE, "Project")
LETTERS = st.text(min_size=1, max_size=80) | st.sampled_from(
    ["äöå ÄÖÅ", "👩‍👩‍👧 perhe 🇫🇮", "e\u0301 yhdistyvä", "rivi\r\nrivi\rrivi\n", "\ufefftunniste", "a\x00b\x85c\u2028d", "<&>\"']]>"]
)


def described(content: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read("project.qde"))


def said(key: str, text: str, voice: str = "P1", **more: object) -> Observation:
    known = {"key": key, "study": "s", "document": "s/a.docx", "locator": f"¶{key[1:]}", "text": text, "voice": voice and f"s:{voice}"}
    return Observation.model_validate({**known, "themes": ("lasku",), "persona": "liisa", "segment": "pk", **more})


def picture(*observations: Observation, **more: Any) -> Picture:
    liisa = Persona(id="liisa", name=Words(fi="Liisa", en="Lisa"))
    organisation = Organisation(
        name=Words(fi="Ääkköset & Öljy Oy"),
        segments=(Segment(id="pk", name=Words(fi="Pienet"), personas=(liisa,)),),
        themes=(
            Theme(id="lasku", name=Words(fi="Laskun ymmärrettävyys", en="The bill"), definition=Words(fi="Mitä <siitä> näkee.")),
            Theme(id="hinta", name=Words(fi="Hinta 💶")),
        ),
    )
    known: dict[str, Any] = {
        "cycle": CYCLE,
        "organisation": organisation,
        "themes": organisation.themes,
        "studies": (Study(id="s", title=Words(fi="Tutkimus")),),
        "documents": tuple(
            Document(key=key, study="s", source="docx", name=key, title=f"Haastattelu {key}", fingerprint="x")
            for key in sorted({o.document for o in observations})
        ),
    }
    return Picture(observations=observations, **{**known, **more})


def test_a_codebook_is_what_the_schema_says_and_reads_back() -> None:
    codes = (
        Code(
            guid("a"),
            "Ääni & <kuva>",
            "Mitä\nkuuluu 👂",
            colour="#ff0000",
            below=(Code(guid("b"), "ö", codable=False, below=(Code(guid("c"), "å"),)),),
        ),
        Code(guid("d"), "Toinen"),
    )
    content = codebook(codes)
    CODEBOOK.assertValid(etree.fromstring(content))
    assert read_codes(content) == codes
    assert content.startswith(b"<?xml version='1.0' encoding='UTF-8'")


def test_themes_that_only_the_machine_proposes_are_no_codes() -> None:
    themes = (
        Theme(id="a", name=Words(fi="A", en="An A")),
        Theme(id="b", name=Words(fi="B"), origin="found"),
        Theme(id="c", name=Words(fi="C"), origin="found", standing="accepted"),
    )
    assert [code.name for code in codes_of(themes, "en")] == ["An A", "C"]


def test_the_rules_refuse_what_the_schema_refuses() -> None:
    right = codebook((Code(guid("a"), "A", "d", below=(Code(guid("b"), "B"),)),)).decode()
    for old, new in (
        (' isCodable="true"', ""),
        ("<Description>d</Description>", "<Note/>"),
        (guid("b"), "b"),
        ('name="B"', 'title="B"'),
        (":codebook:1.0", ":codebook:1:0"),
    ):
        assert not CODEBOOK.validate(etree.fromstring(right.replace(old, new).encode())), old


def test_a_project_is_what_the_schema_says_and_reads_back_character_for_character() -> None:
    project = drawn(
        picture(
            said("o1", "Älä öljyä ålia 😀👨‍👩‍👧.", question="Mitä sanot?"),
            said("o2", "e\u0301 ja rivi\r\nrivi", question="Mitä sanot?"),
            said("o3", "Toisen sanat 🇫🇮", "P2", document="s/b.docx", themes=("lasku", "hinta", "outo"), persona=""),
            said("o4", "Kenen lie", "", themes=()),
        )
    )
    content = packed(project)
    PROJECT.assertValid(described(content))
    assert read_project(content) == project
    words = {source.text[each.start : each.end] for source in project.sources for each in source.selections}
    assert words == {"Älä öljyä ålia 😀👨‍👩‍👧.", "e\u0301 ja rivi\nrivi", "Toisen sanat 🇫🇮", "Kenen lie"}
    assert project.sources[0].text.startswith("Mitä sanot?\nP1: Älä öljyä")
    assert project.sources[0].text.count("Mitä sanot?") == 1


def test_positions_are_those_of_the_first_and_the_last_code_point() -> None:
    content = packed(drawn(picture(said("o1", "😀ä"))))
    (selection,) = described(content).iter(f"{{{WHOLE}}}PlainTextSelection")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(name for name in archive.namelist() if name.startswith("Sources/"))
        text = archive.read(name).decode()
    assert (selection.get("startPosition"), selection.get("endPosition")) == ("4", "5")
    assert text == "P1: 😀ä\n\n"
    assert described(content).find(f".//{{{WHOLE}}}TextSource").get("plainTextPath") == f"internal://{Path(name).name}"  # type: ignore[union-attr]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(LETTERS, LETTERS, st.sampled_from(["P1", "P2", ""])), min_size=1, max_size=6))
def test_any_words_read_back_with_their_spans_and_codes(told: list[tuple[str, str, str]]) -> None:
    observations = [said(f"o{n}", text, voice, question=question) for n, (text, question, voice) in enumerate(told)]
    project = drawn(picture(*observations))
    content = packed(project)
    PROJECT.assertValid(described(content))
    read = read_project(content)
    assert (read.codes, read.sources, read.cases) == (project.codes, project.sources, project.cases)
    found = sorted(source.text[each.start : each.end] for source in read.sources for each in source.selections)
    assert found == sorted(lines(text) for text, _, _ in told if lines(text).strip())


def test_words_that_may_not_be_shown_are_in_no_project_and_neither_are_their_questions_or_people() -> None:
    observations = (
        said("o1", "Näkyvä"),
        said("o2", "Salainen", "P2", quotable=False, question="Salattu?"),
        said("o3", "Toisto", "P3", twin_of="o1"),
    )
    content = packed(drawn(picture(*observations)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = "\n".join(archive.read(name).decode() for name in archive.namelist())
    assert "Näkyvä" in told
    assert not [word for word in ("Salainen", "Salattu", "s:P2", "Toisto", "s:P3") if word in told]


def test_a_case_is_a_voice_with_what_is_known_of_it() -> None:
    project = drawn(picture(said("o1", "yksi"), said("o2", "kaksi"), said("o3", "kolme", "P2", segment="", persona="")))
    assert [(case.name, len(case.selections), case.values) for case in project.cases] == [
        ("s:P1", 2, (("persona", "Liisa"), ("segment", "Pienet"))), ("s:P2", 1, ()),
    ]  # fmt: skip


def test_the_same_library_makes_the_same_bytes_and_an_empty_one_a_valid_project() -> None:
    once, again = (packed(drawn(picture(said("o1", "sanat"), said("o2", "muut", "P2")))) for _ in range(2))
    assert once == again
    empty = packed(drawn(picture(themes=())))
    PROJECT.assertValid(described(empty))
    assert read_project(empty).sources == ()


def anothers(ends: int, name: str = "Barn ä") -> bytes:
    """A project as another program writes it: braces round ids, its text inline, CR LF, a codebook in a tree."""
    whole = f"""<?xml version="1.0" encoding="utf-8"?>
    <!-- made up --><Project xmlns="{WHOLE}" name="Muu" creationDateTime="2024-02-03T10:00:00"><CodeBook><Codes>
    <Code guid="{{{guid("x").upper()}}}" name=" Koti " isCodable="false"><Code guid="{{{guid("y").upper()}}}" name="Lapset" isCodable="1" color="#00ff00"/></Code>
    </Codes></CodeBook><Sources><TextSource guid="{guid("s")}" name="T1"><PlainTextContent>Ja Barn ä
leikki</PlainTextContent>
    <PlainTextSelection guid="{guid("p")}" name="{name}" startPosition="3" endPosition="{ends}"><Coding guid="{guid("c")}"><CodeRef targetGUID="{{{guid("y").upper()}}}"/></Coding></PlainTextSelection>
    <PlainTextSelection guid="{guid("q")}" startPosition="90" endPosition="99"/><PlainTextSelection guid="{guid("r")}" startPosition="x" endPosition="9"/>
    </TextSource><TextSource guid="{guid("t")}" name="poissa.docx" richTextPath="internal://t.docx"/><PictureSource guid="{guid("u")}"/></Sources></Project>"""
    packed_ = io.BytesIO()
    with zipfile.ZipFile(packed_, "w") as archive:
        archive.writestr("Project.QDE", whole)
    return packed_.getvalue()


@pytest.mark.parametrize(("ends", "name"), [(8, "Barn ä"), (9, "Barn ä"), (8, "")])
def test_a_project_of_another_program_is_read_wherever_it_counts_the_end(ends: int, name: str) -> None:
    read = read_project(anothers(ends, name))
    (source,) = read.sources
    assert [(source.text[each.start : each.end], each.codes) for each in source.selections] == [("Barn ä", (guid("y"),))]
    assert [(code.name, code.codable, above) for code, above in every(read.codes)] == [("Koti", False, ()), ("Lapset", True, ("Koti",))]
    assert (read.missing, read.made_on, read.name) == (("poissa.docx",), "2024-02-03", "Muu")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-xml"), (b"PK\x03\x04 broken", "no-zip"), (b"<html/>", "no-codes"), (b"codes: []", "no-xml"),
        (b'<!DOCTYPE CodeBook [<!ENTITY a "b">]><CodeBook><Codes><Code name="&a;"/></Codes></CodeBook>', "no-codes"),
        (b"<CodeBook><Codes>" + b"<Code name='a'>" * 60 + b"</Code>" * 60 + b"</Codes></CodeBook>", "too-deep"),
    ],
)  # fmt: skip
def test_what_is_no_codebook_is_told_and_nothing_in_it_is_done(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as told:
        read_codes(content)
    assert told.value.code == code
    assert told.value.hint


ORGANISATION = """\
# omat muistiinpanot
name: Koe   # nimi
languages: [fi]
{themes}
# loppu
privacy:
  smallest_group: 3
"""
LAYOUTS = {
    "block": "themes:\n  - id: laskutus   # ensin\n    name: {fi: Laskutus, en: Billing}\n    words:\n      fi: [lasku]   # sanat\n\n    # ohje\n",
    "flush": "themes:\n- id: laskutus\n  name: Laskutus\n",
    "folded": "themes:\n  - id: laskutus\n    name: Laskutus\n    definition: >-\n      Mitä\n      näkee.\n\n",
    "flow": "themes: [{id: laskutus, name: Laskutus},   # yksi\n]\n",
    "empty": "themes: []   # ei vielä\n#  - id: esimerkki\n",
    "nothing": "themes:\n",
    "missing": "",
}
CODES = (
    Code("1", "Hinta: nousu", 'Kun "hinta" nousee # äkkiä', colour="#ff0000"),
    Code("2", "Arki", codable=False, below=(Code("3", "Lapset 👶"), Code("4", "laskutus"))),
    Code("5", "Billing"),
    Code("6", "家族"),
    Code("7", "null"),
    Code("8", "Hinta: nousu"),
)


def into(text: str, codes: tuple[Code, ...], folder: Path) -> tuple[str, Organisation]:
    """The text with the codes in it, and what it says."""
    folder.mkdir(exist_ok=True)
    (folder / "organisation.yaml").write_bytes(text.encode())
    made = written_into(text, sorted_out(codes, read_organisation(folder)[0]).new)
    (folder / "organisation.yaml").write_bytes(made.encode())
    return made, read_organisation(folder)[0]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_codes_become_themes_after_those_that_are_there_and_no_other_line_changes(layout: str, end: str, tmp_path: Path) -> None:
    text = ORGANISATION.format(themes=LAYOUTS[layout]).replace("\n", end)
    made, organisation = into(text, CODES, tmp_path)
    had = ["laskutus"] if "id: laskutus" in text else []
    new = ["hinta-nousu", "arki-lapset", "arki-laskutus", *([] if "Billing" in text else ["billing"]), "code-", "null"]
    assert [theme.id[:5] if theme.id.startswith("code-") else theme.id for theme in organisation.themes] == [*had, *new]
    names = {theme.id: theme.name.told("fi") for theme in organisation.themes}
    assert (names["arki-lapset"], names["null"]) == ("Arki: Lapset 👶", "null")
    assert next(t for t in organisation.themes if t.id == "hinta-nousu").definition.told("fi") == 'Kun "hinta" nousee # äkkiä'
    kept = [line for line in text.split(end) if line and not line.startswith("themes: [")]
    assert [line for line in made.split(end) if line in kept] == kept
    assert all(note in made for note in re.findall("# [a-zä ]+", text))
    assert "\r" not in made.replace("\r\n", "")
    assert ("\r\n" in made) == (end == "\r\n")
    assert into(made, CODES, tmp_path)[0] == made


def test_lines_that_end_otherwise_than_most_stay_as_they_are(tmp_path: Path) -> None:
    text = ORGANISATION.format(themes=LAYOUTS["block"]).replace("themes:\n", "themes:\r\n")
    made = into(text, CODES, tmp_path)[0]
    assert made.count("\r\n") == 1
    assert made.startswith(text[: text.index("\n    # ohje")])


def test_many_codes_whose_names_make_the_same_id_are_sorted_out_at_once() -> None:
    codes = tuple(Code(str(n), f"Hinta{'!' * n}") for n in range(250))
    ids = {theme.id for theme in sorted_out(codes, Organisation(name=Words(fi="x"))).new}
    assert ids == {"hinta", *(f"hinta-{n}" for n in range(2, 251))}


def test_what_a_codebook_leaves_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "organisation.yaml").write_text(ORGANISATION.format(themes=LAYOUTS["block"]), "utf-8")
    found = sorted_out(CODES, read_organisation(tmp_path)[0])
    assert (found.known, found.headings, found.colours) == (("Billing", "Hinta: nousu"), 1, 1)


def test_a_definition_is_taken_for_the_language_that_it_is_in() -> None:
    nothing = Organisation(name=Words(fi="x"))
    codes = (
        Code("1", "Odottaminen", "Asiakas odottaa, että joku vastaa puhelimeen."),
        Code("2", "Waiting", "The customer waits for somebody to answer."),
    )
    told = {theme.id: (theme.name.fi, theme.name.en) for theme in sorted_out(codes, nothing).new}
    assert told == {"odottaminen": ("Odottaminen", ""), "waiting": ("", "Waiting")}


@pytest.mark.parametrize("themes", ["themes: &t\n  - {id: a, name: A}\nnot_doing: *t\n", "themes: {a: b}\n", "themes: some\n"])
def test_a_file_that_cannot_be_added_to_safely_is_left_alone(themes: str) -> None:
    theme = Theme(id="b", name=Words(fi="B"))
    with pytest.raises(UomaError):
        written_into(ORGANISATION.format(themes=themes), (theme,))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(LETTERS, st.text(max_size=40)), max_size=5), st.sampled_from(sorted(LAYOUTS)))
def test_any_names_and_descriptions_read_back_from_the_file(told: list[tuple[str, str]], layout: str) -> None:
    text = ORGANISATION.format(themes=LAYOUTS[layout])
    codes = tuple(Code(str(n), " ".join(lines(name).split()), lines(about).strip()) for n, (name, about) in enumerate(told))
    new = sorted_out(codes, Organisation(name=Words(fi="x"))).new
    made = yaml.load(written_into(text, new), Loader=yaml.BaseLoader)
    had = yaml.load(text, Loader=yaml.BaseLoader)["themes"] if layout != "missing" else []
    listed = made.get("themes") or []
    assert len(listed) == len(had or []) + len(new)
    for entry, theme in zip(listed[len(had or []) :], new, strict=True):
        name = entry["name"]
        assert theme.name == Words(fi=name, en=name) if isinstance(name, str) else theme.name == Words(**name)


def test_parts_know_where_a_code_stands() -> None:
    project = Project(
        "p",
        codes=(Code("1", "a", below=(Code("2", "b"),)),),
        sources=(Source("s", "n", "t", (Selection("x", 0, 1),)),),
        cases=(Case("c", "v"),),
    )
    assert [(code.guid, above) for code, above in every(project.codes)] == [("1", ()), ("2", ("a",))]
