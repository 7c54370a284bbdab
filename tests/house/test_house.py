"""The house: floors, handbook and README say what is so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest

from flows import errors, plugins, settings
from flows.cli import main
from flows.model.registers import REGISTERS
from flows.observations.columns import NAMES
from flows.press.reference import reference

REPOSITORY = Path(__file__).parent.parent.parent
HANDBOOK = REPOSITORY / "site" / "handbook"


def handbook() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(HANDBOOK.glob("*.md")))


def test_imports_go_down_only_and_prefect_has_one_address() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program)], cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout


def test_every_command_has_help_and_stands_in_the_handbook() -> None:
    for name, command in main.commands.items():
        assert command.get_short_help_str(), name
        assert f"`uoma {name}" in handbook(), name


def test_every_setting_register_and_error_stands_in_the_handbook() -> None:
    written = handbook()
    names = [setting.name for setting in settings.SETTINGS]
    names += [f"### {register}" for register in REGISTERS]
    names += [
        kind.__name__
        for kind in vars(errors).values()
        if isinstance(kind, type) and kind.__module__ == "flows.errors" and kind is not errors.UomaError
    ]
    assert [name for name in names if name not in written] == []


def test_every_column_and_ending_that_is_read_stands_in_the_handbook() -> None:
    written = (HANDBOOK / "material.md").read_text(encoding="utf-8")
    endings = [ending for kind in plugins.parts("sources").values() for ending in kind.endings]
    assert [name for name in (*NAMES, *endings) if f"`{name}`" not in written] == []


def test_every_part_that_comes_with_uoma_loads_and_stands_in_the_handbook() -> None:
    for group in plugins.GROUPS:
        for name, part in plugins.parts(group).items():
            assert part is not None
            assert name in handbook()


def test_the_reference_is_the_models_own() -> None:
    assert (HANDBOOK / "plans.md").read_text(encoding="utf-8") == reference(), "run: make reference"


def test_every_dependency_has_a_line_that_says_why() -> None:
    project = (REPOSITORY / "pyproject.toml").read_text()
    listed = re.findall(r'^  "([a-z0-9-]+)[\[<>=]', project.split("dependencies = [")[1].split("]\n")[0], re.M)
    why = (HANDBOOK / "dependencies.md").read_text(encoding="utf-8")
    assert listed
    assert [name for name in listed if name not in why] == []


def test_nothing_committed_names_a_registry_or_a_path_of_a_machine() -> None:
    files = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False).stdout.split("\0")
    if files == [""]:
        pytest.skip("not a git checkout")
    telltale = re.compile("|".join(["pypi" + r"\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.", "python" + "hosted"]))
    texts = [
        name for name in files if name.endswith((".py", ".md", ".toml", ".txt", ".yml", ".yaml", "Makefile", "run", ".j2", ".js", ".css"))
    ]
    found = [name for name in texts if telltale.search((REPOSITORY / name).read_text(encoding="utf-8", errors="ignore"))]
    assert found == []


def test_the_readmes_commands_are_targets_of_make() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(), re.M))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", readme, re.M))
    assert {"cycle", "test"} <= named
    assert named <= targets


def test_paragraphs_of_python_docx_are_never_read() -> None:
    """They lose tables, text boxes, controls and insertions without a word."""
    culprits = [path for path in (REPOSITORY / "flows").rglob("*.py") if re.search(r"\.paragraphs\b", path.read_text(encoding="utf-8"))]
    assert culprits == []


@pytest.mark.slow
def test_a_wheel_carries_templates_theme_and_handbook(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(REPOSITORY)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    )
    assert done.returncode == 0, done.stderr
    wheel = next(tmp_path.glob("uoma-*.whl"))
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "templates/pages/insight.md.j2",
        "templates/locale/fi.po",
        "templates/forms/interview.docx",
        "site/handbook/index.md",
        "mkdocs.yml",
    ):
        assert f"flows/share/{needed}" in names
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(wheel).extractall(unpacked)
    env = {**os.environ, "PYTHONPATH": str(unpacked), "UOMA_ENGINE": "plain"}
    for arguments in (["init", str(tmp_path / "acme")], ["cycle", "--workspace", str(tmp_path / "acme"), "--today", "2026-11-21"]):
        ran = subprocess.run(
            [sys.executable, "-P", "-m", "flows", *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            env=env,
            cwd=tmp_path,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "acme" / "site" / "public" / "index.html").is_file()


def test_help_is_a_sentence_for_every_option() -> None:
    for name, command in main.commands.items():
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, (name, option.name)
