"""SQL of others reads the published file and reaches nothing else: no file, no setting, no network, no code, no Python."""

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.asking import SEALED, sealed

PROJECT = Path(__file__).resolve().parents[2]
SECRET = "top-secret"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file, with things beside it that SQL would like to have."""
    folder = tmp_path_factory.mktemp("published")
    for name in ("greenledger", "warehouse"):
        with duckdb.connect(str(folder / f"{name}.duckdb")) as con:
            con.execute("create schema marts; create table marts.fct as select range as x from range(1000)")
            con.execute(f"copy (select '{SECRET}' as text) to '{folder}/secret.parquet'")
    (folder / "secret.csv").write_text(f"text\n{SECRET}\n")
    (folder / "secret.json").write_text(f'{{"text": "{SECRET}"}}')
    return folder


REACHES = {
    "read_csv": "from read_csv('{folder}/secret.csv')",
    "file name as table": "from '{folder}/secret.csv'",
    "read_text": "select content from read_text('{folder}/secret.csv')",
    "read_blob": "from read_blob('{folder}/*')",
    "read_json": "from read_json('{folder}/secret.json')",
    "read_parquet": "from read_parquet('{folder}/secret.parquet')",
    "parquet_metadata": "from parquet_metadata('{folder}/secret.parquet')",
    "sniff_csv": "from sniff_csv('{folder}/secret.csv')",
    "glob": "from glob('{folder}/*')",
    "read_duckdb": "from read_duckdb('{folder}/warehouse.duckdb', table_name = 'fct')",
    "nested query": "from query('from read_csv(''{folder}/secret.csv'')')",
    "second statement": "select 1; from read_csv('{folder}/secret.csv')",
    "prepared": "prepare p as from read_csv('{folder}/secret.csv'); execute p",
    "plan": "explain analyze from read_csv('{folder}/secret.csv')",
    "copy to": "copy (select 1) to '{folder}/evil.csv'",
    "copy from": "create temp table t (x varchar); copy t from '{folder}/secret.csv'",
    "export": "export database '{folder}/evil'",
    "import": "import database '{folder}'",
    "attach": "attach '{folder}/warehouse.duckdb' as w (read_only)",
    "attach new": "attach '{folder}/evil.duckdb' as w",
    "use": "use warehouse",
    "install": "install httpfs",
    "force install": "force install httpfs from '{folder}'",
    "load": "load '{folder}/evil.duckdb_extension'",
    "extension by use": "from sqlite_scan('{folder}/warehouse.duckdb', 'fct')",
    "postgres": "from postgres_scan('host=127.0.0.1', 'public', 't')",
    "http": "from read_csv('http://127.0.0.1:9/secret.csv')",
    "s3": "from read_parquet('s3://bucket/secret.parquet')",
    "user interface": "call start_ui()",
    "getenv": "select getenv('HOME')",
    "secrets": "from duckdb_secrets()",
    "create secret": "create persistent secret s (type s3, key_id 'a', secret 'b')",
    "profiling": "pragma profiling_output = '{folder}/evil.json'",
    "profiling on": "pragma enable_profiling = 'json'",
    "setting": "set enable_external_access = true",
    "reset": "reset enable_external_access",
    "unlock": "set lock_configuration = false",
    "directories": "set allowed_directories = ['/']",
    "paths": "set allowed_paths = ['{folder}/secret.csv']",
    "temp directory": "set temp_directory = '{folder}/evil'",
    "home directory": "set home_directory = '{folder}'",
    "memory": "set memory_limit = '1TB'",
    "python variable": "from hidden",
    "create": "create table marts.evil as select 1",
    "view": "create view marts.evil as select 1",
    "insert": "insert into marts.fct values (1)",
    "update": "update marts.fct set x = 1",
    "delete": "delete from marts.fct",
    "drop": "drop table marts.fct",
    "alter": "alter table marts.fct rename to evil",
    "comment": "comment on table marts.fct is 'evil'",
}


@pytest.mark.parametrize("attack", REACHES)
def test_nothing_else_is_reached(published: Path, attack: str) -> None:
    before = sorted(path.name for path in published.iterdir())
    hidden = duckdb.sql("select 1 as x").arrow()
    with sealed(published / "greenledger.duckdb") as con, pytest.raises(duckdb.Error) as error:
        con.execute(REACHES[attack].format(folder=published)).fetchall()
    assert hidden is not None
    assert SECRET not in str(error.value)
    assert sorted(path.name for path in published.iterdir()) == before


@pytest.mark.parametrize(
    "attack",
    [
        name
        for name, sql in REACHES.items()
        if "{folder}/secret." in sql and "http" not in sql and name not in {"paths", "copy from"}
    ],
)
def test_the_same_words_would_reach_it_without_the_seal(published: Path, attack: str) -> None:
    """Otherwise the test above proves nothing."""
    with duckdb.connect(str(published / "greenledger.duckdb"), read_only=True) as con:
        con.execute(REACHES[attack].format(folder=published)).fetchall()


def test_what_logs_to_a_file_writes_none(published: Path, tmp_path: Path) -> None:
    """DuckDB lets SQL switch logging on; the file is refused when it is first written, if need be with the process."""
    copy = shutil.copy(published / "greenledger.duckdb", tmp_path / "greenledger.duckdb")
    code = (
        "import pathlib, sys\n"
        "from orchestration.asking import sealed\n"
        "with sealed(pathlib.Path(sys.argv[1])) as con:\n"
        "    con.execute(f\"call enable_logging(storage = 'file', storage_config = {{'path': '{sys.argv[2]}'}})\")\n"
        "    con.execute(\"select write_log('evil') from range(10000)\").fetchall()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(copy), str(tmp_path / "log")], cwd=PROJECT, capture_output=True
    )
    assert done.returncode != 0
    assert b"Permission" in done.stderr
    assert not (tmp_path / "log").exists()


def test_questions_are_answered(published: Path) -> None:
    with sealed(published / "greenledger.duckdb") as con:
        assert con.execute("select count(*) from fct").fetchall() == [(1000,)]
        assert con.execute("pivot (select x % 2 as odd from fct) on odd using count(*)").fetchall() == [(500, 500)]
        con.execute("show all tables; describe fct; summarize fct; explain from fct")
        names = ", ".join(f"current_setting('{name}')" for name in SEALED)
        assert con.execute(f"select {names}").fetchone() == (False, False, False, "", False, True)
