"""Workspaces to run on: a little one that is made here, and the repository's own sample."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import docx
import pytest

REPOSITORY = Path(__file__).parent.parent
TODAY = "2026-11-21"

ORGANISATION = """
name: {fi: Koekenttä Oy (keksitty), en: Proving Ground Ltd (made up)}
sample: true
languages: [fi, en]
units: [{id: myynti, name: {fi: Myynti, en: Sales}}]
segments:
  - id: pienet
    name: {fi: Pienyritykset, en: Small firms}
    personas:
      - {id: yrittaja, name: {fi: Yrittäjä, en: Owner}, role: buyer}
      - {id: kirjanpitaja, name: {fi: Kirjanpitäjä, en: Accountant}, role: influencer}
paths:
  - id: polku
    name: {fi: Polku, en: Path}
    stages:
      - {id: ostaminen, name: {fi: Ostaminen, en: Buying}, owner: myynti}
      - {id: maksaminen, name: {fi: Maksaminen, en: Paying}}
focus:
  - {id: selkeys, name: {fi: Selkeys, en: Clarity}, definition: {fi: Lasku aukeaa kerralla., en: An invoice is clear at once.}, weight: 1.5}
themes:
  - id: laskutus
    name: {fi: Laskutus, en: Billing}
    words: {fi: [lasku, erittely], en: [invoice, bill]}
    examples: {fi: [En ymmärrä laskun rivejä.], en: [The invoice lines make no sense.]}
    focus: selkeys
  - id: hinta
    name: {fi: Hinta, en: Price}
    words: {fi: [hinta, hinna, kallis], en: [price, expensive]}
    examples: {fi: [Hinta nousi varoittamatta.], en: [The price went up without notice.]}
"""

PLAN = """
title: {fi: Koetutkimus, en: Trial study}
method: interview
begun: 2026-09-01
ended: 2026-10-30
questions:
  - {id: k1, text: {fi: "Miksi laskut maksetaan myöhässä?", en: "Why are invoices paid late?"}, decision: d-1, claim: c-001}
"""

REGISTERS = {
    "claims": "id;statement_fi;statement_en;theme;persona;standing;motivation\n"
    "c-001;Yrittäjä lykkää maksua, kun erittely on epäselvä;An owner puts off paying when the lines are unclear;laskutus;yrittaja;accepted;Pelko maksaa väärästä\n",
    "decisions": "id;title;due;standing;stakes;break_even;focus;claims\nd-1;Uusi laskupohja;20.1.2027;open;2;0,4;selkeys;c-001\n",
    "consents": "participant;study;scope;given\n" + "".join(f"P{n};koe;quotes;1.9.2026\n" for n in range(1, 5)),
    "participants": "id;name\nP1;Testi Virtanen\n",
}

INTERVIEWS = {
    "P1": (
        "Yrittäjä",
        [
            ("Miten laskut menevät?", "Jätän laskun odottamaan, jos erittely ei vastaa tilausta. #c-001+"),
            ("Kuka auttaa?", "Soitan Virtasen numeroon 040 555 0123 ja pyydän selityksen."),
        ],
    ),
    "P2": (
        "Yrittäjä",
        [
            ("Miten laskut menevät?", "Maksan heti, vaikka rivit olisivat mitä sattuu. #c-001-"),
            ("Entä hinta?", "Hinta nousi kevään aikana kahdesti eikä kukaan kertonut. #hinta"),
        ],
    ),
    "P3": (
        "Kirjanpitäjä",
        [
            ("How do you read the bills?", "The invoice lines never match what the owner ordered, so I wait. #c-001+"),
            ("And then?", "Then I call them <script>alert(1)</script> and they send a new one."),
        ],
    ),
}


@pytest.fixture(autouse=True)
def nothing_of_the_users_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests decide for themselves which ledger, engine and Prefect they use."""
    for name in list(os.environ):
        if name.startswith(("UOMA_LEDGER", "UOMA_ENGINE", "UOMA_RUNNER", "UOMA_GOOGLE", "GOOGLE_", "PREFECT_")):
            monkeypatch.delenv(name)


