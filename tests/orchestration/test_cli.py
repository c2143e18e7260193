"""What a person at a terminal is told: the commands, their help, and what they say when they cannot go on."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.home import Home
from tests.orchestration.harness import PROJECT, Run, report_text

COMMANDS = ("run", "extract", "explain", "validate", "status", "backup", "alert-test", "query", "dev", "explore")


def call(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    code, output = call(command, "--help")
    assert code == 0
    assert f"Example: greenledger {command}" in output


def test_help_starts_at_once() -> None:
    """Best of three, because the machine may be at work elsewhere; the heavy libraries must not be loaded at all."""
    seconds = []
    for _ in range(3):
        start = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "orchestration.cli", "--help"], cwd=PROJECT, check=True, capture_output=True
        )
        seconds.append(time.monotonic() - start)
    assert min(seconds) < 0.7
    code = "import sys, orchestration.cli; print([m for m in ('dagster', 'dbt', 'great_expectations', 'duckdb') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, capture_output=True, text=True).stdout
        == "[]\n"
    )


def test_a_missing_inbox(tmp_path: Path) -> None:
    code, output = call("run", "--inbox", tmp_path / "nowhere", "--home", tmp_path / "home")
    assert code == 2
    assert f"The inbox {tmp_path}/nowhere does not exist.\nCreate it." in output


def test_an_export_that_there_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLEDGER_EXPORTS", "pdf")
    code, output = call("run", "--inbox", tmp_path, "--home", tmp_path / "home")
    assert (code, "There is no export pdf" in output, "Mend GREENLEDGER_EXPORTS" in output) == (2, True, True)
    assert not (tmp_path / "home").exists()


def test_an_inbox_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code, output = call("run", "--inbox", tmp_path / "file", "--home", tmp_path / "home")
    assert (code, "is not a folder" in output) == (2, True)


def test_an_empty_inbox(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "notes.md").write_text("x")
    code, output = call("run", "--inbox", tmp_path / "inbox", "--home", tmp_path / "home")
    assert code == 2
    assert "holds no documents (1 files there are no documents)" in output
    assert not (tmp_path / "home").exists()


def test_a_second_run_on_one_home(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(report_text(2022, 30), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "orchestration.cli",
        "run",
        "--inbox",
        str(tmp_path),
        "--home",
        str(tmp_path / "home"),
    ]
    with Home.resolve(tmp_path / "home").locked():
        second = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert second.returncode == 2
    assert "Another run is at work" in second.stderr
    assert "Traceback" not in second.stderr


def test_extract_names_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "report.txt").write_text(report_text(2022, 30), encoding="utf-8")
    code, output = call(
        "extract", tmp_path / "picture.txt", tmp_path / "report.txt", tmp_path / "gone.txt", "--format", "jsonl"
    )
    assert code == 2
    assert "picture.txt" in output
    assert "gone.txt" in output
    rows = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    assert "30微克/立方米" in {row["quote"] for row in rows}
    assert {row["file_name"] for row in rows} == {"report.txt"}


def test_commands_before_the_first_run(tmp_path: Path) -> None:
    for arguments in (("query", "select 1"), ("validate",), ("explain", "ab")):
        code, output = call(*arguments, "--home", tmp_path)
        assert code == 2, arguments
        assert "greenledger" in output
    assert call("status", "--home", tmp_path)[0] == 0


def test_query_answers_and_reaches_nothing_else(first: tuple[Path, Run]) -> None:
    home = first[0]
    code, output = call("query", "select count(*) as n from fct_observation", "--home", home, "--format", "csv")
    assert (code, output.split()) == (0, ["n", "4"])
    for sql in (
        "from read_csv('/etc/passwd')",
        "create table marts.x as select 1",
        "set enable_external_access = true",
        "copy (select 1) to '/tmp/x'",
    ):
        assert call("query", sql, "--home", home)[0] == 2, sql


def test_explain_shows_the_sentence_and_the_steps(first: tuple[Path, Run]) -> None:
    home = first[0]
    _, output = call(
        "query", "select observation_id from fct_observation where value = 42", "--home", home, "--format", "csv"
    )
    code, output = call("explain", output.split()[1], "--home", home)
    assert code == 0
    for words in (
        "PM2.5平均浓度42微克/立方米",
        "air_pm25_annual_mean",
        "阳泉市",
        "42 微克/立方米 × 1 = 42 ug/m3",
        "observation",
    ):
        assert words in output
    assert call("explain", "zzz", "--home", home)[0] == 2


def test_status_tells_what_waits_and_what_failed(first: tuple[Path, Run], inbox: Path) -> None:
    code, output = call("status", "--home", first[0], "--inbox", inbox)
    assert code == 0
    assert "4 documents were read by an older extractor" in output  # by that of these tests
    for words in (
        "none at work",
        "000001",
        "1 new or changed",
        "picture.txt",
        "success",
        "command line",
    ):  # the link to nowhere is tried again
        assert words in output


def test_validate_lets_a_good_warehouse_pass(first: tuple[Path, Run]) -> None:
    code, output = call("validate", "--home", first[0])
    assert code == 0, output
    assert all(words in output for words in ("✓ holds", "hard_range", "report: "))


def test_home_and_inbox_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("GREENLEDGER_HOME", "GREENLEDGER_INBOX"):
        monkeypatch.delenv(name, raising=False)
    assert Home.resolve() == Home(Path.cwd() / "data", Path.cwd() / "data" / "inbox")
    monkeypatch.setenv("GREENLEDGER_HOME", str(tmp_path))
    assert Home.resolve().inbox == tmp_path / "inbox"
    monkeypatch.setenv("GREENLEDGER_INBOX", str(tmp_path / "in"))
    assert Home.resolve().inbox == tmp_path / "in"
    assert Home.resolve(inbox=Path("x")).inbox == Path(os.getcwd()) / "x"
