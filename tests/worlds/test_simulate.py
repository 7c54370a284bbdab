"""`uoma simulate`: files of worlds, what is printed, and the page of the handbook."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from flows.model.organisation import Research
from flows.plans.entries import noun_of
from flows.plans.yaml import read_yaml
from flows.worlds.compare import HINDSIGHT, Line, compare
from flows.worlds.orders import ORDERS
from flows.worlds.world import World, Worlds

REPOSITORY = Path(__file__).parent.parent.parent
REFERENCE = REPOSITORY / "templates" / "worlds" / "reference.yaml"
HANDBOOK = REPOSITORY / "site" / "handbook" / "worlds.md"
NAMES = [*(order.name for order in ORDERS), HINDSIGHT]

TWO = """
seed: 4
runs: 6
worlds:
  - {id: slow, about: "<b>nothing</b> changes", open_at_start: 6, new_each_cycle: 0, cycles: 2, latest: 3, library_claims: 0}
  - id: quick
    open_at_start: 6
    new_each_cycle: 1
    cycles: 2
    latest: 3
    library_claims: 0
    half_life: 3
    research: {capacity_days: 9}
"""


@pytest.fixture
def two(tmp_path: Path) -> Path:
    (tmp_path / "two.yaml").write_text(TWO)
    return tmp_path / "two.yaml"


def simulated(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["simulate", *map(str, arguments), "--workers", "1"])


def reference() -> Worlds:
    worlds, issues = noun_of(Worlds, read_yaml(REFERENCE), REFERENCE.name)
    assert issues == ()
    return worlds


def test_a_table_for_each_world_with_every_order_in_it(two: Path) -> None:
    done = simulated(two)
    assert done.exit_code == 0
    slow, quick = done.output.split("quick  ")
    assert "<b>nothing</b> changes" in slow
    for part in (slow, quick):
        assert [name for name in NAMES if not re.search(rf"^{re.escape(name)} +-?\d\.\d{{3}} ", part, re.M)] == []
    assert "in 6 years of each world" in quick
    assert max(map(len, done.output.splitlines())) <= 110


def test_csv_and_jsonl_hold_the_same_lines(two: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(simulated(two, "--format", "csv").output)))
    records = [json.loads(line) for line in simulated(two, "--format", "jsonl").output.splitlines()]
    assert [(row["world"], row["order"]) for row in rows] == [(world, name) for world in ("slow", "quick") for name in NAMES]
    assert [{name: str(value) for name, value in record.items()} for record in records] == rows
    assert set(rows[0]) == set(Line.model_fields)


def test_runs_and_seed_are_heeded_and_the_same_file_says_the_same_again(two: Path) -> None:
    once, again, fewer = (simulated(two, "--format", "csv", *more).output for more in ((), (), ("--runs", 3)))
    assert once == again
    assert once != fewer
    assert ",3," in fewer.splitlines()[1]
    two.write_text(TWO.replace("seed: 4", "seed: 5"))
    assert simulated(two, "--format", "csv").output != once


def test_several_processes_say_what_one_says(two: Path) -> None:
    arguments = ["simulate", str(two), "--runs", "60", "--format", "csv"]
    one, more = (CliRunner().invoke(main, [*arguments, "--workers", count]).output for count in ("1", "2"))
    assert one == more


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("worlds:\n  - id: a\n    halflife: 3\n", "line 3", "half_life"),
        ("worlds:\n  - id: a\n    half_life: soon\n", "must be a number", "0.5"),
        ("worlds:\n  - id: a\n    soonest: 5\n    latest: 2\n", "`latest` is before `soonest`", "Worlds"),
        ("runs: 5\n", "`worlds` is missing", "keys that one leaves out"),
        ("worlds: [\n", "line", "Worlds"),
        ("", "`worlds` is missing", ""),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_how_to_mend_it(tmp_path: Path, text: str, said: str, hint: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(text)
    done = simulated(file)
    assert done.exit_code == 1
    assert said in done.output
    assert hint in done.output
    assert "Traceback" not in done.output


def test_a_file_that_is_not_there_is_said_in_two_lines(tmp_path: Path) -> None:
    done = simulated(tmp_path / "none.yaml")
    assert (done.exit_code, done.output.count("\n")) == (1, 2)


def test_every_key_of_a_worlds_file_and_every_order_stands_in_the_handbook() -> None:
    page = HANDBOOK.read_text(encoding="utf-8")
    assert [key for key in (*World.model_fields, *Worlds.model_fields) if f"| `{key}` |" not in page] == []
    assert [name for name in NAMES if f"| {name} |" not in page] == []


def test_the_defaults_are_the_base_world_and_the_design_s_figures() -> None:
    worlds = reference().worlds
    base = worlds[0]
    assert base == World(id="base", about=base.about)
    assert (base.open_at_start, base.new_each_cycle, base.cycles, base.research) == (40, 3, 12, Research())
    assert (base.research.capacity_days, base.soonest, base.latest, base.half_life, base.oldest, base.noise) == (20, 1, 14, 18, 36, 0.5)
    changed = {w.id: {key for key in World.model_fields if getattr(w, key) != getattr(base, key)} - {"id", "about"} for w in worlds[1:]}
    assert changed == {
        "noise-x2": {"noise"},
        "fast": {"half_life"},
        "fast-as-shown": {"half_life", "decided"},
        "equal-stakes": {"stakes_spread"},
        "half-capacity": {"research"},
    }


def test_the_table_of_the_handbook_names_every_world_and_its_runs() -> None:
    page, file = HANDBOOK.read_text(encoding="utf-8"), reference()
    assert f"{file.runs} years of each world" in page
    (head,) = [line for line in page.splitlines() if line.startswith("| order |") and "base" in line]
    assert [cell.strip() for cell in head.strip("|").split("|")][1:] == [world.id for world in file.worlds]


FROZEN = {
    "random": 0.2209,
    "first in, first out": 0.2623,
    "plain product": 0.3558,
    "proposed, t unknown": 0.3447,
    "proposed, t known": 0.4146,
    "… and h learnt": 0.3799,
    "… and h known": 0.3833,
    "… h known, re-asking": 0.4669,
}
"""The first 50 years of the base world: if these move, `make worlds` and the handbook's table are to be made anew."""


@pytest.mark.slow
def test_the_frozen_worlds_are_still_the_ones_of_the_handbook() -> None:
    file = reference()
    shares = {line.order: line.share for line in compare(Worlds(seed=file.seed, worlds=file.worlds[:1]), 50)}
    assert {name: shares[name] for name in FROZEN} == pytest.approx(FROZEN, abs=0.003)
