"""What the environment decides: UOMA_* variables, read when they are needed and nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable."""

    name: str
    default: str
    means: str

    def read(self) -> str:
        return os.environ.get(self.name, "") or self.default


LEDGER = Setting("UOMA_LEDGER", "", "the ledger's address; empty: SQLite in .uoma/ledger.db")
ENGINE = Setting("UOMA_ENGINE", "prefect", "`prefect` or `plain` (the same verbs as plain functions)")
RUNNER = Setting("UOMA_RUNNER", "threads", "Prefect's task runner for capture: `threads`, `processes` or `dask`")
WORKERS = Setting("UOMA_WORKERS", "2", "how many batches are read at once")
BATCH = Setting("UOMA_BATCH", "40", "documents in a batch")

SETTINGS = (LEDGER, ENGINE, RUNNER, WORKERS, BATCH)
"""All of them, as the handbook lists them."""


def ledger_url(state: Path) -> str:
    """The ledger's address for a workspace whose state folder is `state`."""
    return LEDGER.read() or f"sqlite:///{state / 'ledger.db'}"


def number(setting: Setting) -> int:
    """A setting as a whole number of at least 1; the default where it is none."""
    written = setting.read()
    return max(1, int(written)) if written.isdigit() else int(setting.default)
