"""Links: sources and registers that lie at Google, and links in plans that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection

from flows.google.addresses import address_in, is_link
from flows.model.issues import Issue
from flows.model.organisation import Organisation
from flows.model.registers import REGISTERS
from flows.model.studies import SourceEntry, Study
from flows.plans.entries import issue, where
from flows.plans.yaml import Plan
from flows.registers.nearest import meant

KINDS = frozenset({"gdrive", "gsheet"})
_COPY = "Copy the link from the browser's address line while the folder, document or sheet is open."


def linked(study: Study, plan: Plan, file: str) -> tuple[Study, list[Issue]]:
    """The study with the source kind of each link to Google, and an error for each that is no address of a folder, document or sheet."""
    sources, issues = [], []
    for index, entry in enumerate(study.sources):
        address = address_in(entry.path) if entry.kind in KINDS or is_link(entry.path) else None
        sources.append(entry.model_copy(update={"kind": address.source}) if address and not entry.kind else entry)
        if _leads_nowhere(entry) and address is None:
            what = "`path` is no link to a Google folder, document or sheet."
            issues.append(issue("error", "bad-link", where(plan, file, ("sources", index, "path")), what, _COPY))
    return study.model_copy(update={"sources": tuple(sources)}), issues


def register_links(organisation: Organisation, files: Collection[str]) -> tuple[dict[str, str], list[Issue]]:
    """Links by register, sorted by name, out of the organisation's plan, and what is odd among them. `files`: registers that lie in files too."""
    links: dict[str, str] = {}
    issues: list[Issue] = []
    for name, link in sorted(organisation.registers.items()):
        place = place_of(name)
        address = address_in(link)
        if name not in REGISTERS:
            issues.append(
                issue("error", "unknown-register", place, "No register has this name, so it is not read.", meant(name, REGISTERS))
            )
            continue
        if address is None or address.kind not in ("spreadsheet", "any"):
            issues.append(issue("error", "bad-link", place, "This is no link to a Google Sheet.", _COPY))
            continue
        if name in files:
            what = f"The register {name} lies in a file and in a Google Sheet; the sheet is read and the file is not."
            issues.append(issue("warning", "two-files", place, what, "Move the rows into one of them and remove the other."))
        links[name] = link
    return links, issues


def place_of(register: str) -> str:
    """How issues name the place of a register that is a Google Sheet."""
    return f"registers/{register}.gsheet"


def google_entries(studies: Collection[Study]) -> list[tuple[str, SourceEntry]]:
    """Entries of plans that lie at Google, each with its study's id."""
    return [(study.id, entry) for study in studies for entry in study.sources if entry.kind in KINDS]


def _leads_nowhere(entry: SourceEntry) -> bool:
    return entry.kind in KINDS or (not entry.kind and is_link(entry.path))
