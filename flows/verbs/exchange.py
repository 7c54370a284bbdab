"""Exchange: the library as a project for other programs, and codes of other programs as themes of the organisation."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flows.disk import swap
from flows.errors import BuildFailed, Unreadable, Unwritable, UomaError
from flows.exchange.codebook import codebook, codes_of
from flows.exchange.drawn import drawn
from flows.exchange.into_plan import Sorted, sorted_out, written_into
from flows.exchange.project import packed
from flows.exchange.read import LARGEST, read_codes, read_project
from flows.model.picture import Picture
from flows.plans.organisation import FILE, read_organisation
from flows.workspace import Workspace

BOM = b"\xef\xbb\xbf"


def as_codebook(picture: Picture) -> bytes:
    """The themes that people named, as a .qdc file. Raises UomaError where there is none."""
    codes = codes_of(picture.themes, picture.organisation.language)
    if not codes:
        raise UomaError("there is no theme to export", "name one in research_plans/organisation.yaml, and run a cycle")
    return codebook(codes)


def as_project(picture: Picture) -> bytes:
    """What may be shown of the library as a .qdpx file, read back before it is handed on. Raises BuildFailed where that told otherwise."""
    project = drawn(picture)
    made = packed(project)
    read = read_project(made)
    if (read.codes, read.sources, read.cases) != (project.codes, project.sources, project.cases):
        raise BuildFailed("the project does not read back as it was written", "nothing was written; tell the makers of Uoma")
    return made


def import_codes(place: Workspace, file: Path, dry: bool = False) -> Sorted:
    """Write the codes of a .qdc or .qdpx file into organisation.yaml as themes, after its own. Raises Unreadable, Unwritable, UomaError.

    The file is replaced in one step, once the new text has been read back; with `dry` it stays as it is.
    """
    codes = read_codes(_content(file))
    organisation, _ = read_organisation(place.plans)
    found = sorted_out(codes, organisation)
    if found.new and not dry:
        _write(place.plans / FILE, found, {theme.id for theme in organisation.themes})
    return found


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise Unreadable("too-large", f"{file.name} has more than 64 MB", "export fewer documents at a time")
        return file.read_bytes()
    except OSError as error:
        raise Unreadable("unreadable", f"{file} cannot be read: {error.strerror}", "name a .qdc or .qdpx file") from None


def _write(path: Path, found: Sorted, had: set[str]) -> None:
    before = path.read_bytes()
    mark, text = (BOM, before[len(BOM) :]) if before.startswith(BOM) else (b"", before)
    after = mark + written_into(text.decode(), found.new).encode()

    def unchanged() -> None:
        if path.read_bytes() != before:
            raise Unwritable(f"{FILE} was changed while the codes were read", "run the same command again")

    _prove(path, after, had | {theme.id for theme in found.new})
    try:
        swap(path, after, unchanged)
    except OSError as error:
        raise Unwritable(f"{FILE} cannot be written: {error.strerror}", "change its rights, or close it where it is open") from None


def _prove(path: Path, content: bytes, wanted: set[str]) -> None:
    """Read the new text as every command does, in a folder of its own."""
    with TemporaryDirectory(prefix="uoma-") as folder:
        (Path(folder) / FILE).write_bytes(content)
        organisation, _ = read_organisation(Path(folder))
    if {theme.id for theme in organisation.themes} != wanted:
        raise UomaError(f"{FILE} would not hold every theme", "nothing was written; write the themes into the file by hand")
