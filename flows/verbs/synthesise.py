"""Synthesise: group observations into themes, find new ones, and weigh what speaks for and against each claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flows import plugins, settings
from flows.desk.desk import Desk, at_desk, inputs, organisation_of, settle_issues
from flows.insights.claims.insights import insights
from flows.insights.codebook.assign import assign
from flows.insights.codebook.guidance import codebook_of, guidance_of
from flows.insights.codebook.vectors import Embed
from flows.insights.found.find import find
from flows.insights.found.identity import Lineage, judged
from flows.insights.signals.all import signals
from flows.insights.signals.kept_words import told_again
from flows.ledger import Entry
from flows.model.answers import InsightAnswer, ObservationAnswer, ThemeAnswer
from flows.model.contracts import Scribe
from flows.model.documents import Document
from flows.model.erasures import Erasure
from flows.model.insights import Insight
from flows.model.issues import Issue, Report
from flows.model.noun import digest_of
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Theme
from flows.model.registers import Ask, Assumption, Claim, Consent
from flows.model.signals import ThemeTurn
from flows.model.studies import Study
from flows.observations.retention import ended
from flows.runners import step, verb
from flows.scribes.silence import silences
from flows.text.words import says_nothing

VERSION = "4"
READS = (
    "observation",
    "organisation",
    "study",
    "register.claims",
    "register.assumptions",
    "register.asks",
    "erasure",
    "answer.insights",
    "answer.themes",
    "answer.observations",
)
MODEL, GRAPH, WORDS = "model", "graph", "words"
"""What is kept from cycle to cycle: what was learnt of the codebook's themes, which words nobody lists are near to which, and base forms."""
WITHDRAWN = "withdrawn"
"""Remembers whose consents had been taken back when it was learnt: where another is, everything is learnt anew, without their words."""


@dataclass(frozen=True, slots=True)
class Library:
    """What themes are made of."""

    organisation: Organisation
    observations: tuple[Observation, ...]
    claims: tuple[Claim, ...]
    found: tuple[Theme, ...]
    """As they were."""
    verdicts: Mapping[str, ThemeAnswer]
    judged: Mapping[str, ObservationAnswer]
    model: bytes = b""
    graph: bytes = b""


@dataclass(frozen=True, slots=True)
class Grouped:
    """Observations with their themes, and what was found."""

    observations: tuple[Observation, ...]
    found: tuple[Theme, ...]
    lineage: tuple[Lineage, ...]
    issues: tuple[Issue, ...]
    model: bytes
    graph: bytes


@verb("synthesise")
def synthesise(workspace: str, today: str, cycle: str = "") -> Report:
    """Find what is said across studies, and how sure one may be of it."""
    with at_desk("synthesise", workspace, today) as desk, desk.entry() as entry:
        issues: tuple[Issue, ...] = ()
        skipped = entry.memo("synthesise").get("") == _inputs(entry, desk.cycle.today)
        if not skipped:
            back = withdrawn(entry, desk.cycle.today)
            issues = _work(desk, entry, learnt=entry.memo("synthesise").get(WITHDRAWN) == back)
            # the themes of observations are written here: remember the state that the work left behind
            waits = any(issue.code == "scribe-silent" for issue in issues)
            done = {} if waits else {"": _inputs(entry, desk.cycle.today)}
            entry.remember("synthesise", {**done, WITHDRAWN: back})
        weighed = entry.all("insight", Insight).values()
        counts = {"insights": len(weighed), "contested": sum(i.contested for i in weighed), "found themes": _proposed(entry)}
        return desk.report(counts, issues, skipped=skipped)


def _inputs(entry: Entry, today: date) -> str:
    return inputs(entry, f"{VERSION} {settings.LLM_URL.read()} {settings.LLM_MODEL.read()}", *READS, today=today)


def _work(desk: Desk, entry: Entry, learnt: bool) -> tuple[Issue, ...]:
    """`learnt`: whether what was learnt before may be gone on with."""
    organisation = organisation_of(entry)
    before = entry.all("observation", Observation)
    grouped = group.once(_library(entry, organisation, before, learnt))
    entry.settle("observation", [o for o in grouped.observations if o != before[o.key]], within=())
    entry.settle("theme", grouped.found)
    entry.keep(MODEL, grouped.model)
    entry.keep(GRAPH, grouped.graph)
    issues = (*grouped.issues, *_weigh(desk, entry, organisation, grouped))
    return settle_issues(entry, "synthesise", issues)


def withdrawn(entry: Entry, today: date) -> str:
    """A digest of the consents that were taken back, or are no longer in their register."""
    standing = entry.all("register.consents", Consent)
    back = {key for key, consent in standing.items() if consent.withdrawn and consent.withdrawn <= today}
    return digest_of(*sorted(back | entry.ended("register.consents", Consent).keys()))