@pytest.fixture
def unprivileged(tmp_path: Path) -> Iterator[None]:
    """Where tests are run by root, to whom nothing is forbidden: somebody who owns this test's folder and nothing else."""
    if os.geteuid() != 0:
        yield
        return
    nobody = 65534
    for folder in (
        folder for folder in tmp_path.parents if folder.is_relative_to(tempfile.gettempdir()) and folder != Path(tempfile.gettempdir())
    ):
        folder.chmod(0o755)
    for path in (tmp_path, *tmp_path.rglob("*")):
        os.chown(path, nobody, nobody)
    os.seteuid(nobody)
    yield
    os.seteuid(0)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real material beside the repository; tests on it skip where it is not."""
    folder = Path(os.environ.get("UOMA_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the folder of real material is not here; name it in UOMA_SHARED_DATA")
    return folder


Uoma = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def uoma(tmp_path_factory: pytest.TempPathFactory) -> Uoma:
    """Run the command as a user would, in a process of its own; plain unless told otherwise."""
    known = tmp_path_factory.mktemp("known") / "lemmas.json"

    def run(*arguments: str | Path, engine: str = "plain", timeout: int = 240, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "flows", *map(str, arguments)]
        env = {**os.environ, "UOMA_ENGINE": engine, "COLUMNS": "160", **environment}
        with _remembering(known, arguments):
            return subprocess.run(command, capture_output=True, text=True, timeout=timeout, env=env, check=False)

    return run


@contextmanager
def _remembering(known: Path, arguments: tuple[str | Path, ...]) -> Iterator[None]:
    """Base forms that one cycle has looked up are at hand for the next workspace's first: a dictionary takes seconds to load, and no byte of a
    site depends on whether it was."""
    place = Path(arguments[arguments.index("--workspace") + 1]) if "--workspace" in arguments and arguments[0] == "cycle" else None
    own = place / ".uoma" / "lemmas.json" if place else known
    if place and known.exists() and not own.exists() and (place / "research_plans").is_dir():
        with suppress(OSError):
            own.parent.mkdir(exist_ok=True)
            shutil.copyfile(known, own)
    yield
    if place and own.exists() and not known.exists():
        with suppress(OSError):
            shutil.copyfile(own, known)


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """A little workspace of one study: three interviews, thirty answers to a survey."""
    return make_little(tmp_path / "little")


def make_little(root: Path) -> Path:
    study = root / "research_plans" / "koe"
    registers = root / "research_plans" / "registers"
    study.mkdir(parents=True)
    registers.mkdir()
    (root / "research_plans" / "organisation.yaml").write_text(ORGANISATION, encoding="utf-8")
    (study / "plan.yaml").write_text(PLAN, encoding="utf-8")
    for name, rows in REGISTERS.items():
        (registers / f"{name}.csv").write_text(rows, encoding="utf-8")
    for code in INTERVIEWS:
        write_interview(study, code)
    return root


def write_interview(study: Path, code: str, add: tuple[tuple[str, str], ...] = (), persona: str = "") -> Path:
    """An interview with labels, and lines added at its top."""
    known, turns = INTERVIEWS.get(code, ("Yrittäjä", []))
    document = docx.Document()
    for line in (f"Osallistuja: {code}", "Päivämäärä: 12.10.2026", f"Persona: {persona or known}"):
        document.add_paragraph(line)
    for question, answer in (*add, *turns):
        document.add_paragraph(f"Haastattelija: {question}")
        document.add_paragraph(f"{code}: {answer}")
    path = study / f"{code}.docx"
    document.save(str(path))
    return path


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, uoma: Uoma) -> Path:
    """The repository's sample organisation in a folder of its own, after one cycle."""
    root = tmp_path_factory.mktemp("sample")
    shutil.copytree(REPOSITORY / "research_plans", root / "research_plans")
    done = uoma("cycle", "--workspace", root, "--today", TODAY)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a private PostgreSQL server."""
    if url := os.environ.get("UOMA_TEST_POSTGRES"):
        yield url
        return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    programs = found[-1].parent if found else Path(shutil.which("initdb") or "").parent
    if not (programs / "pg_ctl").exists():
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have PostgreSQL: apt-get install postgresql")
        pytest.skip("no PostgreSQL here: apt-get install postgresql, or set UOMA_TEST_POSTGRES")
    yield from serve(programs, tmp_path_factory.mktemp("postgres"))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def serve(programs: Path, folder: Path) -> Iterator[str]:
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        as_user = ["runuser", "-u", "postgres", "--"]
        for place in (folder, *folder.parents):
            if place.is_relative_to("/tmp") and place != Path("/tmp"):
                place.chmod(0o755)
        shutil.chown(folder, "postgres")
    data, port = folder / "data", free_port()
    run = lambda *command: subprocess.run([*as_user, *command], check=True, capture_output=True, cwd="/", timeout=60)  # noqa: E731
    run(str(programs / "initdb"), "-D", str(data), "-U", "uoma", "--auth=trust", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql+psycopg://uoma@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"],
            capture_output=True,
            cwd="/",
            timeout=60,
            check=False,
        )
