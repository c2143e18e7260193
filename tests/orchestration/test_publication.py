"""Publications: whole, verified, kept three deep, and never half visible."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from extract import raw_schema
from orchestration import candidate, publication
from orchestration.publication import Companion, Publication, PublicationError, standing_releases
from orchestration.validation.results import BROKEN, FAILED, PASSED, Outcome, Validation
from orchestration.validation.rules import BLOCK, FLAG


def publish(warehouse: Path, published: Path, companions: Sequence[Companion] = ()) -> Publication:
    """Build the file, let it through as the gate would, put it in place."""
    _judge(candidate.build(warehouse, published, companions))
    return publication.publish(published, companions)


def _judge(built: candidate.Candidate, outcome: str = FLAG, status: str = PASSED) -> None:
    said = Outcome("said", "fct_observation", outcome, "题", "meaning", status, "话", 3, 0)
    last = int(built.last.parent.name) if built.last else None
    Validation(built.number, last, built.changed, built.fingerprint, (said,)).write(built.folder)
    (built.folder / "validation.html").write_text(f"page {built.number}", encoding="utf-8")


RESULTS = """
    create table marts.fct_validation_result (
        publication integer, check_name varchar, table_name varchar, outcome varchar, status varchar, checked_count bigint,
        failed_count bigint, message varchar, failed_keys varchar[]
    );
    comment on table marts.fct_validation_result is 'described';
