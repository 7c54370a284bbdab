"""Studies' plans: each research_plans/<study>/plan.yaml as a noun."""

from __future__ import annotations

import os
import re
from pathlib import Path

from flows.model.issues import Issue
from flows.model.organisation import Organisation
from flows.model.studies import Study
from flows.plans.entries import Refused, issue, noun_of
from flows.plans.links import linked
from flows.plans.references import in_study
from flows.plans.yaml import Malformed, Plan, read_yaml

FILE = "plan.yaml"
_MEND = "Mend the line; texts with : # ? or brackets in them go into quotation marks."
_ID = re.compile(r"[A-Za-z0-9ÅÄÖåäö][A-Za-z0-9ÅÄÖåäö._:-]{0,119}")
_OTHERS = frozenset({"registers"})
_SPARE = frozenset({"questions", "guide"})
"""Only a question can be left out of a plan: without a source, a consent or a day of retention material would be read wrongly."""


def read_studies(root: Path, organisation: Organisation) -> tuple[tuple[Study, ...], tuple[Issue, ...]]:
    """The studies in the folders of `root` (research_plans/), sorted by id, and what is wrong in their plans.

    The id is the folder's name. A study whose plan is broken is left out with an Issue, and the others go on.
    """
    studies: list[Study] = []
    issues: list[Issue] = []
    for folder in _folders(root):
        try:
            planned = (folder / FILE).exists()
        except OSError:
            issues.append(
                issue("error", "no-permission", f"{folder.name}/", "The study's folder cannot be opened.", "Give the right to read it.")
            )
            continue
        if planned:
            study, found = _study(folder, organisation)
            studies += [study] if study else []
            issues += found
        elif _holds_documents(folder):
            what = "The folder has documents and no plan.yaml, so nothing in it is read."
            issues.append(issue("warning", "no-plan", f"{folder.name}/", what, "Add a plan.yaml; templates/forms has one to start from."))
    return tuple(studies), tuple(issues)


def _folders(root: Path) -> list[Path]:
    try:
        listed = [entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith((".", "_"))]
    except OSError:
        return []
    return sorted((folder for folder in listed if folder.name not in _OTHERS), key=lambda folder: folder.name)


def _holds_documents(folder: Path) -> bool:
    return any(not name.startswith((".", "~$")) for _, _, names in os.walk(folder) for name in names)


def _study(folder: Path, organisation: Organisation) -> tuple[Study | None, list[Issue]]:
    file = f"{folder.name}/{FILE}"
    if not _ID.fullmatch(folder.name):
        what = (
            "The study is left out: its id is its folder's name, which may hold only letters from A to Ö, digits and . _ - , and no spaces."
        )
        return None, [issue("error", "bad-folder-name", f"{folder.name}/", what, "Rename the folder.")]
    try:
        plan = read_yaml(folder / FILE)
        renamed = _named(plan, folder.name, file)
        study, issues = noun_of(Study, plan, file, _SPARE)
    except OSError:
        return None, [issue("error", "broken-plan", file, "The plan cannot be opened.", "Give the right to read it.")]
    except Malformed as broken:
        what = f"The study is left out, because its plan cannot be read: {broken.what}."
        return None, [issue("error", "broken-plan", f"{file} line {broken.line}", what, _MEND)]
    except Refused as refused:
        first, *others = refused.issues
        what = f"The study is left out: {first.what}"
        return None, [issue("error", "broken-plan", first.where, what, first.hint), *others]
    study, lost = linked(study, plan, file)
    return study, [*renamed, *issues, *lost, *in_study(study, organisation, plan, file)]


def _named(plan: Plan, name: str, file: str) -> list[Issue]:
    told = plan.data.get("id", name)
    plan.data["id"] = name
    if told == name:
        return []
    what = "A study's id is its folder's name, and the plan says another."
    return [
        issue(
            "warning", "id-is-folder", f"{file} line {plan.line(('id',))}, id", what, "Remove the id from the plan, or rename the folder."
        )
    ]
