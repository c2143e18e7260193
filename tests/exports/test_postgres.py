"""Publication to a real PostgreSQL, started here: whole, typed, atomic, and careful with what others made."""

import getpass
import glob
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest

from exports import postgres
from exports.postgres import PostgresError, publish
from tests.exports import ledger

BINARIES = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
pytestmark = pytest.mark.skipif(
    not BINARIES and shutil.which("initdb") is None,
    reason="no PostgreSQL server here (Debian: apt-get install postgresql)",
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a server of its own, on a socket that only this test knows. PostgreSQL refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    become: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        become = ["runuser", "-u", "postgres", "--"]
    bin_folder = BINARIES[-1] if BINARIES else str(Path(shutil.which("initdb") or "").parent)
    user = "postgres" if become else getpass.getuser()

    def run(*command: str) -> None:
        subprocess.run([*become, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        run(
            f"{bin_folder}/initdb", "-D", f"{folder}/data", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"
        )
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(f"{bin_folder}/pg_ctl", "-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log", "-w", "start")
        try:
            yield f"postgresql://{user}@/postgres?host={folder}"
        finally:
            run(f"{bin_folder}/pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def url(server: str) -> str:
    """A database of its own."""
    with psycopg.connect(server, autocommit=True) as pg:
        pg.execute("drop database if exists bi with (force)")
        pg.execute("create database bi")
    return server.replace("/postgres?", "/bi?")


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as pg:
        return pg.execute(sql).fetchall()


def tell(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as pg:
        for statement in statements:
            pg.execute(statement)


def changed(database: Path, folder: Path, statement: str) -> Path:
    copy = Path(shutil.copy(database, folder / "changed.duckdb"))
    with duckdb.connect(str(copy)) as con:
        con.execute(statement)
    return copy


def test_every_row_arrives_with_its_type(database: Path, url: str) -> None:
    assert publish(database, url, "1").changed
    with duckdb.connect(str(database), read_only=True) as con, psycopg.connect(url) as pg:
        tables = [row[0] for row in con.execute("select table_name from duckdb_tables() order by 1").fetchall()]
        for table in tables:
            there = pg.execute(f"select * from marts.{table}").fetchall()
            here = con.execute(f"select * from marts.{table}").fetchall()
            assert sorted(map(repr, there)) == sorted(map(repr, here)), table
    assert len(tables) > 12


def test_odd_text_arrives_as_it_is(database: Path, url: str, tmp_path: Path) -> None:
    texts = [
        "",
        "\\N",
        "\\.",
        "\\",
        '"',
        "''",
        "a\tb",
        "a\nb\r\nc",
        "{a,b}",
        "𠮷😀",
        " ",
        "NULL",
        ",",
        "\\x41",
        "a\x00b",
    ]
    copy = changed(database, tmp_path, "delete from marts.fct_observation")
    with duckdb.connect(str(copy)) as con:
        for text in texts:
            con.execute(
                "insert into marts.fct_observation (observation_id, sentence, quality_flags) values ($1, $1, [replace($1, chr(0), ''), 'b'])",
                [text],
            )
        con.execute(
            "insert into marts.fct_observation (observation_id, sentence, quality_flags) values ('none', null, [])"
        )
    publish(copy, url, "1")
    rows = {
        row[0]: row[1:] for row in ask(url, "select observation_id, sentence, quality_flags from marts.fct_observation")
    }
    shown = [text.replace("\x00", "\ufffd") for text in texts]
    assert {name: rows[name][0] for name in shown} == {name: name for name in shown}
    assert [rows[name][1] for name in shown] == [[text.replace("\x00", ""), "b"] for text in texts]
    assert rows["none"] == (None, [])


def test_tools_find_meaning_keys_and_links(database: Path, url: str) -> None:
    publish(database, url, "1")
    assert ask(url, "select obj_description('marts.fct_observation'::regclass) is not null") == [(True,)]
    assert ask(
        url, "select count(*) from pg_description where objoid = 'marts.fct_observation'::regclass and objsubid > 0"
    ) == [(len(ledger.declared()["fct_observation"][1]),)]
    kinds = dict(
        ask(
            url,
            "select contype::text, count(*) from pg_constraint where connamespace = 'marts'::regnamespace group by 1",
        )
    )  # type: ignore[arg-type]
    assert (kinds["p"], kinds["f"]) == (10, 7)


def test_the_same_publication_is_not_loaded_twice(database: Path, url: str) -> None:
    publish(database, url, "1")
    before = ask(url, "select 'marts'::regnamespace::oid")
    again = publish(database, url, "1")
    assert (again.changed, ask(url, "select 'marts'::regnamespace::oid")) == (False, before)
    assert publish(database, url, "2").changed


def test_readers_see_one_publication_or_the_other(database: Path, url: str, tmp_path: Path) -> None:
    """A reader that asks without pause while ten publications come."""
    publish(database, url, "0")
    stop, seen, failures = threading.Event(), set(), []

    def read() -> None:
        with psycopg.connect(url) as pg:
            while not stop.is_set():
                try:
                    with pg.transaction():
                        seen.add(
                            pg.execute(
                                "select count(*), (select count(*) from marts.dim_unit) from marts.dim_document"
                            ).fetchone()
                        )
                except psycopg.Error as error:
                    failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    counts = set()
    try:
        for number in range(1, 11):
            copy = changed(
                database,
                tmp_path,
                f"insert into marts.dim_document (document_id) select 'x' || range from range({number}); insert into marts.dim_unit (unit_code) select 'x' || range from range({number})",
            )
            publish(copy, url, str(number))
            counts.add(ask(url, "select count(*), (select count(*) from marts.dim_unit) from marts.dim_document")[0])
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    # A statement that was planned on tables that are gone by the time it gets its lock is refused, and asked again.
    assert {type(error) for error in failures} <= {psycopg.errors.UndefinedTable}
    assert len(counts) == 10
    assert len(seen) > 3
    assert len({documents - units for documents, units in seen}) == 1


def test_a_load_that_fails_leaves_the_old_publication(database: Path, url: str, tmp_path: Path) -> None:
    publish(database, url, "1")
    twice = changed(database, tmp_path, "insert into marts.fct_observation from marts.fct_observation")
    with pytest.raises(PostgresError, match="duplicated"):
        publish(twice, url, "2")
    assert ask(url, "select count(*) from marts.fct_observation") == [(len(ledger.rows()["fct_observation"]),)]
    assert ask(url, "select nspname from pg_namespace where nspname = 'marts_loading'") == []
    assert publish(database, url, "3").changed


def test_what_a_killed_publication_left_is_taken_away(database: Path, url: str) -> None:
    tell(
        url,
        "create schema marts_loading",
        f"comment on schema marts_loading is '{postgres.MARK}0'",
        "create table marts_loading.half (x int)",
    )
    assert publish(database, url, "1").changed
    assert ask(url, "select nspname from pg_namespace where nspname like 'marts%'") == [("marts",)]


@pytest.mark.parametrize("schema", ["marts", "marts_loading"])
def test_a_schema_of_somebody_else_is_not_touched(database: Path, url: str, schema: str) -> None:
    tell(url, f"create schema {schema}", f"create table {schema}.theirs as select 1 as x")
    with pytest.raises(PostgresError, match=f"schema {schema} that greenledger did not write"):
        publish(database, url, "1")
    assert ask(url, f"select x from {schema}.theirs") == [(1,)]


def test_views_of_others_are_not_dropped(database: Path, url: str) -> None:
    publish(database, url, "1")
    tell(url, "create view public.mine as select count(*) as n from marts.fct_observation")
    with pytest.raises(PostgresError, match=r"view mine depends on table marts\.fct_observation"):
        publish(database, url, "2")
    assert ask(url, "select n from public.mine") == [(len(ledger.rows()["fct_observation"]),)]


def test_readers_keep_their_rights(database: Path, url: str) -> None:
    tell(url, 'drop role if exists "Reader\'s"', 'create role "Reader\'s" login')
    publish(database, url, "1")
    theirs = f"{url}&user=Reader%27s".replace("postgres@", "")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(theirs, "select 1 from marts.dim_unit")
    tell(url, 'grant usage on schema marts to "Reader\'s"')
    publish(database, url, "2")
    assert ask(theirs, "select count(*) from marts.dim_unit") == [(4,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tell(theirs, "delete from marts.dim_unit")
    tell(url, 'drop owned by "Reader\'s"', 'drop role "Reader\'s"')


def test_a_reader_who_never_ends_is_named(database: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", 0.1)
    publish(database, url, "1")
    with psycopg.connect(url) as reader:
        reader.execute("select 1 from marts.dim_unit")
        with pytest.raises(PostgresError, match="holds the tables"):
            publish(database, url, "2")
        assert reader.execute("select count(*) from marts.dim_unit").fetchone() == (4,)
    assert publish(database, url, "2").changed


def test_two_publications_wait_for_each_other(database: Path, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", [postgres.LOCK])
        thread = threading.Thread(target=publish, args=(database, url, "1"))
        thread.start()
        time.sleep(0.5)
        assert ask(url, "select nspname from pg_namespace where nspname like 'marts%'") == []
    thread.join()
    assert ask(url, "select nspname from pg_namespace where nspname like 'marts%'") == [("marts",)]


def test_no_server_is_an_error_that_says_so(database: Path) -> None:
    with pytest.raises(PostgresError, match="PostgreSQL refused the publication: connection"):
        publish(database, "postgresql://nobody@/none?host=/nonexistent", "1")
