"""Files of a study: which of them a source reads, their bytes, and the ones that nobody reads."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import ClassVar

from flows.errors import Unreadable
from flows.model.contracts import Place
from flows.model.material import Found, Trouble
from flows.model.noun import digest_of

LARGEST = 200 * 1024 * 1024
"""Bytes of the largest file that is read."""
NEVER_MATERIAL = ("plan.yaml", "plan.yml", "readme.md", "thumbs.db", "desktop.ini")
CONSENTS = "consents"
WITHHELD = frozenset({"no-permission", "unreachable", "broken-link", "too-large"})
"""Refusals of what is there and cannot be seen: nobody has taken it away, so what was read of it earlier stands."""

_SENTENCES = {
    "outside": ("This leads out of the research plans, and only files inside are read.", "Copy the file into the study's folder."),
    "folder": ("This is a folder with the name of a document.", "Rename the folder, or put the document itself here."),
    "linked-folder": ("This is a link to a folder, and such links are not followed.", "Put the files themselves here."),
    "broken-link": ("This is a link to a file that is not there.", "Put the file itself here, or remove the link."),
    "no-permission": ("This cannot be opened, because permission is missing.", "Give the account that runs Uoma the right to read it."),
    "not-a-file": ("This is no ordinary file.", "Put a document here, or remove it."),
    "bad-name": ("The name of a file has letters that are not in UTF-8.", "Rename the file."),
    "too-large": ("The file is larger than 200 MB.", "Take out its pictures and recordings, or split it."),
    "empty-file": ("The file is empty: it has no bytes at all.", "Save the document again, or remove the file."),
    "unreachable": (
        "This cannot be read just now: the disk or share that it lies on does not answer.",
        "Connect it, then run capture again.",
    ),
    "gone": ("The file is no longer there.", "Put it back, or run capture again without it."),
    "nothing-found": ("No file in the study's folder matches this path.", "Correct the path in plan.yaml, or add the file."),
    "not-read": ("No source reads files of this kind.", ""),
    "not-listed": ("No source in plan.yaml points to this file, so it is not read.", "Add its path to the sources of plan.yaml."),
}


class FileSource:
    """Base of the sources that are files: a subclass names its `kind` and `endings`, and reads."""

    kind: ClassVar[str] = ""
    endings: ClassVar[tuple[str, ...]] = ()

    def find(self, place: Place) -> Iterator[Found | Trouble]:
        """The files that match `place.entry.path` and have one of `endings` (any ending where the entry names this kind), sorted by path.

        A Trouble's place is the file's path relative to research_plans, because no document stands for it.
        """
        entry = place.entry
        if entry.kind not in ("", self.kind):
            return
        pattern = _pattern(entry.path)
        if pattern is None:
            yield _trouble("outside", f"{place.study}/{entry.path}")
            return
        met = False
        for path, within in _listed(place):
            if isinstance(path, Trouble):
                yield path
            elif pattern.fullmatch(_plain(within)) and self._takes(path, entry.kind):
                met = True
                yield self._found(place, path)
        if not met and _names_kind(entry.path, entry.kind, self.endings):
            yield _trouble("nothing-found", f"{place.study}/{entry.path}")

    def _takes(self, path: Path, kind: str) -> bool:
        return _ends(path.name, self.endings) or (bool(kind) and not path.is_dir())

    def _found(self, place: Place, path: Path) -> Found | Trouble:
        key = path.relative_to(place.root).as_posix()
        try:
            content = _content(place.root, path)
        except Unreadable as refused:
            if refused.code != "empty-file":
                return _trouble(refused.code, _sayable(key))
            content = b""
        return Found(key=key, name=path.name, study=place.study, kind=self.kind, fingerprint=digest_of(content), size=len(content))


def bytes_of(place: Place, found: Found) -> bytes:
    """The content of a file that was found. Raises Unreadable: gone, no-permission, empty-file, too-large, folder, not-a-file, outside."""
    return _content(place.root, place.root / found.key)


def unclaimed(place: Place, endings: Iterable[str], read: Iterable[str] | None = None) -> Iterator[Trouble]:
    """A note for each file beneath the study's folder that no source reads; a Trouble's place is its path relative to research_plans.

    `endings`: those of all source kinds together. `read`: keys that were found; when given, files that no entry points to are told too.
    """
    known = tuple(sorted({ending.casefold() for ending in endings}))
    listed = None if read is None else set(read)
    hint = f"Read are files that end in {', '.join(known)}." if known else ""
    for path, within in _listed(place):
        if isinstance(path, Trouble):
            if not path.withheld:
                yield path
            continue
        key = path.relative_to(place.root).as_posix()
        if path.is_dir():
            if path.is_symlink():
                yield _trouble("linked-folder", key)
        elif listed is not None and key in listed:
            continue
        elif not _ends(within, known):
            yield Trouble("not-read", key, _SENTENCES["not-read"][0], hint, "note")
        elif listed is not None:
            yield _trouble("not-listed", key, "note")


def _content(root: Path, path: Path) -> bytes:
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            raise _refusal("outside")
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise _refusal("folder" if path.is_dir() else "not-a-file")
        if status.st_size > LARGEST:
            raise _refusal("too-large")
        content = path.read_bytes()
    except PermissionError:
        raise _refusal("no-permission") from None
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself, before Python 3.13
        raise _refusal("broken-link" if path.is_symlink() else "gone" if isinstance(error, _GONE) else "unreachable") from None
    if not content:
        raise _refusal("empty-file")
    return content


_GONE = (FileNotFoundError, NotADirectoryError, RuntimeError)


def _listed(place: Place) -> Iterator[tuple[Path | Trouble, str]]:
    """All beneath the study's folder that may be material, with its path in it; folders only where they could be taken for files."""
    study = place.root / place.study
    listed: list[tuple[Path | Trouble, str]] = []

    def refused(error: OSError) -> None:
        if not isinstance(error, _GONE):
            where = Path(str(error.filename)).relative_to(place.root).as_posix()
            code = "no-permission" if isinstance(error, PermissionError) else "unreachable"
            listed.append((_trouble(code, _sayable(where)), where))

    for folder, folders, files in os.walk(study, onerror=refused):
        folders[:] = [name for name in folders if not _is_aside(name)]
        kept = [name for name in files if not _is_aside(name)]
        for name in (*kept, *(name for name in folders if "." in name or (Path(folder) / name).is_symlink())):
            path = Path(folder) / name
            within = path.relative_to(study).as_posix()
            listed.append((path if _sayable(within) == within else _trouble("bad-name", _sayable(within)), within))
    yield from sorted(listed, key=lambda pair: pair[1])


