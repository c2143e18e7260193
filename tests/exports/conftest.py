"""The exports of the handmade publication, written once and read by every test."""

from pathlib import Path

import pytest

from exports import write
from tests.exports import ledger


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledger.write(tmp_path_factory.mktemp("published") / "it's.duckdb", ledger.rows())


@pytest.fixture(scope="session")
def exported(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the exports."""
    release = tmp_path_factory.mktemp("release")
    write.write(database, release)
    return release / write.FOLDER
