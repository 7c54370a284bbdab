"""Imported once by the process that every command of the tests is forked from: it goes through a whole cycle, so that dictionaries are at hand
and templates are compiled. What a command does afterwards is the same; it only does not begin from nothing."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import jinja2
from workspaces import make_little

from flows.cli import main

_compiled: dict[Any, Any] = {}
_compile = jinja2.Environment.compile


def _once(self: jinja2.Environment, source: Any, name: Any = None, filename: Any = None, raw: bool = False, **more: Any) -> Any:
    key = (source, name, filename, raw, tuple(sorted(self.extensions)), tuple(sorted(self.filters)), str(more))
    if not isinstance(source, str) or raw:
        return _compile(self, source, name, filename, raw, **more)
    if key not in _compiled:
        _compiled[key] = _compile(self, source, name, filename, raw, **more)
    return _compiled[key]


jinja2.Environment.compile = _once  # type: ignore[method-assign]

with tempfile.TemporaryDirectory() as _folder, contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    os.environ["UOMA_ENGINE"] = "plain"
    _root = make_little(Path(_folder) / "little")
    for _verb in ("capture", "collate", "publish"):  # synthesise starts threads, which a fork would wait for without end
        with contextlib.suppress(SystemExit):
            main([_verb, "--workspace", str(_root), "--today", "2026-11-21"])
