"""What customers themselves have said, and what staff have told: the two sides that the library's signals are read from."""

from __future__ import annotations

from collections.abc import Iterable

from flows.insights.evidence import voice_of
from flows.model.observations import Observation
from flows.model.organisation import Organisation
from flows.text.words import says_nothing

FIRST_HAND = frozenset(("observed", "first-hand"))
TOLD_BY_STAFF = frozenset(("second-hand", "employee"))


def first_hand(observations: Iterable[Observation]) -> list[Observation]:
    """What customers said or did themselves, by key: no twins, no polite nothings, no hearsay, nothing bought or read."""
    kept = (o for o in observations if o.provenance in FIRST_HAND and not o.twin_of and not _nothing(o.text))
    return sorted(kept, key=lambda o: o.key)


def told_by_staff(observations: Iterable[Observation]) -> list[Observation]:
    """What staff said of customers or think themselves, by key; no twins."""
    return sorted((o for o in observations if o.provenance in TOLD_BY_STAFF and not o.twin_of), key=lambda o: o.key)


def people(observations: Iterable[Observation]) -> int:
    """Distinct people behind them; where nobody knows who spoke, a document counts as one."""
    return len({voice_of(o) for o in observations})


def told(count: int, organisation: Organisation) -> int:
    """A number of people as it may be told of a persona or segment: 0 where it is smaller than the smallest group."""
    return count if count >= organisation.privacy.smallest_group else 0


def segment_of(observation: Observation, organisation: Organisation) -> str:
    """Id of the segment that its speaker belongs to, or empty."""
    return observation.segment or organisation.segment_of(observation.persona)


def _nothing(text: str) -> bool:
    return bool(text) and says_nothing(text)
