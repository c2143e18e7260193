"""A real server on a free port, and how tests read its pages."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
import uvicorn

from explorer.app import application
from explorer.serve import listening
from tests.explorer.publications import publish, rows

Get = Callable[[str], tuple[int, str]]


class Site:
    """The explorer of one home."""

    def __init__(self, home: Path, database: Path) -> None:
        self.home = home
        self.database = database
        listener = listening(0)
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(application(self.database), log_level="error", lifespan="off"))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listener]})
        self.thread.start()
        deadline = time.monotonic() + 30
        while not self.server.started:
            assert time.monotonic() < deadline, "the server never started"
            time.sleep(0.01)

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urlopen(self.address + quote(path, safe="/?&=%#"), timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)
        assert not self.thread.is_alive()


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Pages of a publication that stays."""
    home = tmp_path_factory.mktemp("home")
    site = Site(home, publish(home, rows()))
    yield site.get
    site.stop()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An explorer whose publication the test replaces."""
    site = Site(tmp_path, publish(tmp_path, rows()))
    yield site
    site.stop()
