"""What several suites look at: the publication of the reports in samples/, as the main job makes it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the samples published, to be read only. GREENLEDGER_SAMPLES names one that was just made (CI has one)."""
    given = os.environ.get("GREENLEDGER_SAMPLES")
    if given:
        home = Path(given)
        assert (home / "published" / "greenledger.duckdb").exists(), f"nothing is published in {home}"
        return home
    # Workers of one test run share the folder above theirs: the first to come makes it.
    shared = tmp_path_factory.getbasetemp()
    home = (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "samples"
    with FileLock(f"{home}.lock"):
        if not (home / "published" / "greenledger.duckdb").exists():
            command = [
                sys.executable,
                "-m",
                "orchestration.cli",
                "run",
                "--inbox",
                str(PROJECT / "samples"),
                "--home",
                str(home),
            ]
            done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
    return home
