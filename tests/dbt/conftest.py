"""Runs dbt in this process against a warehouse of handmade rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., dbtRunnerResult]]:
    """`dbt(warehouse, 'build', ...)`; parsed once, and artefacts stay out of the project."""
    home = tmp_path_factory.mktemp("dbt")
    before = os.environ.get("GREENLEDGER_WAREHOUSE")

    paths = [
        "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
        "--target-path", str(home / "target"), "--log-path", str(home / "logs"),
    ]  # fmt: skip
    parsed = dbtRunner().invoke(["--quiet", "parse", *paths])
    assert parsed.success, parsed.exception

    def run(warehouse: Path, *arguments: str) -> dbtRunnerResult:
        os.environ["GREENLEDGER_WAREHOUSE"] = str(warehouse)
        try:
            result = dbtRunner(manifest=parsed.result).invoke(["--quiet", *arguments, *paths])
            if result.result is not None:  # what ran before the nodes (hooks) is not what a test asks about
                result.result.results = [r for r in result.result.results if r.node.resource_type != "operation"]
            return result
        finally:  # dbt-duckdb keeps the file open for the life of the process
            if DuckDBConnectionManager._ENV is not None:
                DuckDBConnectionManager._ENV.close()

    run.target = home / "target"  # type: ignore[attr-defined]
    yield run
    if before is None:
        os.environ.pop("GREENLEDGER_WAREHOUSE", None)
    else:
        os.environ["GREENLEDGER_WAREHOUSE"] = before


@pytest.fixture
def ask() -> Callable[..., list[tuple]]:
    """`ask(warehouse, sql)` gives the rows."""

    def run(warehouse: Path, sql: str, *parameters: object) -> list[tuple]:
        with duckdb.connect(str(warehouse), read_only=True) as con:
            return con.execute(sql, list(parameters)).fetchall()

    return run
