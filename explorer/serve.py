"""The server behind `greenledger explore`: on this machine only unless told otherwise, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import uvicorn

from explorer import boundaries
from explorer.app import LOCAL_HOSTS, application
from explorer.published import opened

HOST = "127.0.0.1"


class PortTaken(OSError):
    """The address cannot be listened on, mostly because something else does."""


def serve(database: Path, port: int, ready: Callable[[str], None], host: str = HOST) -> None:
    """Serve until told to stop; `ready` is called with the address. Port 0 takes a free one. Raises NotPublished, PortTaken."""
    with opened(database):
        pass  # better told here than on every page
    listener = listening(port, host)
    # Whoever opens it to others decides under which names they come; on this machine only its own names are answered.
    hosts = LOCAL_HOSTS if host in (*LOCAL_HOSTS, "::1") else ("*",)
    server = uvicorn.Server(uvicorn.Config(application(database, hosts), log_level="warning", lifespan="off"))
    # The server ends its answers first and then raises the signal again; by then there is nothing left to kill.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Thread(target=boundaries.prepare, daemon=True).start()
    ready(f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}")
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def listening(port: int, host: str = HOST) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises PortTaken."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # who comes before the server is up waits, and is not refused
    except OSError as error:
        listener.close()
        raise PortTaken(f"Port {port} cannot be used: {error.strerror}.") from error
    return listener
