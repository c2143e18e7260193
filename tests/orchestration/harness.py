"""Runs of the main job as processes that tests start, watch and kill, and what they left published."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).resolve().parents[2]
PIPELINE = Path(__file__).with_name("pipeline.py")
PATIENCE = 600  # seconds; a run that hangs is a failure, not a wait


def _without_network() -> list[str]:
    """The command that starts another one in a network of its own that leads nowhere; [] where the system does not let us."""
    command = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    is_possible = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0
    return command if is_possible else []


NO_NETWORK = _without_network()  # nothing that the main job does takes a network


@dataclass
class Run:
    code: int
    report: dict[str, Any]
    terminal: str


def start(home: Path, inbox: Path, *options: str) -> subprocess.Popen[str]:
    # As a user has it: another folder than the project's, and a home directory without a trace of dbt.
    home.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "HOME": str(home.parent)}
    command = [*NO_NETWORK, sys.executable, str(PIPELINE), str(home), str(inbox), *options]
    return subprocess.Popen(
        command, env=environment, cwd=home.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen[str]) -> Run:
    out, terminal = process.communicate(timeout=PATIENCE)
    lines = out.splitlines()
    return Run(process.returncode, json.loads(lines[-1]) if lines else {}, terminal)


def kill_when(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    """SIGKILL the process as soon as the disk shows that it has come so far."""
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert process.poll() is None, f"the run ended before the kill: {process.communicate()[1][-2000:]}"
        assert time.monotonic() < deadline, "the run never came so far"
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def content(database: Path) -> dict[str, list[str]]:
    """All rows of all tables of a published file and of its Parquet files, in an order of their own."""
    found = {}
    with duckdb.connect(str(database), read_only=True) as con:
        for (table,) in con.execute("select table_name from duckdb_tables() order by 1").fetchall():
            found[table] = sorted(map(repr, con.execute(f"from marts.{table}").fetchall()))
    for path in sorted((database.parent / "parquet").glob("*.parquet")):
        found[path.name] = sorted(map(repr, duckdb.sql(f"from '{path}'").fetchall()))
    found["documents"] = sorted(map(repr, duckdb.sql(f"from '{database.parent}/documents/*.parquet'").fetchall()))
    return found


def report_text(year: int, value: int) -> str:
    return f"阳泉市生态环境局{year}年工作总结\n{year}年，PM2.5平均浓度{value}微克/立方米，比上年好。优良天数增加。\n"
