"""The Prefect engine: each verb a flow, each step a task; the same on the private server and on a team's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

from flows import settings
from flows.errors import UnknownPlugin, UomaError
from flows.model.issues import Report
from flows.runners import embedded
from flows.runners.verb import Step, Verb, using

P = ParamSpec("P")
V = TypeVar("V")
R = TypeVar("R")

DRAIN_SECONDS = 20


class Parcel(Generic[V]):
    """A value on its way into or out of a task. Prefect looks inside collections and models, and hashes them; it leaves this one shut."""

    __slots__ = ("inside",)

    def __init__(self, inside: V) -> None:
        self.inside = inside

    def __repr__(self) -> str:
        return "Parcel(…)"


class Stopped(Exception):
    """What Prefect is told of a failure: its kind and never its words, which could be a customer's."""


class OnPrefect:
    """Runs verbs as Prefect flows. Made within `session`."""

    name = "prefect"

    def __init__(self, first: Callable[[], None] | None = None) -> None:
        self.failure: BaseException | None = None
        self._first = first
        """What must have happened before the first flow: the server has started meanwhile."""
        self._flows: dict[str, Any] = {}
        self._tasks: dict[str, Any] = {}

    def run(self, verb: Verb[P], *args: P.args, **kwargs: P.kwargs) -> Report:
        if self._first:
            self._first()
            self._first = None
        try:
            return self.flow(verb)(*args, **kwargs)  # type: ignore[no-any-return]
        except Exception as error:
            raise self._original(error) from None

    def each(self, step: Step[V, R], values: Sequence[V]) -> Iterator[R]:
        task = self._task(step)
        try:
            if len(values) == 1:
                yield task(Parcel(values[0])).inside
                return
            futures = task.map([Parcel(value) for value in values])
            for future in futures:
                yield future.result().inside
        except Exception as error:
            raise self._original(error) from None

    def flow(self, verb: Verb[P]) -> Any:
        """The verb as a Prefect flow, for this run or for a deployment."""
        from prefect import flow

        if verb.name not in self._flows:
            self._flows[verb.name] = flow(
                name=verb.name,
                description=(verb.__doc__ or "").strip().splitlines()[0],
                flow_run_name=lambda: _run_name(verb.name),
                task_runner=_task_runner(),
                persist_result=False,
                validate_parameters=False,
            )(self._told(verb))
        return self._flows[verb.name]

    def _told(self, verb: Verb[P]) -> Callable[P, Report]:
        @wraps(verb.function)
        def run(*args: P.args, **kwargs: P.kwargs) -> Report:
            with self._safely(), using(self):
                report = verb.function(*args, **kwargs)
            _leave_artifact(report)
            return report

        return run

    def _task(self, step: Step[V, R]) -> Any:
        from prefect import task
        from prefect.cache_policies import NO_CACHE

        if step.name not in self._tasks:
            self._tasks[step.name] = task(name=step.name, cache_policy=NO_CACHE, persist_result=False)(_Opened(step.function))
        return self._tasks[step.name]

    @contextmanager
    def _safely(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.failure = self.failure or error
            raise Stopped(type(error).__name__) from None

    def _original(self, error: Exception) -> BaseException:
        failure, self.failure = self.failure, None
        return failure or error


class _Opened(Generic[V, R]):
    """A step's function that takes and gives parcels; a class, so that a task can travel to another process."""

    def __init__(self, function: Callable[[V], R]) -> None:
        self.function = function
        self.__name__ = getattr(function, "__name__", "step")
        self.__doc__ = function.__doc__

    def __call__(self, parcel: Parcel[V]) -> Parcel[R]:
        try:
            return Parcel(self.function(parcel.inside))
        except UomaError:
            raise
        except Exception as error:
            raise Stopped(type(error).__name__) from None


@contextmanager
def session(home: Path) -> Iterator[OnPrefect]:
    """Prefect ready for use: on the named server, or else on a private one that is swept before and drained after. Raises EngineFailed."""
    embedded.configure(home)
    if embedded.on_server():
        yield OnPrefect()
        return
    with embedded.private_server(home):
        from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

        begun = datetime.now(UTC)
        # the heartbeat makes every synchronous flow last a second; a private run needs none
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            yield OnPrefect(_made_ready)
            _drain(begun)


def _made_ready() -> None:
    embedded.ready()
    _sweep()


def _run_name(verb: str) -> str:
    from prefect.runtime import flow_run

    parameters = flow_run.parameters or {}
    cycle = parameters.get("cycle") or parameters.get("today") or "cycle"
    return str(cycle) if verb == "cycle" else f"{cycle} {verb}"


def _task_runner() -> Any:
    workers, runner = settings.number(settings.WORKERS), settings.RUNNER.read()
    if runner == "threads":
        from prefect.task_runners import ThreadPoolTaskRunner

        return ThreadPoolTaskRunner(max_workers=workers)
    if runner == "processes":
        from prefect.task_runners import ProcessPoolTaskRunner

        return ProcessPoolTaskRunner(max_workers=workers)
    if runner == "dask":
        return _dask(workers)
    raise UnknownPlugin(f"UOMA_RUNNER is {runner!r}", "use threads, processes or dask")


def _dask(workers: int) -> Any:
    try:
        from prefect_dask import DaskTaskRunner  # type: ignore[import-not-found]
    except ModuleNotFoundError:
        raise UnknownPlugin("UOMA_RUNNER is dask, and prefect-dask is not installed", "pip install prefect-dask") from None
    return DaskTaskRunner(cluster_kwargs={"n_workers": workers, "threads_per_worker": 1, "silence_logs": "error"})


def _leave_artifact(report: Report) -> None:
    from prefect.artifacts import create_table_artifact

    row = {**report.counts, "issues": len(report.issues), "seconds": round(report.seconds, 2)}
    create_table_artifact(table=[row], key=f"uoma-{report.verb}", description=f"What {report.verb} did, in numbers")


def _sweep() -> None:
    """A killed run stays RUNNING for ever. The lock on the workspace proves that nobody else is at it: call it crashed."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    unfinished = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=unfinished))):
            client.set_flow_run_state(run.id, Crashed(message="the run was killed; the next one took over"), force=True)


def _drain(begun: datetime) -> None:
    """Task states travel as events behind the run: wait until the server has them, or they are lost when it ends (Prefect issue 22247)."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterStartTime

    deadline = time.monotonic() + DRAIN_SECONDS
    ours = FlowRunFilter(start_time=FlowRunFilterStartTime(after_=begun))
    with get_client(sync_client=True) as client:
        while time.monotonic() < deadline:
            runs = client.read_task_runs(flow_run_filter=ours)
            if all(run.state and run.state.is_final() for run in runs):
                return
            time.sleep(0.1)
