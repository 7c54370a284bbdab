"""Terms: the short names of tiers, lists, methods, levels and kinds of pages, said alike wherever they are said."""

from __future__ import annotations

from flows.model.insights import FreshnessState, Level
from flows.model.noun import Words
from flows.model.questions import Listing, Tier

TIERS: dict[Tier, Words] = {
    "now": Words(fi="kysy nyt", en="ask now"),
    "discuss": Words(fi="keskustele", en="discuss"),
    "not-now": Words(fi="ei nyt", en="not now"),
}
LISTINGS: dict[Listing, Words] = {
    "ranked": Words(fi="järjestyksessä", en="ranked"),
    "hedge": Words(fi="päätä ilman: varaudu", en="decide without it: hedge"),
    "unlinked": Words(fi="kiinnostava, ei päätöstä", en="interesting, unlinked"),
    "answered": Words(fi="vastattu", en="answered"),
    "not-asking": Words(fi="ei kysytä", en="not asking"),
}
METHODS: dict[str, Words] = {
    "interview": Words(fi="haastattelu", en="interviews"),
    "observe": Words(fi="havainnointi", en="sit in and watch"),
    "test": Words(fi="kokeilu", en="prototype or experiment"),
    "survey": Words(fi="kysely", en="survey"),
    "desk": Words(fi="olemassa olevasta tiedosta", en="look it up"),
}
LEVELS: dict[Level, Words] = {
    "low": Words(fi="matala", en="low"),
    "moderate": Words(fi="kohtalainen", en="moderate"),
    "high": Words(fi="korkea", en="high"),
}
FRESHNESS: dict[FreshnessState, Words] = {
    "fresh": Words(fi="tuore", en="fresh"),
    "ageing": Words(fi="vanhenemassa", en="ageing"),
    "stale": Words(fi="vanhentunut", en="stale"),
    "none": Words(fi="ei päivättyä näyttöä", en="no dated evidence"),
}
PAGES: dict[str, Words] = {
    "insight": Words(fi="Oivallus", en="Insight"),
    "theme": Words(fi="Teema", en="Theme"),
    "persona": Words(fi="Persoona", en="Persona"),
    "segment": Words(fi="Segmentti", en="Segment"),
    "question": Words(fi="Kysymys", en="Question"),
    "study": Words(fi="Tutkimus", en="Study"),
}
LANGUAGES: dict[str, Words] = {
    "fi": Words(fi="suomi", en="Finnish"),
    "en": Words(fi="englanti", en="English"),
}

WHEN = Words(fi="Milloin", en="When")
LIST = Words(fi="Lista", en="List")
RANK = Words(fi="Sija", en="Rank")
COMPUTED = Words(fi="Laskettu sija", en="Computed rank")
FITS = Words(fi="Mahtuu kierrokseen", en="Fits the cycle")
FITS_HOW = Words(
    fi="Ydinindeksi: osuus 500 arvonnasta, joissa kysymys mahtuu kierrokseen, kun lähtöarvoja muutellaan.",
    en="Core index: the share of 500 draws with perturbed inputs in which it fits the cycle's capacity.",
)
SCORE = Words(fi="Pisteet", en="Score")
SCORE_HOW = Words(fi="P tuhannesosina. Sivu näyttää, mistä luku tulee.", en="P in thousandths. The page shows how it came about.")
SHOWN_ONLY = Words(fi="Määrä näytetään, mutta se ei vaikuta järjestykseen.", en="Shown, never multiplied.")
