"""Tab of documents: those of which nobody is sure who speaks, for people to say."""

from __future__ import annotations

from collections.abc import Callable

from flows.answers.columns import AGAIN, KEY, NOTE, STATE, choices, machine, person, plain
from flows.answers.known import Known
from flows.model.board import Choice, Column, Tab
from flows.model.documents import Document
from flows.model.material import Cell
from flows.model.noun import Words
from flows.model.picture import Picture

SURE = 0.6
"""Confidence from which a document's words are counted."""
_LAYOUTS = choices(
    labels=("puhujien merkit", "speaker labels"),
    stamps=("aikaleimat", "time stamps"),
    table=("taulukko", "table"),
    table_turns=("taulukko, vuorot riveittäin", "table, a turn a row"),
    headings=("kysymykset otsikkoina", "questions as headings"),
    bold_question=("kysymykset lihavoituna", "questions in bold"),
    bold_answer=("vastaukset lihavoituna", "answers in bold"),
    numbered=("numeroidut kysymykset", "numbered questions"),
    bullets=("luettelo", "bullets"),
    notes=("yhden henkilön muistiinpanot", "notes on one person"),
    guide=("haastattelurunko", "interview guide"),
)
_READ_ONLY = choices(
    unattributed=("ei tiedetä, kuka puhuu", "nobody knows who speaks"),
    cues=("litterointi", "transcript"),
    transcript=("litterointi", "transcript"),
    cases=("taulukon rivit", "rows of a sheet"),
    rows=("taulukon rivit", "rows of a sheet"),
    one_voice=("yhden henkilön sanat", "one person's words"),
)
_ODD = {
    "unsure-layout": Words(fi="ei ole varmaa, kuka puhuu", en="it is not sure who speaks"),
    "who-asks": Words(fi="ei tiedetä, kuka puhujista kysyy", en="nobody can tell which speaker asks"),
    "two-codes": Words(fi="kaksi eri koodia samasta henkilöstä", en="two codes for one person"),
    "layout-unfit": Words(fi="nimetty asettelu ei sovi", en="it is not set in the layout that was named"),
}


def columns(known: Known) -> tuple[Column, ...]:
    """The machine's columns, then people's."""
    return (
        KEY,
        machine("name", "Asiakirja", "Document", width=36),
        machine("study", "Tutkimus", "Study", width=22),
        machine("read_as", "Luettiin näin", "Read as", choices=(*_LAYOUTS, *_READ_ONLY), width=24),
        machine("sureness", "Varmuus", "How sure", form="percent", width=10),
        machine("odd", "Mikä on epäselvää", "What is odd", width=40),
        STATE,
        AGAIN,
        person(
            "layout",
            "Näin se on kirjoitettu",
            "How it is set",
            ("Valitse, miten kysymykset ja vastaukset erottuvat.", "Choose how questions and answers are told apart."),
            choices=_allowed(known),
            width=26,
        ),
        person(
            "speakers",
            "Puhujat",
            "Speakers",
            (
                "Kuka kukin merkki on: `A: P07; B: staff`. Nimiä ei tähän: nimellä merkityt puhujat kerrotaan plan.yaml-tiedostossa.",
                "Who each label is: `A: P07; B: staff`. No names here: speakers labelled by name are told in plan.yaml.",
            ),
            width=36,
        ),
        NOTE,
    )


def _allowed(known: Known) -> tuple[Choice, ...]:
    told = {choice.value: choice.title for choice in _LAYOUTS}
    return tuple(Choice(layout, told.get(layout, Words(fi=layout, en=layout))) for layout in known.layouts)


def tab(picture: Picture, known: Known, page: Callable[[str, str], str]) -> Tab:
    """One row a document that is not surely read, or that people have answered about: the least sure first."""
    answers = picture.answers.get("documents", {})
    told = [document for document in picture.documents if document.confidence < SURE or document.key in answers]
    told.sort(key=lambda document: (document.confidence, document.study, document.key))
    return Tab(
        id="documents",
        title=Words(fi="Asiakirjat", en="Documents"),
        note=Words(
            fi="Näistä ei ole varmaa, kuka puhuu, joten sanoja ei lasketa. Kertokaa, miten ne luetaan.",
            en="Nobody is sure who speaks in these, so their words are not counted. Say how they are to be read.",
        ),
        columns=columns(known),
        rows=tuple(_row(document, picture) for document in told),
    )


def _row(document: Document, picture: Picture) -> dict[str, Cell]:
    language = picture.organisation.language
    study = picture.study.get(document.study)
    odd = dict.fromkeys(_ODD[issue.code].told(language) for issue in document.issues if issue.code in _ODD)
    return {
        "key": document.key,
        "name": plain(f"{document.title} ({document.name})" if document.title and document.title != document.name else document.name),
        "study": plain(study.title.told(language)) if study else document.study,
        "read_as": document.layout,
        "sureness": round(document.confidence, 2),
        "odd": "; ".join(odd),
    }
