"""Tab that explains the board to whoever opens it."""

from __future__ import annotations

from collections.abc import Sequence

from flows.answers.columns import KEY, machine
from flows.model.board import Tab
from flows.model.noun import Words

_LINES: dict[str, tuple[Words, Words]] = {
    "what": (
        Words(fi="Mikä tämä on", en="What this is"),
        Words(
            fi="Tällä taululla vastaatte koneelle. Se kertoo, mitä asiakkaista tiedetään ja mitä kannattaa selvittää; te korjaatte ja päätätte.",
            en="On this board you answer the machine. It says what is known of customers and what to find out; you correct it and decide.",
        ),
    ),
    "columns": (
        Words(fi="Kenen sarakkeet", en="Whose columns"),
        Words(
            fi="Suojatut sarakkeet kirjoittaa kone joka kierroksella uudelleen. Muut ovat teidän: niihin kone ei koske.",
            en="The machine rewrites the protected columns in every cycle. The others are yours: the machine leaves them alone.",
        ),
    ),
    "next": (
        Words(fi="Mitä seuraavaksi tapahtuu", en="What happens next"),
        Words(
            fi="Seuraava kierros lukee vastauksenne, muistaa ne päivineen ja laskee kaiken niiden mukaan. Sulkekaa työkirja, jotta se voidaan kirjoittaa.",
            en="The next cycle reads your answers, remembers them with their day and counts everything by them. "
            "Close the workbook, so that it can be written.",
        ),
    ),
    "back": (
        Words(fi="Vastauksen peruminen", en="Taking an answer back"),
        Words(
            fi="Tyhjentäkää solu. Rivin, sarakkeen tai välilehden poistaminen ei peru mitään: vastaukset palaavat paikoilleen.",
            en="Empty its cell. To delete a row, a column or a tab takes nothing back: the answers are put back.",
        ),
    ),
    "free": (
        Words(fi="Mitä saa tehdä", en="What you may do"),
        Words(
            fi="Lajitelkaa ja suodattakaa rivejä, siirtäkää ja nimetkää sarakkeita, lisätkää omia. Lajitelkaa aina koko rivit.",
            en="Sort and filter rows, move and rename columns, add your own. Always sort whole rows.",
        ),
    ),
    "lock": (
        Words(fi="Suojaus", en="Protection"),
        Words(
            fi="Suojauksessa ei ole salasanaa. Jos Excel ei anna lajitella: Tarkista > Poista taulukon suojaus.",
            en="The protection has no password. If Excel does not let you sort: Review > Unprotect Sheet.",
        ),
    ),
    "names": (
        Words(fi="Ei henkilöiden nimiä", en="No names of people"),
        Words(
            fi="Älkää kirjoittako tänne asiakkaiden tai kollegoiden nimiä. Käyttäkää koodeja (P07), rooleja ja yksiköitä.",
            en="Do not write names of customers or colleagues here. Use codes (P07), roles and units.",
        ),
    ),
}


COLUMNS = (KEY, machine("about", "Aihe", "About", width=26), machine("text", "Lue tämä ensin", "Read this first", width=110))


def tab(others: Sequence[Tab], language: str) -> Tab:
    """One row a subject, then one a tab, in the organisation's language."""
    lines: dict[str, tuple[Words, Words]] = {**_LINES, **{other.id: (other.title, other.note) for other in others}}
    rows = tuple({"key": key, "about": about.told(language), "text": text.told(language)} for key, (about, text) in lines.items())
    return Tab(id="read-me", title=Words(fi="Lue ensin", en="Read me"), columns=COLUMNS, rows=rows)
