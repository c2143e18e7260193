"""A document that takes too long or too much memory fails alone, with the reason, and is tried again under other limits."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from extract import engines, inbox, limits, planning, raw_schema, store
from extract.limits import Limits
from extract.processes import Processes
from tests.extract import readers_that_fail as readers
from tests.orchestration.harness import report_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    for year in (2019, 2020, 2021):
        (path / f"{year}.txt").write_text(report_text(year, year - 1980), encoding="utf-8")
    return path


@pytest.fixture
def bounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Limits are set for the processes that a test starts, and for its own."""
    limits.current.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    limits.current.cache_clear()


def rows(tmp_path: Path, folder: Path, extractor: Any) -> list[dict[str, Any]]:
    with raw_schema.open_warehouse(tmp_path / "w.duckdb") as con:
        items = planning.plan(con, inbox.scan(folder), extractor.version).items
    engine = Processes(tmp_path / "shards", 1)
    paths = [path for _, path in engine.shards(engines.batches(items), extractor)]
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def test_a_document_that_never_ends(tmp_path: Path, folder: Path, bounds: pytest.MonkeyPatch) -> None:
    bounds.setenv("GREENLEDGER_MAX_SECONDS", "2")
    found = rows(tmp_path, folder, readers.endless("2020.txt"))
    assert [(row["file_name"], row["status"]) for row in found] == [
        ("2019.txt", "read"),
        ("2020.txt", "failed"),
        ("2021.txt", "read"),
    ]
    # the clock may strike first on a machine that has hardly any time for it
    assert re.match(r"Reading it (took more than 2 seconds of|did not end within 60)", found[1]["error_reason"])
    assert "GREENLEDGER_MAX_SECONDS" in found[1]["error_remedy"]


def test_a_document_that_wants_all_memory(tmp_path: Path, folder: Path, bounds: pytest.MonkeyPatch) -> None:
    bounds.setenv("GREENLEDGER_MAX_MEMORY", "500")
    found = rows(tmp_path, folder, readers.greedy("2020.txt"))
    assert [row["status"] for row in found] == ["read", "failed", "read"]
    assert found[1]["error_reason"] == "Reading it took more than 500 MB of memory."


def test_what_a_limit_refused_is_tried_again_under_another_one_only(
    tmp_path: Path, folder: Path, bounds: pytest.MonkeyPatch
) -> None:
    (folder / "2022.txt").write_text(report_text(2022, 30) * 30, encoding="utf-8")

    def load(characters: int) -> store.LoadReport:
        bounds.setenv("GREENLEDGER_MAX_CHARACTERS", str(characters))
        limits.current.cache_clear()
        with raw_schema.open_warehouse(tmp_path / "w.duckdb") as con:
            plan = planning.plan(con, inbox.scan(folder), readers.sound().version)
            return store.load(con, plan, readers.sound())

    first, again, raised = load(1000), load(1000), load(10_000)
    assert [(report.read, len(report.failures)) for report in (first, again, raised)] == [(4, 1), (0, 1), (1, 0)]
    assert "2022.txt holds" in first.failures[0].reason


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "١"])
def test_a_limit_is_a_whole_number_above_zero(bounds: pytest.MonkeyPatch, value: str) -> None:
    bounds.setenv("GREENLEDGER_MAX_SECONDS", value)
    with pytest.raises(ValueError, match="GREENLEDGER_MAX_SECONDS"):
        limits.current()


def test_limits_without_a_setting(bounds: pytest.MonkeyPatch) -> None:
    for name in ("MEGABYTES", "CHARACTERS", "SECONDS", "MEMORY"):
        bounds.delenv(f"GREENLEDGER_MAX_{name}", raising=False)
    assert limits.current() == Limits(64, 5_000_000, 120, 3_000)
