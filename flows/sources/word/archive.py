"""Archive: the XML parts of a document by name, and which part leads to which."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass

from flows.sources.word.names import parsed
from flows.sources.word.preflight import LARGEST_PART
from flows.sources.word.refusals import refuse

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|drawingml|schemaLibrary)/")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Relation:
    """One part leads to another."""

    kind: str
    """The last word of its type: `styles`, `comments`."""
    target: str
    """Name of a part in the archive, or "" where that part is missing."""


class Archive:
    """Parts are found without regard to case, as the packaging standard asks; namespaces of Strict documents become the usual ones."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts = {_name(part.filename): part for part in archive.infolist()}
        self.strict = False

    def names(self) -> list[str]:
        """Names of all parts, in lower case, sorted."""
        return sorted(self._parts)

    def part(self, name: str) -> bytes | None:
        """A part as UTF-8 in the usual namespaces; None where it is missing. Raises Unreadable: truncated, zip-bomb, doctype, bad-xml."""
        info = self._parts.get(_name(name))
        if info is None:
            return None
        content = _utf8(self._inflated(info))
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise refuse("doctype")
        if b"http://purl.oclc.org/ooxml/" in content:
            self.strict = True
            content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
        return content

    def relations(self, name: str) -> tuple[Relation, ...]:
        """Where a part ("" for the package) leads to, inside the archive."""
        folder, file = posixpath.split(name)
        content = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        if content is None:
            return ()
        return tuple(
            Relation(kind=element.get("Type", "").rpartition("/")[2], target=self._target(folder, element.get("Target", "")))
            for element in parsed(content)
            if element.get("TargetMode") != "External"
        )

    def _target(self, folder: str, target: str) -> str:
        name = _name(posixpath.join("/", folder, target.replace("\\", "/")))
        return name if name in self._parts else ""

    def _inflated(self, info: zipfile.ZipInfo) -> bytes:
        chunks: list[bytes] = []
        size = 0
        try:
            with self._archive.open(info) as packed:
                while chunk := packed.read(_CHUNK):
                    size += len(chunk)
                    if size > LARGEST_PART:
                        raise refuse("zip-bomb")
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise refuse("truncated") from None
        except (NotImplementedError, RuntimeError):
            raise refuse("not-a-document") from None
        return b"".join(chunks)


def _name(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").casefold()


def _utf8(content: bytes) -> bytes:
    """Parts in UTF-16, which the standard allows, as UTF-8: so that one search for a DTD is enough."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
        try:
            text = content.decode("utf-16" if content[:1] in b"\xff\xfe" else ("utf-16-be" if content[:1] == b"\0" else "utf-16-le"))
        except UnicodeDecodeError:
            raise refuse("bad-xml") from None
        return re.sub(r"^\s*<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL).encode("utf-8", "surrogatepass")
    return content
