"""The server behind `greenledger explore`: on this machine only, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from explorer.app import application
from explorer.published import opened

HOST = "127.0.0.1"


class PortTaken(OSError):
    """Something else listens on the port."""


def serve(database: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; `ready` is called with the address. Port 0 takes a free one. Raises NotPublished, PortTaken."""
    with opened(database):
        pass  # better told here than on every page
    listener = _listen(port)
    server = uvicorn.Server(uvicorn.Config(application(database), log_level="warning", lifespan="off"))
    # The server ends its answers first and then raises the signal again; by then there is nothing left to kill.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ready(f"http://{HOST}:{listener.getsockname()[1]}")
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)  # who comes before the server is up waits, and is not refused
    except OSError as error:
        listener.close()
        raise PortTaken(f"Port {port} cannot be used: {error.strerror}.") from error
    return listener
