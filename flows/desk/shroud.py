"""Shroud: what hides people in texts, and in the names of files and folders, before these names become keys and places of issues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, partial

from flows import plugins, settings
from flows.model.contracts import Detector
from flows.model.issues import Issue
from flows.model.material import Found
from flows.model.organisation import Organisation
from flows.model.registers import Participant
from flows.model.studies import Study
from flows.observations.participants import pseudonym
from flows.observations.privacy.mask import Mask
from flows.observations.privacy.paths import distinct, masked_glob, masked_path


def mask_of(organisation: Organisation, participants: Iterable[Participant], study: str) -> Mask:
    """The mask of one study's texts. Raises UnknownPlugin, and what a detector raises that cannot be made."""
    return Mask(participants, study, _no_names(organisation), detectors_of(organisation))


def detectors_of(organisation: Organisation) -> tuple[Detector, ...]:
    """The detectors that the organisation asks for. Raises UnknownPlugin."""
    return tuple(_detector(name) for name in organisation.privacy.detectors)


class Shroud:
    """Covers people in the paths of one workspace. The sources keep the true paths; nothing else is told them."""

    def __init__(self, organisation: Organisation, participants: Sequence[Participant], studies: Iterable[Study]) -> None:
        no_names = _no_names(organisation)
        self._masks = {study.id: Mask(participants, study.id, no_names) for study in studies}

    def cover(self, found: Iterable[Found]) -> dict[str, Found]:
        """Own key -> the document as it may be spoken of."""
        listed = {each.key: each for each in found}
        keys = distinct((key, self.path(each.study, key)) for key, each in listed.items())
        return {key: replace(each, key=keys[key], name=self._name(each, keys[key])) for key, each in listed.items()}

    def path(self, study: str, path: str) -> str:
        """A path that begins with the study's folder, covered; any other stays."""
        head = f"{study}/"
        return head + self._masked(study, path.removeprefix(head)) if path.startswith(head) else path

    def issue(self, issue: Issue) -> Issue:
        where = self.path(issue.where.partition("/")[0], issue.where)
        return issue if where == issue.where else issue.model_copy(update={"where": where})

    def study(self, study: Study) -> Study:
        """The plan as it is kept: names in the paths of its entries have become signs that fit any letter."""
        mask = self._masks.get(study.id)
        sources = tuple(entry.model_copy(update={"path": masked_glob(entry.path, mask)}) for entry in study.sources) if mask else ()
        return study if sources == study.sources or not mask else study.model_copy(update={"sources": sources})

    def _name(self, found: Found, key: str) -> str:
        if found.key.endswith(f"/{found.name}"):
            return key.rpartition("/")[2]
        return self._masked(found.study, found.name)

    def _masked(self, study: str, path: str) -> str:
        mask = self._masks.get(study)
        return masked_path(path, mask, partial(pseudonym, study, secret=settings.SECRET.read())) if mask else path


def _no_names(organisation: Organisation) -> tuple[str, ...]:
    return (*organisation.names(), *organisation.privacy.not_names)


@cache
def _detector(name: str) -> Detector:
    detector: Detector = plugins.part("detectors", name)()
    return detector
