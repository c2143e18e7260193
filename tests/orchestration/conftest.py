"""Homes that tests share: a run costs some twenty seconds, most of it imports and dbt, so each one is looked at from many sides."""

import shutil
from pathlib import Path

import pytest

from tests.orchestration.harness import Run, finish, report_text, start


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five readable reports (two of the same bytes), a binary file named .txt, a link to nowhere."""
    folder = tmp_path_factory.mktemp("inbox")
    for year in (2019, 2020, 2021, 2022):
        (folder / f"{year}.txt").write_text(report_text(year, year - 1980), encoding="utf-8")
    (folder / "copy").mkdir()
    shutil.copy(folder / "2019.txt", folder / "copy" / "2019.txt")
    (folder / "picture.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "gone.txt").symlink_to("nowhere.txt")
    return folder


@pytest.fixture(scope="session")
def first(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """A home after its first run. Tests that change it take a copy."""
    home = tmp_path_factory.mktemp("first") / "home"
    run = finish(start(home, inbox))
    assert run.code == 0, run.terminal
    return home, run
