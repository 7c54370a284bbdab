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
SECRET = Setting("UOMA_SECRET", "", "a word that nobody can guess; customer numbers are keyed with it, so that they cannot be tried out")
GOOGLE_KEY = Setting("UOMA_GOOGLE_KEY", "", "path of the JSON file with Google's key; empty: the application default credentials")
GOOGLE_API = Setting("UOMA_GOOGLE_API", "", "address to ask in place of Google's hosts, such as a proxy's")
GOOGLE_READS = Setting("UOMA_GOOGLE_READS", "55", "how often Google Sheets may be read in a minute; the quota is 60")
GOOGLE_DEADLINE = Setting("UOMA_GOOGLE_DEADLINE", "240", "seconds after which one call to Google is given up, tries and waits together")
LLM_URL = Setting(
    "UOMA_LLM_URL",
    "",
    "OpenAI-compatible address that the scribe `model` asks, such as `http://localhost:11434/v1`; empty: nobody is asked",
)
LLM_MODEL = Setting("UOMA_LLM_MODEL", "", "name of the language model there")
LLM_KEY = Setting("UOMA_LLM_KEY", "", "its key, where it asks for one")
LLM_SECONDS = Setting(
    "UOMA_LLM_SECONDS", "300", "seconds for all that is asked of the language model in one cycle; the rest is worded without it"
)
EMBEDDER_MODEL = Setting(
    "UOMA_EMBEDDER_MODEL", "", "folder of the sentence-embedding model that the embedder `sentence` loads; nothing is downloaded"
)

SETTINGS = (
    LEDGER,
    ENGINE,
    RUNNER,
    WORKERS,
    BATCH,
    SECRET,
    GOOGLE_KEY,
    GOOGLE_API,
    GOOGLE_READS,
    GOOGLE_DEADLINE,
    LLM_URL,
    LLM_MODEL,
    LLM_KEY,
    LLM_SECONDS,
    EMBEDDER_MODEL,
)
"""All of them, as the handbook lists them."""


def ledger_url(state: Path) -> str:
    """The ledger's address for a workspace whose state folder is `state`."""
    return LEDGER.read() or f"sqlite:///{state / 'ledger.db'}"


def number(setting: Setting) -> int:
    """A setting as a whole number of at least 1; the default where it is none."""
    written = setting.read()
    return max(1, int(written)) if written.isdigit() else int(setting.default)
