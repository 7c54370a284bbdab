"""The organisation's plan: research_plans/organisation.yaml as a noun."""

from __future__ import annotations

from pathlib import Path

from flows.errors import BrokenOrganisation, NotAWorkspace
from flows.model.issues import Issue
from flows.model.organisation import Organisation
from flows.plans.entries import Refused, issue, noun_of, where
from flows.plans.references import in_organisation
from flows.plans.yaml import Malformed, Plan, read_yaml

FILE = "organisation.yaml"
_MEND = "Mend the line; texts with : # ? or brackets in them go into quotation marks."


def read_organisation(root: Path) -> tuple[Organisation, tuple[Issue, ...]]:
    """The organisation in `root` (research_plans/), and what is wrong in its file.

    A faulty entry of a list (a theme, a persona, a word) is left out with an Issue and the rest stands. Raises NotAWorkspace when the file
    is missing, and BrokenOrganisation when it is no YAML or when something outside its lists is wrong.
    """
    try:
        plan = read_yaml(root / FILE)
        organisation, issues = noun_of(Organisation, plan, FILE)
    except (FileNotFoundError, NotADirectoryError):
        hint = "Go to the workspace's folder, name it with --workspace, or make one: uoma init DIR"
        raise NotAWorkspace(f"There is no research_plans/{FILE} here.", hint) from None
    except OSError:
        raise BrokenOrganisation(f"{FILE} cannot be opened.", "Give the account that runs Uoma the right to read it.") from None
    except Malformed as broken:
        raise BrokenOrganisation(f"{FILE} line {broken.line}: {broken.what}.", _MEND) from None
    except Refused as refused:
        first = refused.issues[0]
        raise BrokenOrganisation(f"{first.where}: {first.what}", first.hint) from None
    found = (*issues, *in_organisation(organisation, plan, FILE), *_silent_themes(organisation, plan))
    return organisation, found


def _silent_themes(organisation: Organisation, plan: Plan) -> list[Issue]:
    written = plan.data.get("themes")
    entries = enumerate(written if isinstance(written, list) else ())
    steps = {str(entry["id"]).strip(): ("themes", i) for i, entry in entries if isinstance(entry, dict) and "id" in entry}
    silent = [theme.id for theme in organisation.themes if not theme.examples.all() and not theme.words.all()]
    what = "The theme has no words and no examples, and names alone teach nothing."
    hint = "Give examples: ten sentences as customers say them, or beginnings of words that point to it."
    return [issue("warning", "no-examples", where(plan, FILE, steps.get(theme, ("themes",))), what, hint) for theme in silent]
