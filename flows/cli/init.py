"""`uoma init DIR`: an empty workspace that runs at once, with forms to fill in."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from flows.cli.manners import manners
from flows.errors import Unwritable, UomaError
from flows.workspace import share

IGNORED = (
    "# what Uoma builds and remembers, and who is behind the codes\n.uoma/\nsite/public\nresearch_plans/registers/participants.*\n~$*\n"
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", default="", help="The organisation's name.")
@manners
def init(folder: Path, name: str) -> None:
    """Make an empty workspace in FOLDER and say what to add next. Files that are there already are left alone."""
    plans = folder / "research_plans"
    try:
        if (plans / "organisation.yaml").exists():
            raise UomaError(f"{folder} is a workspace already", f"uoma cycle --workspace {folder}")
        _lay_out(folder, plans, name)
    except OSError as error:
        raise Unwritable(f"{folder} cannot be written to: {error.strerror}", "choose a folder of your own") from error
    click.echo(f"{folder} is ready. Next:")
    click.echo(f"  1. describe customers and codebook in {plans / 'organisation.yaml'}")
    click.echo(
        f"  2. make a folder for a study in {plans}/, with a plan.yaml (form: templates/forms/plan.yaml) and its .docx, .xlsx, .csv, .vtt"
    )
    click.echo(f"  3. a row for each interviewee in {plans / 'registers' / 'consents.csv'}")
    click.echo(f"  4. uoma check --workspace {folder}   then   uoma cycle --workspace {folder}")


def _lay_out(folder: Path, plans: Path, name: str) -> None:
    forms = share() / "templates" / "forms"
    (plans / "registers").mkdir(parents=True, exist_ok=True)
    text = (forms / "organisation.yaml").read_text(encoding="utf-8")
    (plans / "organisation.yaml").write_text(
        text.replace("name: My organisation", f"name: {_quoted(name)}", 1) if name else text, encoding="utf-8"
    )
    for register in sorted((forms / "registers").iterdir()):
        _copy(register, plans / "registers" / register.name)
    for form in ("plan.yaml", "interview.docx", "survey.xlsx"):
        _copy(forms / form, folder / "templates" / "forms" / form)
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text(IGNORED, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        shutil.copyfile(source, target)


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