def _library(entry: Entry, organisation: Organisation, observations: Mapping[str, Observation], learnt: bool) -> Library:
    """`learnt`: whether what was learnt before may be gone on with."""
    return Library(
        organisation,
        tuple(observations.values()),
        tuple(entry.all("register.claims", Claim).values()),
        tuple(entry.all("theme", Theme).values()),
        entry.all("answer.themes", ThemeAnswer),
        entry.all("answer.observations", ObservationAnswer),
        entry.kept(MODEL) if learnt else b"",
        entry.kept(GRAPH) if learnt else b"",
    )


@step("group")
def group(library: Library) -> Grouped:
    """Observations with their themes, and the themes that were found among what the codebook leaves over."""
    observations, organisation = library.observations, library.organisation
    found = judged((*organisation.themes, *library.found), library.verdicts)
    guidance, odd = guidance_of(organisation, library.judged, found, observations, library.claims)
    spoken, embed = [o for o in observations if o.text], _embed(organisation)
    assigned = assign(spoken, codebook_of(organisation, found), library.claims, guidance, library.model, embed)
    coded = [_tagged(o, *assigned.themes[o.key]) if o.key in assigned.themes else o for o in observations]
    left = [o for o in coded if o.text and not (o.themes or o.twin_of or says_nothing(o.text))]
    new = find(left, (*organisation.themes, *library.found), library.verdicts, library.graph, embed)
    homes = {member: theme.id for theme in new.themes if theme.standing == "proposed" for member in theme.members}
    tagged = tuple(_tagged(o, (homes[o.key],), {homes[o.key]: "group"}) if o.key in homes else o for o in coded)
    return Grouped(tagged, new.themes, new.lineage, (*odd, *assigned.issues), assigned.kept, new.kept)


def _weigh(desk: Desk, entry: Entry, organisation: Organisation, grouped: Grouped) -> tuple[Issue, ...]:
    """Weigh every claim, and write down what the whole shows."""
    today, studies = desk.cycle.today, entry.all("study", Study)
    late = {study.id for study in studies.values() if ended(study, today)}
    heard = [o.model_copy(update={"quotable": False}) if o.study in late else o for o in grouped.observations]
    themes = (*organisation.themes, *grouped.found)
    scribe: Scribe = plugins.part("scribes", organisation.research.scribe)()
    weighed, odd = insights(
        heard,
        tuple(entry.all("register.claims", Claim).values()),
        tuple(entry.all("register.assumptions", Assumption).values()),
        themes,
        organisation,
        today,
        scribe,
        answers=entry.all("answer.insights", InsightAnswer),
        stances={key: answer.stance for key, answer in entry.all("answer.observations", ObservationAnswer).items() if answer.stance},
        met=_met(desk, entry),
        erasures=entry.all("erasure", Erasure).values(),
        drafts={key: insight.draft for key, insight in entry.all("insight", Insight).items() if insight.draft},
    )
    entry.settle("insight", weighed)
    documents = tuple(entry.all("document", Document, without={"passages": ()}).values())
    asks = entry.all("register.asks", Ask).values()
    told, kept = told_again((o for o in heard if not o.twin_of), entry.kept(WORDS))
    entry.keep(WORDS, kept)
    shown = signals(heard, themes, weighed, organisation, tuple(studies.values()), documents, asks, today, told)
    turns = tuple(ThemeTurn(kind=each.kind, before=each.before, after=each.after) for each in grouped.lineage)
    entry.settle("signals", [shown.model_copy(update={"themes": turns})])
    return (*odd, *silences(insight.draft for insight in weighed if insight.draft))


def _met(desk: Desk, entry: Entry) -> dict[str, date]:
    """The day on which the library first had each observation."""
    days = {cycle.number: cycle.today for cycle in (*entry.cycles(), desk.cycle)}
    return {key: days[number] for key, number in entry.first("observation").items() if number in days}


def _embed(organisation: Organisation) -> Embed | None:
    """What turns texts into vectors, where the organisation asks for it. Raises UnknownPlugin."""
    name = organisation.research.embedder
    return plugins.part("embedders", name)().embed if name else None


def _proposed(entry: Entry) -> int:
    return sum(theme.standing == "proposed" for theme in entry.all("theme", Theme).values())


def _tagged(observation: Observation, themes: Iterable[str], reasons: dict[str, str]) -> Observation:
    themes = tuple(themes)
    if observation.themes == themes and observation.reasons == reasons:
        return observation
    return observation.model_copy(update={"themes": themes, "reasons": reasons})
