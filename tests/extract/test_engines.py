"""Engines: the same shards whoever reads, in the plan's order; what a killed process costs; what a killed run leaves."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extract import engines, inbox, planning, raw_schema, shards
from extract.documents import UnreadableDocument
from extract.engines import InProcess
from extract.processes import Processes
from tests.extract import readers_that_fail as readers
from tests.orchestration.harness import PROJECT, report_text

YEARS = range(2001, 2021)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("inbox")
    for year in YEARS:
        (path / f"{year}.txt").write_text(report_text(year, year - 1980), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def items(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[planning.Item, ...]:
    with raw_schema.open_warehouse(tmp_path_factory.mktemp("w") / "w.duckdb") as con:
        return planning.plan(con, inbox.scan(folder), "1").items


def made(engine: engines.Engine, extractor: shards.Extractor, items: tuple[planning.Item, ...]) -> list[Path]:
    return [path for _, path in engine.shards(engines.batches(items, documents=3), extractor)]


def content(paths: list[Path]) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in paths]


@pytest.fixture(scope="module")
def undisturbed(items: tuple[planning.Item, ...], tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    return content(made(InProcess(tmp_path_factory.mktemp("one")), readers.sound(), items))


@pytest.mark.parametrize("workers", [1, 3])
def test_bytes_and_order_do_not_show_who_read(
    tmp_path: Path, items: tuple[planning.Item, ...], undisturbed: list[tuple[str, bytes]], workers: int
) -> None:
    assert content(made(Processes(tmp_path, workers), readers.sound(), items)) == undisturbed
    assert len(undisturbed) == 7


def test_a_worker_killed_in_the_middle_changes_nothing(
    tmp_path: Path, items: tuple[planning.Item, ...], undisturbed: list[tuple[str, bytes]]
) -> None:
    once = tmp_path / "killed"
    paths = made(Processes(tmp_path / "shards", 2), readers.killing("2010.txt", once), items)
    assert once.exists()
    assert content(paths) == undisturbed


def test_a_document_that_kills_whoever_reads_it_fails_alone(tmp_path: Path, items: tuple[planning.Item, ...]) -> None:
    paths = made(Processes(tmp_path, 2), readers.killing("2010.txt"), items)
    rows = [row for path in paths for row in pq.read_table(path).to_pylist()]
    assert [row["file_name"] for row in rows] == [f"{year}.txt" for year in YEARS]
    assert [(row["file_name"], "SIGKILL" in row["error_reason"]) for row in rows if row["status"] == "failed"] == [
        ("2010.txt", True)
    ]
    assert sum(len(row["candidates"]) for row in rows) == len(YEARS) - 1


def test_what_the_kernel_raises_reaches_the_caller_and_ends_the_workers(
    tmp_path: Path, items: tuple[planning.Item, ...]
) -> None:
    full = tmp_path / "full"
    full.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="full"):
        made(Processes(full, 2), readers.sound(), items)


def test_what_stands_is_not_read_again_and_what_the_disk_refused_is(
    tmp_path: Path, items: tuple[planning.Item, ...], undisturbed: list[tuple[str, bytes]]
) -> None:
    first = made(InProcess(tmp_path), readers.refusing("2010.txt"), items)
    kept = [path for path in first if "retry" not in path.name]
    assert len(kept) == len(first) - 1
    times = [path.stat().st_mtime_ns for path in kept]
    again = made(Processes(tmp_path, 2), readers.sound(), items)
    assert content(again) == undisturbed
    assert [path.stat().st_mtime_ns for path in kept] == times


def test_the_name_of_a_shard_says_all_that_its_rows_depend_on(
    tmp_path: Path, folder: Path, items: tuple[planning.Item, ...]
) -> None:
    other = planning.Item(items[0].document_id, items[0].file, UnreadableDocument("Gone.", "Look."))
    names = {
        shards.place(tmp_path, batch, version)
        for batch in (items[:1], items[:2], items[1:2], (other,))
        for version in ("1", "2")
    }
    assert len(names) == 8


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path, folder: Path) -> None:
    started = tmp_path / "started"
    started.mkdir()
    program = (
        "import sys; from pathlib import Path; from extract import engines, inbox, planning, raw_schema, store\n"
        "from extract.processes import Processes; from tests.extract import readers_that_fail as readers\n"
        "if __name__ == '__main__':\n"
        "    con = raw_schema.open_warehouse(Path(sys.argv[1]) / 'w.duckdb')\n"
        "    plan = planning.plan(con, inbox.scan(Path(sys.argv[2])), '1')\n"
        "    extractor = readers.slow(Path(sys.argv[1]) / 'started')\n"
        "    store.load(con, plan, extractor, Processes(Path(sys.argv[1]), 2), batch_documents=1)\n"
    )
    script = tmp_path / "run.py"
    script.write_text(program)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    parent = subprocess.Popen([sys.executable, str(script), str(tmp_path), str(folder)], env=environment)
    wait_until(lambda: len(list(started.iterdir())) == 2, parent)
    workers = [int(path.name) for path in started.iterdir()]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not any(is_alive(worker) for worker in workers))


def wait_until(reached: Callable[[], bool], process: subprocess.Popen[bytes] | None = None) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline
        assert process is None or process.poll() is None, "it ended too early"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_small_work_stays_in_this_process(tmp_path: Path, items: tuple[planning.Item, ...]) -> None:
    assert isinstance(engines.local(tmp_path, items, 8), InProcess)
    assert isinstance(engines.local(tmp_path, items * 40, 1), InProcess)
    marked_up = replace(items[0], file=replace(items[0].file, path=items[0].file.path.with_suffix(".html")))
    assert isinstance(engines.local(tmp_path, (marked_up,), 8), Processes)
    assert isinstance(engines.local(tmp_path, items * 40, 8), Processes)


def test_batches_end_at_their_bounds(items: tuple[planning.Item, ...]) -> None:
    size = items[0].file.size
    assert [len(batch) for batch in engines.batches(items, documents=8)] == [8, 8, 4]
    assert [len(batch) for batch in engines.batches(items, documents=8, size=size // 2)] == [1] * len(items)


def test_a_refusal_can_be_sent_to_another_process() -> None:
    error = pickle.loads(pickle.dumps(UnreadableDocument("Gone.", "Look.")))
    assert (error.reason, error.remedy) == ("Gone.", "Look.")
