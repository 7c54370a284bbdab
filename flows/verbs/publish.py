"""Publish: draw the picture of the library, make its pages, build the site aside and swap it in."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

from flows import __version__, plugins
from flows.desk.agreed import agreed
from flows.desk.board import as_laid_out, heard, lay_out, remember
from flows.desk.desk import at_desk
from flows.desk.erased import refuse_unfinished
from flows.desk.picture import picture
from flows.errors import BuildFailed, Unwritable
from flows.ledger.book import Reader
from flows.model.cycles import Cycle
from flows.model.issues import Report
from flows.model.noun import digest_of
from flows.model.picture import Picture
from flows.model.studies import Study
from flows.observations.retention import ended
from flows.press.bind import TOLD, bind
from flows.press.fill import Desk
from flows.press.lemmas import add_lemmas
from flows.press.links import broken
from flows.press.release import current, release
from flows.press.trees import trees
from flows.press.write import OWN, Copied, Written, write
from flows.runners import step, verb
from flows.text.lemmas import engine
from flows.workspace import Workspace, digest_of_files

VERSION = "1"
COPIED = {"site/theme": OWN, "site/handbook": "handbook", "site/pages": ""}
"""Files that go into the site as they are, and where: ours first, the workspace's own over them."""
SHARED = ("templates", *COPIED)
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
def publish(workspace: str, today: str, cycle: str = "") -> Report:
    """Build the site of what is known, unless readers see it already."""
    with at_desk("publish", workspace, today) as desk:
        with desk.ledger.reading() as reader:
            refuse_unfinished(desk.workspace.state, reader)
            digest = _everything(desk.workspace, reader, desk.cycle.today)
            seen = reader.memo("publish") == {"": digest, "release": current(desk.workspace.public)}
            laid, known = as_laid_out(desk.workspace, reader, digest), heard(reader)
            drawn = None if seen and laid else picture(reader, _shown(reader, desk.cycle), compare=True)
            had = reader.memo(ADDRESSES)
        counts, have = press.once((str(desk.workspace.root), drawn, had)) if drawn and not seen else ({}, {})
        stamp, odd = lay_out(desk.workspace, drawn, known) if drawn and not laid else ("", ())
        with desk.entry() as entry:
            entry.remember("publish", {"": digest, "release": current(desk.workspace.public)})
            entry.remember(ADDRESSES, {**had, **have})
            if stamp:
                remember(entry, stamp, digest)
        return desk.report(counts, odd, skipped=not counts)


@step("press")
def press(value: tuple[str, Picture, dict[str, str]]) -> tuple[dict[str, int], dict[str, str]]:
    """Write the pages, build the site, swap it in. Tells how many, and every address there is."""
    root, drawn, had = value
    place = Workspace(Path(root))
    written = _write(place, drawn, place.state / "pages", had)
    digests = (tree.digest for tree in written)
    name = digest_of(*digests, _binding(place), drawn.cycle.today.isoformat())
    moved = release(name, place.state / "releases", place.public, lambda into: _bind(place, drawn, place.state / "pages", into))
    return {"pages": _pages(written), "built": int(moved)}, written[0].addresses


def publish_as_of(workspace: Path, cycle: str, into: Path, today: date = date.min) -> int:
    """Build the site as it stood at the end of a cycle or on a date, into a new or empty folder. Returns the number of pages.

    Words whose consent has been withdrawn or narrowed since, by the registers as they are now, are left out of it, and so are those
    whose time was up by `today`.
    Raises BrokenOrganisation, UnknownCycle, and Unwritable for a folder that holds anything.
    """
    place = Workspace(workspace)
    _refuse_full(into)
    with closing(place.ledger()) as ledger:
        shown = ledger.find(cycle)
        with ledger.reading() as reader:
            refuse_unfinished(place.state, reader)
            drawn = picture(reader, shown, compare=True, as_of=shown.number, today=today)
            drawn = agreed(reader, place.plan(), drawn, today)
    docs = place.state / "as-of"
    written = _write(place, drawn, docs, {})
    _bind(place, drawn, docs, into)
    return _pages(written)


def _refuse_full(into: Path) -> None:
    """MkDocs empties the folder that it builds into, whatever lies there."""
    try:
        full = into.exists() and any(into.iterdir())
    except OSError as error:
        raise Unwritable(f"{into} cannot be looked into", "choose another folder") from error
    if full:
        raise Unwritable(f"{into} is not empty, and a site takes the whole of its folder", "name a folder that is new or empty")


def _shown(reader: Reader, turn: Cycle) -> Cycle:
    """The cycle that the site speaks of: this one if it has changed anything, or else the last that did."""
    recorded = reader.cycles()
    return recorded[-1] if recorded else turn


def _binding(place: Workspace) -> str:
    """What besides its pages decides a site's bytes."""
    return digest_of(VERSION, __version__, engine(), digest_of_files(place.shared("mkdocs.yml")))


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
        add_lemmas(into / folder)
    if wrong := broken(into):
        raise BuildFailed(f"the site has {len(wrong)} broken links", "; ".join(wrong[:TOLD]))
