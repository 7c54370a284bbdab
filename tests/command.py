"""The command in a process of its own, forked from one that has imported Uoma already: a user's process, without a second of imports each."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

_FORKS = multiprocessing.get_context("forkserver")


@cache
def _server() -> None:
    """Start the process that commands are forked from."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # Python 3.11 hands no path on to it
    _FORKS.set_forkserver_preload(["warm"])
    forkserver.ensure_running()
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


def run(arguments: list[str], environment: dict[str, str], folder: Path, timeout: float) -> subprocess.CompletedProcess[str]:
    """What `python -m flows ARGUMENTS` says and how it ends. Raises subprocess.TimeoutExpired."""
    _server()
    out, error = folder / "out.txt", folder / "error.txt"
    process = _FORKS.Process(target=_main, args=(arguments, environment, str(Path.cwd()), os.geteuid(), str(out), str(error)))
    process.start()
    process.join(timeout)
    if process.is_alive():
        process.kill()
        process.join()
        raise subprocess.TimeoutExpired(arguments, timeout)
    return subprocess.CompletedProcess(arguments, process.exitcode or 0, out.read_text("utf-8"), error.read_text("utf-8"))


def _main(arguments: list[str], environment: dict[str, str], folder: str, user: int, out: str, error: str) -> None:
    os.chdir(folder)
    os.seteuid(user)
    os.environ.clear()
    os.environ.update(environment)
    for stream, path in ((1, out), (2, error)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    sys.stdin, sys.stdout, sys.stderr = (_stream(number, mode) for number, mode in ((0, "r"), (1, "w"), (2, "w")))
    sys.argv = ["uoma", *arguments]
    from flows.__main__ import main

    try:
        main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _stream(number: int, mode: str) -> Any:
    return open(number, mode, encoding="utf-8", closefd=False)
