"""What an upload to Drive carries: metadata, bytes, and their MIME type."""

from __future__ import annotations

import json
from typing import Any

from googled.wire import Request


def given(request: Request) -> tuple[dict[str, Any], bytes, str]:
    """The metadata, bytes and MIME type of an upload: plain JSON, `uploadType=media`, or `multipart/related`."""
    kind = request.headers.get("Content-Type", "") or request.headers.get("content-type", "")
    if not request.path.startswith("/upload/"):
        return request.json(), b"", ""
    if not kind.startswith("multipart/"):
        return {}, request.body, kind
    mark = b"--" + kind.split("boundary=")[1].strip('"').encode()
    parts = [part.strip(b"\r\n") for part in request.body.split(mark)[1:-1]]
    heads = [part.partition(b"\r\n\r\n") for part in parts]
    mime = next(
        (line.split(b":", 1)[1].strip().decode() for line in heads[-1][0].splitlines() if line.lower().startswith(b"content-type:")), ""
    )
    return json.loads(heads[0][2] or b"{}"), heads[-1][2], mime
