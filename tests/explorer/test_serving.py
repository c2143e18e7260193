"""The server as a process: it sees new publications, survives their coming and going, and ends when told to."""

import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from explorer.published import NotPublished, Snapshot, opened
from orchestration.cli import app
from tests.explorer.conftest import Site
from tests.explorer.publications import DOCUMENT, PROJECT, publish, rows


def titled(title: str) -> dict[str, list[dict[str, object]]]:
    content = rows()
    content["dim_document"][0]["title"] = title
    return content


def test_a_new_publication_is_seen(site: Site) -> None:
    assert "第二版" not in site.get("/documents")[1]
    publish(site.home, titled("第二版"), "换过的文本")
    assert "第二版" in site.get("/documents")[1]
    assert "换过的文本" in site.get(f"/document/{DOCUMENT}")[1]


def test_readers_never_meet_a_publication_half_gone(site: Site) -> None:
    """Each replacement here removes the one before at once, which the pipeline does only three publications later."""
    done = threading.Event()

    def read(path: str) -> list[int]:
        codes = []
        while not done.is_set():
            codes.append(site.get(path)[0])
        return codes

    with ThreadPoolExecutor(3) as readers:
        reading = [readers.submit(read, path) for path in ("/search", f"/document/{DOCUMENT}", "/checks")]
        try:
            for number in range(6):
                publish(site.home, titled(f"第{number}版"))
        finally:
            done.set()
        codes = [code for each in reading for code in each.result()]
    assert len(codes) > 6
    assert set(codes) == {200}


def test_an_open_read_keeps_its_figures(site: Site) -> None:
    with opened(site.database) as snapshot:
        publish(site.home, titled("第二版"))
        assert snapshot.row("select title from dim_document") == {"title": "某县<b>2024</b>年工作总结"}
        with pytest.raises(NotPublished):
            snapshot.texts([DOCUMENT])  # the application then asks the new publication


def test_a_publication_can_only_be_read(site: Site) -> None:
    def refuse(snapshot: Snapshot, sql: str) -> None:
        with pytest.raises(Exception, match=r"read-only|disabled|locked"):
            snapshot.rows(sql)

    with opened(site.database) as snapshot:
        refuse(snapshot, "delete from fct_observation")
        refuse(snapshot, f"select * from read_text('{PROJECT / 'README.md'}')")
        refuse(snapshot, "set enable_external_access = true")


def test_a_publication_that_is_taken_away_is_told(site: Site) -> None:
    (site.home / "published" / "current").unlink()
    status, html = site.get("/")
    assert status == 503
    assert "greenledger run" in html


def test_a_publication_of_another_version_is_told(site: Site) -> None:
    import duckdb

    path = site.database.resolve()
    with duckdb.connect(str(path)) as con:
        con.execute("drop table marts.fct_consistency")
    status, html = site.get("/checks")
    assert status == 503
    assert "版本" in html
    assert "greenledger run" in html


def test_without_a_publication_the_command_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["explore", "--home", str(tmp_path)])
    assert result.exit_code == 2
    assert "Nothing is published" in result.output
    assert "greenledger run" in result.output


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    publish(tmp_path, rows())
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = CliRunner().invoke(app, ["explore", "--home", str(tmp_path), "--port", str(port)])
    assert result.exit_code == 2
    assert f"Port {port} cannot be used" in result.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    from urllib.request import urlopen

    publish(tmp_path, rows())
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", "explore", "--home", str(tmp_path), "--port", "0"],
        cwd=PROJECT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        address = process.stdout.readline().split()[0]
        assert address.startswith("http://127.0.0.1:")
        with urlopen(address, timeout=30) as answer:
            assert answer.status == 200
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert errors == ""
