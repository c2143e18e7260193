"""Extraction as Ray tasks: the bytes of the process pool, also when a worker dies in the middle; skipped without the extra `ray`."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq
import pytest

from extract import engines, inbox, planning, raw_schema, shards
from extract.processes import Processes
from orchestration import extraction_engine
from orchestration.home import Home
from tests.extract import readers_that_fail as readers
from tests.orchestration.harness import report_text

pytest.importorskip(
    "dagster_ray", reason="Ray is not installed: make setup installs it, or pip install 'greenledger[ray]'"
)
YEARS = range(2001, 2013)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    path = tmp_path_factory.mktemp("home")
    (path / "inbox").mkdir()
    for year in YEARS:
        (path / "inbox" / f"{year}.txt").write_text(report_text(year, year - 1980), encoding="utf-8")
    return Home.resolve(path)


@pytest.fixture(scope="module")
def items(home: Home) -> tuple[planning.Item, ...]:
    with raw_schema.open_warehouse(home.warehouse) as con:
        return planning.plan(con, inbox.scan(home.inbox), "1").items


@pytest.fixture(scope="module")
def engine(home: Home, items: tuple[planning.Item, ...]) -> Iterator[engines.Engine]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENLEDGER_ENGINE", "ray")
        patch.setenv("GREENLEDGER_WORKERS", "2")
        patch.setenv("RAY_raylet_start_wait_time_s", "120")
        with extraction_engine.chosen(dg.build_asset_context(), home, items) as chosen:
            yield chosen


def content(
    engine: engines.Engine, extractor: shards.Extractor, items: tuple[planning.Item, ...]
) -> list[tuple[str, bytes]]:
    engine.clear()
    made = engine.shards(engines.batches(items, documents=3), extractor)
    return [(path.name, path.read_bytes()) for _, path in made]


def test_a_worker_killed_in_the_middle_leaves_the_bytes_of_the_process_pool(
    engine: engines.Engine, items: tuple[planning.Item, ...], tmp_path: Path
) -> None:
    once = tmp_path / "killed"
    expected = content(Processes(tmp_path / "shards", 2), readers.sound(), items)
    assert content(engine, readers.killing("2005.txt", once), items) == expected
    assert once.exists()
    assert len(expected) == 4


def test_a_document_that_kills_whoever_reads_it_fails_alone(
    engine: engines.Engine, items: tuple[planning.Item, ...]
) -> None:
    engine.clear()
    made = engine.shards(engines.batches(items, documents=3), readers.killing("2005.txt"))
    rows = [row for _, path in made for row in pq.read_table(path).to_pylist()]
    assert [row["file_name"] for row in rows] == [f"{year}.txt" for year in YEARS]
    assert [(row["file_name"], "died" in row["error_reason"]) for row in rows if row["status"] == "failed"] == [
        ("2005.txt", True)
    ]


def test_what_stands_is_not_read_again(engine: engines.Engine, items: tuple[planning.Item, ...]) -> None:
    whole = content(engine, readers.sound(), items)
    batches = list(engines.batches(items, documents=3))
    missing = shards.place(Path(engine.folder), batches[1], readers.sound().version)  # type: ignore[attr-defined]
    missing.unlink()
    times = {path: path.stat().st_mtime_ns for path in missing.parent.iterdir()}
    again = [(path.name, path.read_bytes()) for _, path in engine.shards(batches, readers.sound())]
    assert again == whole
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_what_the_kernel_raises_reaches_the_caller(
    engine: engines.Engine, items: tuple[planning.Item, ...], tmp_path: Path
) -> None:
    (tmp_path / "full").write_text("a file where the folder should be")
    other = type(engine)(tmp_path / "full")  # type: ignore[call-arg]
    with pytest.raises(OSError, match="full"):
        list(other.shards(engines.batches(items), readers.sound()))
