"""Binary workbooks: what an .xls of Excel 97 to 2003 says beside its values – a password, errors, hidden rows and columns."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flows.model.material import Trouble
from flows.sources.tables.cells import address
from flows.sources.tables.oddities import Oddities

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFF0
_SHEET, _PASSWORD, _ROW, _COLUMNS, _ERROR, _FORMULA, _FILTERED, _END = 0x85, 0x2F, 0x208, 0x7D, 0x205, 0x06, 0x9B, 0x0A


@dataclass
class Binary:
    """What was found in the records of a binary workbook."""

    locked: bool = False
    sheets: list[int] = field(default_factory=list)
    """Where each sheet's records begin, in the workbook's order."""
    stream: bytes = b""

    def troubles(self, names: Sequence[str]) -> list[Trouble]:
        """What is odd in each sheet; `names` are the sheets' in their order."""
        found: list[Trouble] = []
        for name, start in zip(names, self.sheets, strict=False):
            found += _odd(self.stream, start).troubles(name)
        return found


def inspected_binary(data: bytes) -> Binary:
    """Looks through the records of an .xls. What is no such file, or breaks off, has nothing odd in it: reading it will tell."""
    stream = _stream(data)
    found = Binary(stream=stream)
    for kind, body in _records(stream, 0):
        if kind == _PASSWORD:
            found.locked = True
        elif kind == _SHEET and len(body) >= 4:
            found.sheets.append(int(struct.unpack_from("<I", body)[0]))
        elif kind == _END:
            break
    return found


def _odd(stream: bytes, start: int) -> Oddities:
    found = Oddities()
    depth = 0
    for kind, body in _records(stream, start):
        if kind & 0xFF == 0x09:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                break
        elif kind == _FILTERED:
            found.filtered = True
        elif depth == 1:
            _note(found, kind, body)
    return found


def _note(found: Oddities, kind: int, body: bytes) -> None:
    if (kind == _ERROR and len(body) >= 8 and body[7]) or (
        kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2
    ):
        found.errors.append(_place(body))
    elif kind == _ROW and len(body) >= 13 and body[12] & 0x20:
        found.rows.append(int(struct.unpack_from("<H", body)[0]) + 1)
    elif kind == _COLUMNS and len(body) >= 10 and body[8] & 1:
        first, last = struct.unpack_from("<HH", body)
        found.columns += range(first, min(last, 255) + 1)


def _place(body: bytes) -> str:
    row, column = struct.unpack_from("<HH", body)
    return address(row, column)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while 0 <= at <= len(stream) - 4:
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _stream(data: bytes) -> bytes:
    """The stream `Workbook` (or `Book`) of a compound file; empty where there is none. [MS-CFB]"""
    if len(data) < 1536 or not data.startswith(_MAGIC):
        return b""
    power, small_power = struct.unpack_from("<HH", data, 30)
    if power not in (9, 12) or small_power != 6:
        return b""
    big = _Sectors(data, 1 << power, 1 << power, [])
    tables = [at for at in struct.unpack_from("<109I", data, 76) if at < _LAST]
    fat = b"".join(big.one(at) for at in tables)
    big.after = [int(at) for (at,) in struct.iter_unpack("<I", fat)]
    directory, cutoff, small_start = (int(struct.unpack_from("<I", data, at)[0]) for at in (48, 56, 60))
    entries = big.chain(directory, len(data))
    for at in range(0, len(entries) - 127, 128):
        name = entries[at : at + max(0, int(struct.unpack_from("<H", entries, at + 64)[0]) - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entries, at + 116)
        if name in ("Workbook", "Book") and entries[at + 66] == 2:
            if size >= cutoff:
                return big.chain(start, size)
            root_start, root_size = struct.unpack_from("<II", entries, 116)
            after = [int(n) for (n,) in struct.iter_unpack("<I", big.chain(small_start, len(data)))]
            return _Sectors(big.chain(root_start, root_size), 64, 0, after).chain(start, size)
    return b""


@dataclass
class _Sectors:
    """A file of equal sectors, each of which names the next."""

    data: bytes
    size: int
    begins: int
    after: list[int]

    def one(self, at: int) -> bytes:
        start = self.begins + at * self.size
        whole = self.data[start : start + self.size]
        return whole if len(whole) == self.size else whole + b"\xff" * (self.size - len(whole))

    def chain(self, at: int, length: int) -> bytes:
        parts: list[bytes] = []
        while at < min(_LAST, len(self.after)) and len(parts) * self.size < length and len(parts) <= len(self.after):
            parts.append(self.one(at))
            at = self.after[at]
        return b"".join(parts)[:length]
