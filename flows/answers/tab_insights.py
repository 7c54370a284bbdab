"""Tab of insights: what is held, how sure and how fresh, and how people word and judge it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.answers.columns import AGAIN, KEY, LEVELS, NOTE, PAGE, STATE, choices, machine, named, person, plain
from flows.answers.known import Known
from flows.model.board import Choice, Column, Tab
from flows.model.insights import Insight
from flows.model.material import Cell
from flows.model.noun import Words
from flows.model.picture import Picture

_STANDINGS = choices(proposed=("ehdotettu", "proposed"), accepted=("hyväksytty", "accepted"), retired=("emme enää usko tähän", "retired"))
_ASSUMED = choices(assumed=("oletus, ketään ei ole kuultu", "assumed: nobody has been heard"))
_MERGED = choices(merged=("yhdistetty", "merged"))
_ORIGINS = choices(
    claim=("ihmisten väite", "people's claim"),
    theme=("koneen ehdotus", "suggested by the machine"),
    model=("kielimallin sanoin", "worded by a language model"),
    assumption=("oletus", "assumption"),
)
_FRESH = choices(
    fresh=("tuore", "fresh"), ageing=("vanhenemassa", "ageing"), stale=("vanhentunut", "stale"), none=("ei näyttöä", "no dated evidence")
)
_CHANGES = choices(
    new=("uusi", "new"),
    contradicted=("ristiriidassa", "contradicted"),
    stale=("vanhentui", "gone stale"),
    weaker=("heikkeni", "weaker"),
    stronger=("vahvistui", "stronger"),
)
_ORDER = ("claim", "theme", "assumption")


def columns(known: Known) -> tuple[Column, ...]:
    """The machine's columns, then people's."""
    return (KEY, *_machines(), STATE, AGAIN, *_wording(), *_judging(named(known.insights)), NOTE)


def _machines() -> tuple[Column, ...]:
    return (
        machine("statement", "Oivallus", "Insight", width=56),
        machine("origin", "Mistä se tulee", "Where it comes from", choices=_ORIGINS, width=18),
        machine("theme", "Teema", "Theme", width=20),
        machine("persona", "Persoona", "Persona", width=18),
        machine("segment", "Segmentti", "Segment", width=18),
        machine("stage", "Polun vaihe", "Stage", width=18),
        machine("held", "Asema nyt", "Standing now", choices=(*_ASSUMED, *_STANDINGS, *_MERGED), width=16),
        machine("suggested", "Varmuus, ehdotus", "Confidence, suggested", choices=LEVELS),
        machine("belief", "Uskomus", "Belief", form="percent", width=10),
        machine("voices", "Ihmisiä", "Voices", form="number", width=9),
        machine("studies", "Tutkimuksia", "Studies", form="number", width=9),
        machine("against", "Vastaan", "Against", form="number", width=9),
        machine("freshness", "Tuoreus", "Freshness", choices=_FRESH, width=12),
        machine("change", "Muuttui tällä kierroksella", "Changed this cycle", choices=_CHANGES, width=14),
        PAGE,
    )


def _wording() -> tuple[Column, ...]:
    about = (
        "Näin oivallus sanotaan sivustolla. Tyhjä: koneen tai väiterekisterin sanat.",
        "How the site words it. Empty: the machine's words, or the claims register's.",
    )
    return (
        person("statement_fi", "Sanamuoto suomeksi", "Wording in Finnish", about, width=48),
        person("statement_en", "Sanamuoto englanniksi", "Wording in English", about, width=48),
    )


def _judging(others: tuple[Choice, ...]) -> tuple[Column, ...]:
    return (
        person(
            "standing",
            "Asema",
            "Standing",
            ("Hyväksytty pysyy, vaikka luvut muuttuvat.", "An accepted one stays, whatever its numbers do."),
            choices=_STANDINGS,
        ),
        person(
            "confirmed",
            "Vahvistettu varmuus",
            "Confirmed confidence",
            ("Korkea varmuus näytetään vasta, kun ihminen on vahvistanut sen.", "High is shown only once a person has confirmed it."),
            choices=LEVELS,
        ),
        person(
            "confirmed_by",
            "Vahvistaja",
            "Confirmed by",
            ("Rooli tai yksikkö, ei nimeä.", "A role or unit, not a name."),
            width=20,
        ),
        person(
            "motivation",
            "Motiivi",
            "Motivation",
            ("Miksi asiakas toimii näin.", "Why the customer acts so."),
            width=36,
        ),
        person(
            "reading",
            "Tulkinta ristiriidasta",
            "How we read what speaks against it",
            ("Miten vastakkainen näyttö luetaan.", "How contradicting evidence is read."),
            width=36,
        ),
        person("so_what", "Mitä tästä seuraa", "So what", width=36),
        person(
            "into",
            "Yhdistä oivallukseen",
            "Merge into",
            ("Valitse oivallus, johon tämä kuuluu.", "Choose the insight that this one belongs to."),
            choices=others,
            width=36,
        ),
    )


def tab(picture: Picture, known: Known, page: Callable[[str, str], str]) -> Tab:
    """One row an insight: people's claims first, those no longer believed last."""
    names, changed = _names(picture), _changed(picture)
    ordered = sorted(picture.insights, key=lambda i: (i.standing == "retired", _ORDER.index(i.origin), -i.voices, i.key))
    return Tab(
        id="insights",
        title=Words(fi="Oivallukset", en="Insights"),
        note=Words(
            fi="Mitä asiakkaista tiedetään. Sanokaa se omin sanoin, hyväksykää, yhdistäkää tai hylätkää.",
            en="What is known of customers. Word it, accept it, merge it or retire it.",
        ),
        columns=columns(known),
        rows=tuple(_row(insight, names, changed.get(insight.key, ""), page("insight", insight.key)) for insight in ordered),
    )


def _row(insight: Insight, names: Mapping[str, str], change: str, page: str) -> dict[str, Cell]:
    return {
        "key": insight.key,
        "origin": "model" if insight.by_model else insight.origin,
        "held": "merged" if insight.into else insight.standing,
        "suggested": insight.confidence.suggested,
        "belief": round(insight.belief.mean, 2),
        "voices": insight.voices,
        "studies": len(insight.studies),
        "against": len(insight.contradicts),
        "freshness": insight.freshness.state,
        "change": change,
        "page": page,
        "statement": names[f"insight {insight.key}"],
        **{kind: names.get(f"{kind} {(key := getattr(insight, kind))}", key) for kind in ("theme", "persona", "segment", "stage")},
    }


def _names(picture: Picture) -> dict[str, str]:
    """What things are called in the organisation's language, by kind and key."""
    organisation = picture.organisation
    called: dict[str, Words] = {
        **{f"insight {i.key}": i.statement for i in picture.insights},
        **{f"theme {t.id}": t.name for t in picture.themes},
        **{f"persona {key}": persona.name for key, persona in organisation.personas().items()},
        **{f"segment {s.id}": s.name for s in organisation.segments},
        **{f"stage {key}": stage.name for key, stage in organisation.stages().items()},
    }
    return {key: plain(name.told(organisation.language)) for key, name in called.items()}


def _changed(picture: Picture) -> dict[str, str]:
    """The gravest of what this cycle brought to each insight. In the first cycle nothing is called new, for everything is."""
    changes = picture.changes
    mildest_first: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("stronger", changes.stronger),
        ("weaker", changes.weaker),
        ("stale", changes.gone_stale),
        ("contradicted", changes.contradicted),
        ("new", changes.new if len(picture.cycles) > 1 else ()),
    )
    return {key: name for name, keys in mildest_first for key in keys}
