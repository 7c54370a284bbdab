"""Tab of questions: the backlog in its computed order, and what planners say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.answers.columns import AGAIN, KEY, NOTE, PAGE, STATE, choices, machine, person, plain
from flows.answers.known import Known
from flows.model.board import Column, Tab
from flows.model.material import Cell
from flows.model.noun import Words
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.registers import Decision

_TIERS = choices(now=("kysy nyt", "ask now"), discuss=("keskustele", "discuss"), not_now=("ei nyt", "not now"))
_LISTINGS = choices(
    ranked=("järjestyksessä", "ranked"),
    hedge=("päätä ilman: varaudu", "decide without it: hedge"),
    unlinked=("kiinnostava, ei päätöstä", "interesting, unlinked"),
    answered=("vastattu", "answered"),
    not_asking=("ei kysytä", "not asking"),
)
_STANDINGS = choices(ask=("kysytään", "ask"), answered=("vastattu", "answered"), not_asking=("ei kysytä", "not asking"))
_METHODS = choices(
    interview=("haastattelu", "interviews"),
    observe=("havainnointi", "sit in and watch"),
    test=("kokeilu", "prototype or experiment"),
    survey=("kysely", "survey"),
    desk=("aineistoista", "look it up"),
)


def columns(known: Known) -> tuple[Column, ...]:
    """The machine's columns, then people's."""
    return (KEY, *_machines(), STATE, AGAIN, *_wording(), *_weighing(), *_ordering(), NOTE)


def _machines() -> tuple[Column, ...]:
    return (
        machine("rank", "Sija", "Rank", form="number", width=7),
        machine("tier", "Kori", "Tier", choices=_TIERS, width=13),
        machine("listing", "Lista", "List", choices=_LISTINGS, width=20),
        machine("question", "Kysymys", "Question", width=56),
        machine(
            "score",
            "Pisteet",
            "Score",
            form="number",
            width=10,
            note=Words(fi="P tuhannesosina. Sivu näyttää, mistä luku tulee.", en="P in thousandths. The page shows how it came about."),
        ),
        machine(
            "core",
            "Ydinindeksi",
            "Core index",
            form="percent",
            width=11,
            note=Words(
                fi="Osuus 500 arvonnasta, joissa kysymys mahtuu kierrokseen.",
                en="Share of 500 draws in which it fits the cycle's capacity.",
            ),
        ),
        machine("belief", "Uskomus", "Belief", form="percent", width=10),
        machine("days", "Henkilötyöpäiviä", "Person-days", form="number", width=12),
        machine("n", "Haastatteluja", "Interviews", form="number", width=12),
        machine("decision", "Päätös", "Decision", width=28),
        machine("due", "Päätöspäivä", "Decision date", form="date", width=13),
        machine(
            "asked_by",
            "Kysyjiä",
            "Asked by",
            form="number",
            width=9,
            note=Words(fi="Määrä näytetään, mutta se ei vaikuta järjestykseen.", en="Shown, never multiplied."),
        ),
        machine("method", "Miten selvittää", "How to find out", choices=_METHODS, width=18),
        PAGE,
    )


def _wording() -> tuple[Column, ...]:
    about = ("Näin kysymys sanotaan. Tyhjä: koneen sanat.", "How it is worded. Empty: the machine's words.")
    return (
        person("text_fi", "Sanamuoto suomeksi", "Wording in Finnish", about, width=48),
        person("text_en", "Sanamuoto englanniksi", "Wording in English", about, width=48),
        person(
            "standing",
            "Mitä tehdään",
            "What to do",
            ("Vastattu ja ei kysytä poistavat kysymyksen järjestyksestä.", "Answered and not asking take it out of the order."),
            choices=_STANDINGS,
        ),
        person(
            "reopen",
            "Avataan uudelleen",
            "Re-open on",
            (
                "Päivä, jona ei kysytä -kysymys palaa. Saa olla tyhjä.",
                "The day on which a question that is not asked comes back. May be empty.",
            ),
            form="date",
        ),
    )


def _weighing() -> tuple[Column, ...]:
    return (
        person(
            "stakes",
            "Panokset",
            "Stakes",
            ("0,2 · 0,5 · 1 · 2 · 5 tai euroja.", "0.2, 0.5, 1, 2, 5, or euros."),
            form="number",
        ),
        person(
            "break_even",
            "Kynnys",
            "Break-even",
            (
                "Osuus asiakkaista, jonka ylittyessä toimittaisiin: 0,4 tai 40 %. Jätä tyhjäksi, jos kukaan ei tiedä.",
                "The share of customers above which one would act: 0.4 or 40 %. Leave it empty if nobody knows.",
            ),
            form="percent",
        ),
        person("decide_by", "Päätettävä viimeistään", "Decide by", ("Päivä: 1.3.2027.", "A date: 2027-03-01."), form="date"),
    )


def _ordering() -> tuple[Column, ...]:
    return (
        person(
            "place",
            "Sija, jonka annamme",
            "Place that we give it",
            ("Kokonaisluku. Koneen sija jää näkyviin rinnalle.", "A whole number. The computed rank stays beside it."),
            form="number",
            width=14,
        ),
        person("reason", "Perustelu", "Reason", ("Miksi sija on muu kuin laskettu.", "Why it is not the computed place."), width=36),
        person("owner", "Omistaja", "Owner", ("Rooli tai yksikkö, ei nimeä.", "A role or unit, not a name."), width=20),
        person(
            "votes",
            "Ääniä",
            "Votes",
            ("Määrä näytetään, mutta se ei vaikuta järjestykseen.", "Shown, never multiplied."),
            form="number",
            width=9,
        ),
    )


def tab(picture: Picture, known: Known, page: Callable[[str, str], str]) -> Tab:
    """One row a question, as the backlog has them: by listing, then rank."""
    language = picture.organisation.language
    decisions = {row.id: plain(row.title) for row in picture.rows(Decision)}
    return Tab(
        id="questions",
        title=Words(fi="Kysymykset", en="Questions"),
        note=Words(
            fi="Mitä selvitetään seuraavaksi. Järjestys on laskettu; saatte muuttaa sitä ja kertoa miksi.",
            en="What to find out next. The order is computed; you may change it and say why.",
        ),
        columns=columns(known),
        rows=tuple(_row(question, language, decisions, page("question", question.key)) for question in picture.questions),
    )


def _row(question: Question, language: str, decisions: Mapping[str, str], page: str) -> dict[str, Cell]:
    weighed = question.factors
    return {
        "key": question.key,
        "rank": question.override.computed if question.override else question.rank,
        "tier": question.tier,
        "listing": question.listing,
        "question": plain(question.text.told(language)),
        "score": float(f"{question.score * 1000:.4g}"),
        "core": round(question.core_index, 3),
        "belief": round(weighed.mean, 2) if weighed else None,
        "days": round(weighed.cost, 2) if weighed else None,
        "n": weighed.n if weighed else None,
        "decision": decisions.get(question.gap.decision, question.gap.decision),
        "due": weighed.decision_date if weighed else None,
        "asked_by": question.askers,
        "method": question.method,
        "page": page,
    }
