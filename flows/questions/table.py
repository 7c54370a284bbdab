"""Table: the backlog as a sheet, every factor in a column of its own, so that each priority can be redone there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from flows.model.board import Column, Tab
from flows.model.derivation import thousandths, turning
from flows.model.material import Cell
from flows.model.noun import Words
from flows.model.picture import Picture
from flows.model.questions import Gap, GapKind, Question, computed_ranks
from flows.model.registers import Decision
from flows.model.terms import COMPUTED, FITS, FITS_HOW, LIST, LISTINGS, METHODS, RANK, SCORE, SCORE_HOW, SHOWN_ONLY, TIERS, WHEN

_GAPS: dict[GapKind, Words] = {
    "planned": Words(fi="tutkimuksen kysymys", en="planned in a study"),
    "thin": Words(fi="vähän ääniä", en="few voices"),
    "stale": Words(fi="vanhentunut", en="gone stale"),
    "contradicted": Words(fi="ristiriitainen", en="contradicted"),
    "single-source": Words(fi="yksi tutkimus", en="one study only"),
    "assumption": Words(fi="oletus", en="assumption"),
    "uncovered": Words(fi="ei kuultu", en="nobody heard"),
    "emerging": Words(fi="nouseva teema", en="emerging theme"),
    "unexplained": Words(fi="syy puuttuu", en="no reason known"),
    "asked": Words(fi="kollegan kysymys", en="asked by colleagues"),
}


def table(picture: Picture) -> Tab:
    """Every question, in the order of the backlog and in the organisation's language.

    In each row the score is 1000 · F · V · EVSI · U / C, from the cells of that row alone.
    """
    decisions = {row.id: row for row in picture.rows(Decision)}
    ranks = computed_ranks(picture.questions)
    return Tab(
        id="questions",
        title=Words(fi="Kysymykset", en="Questions"),
        note=Words(
            fi="P = F · V · EVSI · U / C. Pisteet ovat P tuhannesosina; m = a / (a + b).",
            en="P = F · V · EVSI · U / C. The score is P in thousandths; m = a / (a + b).",
        ),
        columns=(*_PLACE, *_SUBJECT, *_FACTORS, *_PEOPLE),
        rows=tuple(_row(question, ranks[question.key], picture, decisions) for question in picture.questions),
    )


def _row(question: Question, computed: int, picture: Picture, decisions: Mapping[str, Decision]) -> dict[str, Cell]:
    language = picture.organisation.language
    return {
        **_placed(question, computed, language),
        **_about(question, picture, decisions),
        **_weighed(question, language),
        **_said(question, language),
    }


def _placed(question: Question, computed: int, language: str) -> dict[str, Cell]:
    moved = question.override
    return {
        "key": question.key,
        "listing": LISTINGS[question.listing].told(language),
        "rank": question.rank,
        "computed": computed,
        "reason": moved.reason if moved else "",
        "tier": TIERS[question.tier].told(language),
        "core": question.core_index,
    }


def _about(question: Question, picture: Picture, decisions: Mapping[str, Decision]) -> dict[str, Cell]:
    gap, language = question.gap, picture.organisation.language
    decision = decisions.get(gap.decision)
    insight = picture.insight.get(gap.insight)
    return {
        "question": question.text.told(language),
        "kind": _GAPS[gap.kind].told(language),
        "also": ", ".join(dict.fromkeys(_GAPS[other.kind].told(language) for other in question.also)),
        "claim": insight.statement.told(language) if insight else "",
        "decision": decision.title if decision else gap.decision,
        **_named(gap, picture, language),
    }


def _named(gap: Gap, picture: Picture, language: str) -> dict[str, Cell]:
    house = picture.organisation
    names = {
        "focus": {focus.id: focus.name for focus in house.focus},
        "theme": {theme.id: theme.name for theme in picture.themes},
        "persona": {persona.id: persona.name for persona in house.personas().values()},
        "segment": {segment.id: segment.name for segment in house.segments},
        "stage": {stage.id: stage.name for stage in house.stages().values()},
    }
    return {f"{kind}_of": known.get(getattr(gap, kind), Words()).told(language) or getattr(gap, kind) for kind, known in names.items()}


def _weighed(question: Question, language: str) -> dict[str, Cell]:
    known = question.factors
    if known is None:
        return {"score": thousandths(question.score)}
    return {
        "voices": question.voices,
        "heard_on": question.heard_on,
        "a": known.a,
        "b": known.b,
        "m": known.mean,
        "t": known.break_even,
        "n": known.n,
        "turns": turning(known, language),
        "focus": known.focus,
        "stakes": known.stakes,
        "evsi": known.evsi,
        "due": known.decision_date,
        "slack": known.slack,
        "urgency": known.urgency,
        "cost": known.cost,
        "score": thousandths(question.score),
    }


def _said(question: Question, language: str) -> dict[str, Cell]:
    return {
        "askers": question.askers,
        "votes": question.votes,
        "owner": question.owner,
        "method": METHODS[question.method].told(language) if question.method in METHODS else question.method,
        "reopen": question.reopen,
        "note": question.note,
    }


Form = Literal["text", "number", "percent", "date", "link"]


def _column(name: str, fi: str, en: str, form: Form = "text", width: int = 10, note: tuple[str, str] = ("", "")) -> Column:
    return Column(id=name, title=Words(fi=fi, en=en), form=form, width=width, note=Words(fi=note[0], en=note[1]))


_RANKED = Words(
    fi="Sija listassa. Ihmisten antama sija menee lasketun edelle.",
    en="The place in its list. One that people gave goes before the computed one.",
)
_PLACE = (
    Column(id="key", title=Words(fi="Tunniste", en="Key"), hidden=True),
    Column(id="listing", title=LIST, width=22),
    Column(id="rank", title=RANK, form="number", width=7, note=_RANKED),
    Column(id="computed", title=COMPUTED, form="number", width=9),
    _column("reason", "Miksi siirretty", "Why moved", width=28),
    Column(id="tier", title=WHEN, width=12),
    Column(id="core", title=FITS, form="percent", width=11, note=FITS_HOW),
)
_SUBJECT = (
    _column("question", "Kysymys", "Question", width=60),
    _column("kind", "Miksi kysytään", "Why ask", width=20),
    _column("also", "Muut syyt", "Other reasons", width=24),
    _column("claim", "Väite", "Claim", width=40),
    _column("decision", "Päätös", "Decision", width=36),
    _column("focus_of", "Fokusalue", "Focus area", width=20),
    _column("theme_of", "Teema", "Theme", width=18),
    _column("persona_of", "Persoona", "Persona", width=18),
    _column("segment_of", "Segmentti", "Segment", width=18),
    _column("stage_of", "Vaihe", "Stage", width=18),
)
_FACTORS = (
    _column("voices", "Ihmisiä kuultu", "People heard", "number"),
    _column("heard_on", "Viimeksi kuultu", "Last heard", "date", 12),
    _column("a", "a", "a", "number", 8, ("Puolesta; alkaa ykkösestä.", "For; begins from 1.")),
    _column("b", "b", "b", "number", 8, ("Vastaan; alkaa ykkösestä.", "Against; begins from 1.")),
    _column("m", "m", "m", "number", 8, ("Uskomus a / (a + b).", "Belief a / (a + b).")),
    _column("t", "t", "t", "number", 8, ("Kynnys; tyhjä, jos sitä ei ole annettu.", "Break-even; empty where nobody gave one.")),
    _column("n", "n", "n", "number", 6, ("Haastatteluja.", "Interviews.")),
    _column("turns", "Mikä kääntäisi", "What would turn it", width=36),
    _column("focus", "F", "F", "number", 7, ("Fokusalueen paino.", "Weight of the focus area.")),
    _column("stakes", "V", "V", "number", 7, ("Panokset.", "Stakes.")),
    _column("evsi", "EVSI", "EVSI", "number", 10, ("Kysymisen arvo.", "Value of asking.")),
    _column("due", "Päätöspäivä", "Decision date", "date", 12),
    _column("slack", "Pelivara", "Slack", "number", 9, ("Kierroksia; tyhjä, jos päivää ei ole.", "Cycles; empty where there is no date.")),
    _column(
        "urgency",
        "U",
        "U",
        "number",
        8,
        (
            "1 / max(1; pelivara); 0, jos vastaus ei ehdi; 1/6 ilman päivää.",
            "1 / max(1, slack); 0 where an answer is too late; 1/6 without a date.",
        ),
    ),
    _column("cost", "C", "C", "number", 7, ("Henkilötyöpäiviä.", "Person-days.")),
    Column(id="score", title=SCORE, form="number", width=10, note=SCORE_HOW),
)
_PEOPLE = (
    _column("askers", "Kysyjiä", "Asked by", "number", 9, (SHOWN_ONLY.fi, SHOWN_ONLY.en)),
    _column("votes", "Ääniä", "Votes", "number", 8, (SHOWN_ONLY.fi, SHOWN_ONLY.en)),
    _column("owner", "Omistaja", "Owner", width=18),
    _column("method", "Miten selvittää", "How to find out", width=18),
    _column("reopen", "Avataan uudelleen", "Comes back on", "date", 14),
    _column("note", "Huomautus", "Note", width=28),
)
