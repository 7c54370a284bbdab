"""Publish: draw the picture of the library, make its pages, build the site aside and swap it in."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from flows import __version__, plugins
from flows.desk.agreed import agreed
from flows.desk.board import as_laid_out, covered, heard, lay_out, remember
from flows.desk.desk import at_desk
from flows.desk.erased import refuse_unfinished
from flows.desk.gate import (
    Ours,
    recorded,
    refuse_dangling,
    refuse_overdue,
    refuse_personal,
    refuse_shrunk,
    scripted,
    shrunk,
)
from flows.desk.picture import picture
from flows.errors import BuildFailed, Unwritable
from flows.ledger.book import Reader
from flows.model.cycles import Cycle
from flows.model.issues import Issue, Report
from flows.model.noun import digest_of
from flows.model.picture import Picture
from flows.model.studies import Study
from flows.observations.retention import ended
from flows.press.bind import TOLD, bind
from flows.press.fill import Desk
from flows.press.finder import index_tree
from flows.press.headers import ERROR_PAGE, head
from flows.press.lemmas import add_lemmas
from flows.press.links import broken
from flows.press.record import record_of, sign
from flows.press.release import AWAY, current, release
from flows.press.trees import NAMES, trees
from flows.press.write import OWN, Copied, Written, write
from flows.runners import step, verb
from flows.text.engines import finder
from flows.text.lemmas import engine
from flows.workspace import Plan, Workspace, digest_of_files

VERSION = "2"
COPIED = {"site/theme": OWN, "site/handbook": "handbook", "site/pages": ""}
"""Files that go into the site as they are, and where: ours first, the workspace's own over them."""
SHARED = ("templates", *COPIED)
LOOKED = "looked.json"
"""In .uoma: which pages were found without personal data."""
ADDRESSES = "addresses"
"""Under this name the ledger remembers every address that the site has ever had."""
KINDS = (
    "organisation",
    "study",
    "document",
    "quarantined",
    "withheld",
    "erasure",
    "collated",
    "issue",
    "observation",
    "theme",
    "insight",
    "question",
    "register.*",
    "answer.*",
    "signals",
)


@verb("publish")
def publish(workspace: str, today: str, cycle: str = "", fewer_pages: bool = False) -> Report:
    """Build the site of what is known, unless readers see it already. With `fewer_pages` it may lose any number of pages."""
    with at_desk("publish", workspace, today) as desk:
        with desk.ledger.reading() as reader:
            refuse_unfinished(desk.workspace.state, reader)
            digest = _everything(desk.workspace, reader, desk.cycle.today)
            seen = reader.memo("publish") == {"": digest, "release": current(desk.workspace.public)}
            laid, known = as_laid_out(desk.workspace, reader, digest), heard(reader)
            drawn = None if seen and laid else picture(reader, _shown(reader, desk.cycle), compare=True, today=desk.cycle.today)
            had = reader.memo(ADDRESSES)
        job = Job(str(desk.workspace.root), drawn, had, desk.cycle.today, fewer_pages) if drawn and not seen else None
        pressed = press.once(job) if job else Pressed()
        stamp, odd = lay_out(desk.workspace, drawn, known) if drawn and not laid else ("", ())
        with desk.entry() as entry:
            entry.remember("publish", {"": digest, "release": current(desk.workspace.public)})
            entry.remember(ADDRESSES, {**had, **pressed.addresses})
            if stamp:
                remember(entry, stamp, digest)
        return desk.report(pressed.counts, (*pressed.issues, *odd), skipped=not pressed.counts)


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be pressed."""

    root: str
    drawn: Picture
    had: dict[str, str]
    """Every address that the site has ever had."""
    today: date
    fewer_pages: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of it: how much, every address there is, what is odd."""

    counts: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@step("press")
def press(job: Job) -> Pressed:
    """Write the pages, look at them, build the site aside, swap it in. Raises BuildFailed, and the old site stands."""
    place, docs = Workspace(Path(job.root)), Workspace(Path(job.root)).state / "pages"
    plan = place.plan()
    _refuse_untrue(job.drawn, job.today)
    written = _write(place, job.drawn, docs, job.had)
    odd = list(refuse_personal(docs, plan, place.state / LOOKED, Ours.of(place)))
    name = digest_of(*(tree.digest for tree in written), _binding(place), job.drawn.cycle.today.isoformat())
    moved = release(
        name,
        place.state / "releases",
        place.public,
        lambda into: odd.extend(_build(place, job, docs, into)),
        lambda folder: None if job.fewer_pages else odd.extend(_check(place, plan, folder, job.today)),
    )
    addresses = {path: of for tree in written for path, of in tree.addresses.items()}
    return Pressed({"pages": _pages(written), "built": int(moved)}, addresses, tuple(odd))


def _refuse_untrue(drawn: Picture, today: date) -> None:
    refuse_dangling(drawn)
    refuse_overdue(drawn, today)


def _build(place: Workspace, job: Job, docs: Path, into: Path) -> tuple[Issue, ...]:
    """A whole release, with its headers and its record."""
    _bind(place, job.drawn, docs, into)
    seen = head(into)
    sign(into, recorded(job.drawn, job.today, seen.pages))
    return scripted(seen.strange)


