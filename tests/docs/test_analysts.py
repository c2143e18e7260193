"""docs/analysts.md: twenty questions whose answers are those of the samples."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DOCUMENT = PROJECT / "docs" / "analysts.md"


def check(project: Path, home: Path) -> tuple[int, str]:
    command = [
        sys.executable,
        str(project / "docs" / "build_analysts.py"),
        str(home / "published" / "greenledger.duckdb"),
        "--check",
    ]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_every_question_is_answered_as_the_samples_do(samples: Path) -> None:
    code, output = check(PROJECT, samples)
    assert code == 0, f"{output}\nIf the new answers are right: .venv/bin/python docs/build_analysts.py"
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.count("\n### ") == text.count("```sql\n") == text.count("\n| --- |") == 20


def test_a_stale_answer_and_a_broken_query_are_seen(samples: Path, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "orchestration").symlink_to(PROJECT / "orchestration")
    (tmp_path / "docs" / "build_analysts.py").write_bytes((PROJECT / "docs" / "build_analysts.py").read_bytes())
    text = DOCUMENT.read_text(encoding="utf-8")
    copy = tmp_path / "docs" / "analysts.md"
    copy.write_text(text.replace("| 240 | 179 |", "| 240 | 180 |"), encoding="utf-8")
    assert check(tmp_path, samples)[0] == 1
    copy.write_text(text.replace("from mart_indicator_wide", "from mart_that_is_not"), encoding="utf-8")
    code, output = check(tmp_path, samples)
    assert (code, "mart_that_is_not" in output) == (1, True)