def _is_aside(name: str) -> bool:
    """Hidden files, lock files of Word and LibreOffice, and files that say things about a study rather than hold its material."""
    plain = name.casefold()
    return plain.startswith((".", "~$")) or plain in NEVER_MATERIAL or PurePosixPath(plain).stem == CONSENTS


def _pattern(glob: str) -> re.Pattern[str] | None:
    """The glob (`*`, `?`, `**`; a folder's name means all in it) over paths within the study's folder; None when it leads out."""
    plain = _plain(glob.replace("\\", "/")).strip()
    if plain.startswith("/") or ":" in plain.split("/")[0] or ".." in plain.split("/"):
        return None
    parts = [part for part in plain.split("/") if part not in ("", ".")]
    joined = "".join(r"(?:.+/)?" if part == "**" else _segment(part) + "/" for part in parts[:-1])
    last = parts[-1] if parts else "*"
    inside = "" if "*" in last or "." in last else r"(?:/.+)?"
    return re.compile(joined + (r".+" if last == "**" else _segment(last)) + inside, re.IGNORECASE | re.DOTALL)


def _segment(part: str) -> str:
    wild = {"*": "[^/]*", "?": "[^/]"}
    return "".join(wild.get(letter) or re.escape(letter) for letter in part)


def _names_kind(glob: str, kind: str, endings: tuple[str, ...]) -> bool:
    """Whether whoever wrote the path surely meant this source, so that finding nothing must be told."""
    return bool(kind) or _ends(glob.strip(), endings)


def _ends(name: str, endings: tuple[str, ...]) -> bool:
    return name.casefold().endswith(tuple(ending.casefold() for ending in endings))


def _plain(name: str) -> str:
    """Composed letters: a Mac writes ä as two characters, a plan as one."""
    return unicodedata.normalize("NFC", name)


def _sayable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def _trouble(code: str, place: str, severity: str = "warning") -> Trouble:
    what, hint = _SENTENCES[code]
    told = f"{what} What was read of it earlier stands." if code in WITHHELD else what
    return Trouble(code, place, told, hint, "note" if severity == "note" else "warning", withheld=code in WITHHELD)


def _refusal(code: str) -> Unreadable:
    what, hint = _SENTENCES[code]
    return Unreadable(code, what, hint)
