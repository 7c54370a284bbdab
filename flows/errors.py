"""What stops a run: each error's message is one sentence, and a hint says how to mend it.

What is wrong in a user's *material* is no exception but an `Issue` (flows.model.issues): it is collected and the rest goes on.
"""


class UomaError(Exception):
    """Something stopped the run."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class NotAWorkspace(UomaError):
    """The folder has no research_plans/organisation.yaml."""


class BrokenOrganisation(UomaError):
    """organisation.yaml cannot be read, so nothing can be placed."""


class Unwritable(UomaError):
    """A folder or file that Uoma must write to refuses."""


class Busy(UomaError):
    """Another cycle is running on this workspace or ledger."""


class LedgerError(UomaError):
    """The ledger cannot be opened, or was written by a newer Uoma."""


class UnknownCycle(UomaError):
    """No cycle of that name or date is in the ledger."""


class Unreadable(UomaError):
    """A document cannot be read: raised by a source, turned into an Issue by capture.

    `code` names the trouble (`encrypted`, `lock-file`, `zip-bomb` ...); the handbook lists them all.
    """

    def __init__(self, code: str, message: str, hint: str = "", place: str = "") -> None:
        super().__init__(message, hint)
        self.code = code
        self.place = place


class Unreachable(Unreadable):
    """A document lies where the network, a login or a right did not let it be fetched just now: it is asked for again in every cycle."""


class BoardMoved(UomaError):
    """The board was changed between reading and writing, in a way that needs it to be read again."""


class UnknownPlugin(UomaError):
    """A plan or the organisation names a source kind, rule or scribe that is not installed."""


class BuildFailed(UomaError):
    """The site did not build cleanly; the site that was there stands."""


class EngineFailed(UomaError):
    """Prefect could not be started."""
