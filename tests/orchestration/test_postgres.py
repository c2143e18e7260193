"""The history of runs in a real PostgreSQL, which the test starts for itself as a user without rights."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.home import Home
from orchestration.instance import POSTGRES_VARIABLE, NoPostgres, configure
from tests.orchestration.daemon import free_port
from tests.orchestration.harness import PROJECT, report_text


def _programs() -> Path | None:
    """Where the server's programs are: Debian keeps them out of the path."""
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *map(Path, os.get_exec_path())]
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql): its use for the history was not tested")
    # Not below pytest's folder: other users, such as the one that the server runs as, cannot enter that.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    options: dict[str, Any] = {}
    if os.getuid() == 0:  # the server refuses to run as root
        user = pwd.getpwnam("nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)
        options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data, port = folder / "data", free_port()

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments], check=True, cwd=folder, capture_output=True, timeout=120, **options
        )

    call("initdb", "-D", str(data), "-U", "greenledger", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
    arguments = f"-F -p {port} -k {folder} -c listen_addresses=127.0.0.1"
    call("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", arguments, "start")
    try:
        yield f"postgresql://greenledger@127.0.0.1:{port}/postgres"
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_runs_are_kept_in_postgresql(url: str, tmp_path: Path) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "2022.txt").write_text(report_text(2022, 30), encoding="utf-8")
    environment = {**os.environ, POSTGRES_VARIABLE: url, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "orchestration.cli"]
    options = ["--home", str(home), "--inbox", str(inbox)]
    run = subprocess.run([*command, "run", *options], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert not list(home.glob("dagster/**/*.db"))
    status = subprocess.run(
        [*command, "status", *options], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    assert "success" in status.stdout, status.stdout + status.stderr

    import psycopg2

    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("select pipeline_name, status from runs")
        assert cursor.fetchall() == [("greenledger", "SUCCESS")]
        cursor.execute("select count(*) from event_logs where dagster_event_type = 'ASSET_MATERIALIZATION'")
        assert cursor.fetchone()[0] > 20


@pytest.mark.parametrize("url", ["mysql://host/x", "postgresql://nobody@127.0.0.1:9/x"])
def test_an_address_that_cannot_be_used_is_said_before_anything_starts(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(POSTGRES_VARIABLE, url)
    with pytest.raises(NoPostgres):
        configure(Home.resolve(tmp_path / "home"))
    result = CliRunner().invoke(app, ["dev", "--home", str(tmp_path / "home")])
    assert result.exit_code == 2
    assert POSTGRES_VARIABLE in result.output
