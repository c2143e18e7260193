"""docs/data-dictionary.md says what the models say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def check(project: Path) -> subprocess.CompletedProcess[str]:
    script = project / "docs" / "build_dictionary.py"
    return subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)


def test_the_dictionary_is_fresh_and_a_stale_one_is_seen(tmp_path: Path) -> None:
    done = check(PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr
    for folder in ("docs", "models/marts"):
        (tmp_path / folder).mkdir(parents=True)
        for path in (PROJECT / folder).glob("*.*"):
            (tmp_path / folder / path.name).write_bytes(path.read_bytes())
    (tmp_path / "models" / "docs.md").write_bytes((PROJECT / "models" / "docs.md").read_bytes())
    facts = tmp_path / "models" / "marts" / "_facts.yml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("Why it is no fact", "Why it failed"), encoding="utf-8")
    assert check(tmp_path).returncode == 1


def test_every_published_table_is_in_it() -> None:
    text = (PROJECT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    for model in (PROJECT / "models" / "marts").glob("*.sql"):
        assert f"## {model.stem}\n" in text
