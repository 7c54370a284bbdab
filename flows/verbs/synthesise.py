"""Synthesise: group observations into themes, find new ones, and weigh what speaks for and against each claim."""

from __future__ import annotations

from collections.abc import Iterable

from flows import plugins
from flows.desk.desk import Desk, at_desk, inputs, organisation_of
from flows.insights.claims import insights
from flows.insights.erased import with_withdrawn
from flows.insights.found import find
from flows.insights.themes import assign
from flows.ledger import Entry
from flows.model.contracts import Scribe
from flows.model.erasures import Erasure
from flows.model.insights import Insight
from flows.model.issues import Report
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.registers import Assumption, Claim
from flows.model.studies import Study
from flows.observations.retention import ended
from flows.runners import step, verb
from flows.text.words import is_nothing

VERSION = "3"
LONGEST_NOTHING = 80
"""Letters; whoever writes more says something."""
READS = ("observation", "organisation", "study", "register.claims", "register.assumptions", "erasure")


@verb("synthesise")
def synthesise(workspace: str, today: str, cycle: str = "") -> Report:
    """Find what is said across studies, and how sure one may be of it."""
    with at_desk("synthesise", workspace, today) as desk, desk.entry() as entry:
        digest = inputs(entry, VERSION, *READS, today=desk.cycle.today)
        skipped = entry.memo("synthesise").get("") == digest
        if not skipped:
            _work(desk, entry)
            # the themes of observations are written here: remember the state that the work left behind
            entry.remember("synthesise", {"": inputs(entry, VERSION, *READS, today=desk.cycle.today)})
        weighed = entry.all("insight", Insight).values()
        counts = {"insights": len(weighed), "contested": sum(i.contested for i in weighed), "found themes": len(entry.digests("theme"))}
        return desk.report(counts, skipped=skipped)


def _work(desk: Desk, entry: Entry) -> None:
    organisation = organisation_of(entry)
    claims = tuple(entry.all("register.claims", Claim).values())
    before = entry.all("observation", Observation)
    found_before = tuple(entry.all("theme", Theme).values())
    coded, found = group.once((tuple(before.values()), organisation.themes, claims, found_before))
    entry.settle("observation", [o for o in coded if o != before[o.key]], within=())
    entry.settle("theme", found)
    assumptions = tuple(entry.all("register.assumptions", Assumption).values())
    scribe: Scribe = plugins.part("scribes", organisation.research.scribe)()
    themes = (*organisation.themes, *found)
    late = {study.id for study in entry.all("study", Study).values() if ended(study, desk.cycle.today)}
    heard = [o.model_copy(update={"quotable": False}) if o.study in late else o for o in coded]
    weighed = insights(heard, claims, assumptions, themes, organisation, desk.cycle.today, scribe)
    entry.settle("insight", with_withdrawn(weighed, entry.all("erasure", Erasure).values()))


@step("group")
def group(
    value: tuple[tuple[Observation, ...], tuple[Theme, ...], tuple[Claim, ...], tuple[Theme, ...]],
) -> tuple[tuple[Observation, ...], tuple[Theme, ...]]:
    """Observations with their themes, and the themes that were found among what the codebook leaves over."""
    observations, codebook, claims, before = value
    assigned = assign([o for o in observations if o.text], codebook, claims)
    coded = [_tagged(o, *assigned[o.key]) if o.key in assigned else o for o in observations]
    left = [o for o in coded if o.text and not (o.themes or o.twin_of or (len(o.text) < LONGEST_NOTHING and is_nothing(o.text)))]
    found = find(left, before)
    homes = {member: theme.id for theme in found for member in theme.members}
    return tuple(_tagged(o, (homes[o.key],), {homes[o.key]: "group"}) if o.key in homes else o for o in coded), found


def _tagged(observation: Observation, themes: Iterable[str], reasons: dict[str, str]) -> Observation:
    themes = tuple(themes)
    if observation.themes == themes and observation.reasons == reasons:
        return observation
    return observation.model_copy(update={"themes": themes, "reasons": reasons})
