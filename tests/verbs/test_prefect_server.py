"""The same flows against a Prefect server of one's own: from the command, and from the deployment that workers run."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.prefect, pytest.mark.slow]
TODAY = "2026-11-21"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Prefect server that was started as a team would start it."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    env = {
        **os.environ,
        "PREFECT_HOME": str(home),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
    }
    program = str(Path(sys.executable).with_name("prefect"))
    command = [program, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/api/health")
            yield f"http://127.0.0.1:{port}/api"
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(url: str, seconds: int = 120) -> None:
    for _ in range(seconds * 5):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the Prefect server did not start")


def runs(server: str) -> dict[str, str]:
    """Flow runs of the server: name to state."""
    request = urllib.request.Request(f"{server}/flow_runs/filter", data=b"{}", headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return {run["name"]: run["state_type"] for run in json.load(answer)}


def library(root: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(root / ".uoma" / "ledger.db") as connection:
        return connection.execute("select kind, key, since, until, digest from records order by kind, key, since").fetchall()


def test_the_command_and_the_deployments_flow_run_unchanged_on_a_server(server: str, little: Path, uoma: Any, tmp_path: Path) -> None:
    for name in ("deployed", "plain"):
        shutil.copytree(little, tmp_path / name)
    commanded = uoma("cycle", "--workspace", little, "--today", TODAY, engine="prefect", PREFECT_API_URL=server)
    assert commanded.returncode == 0, commanded.stderr
    env = {**os.environ, "PREFECT_API_URL": server, "PREFECT_HOME": str(tmp_path / "worker"), "DO_NOT_TRACK": "1"}
    entrypoint = "from flows.deployments import cycle; import sys; print(cycle(workspace=sys.argv[1], today=sys.argv[2]).verb)"
    command = [sys.executable, "-c", entrypoint, str(tmp_path / "deployed"), TODAY]
    deployed = subprocess.run(command, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert deployed.returncode == 0, deployed.stderr
    assert uoma("cycle", "--workspace", tmp_path / "plain", "--today", TODAY).returncode == 0
    assert library(little) == library(tmp_path / "deployed") == library(tmp_path / "plain")
    seen = runs(server)
    assert {TODAY, *(f"{TODAY} {verb}" for verb in ("capture", "collate", "synthesise", "prioritise", "publish"))} == set(seen)
    assert set(seen.values()) == {"COMPLETED"}
    assert not (little / ".uoma" / "prefect" / "server.log").exists()
