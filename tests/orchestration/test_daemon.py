"""The service as an operator has it: real web server, daemon and runs. One home for the whole story, because each step takes long."""

import itertools
import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from tests.orchestration.daemon import Service
from tests.orchestration.harness import report_text


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    (folder / "inbox").mkdir()
    running = Service(folder / "home", folder / "inbox")
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop(signal.SIGTERM)


@pytest.fixture(scope="module")
def published(service: Service) -> dict[str, Any]:
    """A report and a file that is none are dropped, and nobody does anything."""
    service.wait("the sensors tick", lambda: service.sensors().get("inbox", {}).get("ticks"))
    (service.inbox / "2022.txt").write_text(report_text(2022, 30), encoding="utf-8")
    (service.inbox / "picture.txt").write_bytes(bytes(range(256)) * 40)
    (run,) = service.wait("a run ends", service.finished)
    return run


def test_what_is_dropped_is_published_without_a_hand(service: Service, published: dict[str, Any]) -> None:
    assert published["status"] == "SUCCESS"
    assert {"key": "greenledger/why", "value": "inbox"} in published["tags"]
    with duckdb.connect(str(service.home / "published" / "greenledger.duckdb"), read_only=True) as con:
        rows = con.execute("select file_name, status from marts.dim_document order by 1").fetchall()
    assert rows == [("2022.txt", "read"), ("picture.txt", "failed")]


def test_a_bad_file_stands_in_the_ui_with_its_reason(service: Service, published: dict[str, Any]) -> None:
    check = service.checks("raw", "documents")["every_file_is_readable"]
    assert check["evaluation"]["severity"] == "WARN"
    entries = {entry["label"]: entry.get("mdStr") for entry in check["evaluation"]["metadataEntries"]}
    assert "picture.txt" in entries["failures"]
    assert check["evaluation"]["description"].startswith("picture.txt: ")


def test_every_trigger_is_on(service: Service, published: dict[str, Any]) -> None:
    sensors = service.sensors()
    assert {name: sensor["status"] for name, sensor in sensors.items()} == dict.fromkeys(
        ("inbox", "backfill", "failures"), "RUNNING"
    )
    assert all(tick["status"] != "FAILURE" for sensor in sensors.values() for tick in sensor["ticks"])


def test_a_run_that_is_cut_off_is_taken_up_by_itself_and_queued_runs_end_in_order(
    service: Service, published: dict[str, Any]
) -> None:
    config = {
        "loggers": {"file": {}},
        "ops": {"extraction": {"config": {"documents": ["2022.txt"]}}, "publication": {"config": {"publish": False}}},
    }
    asked = [service.launch(config) for _ in range(2)]
    service.wait("the first run is at work", lambda: _status(service, asked[0]) == "STARTED")
    victims = [pid for pid, line in service.children().items() if "dagster._daemon" in line or "spawn_main" in line]
    assert len(victims) == 2
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    runs = service.wait("all runs end", lambda: service.finished(4))
    by_id = {run["runId"]: run for run in runs}
    assert by_id[asked[0]]["status"] == "FAILURE"
    assert by_id[asked[1]]["status"] == "SUCCESS"
    (retry,) = [run for run in runs if run["runId"] not in (*asked, published["runId"])]
    assert retry["status"] == "SUCCESS"
    assert {"key": "dagster/parent_run_id", "value": asked[0]} in retry["tags"]
    ordered = sorted((run for run in runs if run["startTime"]), key=lambda run: run["startTime"])
    assert all(before["endTime"] <= after["startTime"] for before, after in itertools.pairwise(ordered))
    releases = [folder.name for folder in (service.home / "published" / "releases").iterdir()]
    assert [name for name in releases if name != ".building"] == [
        "000001"
    ]  # the next run builds over what was not published


def test_one_signal_stops_all_and_leaves_no_process(service: Service, published: dict[str, Any]) -> None:
    assert service.children()
    service.stop(signal.SIGTERM)
    assert service.process.returncode == 0
    deadline = time.monotonic() + 5  # the kernel takes a moment for the last one
    while (left := service.children()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == {}


def _status(service: Service, run_id: str) -> str:
    return next((str(run["status"]) for run in service.runs() if run["runId"] == run_id), "")
