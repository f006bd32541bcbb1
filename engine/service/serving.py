"""Listening on a port until somebody stops it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

import uvicorn

from engine.errors import NearfieldError
from engine.service.app import Limits, application
from engine.service.batches import Teller

_WAITING = 64
"""Connections at a time; more are told to come again."""
_NAMES = ("127.0.0.1", "localhost", "::1")
_ANY = "*"


def serve(
    teller: Teller, limits: Limits, host: str, port: int, listening: Callable[[str], None]
) -> None:
    """Answer until SIGINT or SIGTERM; `listening` is told the address once there is one.

    Port 0 is any free one. Raises NearfieldError if it cannot listen there.
    """
    with _listen(host, port) as opened:
        address = _address(host, opened.getsockname()[1])
        hosts = [*_NAMES, host] if is_loopback(host) else [_ANY]
        config = uvicorn.Config(
            application(teller, limits, hosts),
            log_level="warning",
            access_log=False,
            server_header=False,
            limit_concurrency=_WAITING,
            lifespan="off",
        )
        listening(address)
        try:
            uvicorn.Server(config).run(sockets=[opened])
        except KeyboardInterrupt:
            return  # how one stops it


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        opened = socket.create_server((host, port), family=family)
        # asyncio sees to this only for sockets that name their protocol, which these do not;
        # without it each answer waits 40 ms for a confirmation of its header.
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        return opened
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise NearfieldError(f"Cannot listen on {_address(host, port)}", f"{reason}.") from error


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
