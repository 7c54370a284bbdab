"""Struck: delimited text without some of its records; every other byte of it stays."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection

from flows.sources.tables.delimited import separator

_TOLD = re.compile(r'\ufeff?"?sep=(.)"?\r?\n', re.IGNORECASE)


def struck(data: bytes, records: Collection[int]) -> bytes:
    """The text without the records of these numbers, which are those of `read_delimited`: from 1, a line `sep=;` not counted.

    Text that is neither UTF-8 nor Windows-1252 stays as it is.
    """
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        try:
            text, encoding = data.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            return data
    told = _TOLD.match(text)
    head, body = (text[: told.end()], text[told.end() :]) if told else ("", text)
    mark = told[1] if told else separator(body.replace("\r\n", "\n"))
    lines = io.StringIO(body, newline="").readlines()
    reader, kept, begun = csv.reader(lines, delimiter=mark), [head], 0
    for number, _ in enumerate(reader, 1):
        if number not in records:
            kept += lines[begun : reader.line_num]
        begun = reader.line_num
    return "".join([*kept, *lines[begun:]]).encode(encoding)
