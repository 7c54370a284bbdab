"""Tab of themes: groups that the machine has found, in customers' words, and what people make of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flows.answers.columns import AGAIN, KEY, NOTE, PAGE, STATE, choices, machine, named, person, plain
from flows.answers.known import Known
from flows.model.answers import Answer, ThemeAnswer
from flows.model.board import Choice, Column, Tab
from flows.model.material import Cell
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.picture import Picture

QUOTES = 3
_VERDICTS = choices(
    accept=("hyväksy teemaksi", "accept"), merge=("yhdistä", "merge"), split=("pilko pienemmiksi", "split"), reject=("hylkää", "reject")
)
_STANDINGS = choices(
    proposed=("ehdotettu", "proposed"),
    accepted=("hyväksytty", "accepted"),
    merged=("yhdistetty", "merged"),
    split=("pilkottu", "split"),
    rejected=("hylätty", "rejected"),
    listed=("koodikirjassa", "in the codebook"),
)
_GROWTH = choices(growing=("kasvaa", "growing"), declining=("hiipuu", "declining"), emerging=("nousee esiin", "emerging"))
_ORDER = ("proposed", "accepted", "merged", "rejected", "listed")


def columns(known: Known) -> tuple[Column, ...]:
    """The machine's columns, then people's."""
    quotes = (machine(f"quote_{n}", f"Lainaus {n}", f"Quote {n}", width=44) for n in range(1, QUOTES + 1))
    return (
        KEY,
        machine(
            "label",
            "Ryhmän sanat",
            "Words of the group",
            width=28,
            note=Words(fi="Nimi on tehty puheen sanoista. Lue lainaukset.", en="The name is made of what is said. Read the quotes."),
        ),
        machine("held", "Asema nyt", "Standing now", choices=_STANDINGS, width=14),
        machine("mentions", "Mainintoja", "Mentions", form="number", width=10),
        machine("voices", "Ihmisiä", "Voices", form="number", width=9),
        *quotes,
        machine("growth", "Suunta", "Direction", choices=_GROWTH, width=13),
        machine("since", "Kierroksesta", "Since cycle", width=14),
        PAGE,
        STATE,
        AGAIN,
        *_people(named(known.themes)),
        NOTE,
    )


def _people(themes: tuple[Choice, ...]) -> tuple[Column, ...]:
    return (
        person(
            "verdict",
            "Mitä tästä tehdään",
            "Verdict",
            (
                "Hyväksy: siitä tulee teema. Yhdistä: se kuuluu toiseen, valitse mihin. Pilko: siinä on monta asiaa. Hylkää: ei teema.",
                "Accept: it becomes a theme. Merge: it belongs to another, choose which. Split: several things are in it. Reject: it is no theme.",
            ),
            choices=_VERDICTS,
            width=18,
        ),
        person(
            "into",
            "Yhdistä teemaan",
            "Merge into",
            ("Koodikirjan tai löydetty teema.", "A theme of the codebook, or a found one."),
            choices=themes,
            width=24,
        ),
        person("name_fi", "Nimi suomeksi", "Name in Finnish", width=24),
        person("name_en", "Nimi englanniksi", "Name in English", width=24),
        person(
            "definition", "Määritelmä", "Definition", ("Mikä kuuluu teemaan, mikä ei.", "What belongs to it and what does not."), width=40
        ),
    )


def tab(picture: Picture, known: Known, page: Callable[[str, str], str]) -> Tab:
    """One row a found theme, and one for every theme that people have answered about: proposals first, the largest first."""
    answers = picture.answers.get("themes", {})
    told = [theme for theme in picture.themes if theme.origin == "found" or theme.id in answers]
    told.sort(key=lambda theme: (_ORDER.index(_standing(theme)), -len(theme.members), theme.id))
    growth = {change.theme: change.direction for change in picture.signals.growth}
    since = _since(picture)
    rows = [_row(theme, picture, growth.get(theme.id, ""), since.get(theme.id, ""), page("theme", theme.id)) for theme in told]
    return Tab(
        id="themes",
        title=Words(fi="Teemaehdotukset", en="Proposed themes"),
        note=Words(
            fi="Ryhmiä puheesta, jota mikään teema ei kata. Hyväksykää, yhdistäkää, pilkkokaa tai hylätkää.",
            en="Groups of what no theme covers. Accept, merge, split or reject.",
        ),
        columns=columns(known),
        rows=(*rows, *_remembered(answers, picture)),
    )


def _row(theme: Theme, picture: Picture, growth: str, since: str, page: str) -> dict[str, Cell]:
    members = _members(theme, picture)
    quotes = [known.text for key in theme.medoids if (known := picture.observation.get(key)) and known.quotable][:QUOTES]
    return {
        "key": theme.id,
        "label": plain(theme.name.told(picture.organisation.language)) or theme.id,
        "held": _standing(theme),
        "mentions": len(members),
        "voices": len({o.voice for o in members if o.voice}),
        "growth": growth,
        "since": since,
        "page": page,
        **{f"quote_{n}": plain(quote) for n, quote in enumerate(quotes, 1)},
    }


def _standing(theme: Theme) -> str:
    """A found theme of which nobody has said anything is a proposal."""
    return "proposed" if theme.origin == "found" and theme.standing == "listed" else theme.standing


def _members(theme: Theme, picture: Picture) -> Sequence[Observation]:
    if not theme.members:
        return picture.by_theme.get(theme.id, ())
    return [known for key in theme.members if (known := picture.observation.get(key)) and not known.twin_of]


def _remembered(answers: Mapping[str, Answer], picture: Picture) -> list[dict[str, Cell]]:
    """What people have judged stays in sight when the group is no longer found."""
    language = picture.organisation.language
    gone = [(key, answer) for key, answer in sorted(answers.items()) if key not in picture.theme]
    told = [(key, answer) for key, answer in gone if isinstance(answer, ThemeAnswer)]
    rows: list[dict[str, Cell]] = [{"key": key, "label": plain(answer.name.told(language)) or key} for key, answer in told]
    return [{**row, "held": "split"} if answer.verdict == "split" else row for row, (_, answer) in zip(rows, told, strict=True)]


def _since(picture: Picture) -> dict[str, str]:
    """The cycle in which each theme was first spoken of as an insight."""
    turned = ((insight.theme, picture.histories.get(insight.key, ())) for insight in picture.insights if insight.origin == "theme")
    return {theme: turns[0].cycle for theme, turns in turned if turns}
