"""Tab of questions: the backlog in its computed order, and what planners say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.answers.columns import AGAIN, KEY, NOTE, PAGE, STATE, choices, machine, person, plain, titled
from flows.answers.known import Known
from flows.model.board import Column, Tab
from flows.model.material import Cell
from flows.model.noun import Words
from flows.model.picture import Picture
from flows.model.questions import Question, computed_ranks
from flows.model.registers import Decision
from flows.model.terms import COMPUTED, FITS, FITS_HOW, LIST, LISTINGS, METHODS, SCORE, SCORE_HOW, SHOWN_ONLY, TIERS, WHEN

_RANKED = Words(
    fi="Sija listassa ilman teidän siirtojanne. Antamanne sija on omassa sarakkeessaan.",
    en="The place in its list before anything that people moved. Your place stands in a column of its own.",
)
_STANDINGS = choices(ask=("kysytään", "ask"), answered=("vastattu", "answered"), not_asking=("ei kysytä", "not asking"))


def columns(known: Known) -> tuple[Column, ...]:
    """The machine's columns, then people's."""
    return (KEY, *_machines(), STATE, AGAIN, *_wording(), *_weighing(), *_ordering(), NOTE)


def _machines() -> tuple[Column, ...]:
    return (
        machine("question", "Kysymys", "Question", width=56),
        Column("rank", COMPUTED, form="number", width=9, note=_RANKED),
        Column("tier", WHEN, choices=titled(TIERS), width=13),
        Column("listing", LIST, choices=titled(LISTINGS), width=22),
        Column("score", SCORE, form="number", width=10, note=SCORE_HOW),
        Column("core", FITS, form="percent", width=11, note=FITS_HOW),
        machine("belief", "Uskomus", "Belief", form="percent", width=10),
        machine("days", "Henkilötyöpäiviä", "Person-days", form="number", width=12),
        machine("n", "Haastatteluja", "Interviews", form="number", width=12),
        machine("decision", "Päätös", "Decision", width=28),
        machine("due", "Päätöspäivä", "Decision date", form="date", width=13),
        Column("asked_by", Words(fi="Kysyjiä", en="Asked by"), form="number", width=9, note=SHOWN_ONLY),
        machine("method", "Miten selvittää", "How to find out", choices=titled(METHODS), width=22),
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
            ("Vastattu tai ei kysytä: kysymys poistuu järjestyksestä.", "Answered and not asking take it out of the order."),
            choices=_STANDINGS,
        ),
        person(
            "reopen",
            "Avataan uudelleen",
            "Comes back on",
            (
                "Päivä, jona kysymys, jota nyt ei kysytä, palaa listalle. Saa olla tyhjä.",
                "The day on which a question that is not asked now comes back. May be empty.",
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
            "Antamamme sija",
            "Our place",
            ("Kokonaisluku. Laskettu sija jää näkyviin rinnalle.", "A whole number. The computed rank stays beside it."),
            form="number",
            width=14,
        ),
        person("reason", "Perustelu", "Reason", ("Miksi sija on muu kuin laskettu.", "Why it is not the computed place."), width=36),
        person("owner", "Omistaja", "Owner", ("Rooli tai yksikkö, ei nimeä.", "A role or unit, not a name."), width=20),
        person(
            "votes",
            "Ääniä",
            "Votes",
            (SHOWN_ONLY.fi, SHOWN_ONLY.en),
            form="number",
            width=9,
        ),
    )


def tab(picture: Picture, known: Known, page: Callable[[str, str], str]) -> Tab:
    """One row a question, as the backlog has them: by listing, then rank."""
    language = picture.organisation.language
    decisions = {row.id: plain(row.title) for row in picture.rows(Decision)}
    ranks = computed_ranks(picture.questions)
    return Tab(
        id="questions",
        title=Words(fi="Kysymykset", en="Questions"),
        note=Words(
            fi="Mitä selvitetään seuraavaksi. Järjestys on laskettu; saatte muuttaa sitä ja kertoa miksi.",
            en="What to find out next. The order is computed; you may change it and say why.",
        ),
        columns=columns(known),
        rows=tuple(
            _row(question, ranks[question.key], language, decisions, page("question", question.key)) for question in picture.questions
        ),
    )


def _row(question: Question, rank: int, language: str, decisions: Mapping[str, str], page: str) -> dict[str, Cell]:
    weighed = question.factors
    return {
        "key": question.key,
        "rank": rank,
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