def _check(place: Workspace, plan: Plan, folder: Path, today: date) -> tuple[Issue, ...]:
    """Whether a release may take the place of the one that readers see."""
    present = record_of(place.public.resolve()) if current(place.public) not in ("", AWAY) else None
    made = record_of(folder)
    loss = shrunk(present, made.pages) if made else None
    if not loss or not present:
        return ()
    loss = replace(loss, languages=tuple(sorted(_languages(place.public) - _languages(folder))))
    with closing(place.ledger()) as ledger, ledger.reading() as reader:
        return (refuse_shrunk(loss, reader, plan, present, today),)


def _languages(site: Path) -> set[str]:
    """Those whose trees stand below the root; where others stood there are notices alone."""
    return {name for name in NAMES if (site / name / "assets").is_dir()}


def publish_as_of(workspace: Path, cycle: str, into: Path, today: date = date.min) -> int:
    """Build the site as it stood at the end of a cycle or on a date, into a new or empty folder. Returns the number of pages.

    Words whose consent has been withdrawn or narrowed since, by the registers as they are now, are left out of it, and so are those
    whose time was up by `today`.
    Raises BrokenOrganisation, UnknownCycle, Unwritable for a folder that holds anything, and BuildFailed, also for a name on an earlier page
    that the participants register knows by now.
    """
    place = Workspace(workspace)
    _refuse_full(into)
    with closing(place.ledger()) as ledger:
        shown = ledger.find(cycle)
        with ledger.reading() as reader:
            refuse_unfinished(place.state, reader)
            drawn = picture(reader, shown, compare=True, as_of=shown.number, today=today)
            plan = place.plan()
            drawn = covered(agreed(reader, plan, drawn, today), plan)
    docs = place.state / "as-of"
    _refuse_untrue(drawn, max(today, drawn.cycle.today))
    written = _write(place, drawn, docs, {})
    refuse_personal(docs, plan, ours=Ours.of(place))
    _bind(place, drawn, docs, into)
    head(into)
    return _pages(written)


def _refuse_full(into: Path) -> None:
    """MkDocs empties the folder that it builds into, whatever lies there. Before a build of minutes, not after it."""
    try:
        into.mkdir(parents=True, exist_ok=True)
        full = any(into.iterdir())
    except OSError as error:
        raise Unwritable(f"{into} cannot be made or looked into", "choose another folder") from error
    if full:
        raise Unwritable(f"{into} is not empty, and a site takes the whole of its folder", "name a folder that is new or empty")


def _shown(reader: Reader, turn: Cycle) -> Cycle:
    """The cycle that the site speaks of: this one if it has changed anything, or else the last that did."""
    recorded = reader.cycles()
    return recorded[-1] if recorded else turn


def _binding(place: Workspace) -> str:
    """What besides its pages decides a site's bytes."""
    return digest_of(VERSION, __version__, engine(), finder(), digest_of_files(place.shared("mkdocs.yml")))


def _everything(place: Workspace, reader: Reader, today: date) -> str:
    shared = digest_of_files(path for name in SHARED for path in place.shared(name))
    late = [study.id for study in reader.all("study", Study).values() if ended(study, today)]
    return digest_of(_binding(place), reader.state(*KINDS), shared, ",".join(plugins.names("pages")), ",".join(late))


def _write(place: Workspace, drawn: Picture, docs: Path, had: Mapping[str, str]) -> list[Written]:
    """A tree of Markdown for each language, each in a folder of `docs`."""
    languages = trees(drawn.organisation)
    _clear(docs, languages)
    desks = (Desk(place.shared("templates"), drawn.organisation.told_in(language), drawn.cycle, languages) for language in languages)
    return [_tree(place, drawn.told_in(desk.language), desk, docs, had) for desk in desks]


def _clear(docs: Path, languages: Collection[str]) -> None:
    """Trees of languages that the organisation does not name any more."""
    for folder in docs.iterdir() if docs.is_dir() else ():
        if folder.name not in languages:
            shutil.rmtree(folder) if folder.is_dir() else folder.unlink()


def _tree(place: Workspace, drawn: Picture, desk: Desk, docs: Path, had: Mapping[str, str]) -> Written:
    made = [each for kind in place.page_types for each in kind.pages(drawn)]
    copied = [Copied(folder, to) for name, to in COPIED.items() for folder in reversed(place.shared(name))]
    return write(made, docs / desk.language, desk, copied, had)


def _pages(written: Iterable[Written]) -> int:
    return sum(tree.pages for tree in written)


def _bind(place: Workspace, drawn: Picture, docs: Path, into: Path) -> None:
    for language, folder in trees(drawn.organisation).items():  # the root first: MkDocs empties the folder that it builds into
        organisation = drawn.organisation.told_in(language)
        bind(docs / language, into / folder, place.shared("mkdocs.yml")[0], organisation, drawn.cycle.today, place.shared("templates"))
        if folder:  # servers know one error page, and its links lead from the root
            (into / folder / ERROR_PAGE).unlink(missing_ok=True)
        add_lemmas(into / folder)
        index_tree(into / folder, language, place.shared("templates"))
    if wrong := broken(into):
        raise BuildFailed(f"the site has {len(wrong)} broken links", "; ".join(wrong[:TOLD]))
