"""Wire: the way to an OpenAI-compatible address. It follows no redirects, unpacks nothing, and reads no more than a million bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2
from openai import AsyncOpenAI

from flows import settings

MOST_BYTES = 1_000_000


def client(retries: int) -> AsyncOpenAI:
    """To be closed after use. It has no time-out of its own: whoever asks keeps the time of the whole."""
    url = settings.LLM_URL.read()
    http = httpx2.AsyncClient(
        transport=_Bounded(proxy=_proxy(url)),
        follow_redirects=False,
        timeout=None,
        headers={"accept-encoding": "identity"},
    )
    return AsyncOpenAI(base_url=url, api_key=settings.LLM_KEY.read() or "none", http_client=http, max_retries=retries)


class _Bounded(httpx2.AsyncHTTPTransport):
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.RemoteProtocolError("the answer is packed")
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Short(response.stream)
        return response


class _Short(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self.stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for part in self.stream:
            length += len(part)
            if length > MOST_BYTES:
                raise httpx2.RemoteProtocolError("the answer has no end")
            yield part

    async def aclose(self) -> None:
        await self.stream.aclose()


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for this address; a transport of one's own is not told by itself."""
    address = urlsplit(url)
    return None if proxy_bypass(address.hostname or "") else getproxies().get(address.scheme)
