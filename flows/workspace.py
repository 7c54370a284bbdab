"""Workspace: one organisation's folder, and the one place where the parts of Uoma meet."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flows import plugins, settings
from flows.errors import NotAWorkspace, Unreadable, Unwritable
from flows.insights.codebook.lacking import lacking
from flows.ledger import Ledger
from flows.model.contracts import PageType, Source
from flows.model.issues import Issue
from flows.model.material import Sheet
from flows.model.noun import digest_of
from flows.model.organisation import Organisation
from flows.model.registers import REGISTERS, Participant, RegisterRow
from flows.model.studies import Study
from flows.plans.links import place_of, register_links
from flows.plans.organisation import read_organisation
from flows.plans.registers import register_files
from flows.plans.study import read_studies
from flows.questions.guide import guide_issues
from flows.registers.check import dangling
from flows.registers.rows import rows_of
from flows.sources.gsheet import sheet_at
from flows.sources.sheet import sheets_of


@dataclass(frozen=True)
class Plan:
    """What people have written down: the organisation, its studies and its registers."""

    organisation: Organisation
    studies: tuple[Study, ...]
    registers: Mapping[str, tuple[RegisterRow, ...]]
    """Without the private ones."""
    participants: tuple[Participant, ...]
    """Names: for hiding, never for keeping."""
    unhidden: tuple[Issue, ...]
    """Why not every name in the participants register is known: then nothing may be read, as its names would be published."""
    issues: tuple[Issue, ...]
    broken: frozenset[str] = frozenset()
    """Ids of studies whose plan is there and cannot be read."""
    unread: frozenset[str] = frozenset()
    """Names of registers whose file is there and cannot be read."""
    hides: bool = False
    """Whether there is a participants register, be it empty."""
    unseen: frozenset[str] = frozenset()
    """Ids of studies that stand as they were, because their folder is there and nothing can be seen in it."""


class Workspace:
    """A folder with research_plans/organisation.yaml. Raises NotAWorkspace, Unwritable."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        try:
            found = (self.plans / "organisation.yaml").is_file()
        except OSError as error:
            raise NotAWorkspace(f"{root} cannot be looked into: {error.strerror}", "give yourself the right to read it") from error
        if not found:
            raise NotAWorkspace(f"{root} is no workspace: it has no research_plans/organisation.yaml", f"uoma init {root}")

    @property
    def plans(self) -> Path:
        return self.root / "research_plans"

    @property
    def state(self) -> Path:
        """Where Uoma keeps what it remembers: .uoma, made when it is first needed."""
        folder = self.root / ".uoma"
        try:
            folder.mkdir(exist_ok=True)
            (folder / ".gitignore").write_text("*\n")
        except OSError as error:
            raise Unwritable(f"{folder} cannot be written to", "change its rights, or copy the workspace to a place of your own") from error
        return folder

    @property
    def public(self) -> Path:
        """The built site."""
        return self.root / "site" / "public"

    def keeps(self, study: str) -> bool:
        """Whether the study's folder, or a link to it, is there."""
        return os.path.lexists(self.plans / study)

    def shows(self, study: str) -> bool:
        """Whether anything can be seen in the study's folder."""
        try:
            return any(not entry.name.startswith((".", "~$")) for entry in (self.plans / study).iterdir())
        except OSError:
            return False

    def ledger(self) -> Ledger:
        return Ledger(settings.ledger_url(self.state))

    def plan(self, last: Mapping[str, Mapping[str, RegisterRow]] | None = None, ask: bool = True) -> Plan:
        """Read what people have written down. Raises BrokenOrganisation; everything smaller is an issue.

        `last`: the rows of each register as they were last good, by key; one of them stands where a cell of its row is bad now.
        Without `ask` nobody on the network is asked, and registers that lie there are left out.
        """
        organisation, issues = read_organisation(self.plans)
        studies, more = read_studies(self.plans, organisation)
        registers, unread, troubles = self._registers(organisation, last or {}, ask)
        hides = Participant.register in registers
        participants = tuple(row for row in registers.pop(Participant.register, ()) if isinstance(row, Participant))
        broken = frozenset(issue.where.split("/")[0] for issue in more if issue.code == "broken-plan")
        loose = dangling(registers, organisation, studies, broken=broken)
        if not ask:
            loose = tuple(issue for issue in loose if f"{issue.code.removeprefix('unknown-')}s" not in organisation.registers)
        unhidden = tuple(trouble for trouble in troubles if _of_participants(trouble))
        taught = lacking(organisation.themes, organisation.languages, bool(organisation.glossary))
        told = (*issues, *more, *troubles, *loose, *taught, *guide_issues(studies))
        return Plan(organisation, studies, registers, participants, unhidden, told, broken, unread, hides)

    def _registers(
        self, organisation: Organisation, last: Mapping[str, Mapping[str, RegisterRow]], ask: bool
    ) -> tuple[dict[str, tuple[RegisterRow, ...]], frozenset[str], list[Issue]]:
        files, issues = register_files(self.plans)
        registers: dict[str, tuple[RegisterRow, ...]] = {}
        unread: set[str] = set()
        links, odd = register_links(organisation, files)
        places: dict[str, Path | str] = {**files, **(links if ask else dict.fromkeys(links, ""))}
        collected = [*issues, *odd]
        for name, place in sorted((name, place) for name, place in places.items() if place):
            where = f"registers/{place.name}" if isinstance(place, Path) else place_of(name)
            sheets, troubles = _sheets(place, where)
            unread |= {name} if sheets is None else set()
            rows, more = rows_of(REGISTERS[name], sheets or (), where, last.get(name, {}))
            registers[name] = rows
            collected += [*troubles, *more]
        return registers, frozenset(unread), collected

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Source kinds by name."""
        return {name: kind() for name, kind in plugins.parts("sources").items()}

    @cached_property
    def page_types(self) -> tuple[PageType, ...]:
        return tuple(kind() for kind in plugins.parts("pages").values())

    def shared(self, name: str) -> tuple[Path, ...]:
        """Folders or files of that name, the workspace's own first, then those that come with Uoma."""
        return tuple(dict.fromkeys(path for path in (self.root / name, share() / name) if path.exists()))


def share() -> Path:
    """Where the templates and the site's theme lie: within the wheel, or in the repository."""
    packaged = Path(__file__).parent / "share"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


def digest_of_files(paths: Iterable[Path]) -> str:
    """One digest over files and folders, by relative name and content."""
    parts: list[str | bytes] = []
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                parts += [file.relative_to(path).as_posix(), file.read_bytes()]
    return digest_of(*parts)


def _of_participants(trouble: Issue) -> bool:
    """Whether rows of the participants register are passed over for this."""
    theirs = trouble.where.casefold().startswith(f"registers/{Participant.register}.")
    told = trouble.severity == "error" or trouble.code in ("two-files", "not-a-file", "unknown-register")
    return theirs and told and trouble.code != "duplicate-id"


def _sheets(place: Path | str, where: str) -> tuple[tuple[Sheet, ...] | None, list[Issue]]:
    """The sheets of a file, or of a link to Google; None where they cannot be read."""
    try:
        material = sheets_of(place) if isinstance(place, Path) else sheet_at(place)
    except Unreadable as error:
        return None, [Issue(severity="error", code=error.code, where=where, what=str(error), hint=error.hint, verb="capture")]
    troubles = [
        Issue(severity=t.severity, code=t.code, where=f"{where} {t.place}".strip(), what=t.what, hint=t.hint, verb="capture")
        for t in material.troubles
        if t.code != "no-rows"  # a register that waits for its first row is in order
    ]
    return material.sheets, troubles
