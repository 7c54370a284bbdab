"""Releases: a site is built aside and swapped in at once; readers never see half of one, and a killed build leaves the old one standing."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.errors import Unwritable, UomaError
from flows.press.record import Record, record_of

KEPT = 5
"""How many releases stay, the public one among them."""
SHORT = 8
"""Letters of a release's name that are enough to tell it by."""
AWAY = "away"
"""The release that readers see while somebody's words are being erased."""


@dataclass(frozen=True, slots=True)
class Release:
    """One that was built and is kept."""

    name: str
    folder: Path
    seen: bool
    """Whether readers see it now."""
    record: Record | None
    """None for one that an earlier Uoma built."""


def current(public: Path) -> str:
    """Name of the release that readers see; empty for none."""
    return public.resolve().name if public.is_symlink() and public.exists() else ""


def release(name: str, releases: Path, public: Path, build: Callable[[Path], None], check: Callable[[Path], None] | None = None) -> bool:
    """Let readers see release `name`, built by `build(folder)` if it is not there yet. Says whether anything moved.

    `check(folder)` is asked right before the swap, of one that was built earlier too. `public` becomes a relative link, so that the workspace
    can be moved. What `build` or `check` raises goes on, and the old release stands. Raises Unwritable, also where `public` is something of
    somebody's own.
    """
    _refuse_anothers(releases, public)
    if current(public) == name:
        return False
    try:
        if not (releases / name).is_dir():
            _build_aside(releases / name, build, check)
        elif check:
            check(releases / name)
        _swap(releases / name, public)
    except OSError as error:
        raise Unwritable(f"the site cannot be written: {error.strerror or error}", _hint(error)) from error
    _prune(releases, name)
    return True


def kept(releases: Path, public: Path) -> tuple[Release, ...]:
    """The releases that are there, the one that readers saw last first. Without the notice that stands while somebody is being forgotten."""
    seen = current(public)
    found = releases.iterdir() if releases.is_dir() else ()
    whole = [folder for folder in found if folder.is_dir() and not folder.name.startswith(".") and folder.name != AWAY]
    ordered = sorted(whole, key=lambda folder: (folder.name != seen, -folder.stat().st_mtime_ns, folder.name))
    return tuple(Release(folder.name, folder, folder.name == seen, record_of(folder)) for folder in ordered)


def before(releases: Path, public: Path, name: str = "") -> Release:
    """The release to go back to: the one that readers saw before, or the one whose name begins so. Raises UomaError where there is none."""
    others = [known for known in kept(releases, public) if not known.seen]
    found = [known for known in others if known.name.startswith(name)]
    if not found or (name and len(found) > 1):
        what = f"no release that readers do not see already is called {name!r}" if name else "there is no earlier release to go back to"
        listed = ", ".join(known.name[:SHORT] for known in others)
        raise UomaError(what, f"kept are: {listed}" if listed else "`uoma publish --into DIR --as-of DATE` builds an earlier site anew")
    return found[0]


def take_down(notice: str, releases: Path, public: Path) -> int:
    """Let readers see nothing but the page `notice`, and erase every release that was built. Returns how many there were.

    What was never public stays so. Raises Unwritable.
    """
    _refuse_anothers(releases, public)
    if not releases.is_dir():
        return 0
    try:
        aside = _aside(releases / AWAY)
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        (aside / "index.html").write_text(notice, "utf-8")
        if not (releases / AWAY).is_dir():
            aside.rename(releases / AWAY)
        _swap(releases / AWAY, public)
        return keep_only(AWAY, releases)
    except OSError as error:
        raise Unwritable(f"the site cannot be taken down: {error.strerror or error}", _hint(error)) from error


def keep_only(name: str, releases: Path) -> int:
    """Erase every release but one, and what was left of others. Returns how many. Raises OSError for what cannot be removed."""
    others = [folder for folder in releases.iterdir() if folder.name != name] if releases.is_dir() else []
    for folder in others:
        target = folder if folder.name.startswith(".") else folder.rename(_aside(folder))  # half a release must not bear a whole one's name
        shutil.rmtree(target)
    return sum(not folder.name.startswith(".") and folder.name != AWAY for folder in others)


def _hint(error: OSError) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "make room on the disk, and run the same command again" if full else "change the rights of site/ and .uoma/"


def _refuse_anothers(releases: Path, public: Path) -> None:
    """Before a build of minutes, not after it."""
    hint = "move it away; Uoma puts a link to the newest release there"
    if public.exists() and not public.is_symlink():
        raise Unwritable(f"{public} is not Uoma's but a folder or file of its own", hint)
    if public.exists() and public.resolve().parent != releases.resolve():
        raise Unwritable(f"{public} is a link to another place than Uoma's releases", hint)


def _build_aside(target: Path, build: Callable[[Path], None], check: Callable[[Path], None] | None) -> None:
    aside = _aside(target)
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        build(aside)
        if check:
            check(aside)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    aside.rename(target)


def _swap(target: Path, public: Path) -> None:
    public.parent.mkdir(parents=True, exist_ok=True)
    link = public.with_name(f".{public.name}-next")
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(target, public.parent), target_is_directory=True)
    os.utime(target)  # the newest release is the one swapped in last
    link.replace(public)


def _prune(releases: Path, name: str) -> None:
    for leftover in releases.glob(".*.part"):
        shutil.rmtree(leftover, ignore_errors=True)
    others = [folder for folder in releases.iterdir() if folder.is_dir() and folder.name != name and not folder.name.startswith(".")]
    for old in sorted(others, key=lambda folder: folder.stat().st_mtime, reverse=True)[KEPT - 1 :]:
        with suppress(OSError):  # what cannot be removed now is removed next time
            old.rename(_aside(old))  # half a release must not bear a whole one's name
            shutil.rmtree(_aside(old), ignore_errors=True)


def _aside(target: Path) -> Path:
    return target.parent / f".{target.name}.part"