""" + "".join(
    f"comment on column marts.fct_validation_result.{name} is 'described';"
    for name in "publication check_name table_name outcome status checked_count failed_count message failed_keys".split()
)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "w's.duckdb"
    with raw_schema.open_warehouse(path) as con:
        con.execute("create schema marts")
        con.execute(RESULTS)
        _document(con, "a", "一文")
        _figures(con, 3)
    return path


def _document(con: duckdb.DuckDBPyConnection, name: str, text: str) -> None:
    con.execute(
        "insert or replace into raw.documents (document_id, file_name, relative_path, status, extractor_version, sidecar_sha256, text) "
        "values ($1, $1, $1, 'read', '1', '', $2)",
        [name, text],
    )


def _figures(con: duckdb.DuckDBPyConnection, count: int) -> None:
    con.execute("create or replace table marts.dim_document as select document_id from raw.documents")
    con.execute(
        f"create or replace table marts.fct_observation as select range as id, ['flag'] as flags from range({count})"
    )
    for what in ("table marts.dim_document", "column marts.dim_document.document_id", "table marts.fct_observation"):
        con.execute(f"comment on {what} is 'it''s described'")
    for column in ("id", "flags"):
        con.execute(f"comment on column marts.fct_observation.{column} is 'described'")


def _change(warehouse: Path, count: int) -> None:
    with duckdb.connect(str(warehouse)) as con:
        _figures(con, count)


def _rows(published: Path) -> int:
    with duckdb.connect(str(published / "greenledger.duckdb"), read_only=True) as con:
        row = con.execute("select count(*) from marts.fct_observation").fetchone()
    assert row is not None
    return int(row[0])


def test_three_publications_are_kept_and_the_same_content_is_not_published_twice(
    warehouse: Path, tmp_path: Path
) -> None:
    published = tmp_path / "published"
    changed = []
    for count in (3, 3, 4, 5, 6):
        _change(warehouse, count)
        changed.append(publish(warehouse, published).changed)
    assert changed == [True, False, True, True, True]
    assert [path.name for path in standing_releases(published)] == ["000002", "000003", "000004"]
    assert _rows(published) == 6
    assert not list(published.rglob(".*"))


def test_document_text_is_written_once(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    publish(warehouse, published)
    part = next((published / "documents").glob("*.parquet"))
    inode = part.stat().st_ino
    with duckdb.connect(str(warehouse)) as con:
        _document(con, "b", "二文")
        _figures(con, 3)
    assert publish(warehouse, published).new_documents == 1
    assert (published / "documents" / part.name).stat().st_ino == inode
    assert duckdb.sql(f"from '{published}/documents/*.parquet' order by 1").fetchall() == [("a", "一文"), ("b", "二文")]


def test_a_document_read_anew_has_one_text(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    publish(warehouse, published)
    with duckdb.connect(str(warehouse)) as con:
        _document(con, "a", "新文")
        _figures(con, 3)
    publish(warehouse, published)
    assert duckdb.sql(f"from '{published}/documents/*.parquet'").fetchall() == [("a", "新文")]


def test_an_undescribed_column_is_not_published(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    publish(warehouse, published)
    with duckdb.connect(str(warehouse)) as con:
        con.execute("create table marts.bare as select 1 as x")
    with pytest.raises(PublicationError, match=r"bare, bare\.x"):
        publish(warehouse, published)
    assert _rows(published) == 3


def test_views_and_empty_schemas_are_no_publication(warehouse: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(warehouse)) as con:
        con.execute(
            "drop table marts.fct_observation; drop table marts.dim_document; drop table marts.fct_validation_result; create view marts.v as select 1 as x"
        )
    with pytest.raises(PublicationError, match="no table"):
        publish(warehouse, tmp_path / "published")
    assert not (tmp_path / "published" / "greenledger.duckdb").exists()


def test_what_a_killed_publication_left_is_cleared(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    publish(warehouse, published)
    half = published / "releases" / ".building" / "parquet"
    half.mkdir(parents=True)
    (half / "half.parquet").write_bytes(b"half")
    (published / ".current").symlink_to("releases/000009")
    _change(warehouse, 9)
    publish(warehouse, published)
    assert _rows(published) == 9
    assert not (published / "releases" / ".building").exists()


def test_readable_by_the_first_stable_storage_format(warehouse: Path, tmp_path: Path) -> None:
    publish(warehouse, tmp_path / "published")
    with duckdb.connect() as con:
        con.execute(f"attach '{tmp_path}/published/greenledger.duckdb' as p (read_only)")
        row = con.execute("select tags['storage_version'] from duckdb_databases() where database_name = 'p'").fetchone()
    assert row == ("v1.0.0+",)


def _count_rows(database: Path, release: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as con:
        row = con.execute("select count(*) from marts.fct_observation").fetchone()
    (release / "extra" / "deep").mkdir(parents=True)
    (release / "extra" / "deep" / "rows").write_text(str(row))


def test_companions_are_replaced_with_the_database(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    companion = [Companion("extra", "1", _count_rows)]
    publish(warehouse, published, companion)
    written = published / "extra" / "deep" / "rows"
    assert written.read_text() == "(3,)"
    stamp = written.stat()
    assert not publish(warehouse, published, companion).changed
    assert written.stat() == stamp
    _change(warehouse, 4)
    assert publish(warehouse, published, companion).changed
    assert written.read_text() == "(4,)"
    assert written.stat().st_mode & 0o222 == 0


def test_a_companion_that_writes_otherwise_is_published_anew(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    publish(warehouse, published)
    assert publish(warehouse, published, [Companion("extra", "1", _count_rows)]).changed
    assert publish(warehouse, published, [Companion("extra", "2", _count_rows)]).changed
    assert not publish(warehouse, published, [Companion("extra", "2", _count_rows)]).changed


def test_a_companion_that_fails_leaves_the_last_publication(warehouse: Path, tmp_path: Path) -> None:
    def fail(database: Path, release: Path) -> None:
        _count_rows(database, release)
        raise OSError("no space left")

    published = tmp_path / "published"
    publish(warehouse, published, [Companion("extra", "1", _count_rows)])
    _change(warehouse, 4)
    with pytest.raises(OSError, match="no space"):
        publish(warehouse, published, [Companion("extra", "1", fail)])
    assert _rows(published) == 3
    assert (published / "extra" / "deep" / "rows").read_text() == "(3,)"
    assert publish(warehouse, published, [Companion("extra", "1", _count_rows)]).release == "000002"


def _results(published: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(published / "greenledger.duckdb"), read_only=True) as con:
        return con.execute(
            "select publication, check_name, status, checked_count from marts.fct_validation_result"
        ).fetchall()


def test_what_the_gate_said_stands_in_the_publication_and_beside_it(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    publish(warehouse, published)
    assert _results(published) == [(1, "said", "passed", 3)]
    parquet = duckdb.sql(f"select publication from '{published}/parquet/fct_validation_result.parquet'").fetchall()
    assert parquet == [(1,)]
    assert (published / "validation.html").read_text(encoding="utf-8") == "page 1"


def test_results_are_no_content(warehouse: Path, tmp_path: Path) -> None:
    """History carried over makes no new publication; the page and the rows that stand stay."""
    published = tmp_path / "published"
    publish(warehouse, published)
    with duckdb.connect(str(warehouse)) as con:
        con.execute("insert into marts.fct_validation_result values (1, 'said', 't', 'flag', 'passed', 3, 0, '话', [])")
    built = candidate.build(warehouse, published)
    assert (built.number, built.changed) == (1, False)
    assert not publish(warehouse, published).changed
    _change(warehouse, 9)
    assert publish(warehouse, published).release == "000002"
    assert _results(published) == [(1, "said", "passed", 3), (2, "said", "passed", 3)]
    assert (published / "validation.html").read_text(encoding="utf-8") == "page 2"


@pytest.mark.parametrize(("outcome", "status"), [(BLOCK, FAILED), (FLAG, BROKEN)])
def test_what_the_gate_blocks_is_not_published(warehouse: Path, tmp_path: Path, outcome: str, status: str) -> None:
    published = tmp_path / "published"
    publish(warehouse, published)
    _change(warehouse, 9)
    _judge(candidate.build(warehouse, published), outcome, status)
    with pytest.raises(PublicationError, match="does not let this through: said"):
        publication.publish(published)
    assert _rows(published) == 3


def test_what_only_warns_is_published_and_says_so(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    _judge(candidate.build(warehouse, published), FLAG, FAILED)
    publication.publish(published)
    assert _results(published) == [(1, "said", "warned", 3)]


def test_nothing_is_published_that_the_gate_has_not_seen(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    with pytest.raises(PublicationError, match="No file to publish"):
        publication.publish(published)
    first = candidate.build(warehouse, published)
    with pytest.raises(PublicationError, match="has not looked"):
        publication.publish(published)
    _judge(first)
    said = (first.folder / "validation.json").read_bytes()
    _change(warehouse, 9)
    other = candidate.build(warehouse, published)
    (other.folder / "validation.json").write_bytes(said)
    with pytest.raises(PublicationError, match="has not looked"):
        publication.publish(published)
