"""`greenledger dev`: the web server and the daemon of Dagster as one service that starts, restarts and stops as a whole.

Dagster's own `dagster dev` starts the processes; this one watches over them. It restarts them when one dies, waits longer each time,
and on Ctrl-C or SIGTERM leaves none behind: they share a process group of their own.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout

from orchestration.home import PROJECT, Home
from orchestration.instance import configure

LONG_ENOUGH = 300.0  # seconds after which a start counts as good and the next restart is quick again
LONGEST_WAIT = 60.0
GRACE = 15.0  # seconds for the processes to end by themselves; a run at work is cut off, which loses nothing
_PR_SET_PDEATHSIG = 1


class AlreadyServing(RuntimeError):
    """Another `greenledger dev` serves this home."""


class PortTaken(RuntimeError):
    """Something else listens on the port."""


def serve(home: Home, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. Raises AlreadyServing, PortTaken, NoPostgres before anything was started."""
    configure(home)
    home.export()
    lock = FileLock(home.dagster / "service.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyServing(f"`greenledger dev` already runs on {home.path}.") from None
    try:
        _free_port(host, port)
        _Service(host, port, say).run()
    finally:
        lock.release()


class _Service:
    def __init__(self, host: str, port: int, say: Callable[[str], None]) -> None:
        self._host, self._port, self._say = host, port, say
        self._stop = False
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        before = {number: signal.signal(number, self._asked_to_stop) for number in (signal.SIGINT, signal.SIGTERM)}
        wait = 1.0
        try:
            while not self._stop:
                _prepare()
                started = time.monotonic()
                self._child = self._start()
                self._say(f"http://{self._host}:{self._port}  (Ctrl-C stops it)")
                code = self._child.wait()
                _end_group(self._child.pid, GRACE if self._stop else 0.0)
                if not self._stop:
                    wait = 1.0 if time.monotonic() - started > LONG_ENOUGH else min(wait * 2, LONGEST_WAIT)
                    self._say(f"A process of Dagster ended (code {code}); all are started again in {wait:.0f} s.")
                    self._sleep(wait)
            self._say("Stopped. A run that was at work is taken up at the next start.")
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            if self._child is not None:
                _end_group(self._child.pid, 0.0)
                _prepare()

    def _start(self) -> subprocess.Popen[bytes]:
        # `dagster dev` and not its successor `dg dev`: that one wants a workspace file and half a dozen packages more.
        command = [str(Path(sys.executable).with_name("dagster")), "dev", "--module-name", "orchestration.definitions"]
        return subprocess.Popen(
            [*command, "--host", self._host, "--port", str(self._port), "--log-level", "warning"],
            cwd=PROJECT,
            env={**os.environ, "PYTHONWARNINGS": "ignore::FutureWarning"},
            start_new_session=True,  # Ctrl-C in the terminal reaches this process alone
            preexec_fn=_die_with_parent,
        )

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        if self._child is not None and self._child.poll() is None:
            # The second time somebody is in a hurry.
            _signal_group(self._child.pid, signal.SIGKILL) if self._stop else self._child.send_signal(signal.SIGINT)
        self._stop = True

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stop and time.monotonic() < until:
            time.sleep(0.2)


def _prepare() -> None:
    """Close the runs that the processes before have left open; what it cannot do the processes report themselves."""
    subprocess.run([sys.executable, "-m", "orchestration.prepare"], cwd=PROJECT, check=False, start_new_session=True)


def _end_group(group: int, grace: float) -> None:
    """See every process of the group to its end, within the grace by its own means."""
    _signal_group(group, signal.SIGTERM)
    until = time.monotonic() + grace
    while _signal_group(group, 0) and time.monotonic() < until:
        time.sleep(0.2)
    _signal_group(group, signal.SIGKILL)


def _signal_group(group: int, number: int) -> bool:
    """False if no process of the group is left."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def _die_with_parent() -> None:
    """In the child, before its program starts: should the service be killed outright, the kernel ends the child (Linux only)."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background hands it down as ignored
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _free_port(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise PortTaken(f"Port {port} of {host} cannot be used: {error.strerror or error}.") from error
