"""Themes that nobody listed: proposals out of what the codebook does not cover, and what people have said of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flows.insights.found.identity import Lineage, judged, lineage
from flows.insights.found.kept import dumped, loaded
from flows.insights.found.kept_graph import Embed, Graph, graph_of
from flows.insights.found.proposals import Proposal, Wanted, proposals
from flows.model.answers import ThemeAnswer
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Theme

MOST = 12
"""Themes a language may propose, the largest; those that stand already may be as many again."""
LANGUAGES = ("fi", "en")


@dataclass(frozen=True, slots=True)
class Found:
    """The found themes, what became of those there were, and the graph for the next time."""

    themes: tuple[Theme, ...]
    lineage: tuple[Lineage, ...] = ()
    kept: bytes = b""


def find(
    observations: Sequence[Observation],
    before: Sequence[Theme],
    verdicts: Mapping[str, ThemeAnswer] = MappingProxyType({}),
    kept: bytes = b"",
    embed: Embed | None = None,
    most: int = MOST,
) -> Found:
    """Themes of origin `found` in what no theme covers, proposals first and the largest first; twins and nothings must have been left out.

    Finnish and English are grouped apart, and what is in neither goes with the majority. A proposal has 8 mentions of 5 voices or more and a
    word that its members share. One that stood in `before` goes on under its id, with its members and what is like them, while it holds
    together. Accepted, merged and rejected themes of `before` come back as they are: see `identity.judged`; the codebook's themes may stand
    in `before` too, to be merged into. The order of observations is of no matter, nor is the number of threads.

    `kept` is what the last call returned: with it only new texts are compared with all. It holds weights of n-grams, which are counted anew
    when a fifth of the texts has come or gone; until then themes may differ a little from those without it. It is passed over where another
    version wrote it. `embed` gives vectors to group by in place of n-grams.
    """
    by_key = {o.key: o for o in observations}
    known = judged(before, verdicts)
    settled = tuple(theme for theme in known if theme.standing != "proposed")
    taken = {member for theme in settled if theme.standing != "rejected" for member in theme.members}
    standing = tuple(theme for theme in known if theme.standing == "proposed")
    spoken = _by_language([o for key, o in by_key.items() if key not in taken])
    graphs = loaded(kept, embed)
    made: dict[str, Graph] = {}
    found: list[Proposal] = []
    for language, own in sorted(spoken.items()):
        graph = graph_of({key: o.text for key, o in own.items()}, language, graphs.get(language), embed)
        wanted = Wanted(
            held=tuple(theme for theme in standing if _home(theme, spoken) == language),
            split=frozenset(key for key, answer in verdicts.items() if answer.verdict == "split"),
            named=frozenset(key for key, answer in verdicts.items() if answer.name_fi or answer.name_en),
            rejected=tuple(frozenset(theme.members) for theme in settled if theme.standing == "rejected"),
            taken=frozenset({*(theme.id for theme in before), *verdicts, *(p.id for p in found)}),
            most=most,
        )
        proposed, made[language] = proposals(own, language, graph, wanted)
        found += proposed
    proposed_themes = sorted((_theme(p, {t.id: t for t in standing}.get(p.id)) for p in found), key=lambda t: (-len(t.members), t.id))
    themes = (*proposed_themes, *settled)
    return Found(themes, lineage(before, themes, by_key.keys()), dumped(made, embed))


def _by_language(observations: Sequence[Observation]) -> dict[str, dict[str, Observation]]:
    counts = Counter(o.language for o in observations)
    majority = "en" if counts["en"] > counts["fi"] else "fi"
    found: dict[str, dict[str, Observation]] = defaultdict(dict)
    for observation in sorted(observations, key=lambda o: o.key):
        found[observation.language if observation.language in LANGUAGES else majority][observation.key] = observation
    return found


def _home(theme: Theme, spoken: Mapping[str, Collection[str]]) -> str:
    """The language that most of the members that are still there are in."""
    return max(sorted(spoken), key=lambda language: sum(member in spoken[language] for member in theme.members), default="")


def _theme(proposal: Proposal, old: Theme | None) -> Theme:
    """A theme that goes on keeps what people have said of it."""
    said = {"name": old.name, "definition": old.definition, "focus": old.focus} if old else {}
    name = said.pop("name") if said and not proposal.label else Words(fi=proposal.label, en=proposal.label)
    return Theme(
        **{
            **said,
            "id": proposal.id,
            "name": name,
            "origin": "found",
            "standing": "proposed",
            "medoids": proposal.medoids,
            "members": proposal.members,
        }
    )
