"""The service as an ASGI application: what is asked where, and the limits on it.

It listens on this machine only, unless told otherwise, and answers only to names of this machine,
so that no web page can reach it by a name of its own. A body has to say that it is JSON, which
keeps a page from sending one without asking first.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from engine.service.batches import JSON, NDJSON, BatchError, Teller
from engine.service.openapi import document, page

AT_ONCE = 2
"""Batches that are worked on at the same time; others wait."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one body may have; of rows the teller knows."""

    megabytes: int = 32

    @property
    def octets(self) -> int:
        """Bytes of a body."""
        return self.megabytes * 1_000_000


def application(teller: Teller, limits: Limits, hosts: list[str]) -> Starlette:
    """The service; `hosts` are the names that it answers to, "*" any."""
    described = document(teller, limits.octets)
    shown = page(described)
    busy = asyncio.Semaphore(AT_ONCE)

    async def replay(request: Request) -> Response:
        try:
            kind = _kind(request)
            body = await _body(request, limits.octets)
            async with busy:
                answer = await asyncio.to_thread(teller.answer, body, kind)
        except BatchError as error:
            said = {"error": {"title": error.title, "message": error.message}}
            return JSONResponse(said, error.status)
        return Response(answer, media_type=kind)

    async def openapi(request: Request) -> Response:
        return Response(json.dumps(described, indent=2), media_type=JSON)

    async def start(request: Request) -> Response:
        return HTMLResponse(shown, headers={"Content-Security-Policy": "script-src 'none'"})

    return Starlette(
        routes=[
            Route("/", start),
            Route("/openapi.json", openapi),
            Route("/v1/replay", replay, methods=["POST"]),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)],
    )


def _kind(request: Request) -> str:
    """JSON or NDJSON; raises BatchError for anything else."""
    said = request.headers.get("content-type", "")
    kind = said.partition(";")[0].strip().lower()
    if kind not in (JSON, NDJSON):
        raise BatchError(f"Its Content-Type is {said!r:.80}, not {JSON} or {NDJSON}.", 415)
    return kind


async def _body(request: Request, most: int) -> bytes:
    """All of the body; raises BatchError as soon as it turns out to be too large."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise BatchError(f"The body is larger than {most // 1_000_000} MB.", 413)
    return bytes(body)
