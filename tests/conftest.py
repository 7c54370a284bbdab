"""Workspaces to run on: a little one that is made here, and the repository's own sample."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import command
import pytest
from hypothesis import settings
from workspaces import make_little

REPOSITORY = Path(__file__).parent.parent
settings.register_profile("untimed", deadline=None)  # speed is held by benchmarks
settings.load_profile("untimed")
TODAY = "2026-11-21"


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
    said = tmp_path_factory.mktemp("said")

    def run(*arguments: str | Path, engine: str = "plain", timeout: int = 240, **environment: str) -> subprocess.CompletedProcess[str]:
        told, env = [*map(str, arguments)], {**os.environ, "UOMA_ENGINE": engine, "COLUMNS": "160", **environment}
        if engine == "plain" and "PYTHONPATH" not in environment:  # what is forked has looked for its parts already
            return command.run(told, env, said, timeout)
        whole = [sys.executable, "-m", "flows", *told]
        return subprocess.run(whole, capture_output=True, text=True, timeout=timeout, env=env, check=False)

    return run


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """A little workspace of one study: three interviews, thirty answers to a survey."""
    return make_little(tmp_path / "little")


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
