"""What the store reads again and what not, and that each step leaves the tables in agreement."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract import documents, inbox, planning, raw_schema, shards, store
from tests.orchestration.harness import report_text
from tests.orchestration.pipeline import extractor


class Reader:
    """An extractor that remembers which files it was given."""

    def __init__(self, version: str = "1", broken: str = "") -> None:
        self.read: list[str] = []
        real = extractor()

        def read(path: Path, metadata: dict[str, str]) -> documents.Document:
            self.read.append(path.name)
            if path.name == broken:
                raise ZeroDivisionError("a defect")
            return documents.read(path, metadata=metadata)

        self.extractor = shards.Extractor(read, real.extract, version)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    for year in (2019, 2020):
        (path / f"{year}.txt").write_text(report_text(year, year - 1980), encoding="utf-8")
    return path


@pytest.fixture
def load(tmp_path: Path, folder: Path) -> Callable[..., store.LoadReport]:
    def go(reader: Reader, selection: planning.Selection = planning.EVERYTHING, **more: Any) -> store.LoadReport:
        with raw_schema.open_warehouse(tmp_path / "w.duckdb") as con:
            plan = planning.plan(con, inbox.scan(folder), reader.extractor.version, selection)
            return store.load(con, plan, reader.extractor, **more)

    return go


def rows(tmp_path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(tmp_path / "w.duckdb")) as con:
        return con.execute(sql).fetchall()


def test_unchanged_files_are_not_read_again(load: Callable[..., store.LoadReport], folder: Path) -> None:
    assert load(Reader()).new == 2
    os.utime(folder / "2019.txt")  # touched, same bytes
    again = Reader()
    report = load(again)
    assert (again.read, report.unchanged, report.candidates) == ([], 2, 2)


def test_another_extractor_version_reads_everything(load: Callable[..., store.LoadReport]) -> None:
    load(Reader())
    again = Reader(version="2")
    assert load(again).unchanged == 2
    assert again.read == ["2019.txt", "2020.txt"]


def test_only_what_is_selected_is_looked_at(
    load: Callable[..., store.LoadReport], folder: Path, tmp_path: Path
) -> None:
    load(Reader())
    (folder / "2018.txt").write_text(report_text(2018, 50), encoding="utf-8")
    (folder / "2021.txt").write_text(report_text(2021, 41), encoding="utf-8")
    (folder / "2020.txt").unlink()
    reader = Reader()
    report = load(reader, planning.Selection(only=("2021*",)))
    assert (reader.read, report.new, report.removed, report.left) == (["2021.txt"], 1, 0, 2)
    reader = Reader()
    report = load(reader, planning.Selection(leave=frozenset({"2018.txt"})))
    assert (reader.read, report.removed, report.left) == ([], 1, 1)
    reader = Reader()
    assert (load(reader).new, reader.read) == (1, ["2018.txt"])
    assert rows(tmp_path, "select file_name from raw.documents where status = 'read' order by 1") == [
        ("2018.txt",),
        ("2019.txt",),
        ("2021.txt",),
    ]


def test_a_pattern_without_a_folder_means_the_name_in_any_folder(
    load: Callable[..., store.LoadReport], folder: Path
) -> None:
    (folder / "a").mkdir()
    (folder / "2019.txt").rename(folder / "a" / "2019.txt")
    reader = Reader()
    load(reader, planning.Selection(only=("2019.txt",)))
    assert reader.read == ["2019.txt"]
    reader = Reader()
    load(reader, planning.Selection(only=("b/*",)))
    assert reader.read == []


def test_again_reads_what_is_selected_though_nothing_changed(load: Callable[..., store.LoadReport]) -> None:
    load(Reader())
    reader = Reader()
    load(reader, planning.Selection(only=("2020.txt",), again=True))
    assert reader.read == ["2020.txt"]


def test_documents_behind_the_extractor_are_read_in_portions_and_new_ones_at_once(
    load: Callable[..., store.LoadReport], folder: Path
) -> None:
    load(Reader())
    (folder / "2021.txt").write_text(report_text(2021, 41), encoding="utf-8")
    reader = Reader(version="2")
    report = load(reader, planning.Selection(behind=1))
    assert (reader.read, report.behind) == (["2019.txt", "2021.txt"], ("2020.txt",))
    reader = Reader(version="2")
    report = load(reader, planning.Selection(behind=0))
    assert (reader.read, report.behind) == ([], ("2020.txt",))
    reader = Reader(version="2")
    assert (load(reader).behind, reader.read) == ((), ["2020.txt"])


def test_what_the_disk_refused_is_not_behind_but_tried_again(
    load: Callable[..., store.LoadReport], folder: Path
) -> None:
    (folder / "2021.txt").symlink_to("nowhere")
    assert len(load(Reader()).failures) == 1
    assert load(Reader(), planning.Selection(behind=0)).behind == ()
    (folder / "2021.txt").unlink()
    (folder / "2021.txt").write_text(report_text(2021, 41), encoding="utf-8")
    reader = Reader()
    assert load(reader, planning.Selection(behind=0)).failures == ()
    assert reader.read == ["2021.txt"]


def test_identical_content_is_read_once_and_outlives_its_first_name(
    load: Callable[..., store.LoadReport], folder: Path, tmp_path: Path
) -> None:
    shutil.copy(folder / "2019.txt", folder / "zz.txt")
    reader = Reader()
    load(reader)
    assert reader.read == ["2019.txt", "2020.txt"]
    (folder / "2019.txt").unlink()
    load(Reader())
    assert rows(tmp_path, "select file_name, status from raw.documents order by 1") == [
        ("2020.txt", "read"),
        ("zz.txt", "read"),
    ]


def test_changed_and_removed_content_is_withdrawn_and_comes_back_unread(
    load: Callable[..., store.LoadReport], folder: Path, tmp_path: Path
) -> None:
    load(Reader())
    kept = (folder / "2020.txt").rename(tmp_path / "kept.txt")
    report = load(Reader())
    assert (report.removed, report.documents, report.candidates) == (1, 1, 1)
    kept.rename(folder / "2020.txt")
    back = Reader()
    assert load(back).documents == 2
    assert back.read == []


def test_a_document_that_breaks_the_extractor_becomes_a_row_and_the_others_are_read(
    load: Callable[..., store.LoadReport],
) -> None:
    report = load(Reader(broken="2019.txt"))
    assert report.documents == 1
    assert [(failure.relative_path, "ZeroDivisionError" in failure.reason) for failure in report.failures] == [
        ("2019.txt", True)
    ]


def test_sidecars_reach_the_document_and_a_change_of_them_reads_it_again(
    load: Callable[..., store.LoadReport], folder: Path, tmp_path: Path
) -> None:
    (folder / "sources.csv").write_text(
        "file_name,source_url,publisher\n2019.txt,https://example.org/a,环保局\n", encoding="utf-8"
    )
    report = load(Reader())
    assert report.new == 2
    assert not report.failures
    (folder / "2019.txt.meta.yaml").write_text("source_url: https://example.org/b\n", encoding="utf-8")
    again = Reader()
    load(again)
    assert again.read == ["2019.txt"]
    assert rows(tmp_path, "select source_url, publisher from raw.documents where file_name = '2019.txt'") == [
        ("https://example.org/b", "环保局")
    ]


def test_what_is_no_document_is_passed_over_and_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / ".hidden.txt").write_text("x", encoding="utf-8")
    (folder / "notes.md").write_text("x", encoding="utf-8")
    (folder / "broken.txt.meta.yaml").write_text("- a list", encoding="utf-8")
    (folder / "broken.txt").write_text("x", encoding="utf-8")
    (folder / "circle.txt").symlink_to("circle.txt")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "2021.txt").write_text("x", encoding="utf-8")
    (folder / "deep" / "up").symlink_to(folder)
    (folder / "deep" / ".git").mkdir()
    (folder / "deep" / ".git" / "x.txt").write_text("x", encoding="utf-8")
    found = inbox.scan(folder)
    assert [file.relative_path for file in found.files] == [
        "2019.txt",
        "2020.txt",
        "broken.txt",
        "circle.txt",
        "deep/er/2021.txt",
    ]
    assert [path for path, _ in found.ignored] == ["broken.txt.meta.yaml", "deep/up", "notes.md", "out.txt"]


def test_an_interrupted_load_keeps_whole_batches_and_is_taken_up(
    load: Callable[..., store.LoadReport], tmp_path: Path
) -> None:
    def stop(done: int, total: int, name: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(Reader(), progress=stop, batch_documents=1)
    assert rows(tmp_path, "select file_name from raw.documents") == [("2019.txt",)]
    assert rows(tmp_path, "select relative_path from raw.inbox_files") == [("2019.txt",)]
    rest = Reader()
    load(rest)
    assert rest.read == ["2020.txt"]


def test_raw_columns_are_the_fields_of_the_candidate(load: Callable[..., store.LoadReport], tmp_path: Path) -> None:
    from extract.candidates import Candidate

    load(Reader())
    columns = [row[0] for row in rows(tmp_path, "describe raw.metric_candidates")]
    assert columns == list(Candidate.__dataclass_fields__)
    assert (
        rows(
            tmp_path,
            "select table_name, column_name from duckdb_columns() where schema_name = 'raw' and comment is null",
        )
        == []
    )


def test_a_warehouse_of_another_shape_is_carried_over_and_read_again(
    load: Callable[..., store.LoadReport], tmp_path: Path
) -> None:
    load(Reader())
    rows(tmp_path, "alter table raw.metric_candidates drop column doubt")
    again = Reader()
    assert load(again).candidates == 2
    assert again.read == ["2019.txt", "2020.txt"]
