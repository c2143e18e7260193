"""The main job as its users meet it: repeated, killed, blocked, and with readers at work."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import transform
from orchestration.home import Home
from orchestration.validation.suite import RULES
from tests.orchestration.harness import NO_NETWORK, Run, content, finish, kill_when, report_text, start


@dataclass
class Story:
    """A home whose inbox changed and whose runs were killed three times, beside one that was left in peace."""

    disturbed: Path
    undisturbed: Path
    before: dict[str, list[str]]
    while_killed: list[dict[str, list[str]]]
    last: Run
    peaceful: Run
    again: Run
    held: tuple[int, int]
    reader_after: int


@pytest.fixture(scope="module")
def story(first: tuple[Path, Run], inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("story")
    changed = folder / "inbox"
    shutil.copytree(inbox, changed, symlinks=True)  # keeps the times: what is unchanged looks unchanged
    (changed / "2023.txt").write_text(report_text(2023, 31), encoding="utf-8")
    (changed / "2024.txt").write_text(report_text(2024, 29), encoding="utf-8")
    (changed / "2020.txt").write_text(report_text(2020, 77), encoding="utf-8")
    (changed / "2021.txt").unlink()
    home, peace = folder / "home", folder / "peace"
    shutil.copytree(first[0], home, symlinks=True)
    shutil.copytree(first[0], peace, symlinks=True)
    with ThreadPoolExecutor() as pool:  # two homes, two cores
        quiet = pool.submit(lambda: [finish(start(peace, changed)) for _ in range(2)])
        loud = pool.submit(_disturb, home, changed, first[0])
        (peaceful, again), (before, while_killed, last, held, after) = quiet.result(), loud.result()
    return Story(home, peace, before, while_killed, last, peaceful, again, held, after)


def _disturb(home: Path, changed: Path, untouched: Path) -> tuple[Any, ...]:
    """Kill three runs, let the fourth end, with a reader at the file all the while."""
    database = home / "published" / "greenledger.duckdb"
    reader = duckdb.connect(str(database), read_only=True)
    held_before = _pm25(reader, 2020)
    before, while_killed = content(database), []
    log = home / "logs" / "dbt.log"
    seen = log.stat().st_size
    states = {
        "extraction": lambda: _committed(home) > _committed(untouched),
        "dbt": lambda: log.read_bytes()[seen:].count(b"OK created sql table model") > 5,
        "publication": lambda: (home / "published" / "releases" / ".building" / "greenledger.duckdb").exists(),
    }
    for state, reached in states.items():
        kill_when(start(home, changed, "--slow", "0.5" if state == "extraction" else "0"), reached)
        while_killed.append(content(database))
        seen = log.stat().st_size
    last = finish(start(home, changed))
    held = held_before, _pm25(reader, 2020)
    reader.close()
    with duckdb.connect(str(database), read_only=True) as con:
        after = _pm25(con, 2020)
    return before, while_killed, last, held, after


def _pm25(con: duckdb.DuckDBPyConnection, year: int) -> int:
    row = con.execute(
        "select value from marts.fct_observation join marts.dim_document using (document_id) where file_name = ?",
        [f"{year}.txt"],
    ).fetchone()
    assert row is not None
    return int(row[0])


def _committed(home: Path) -> int:
    """Bytes that the warehouse has taken in, log included; the file itself is locked while a run is at work."""
    return sum(path.stat().st_size for path in home.glob("warehouse.duckdb*"))


def test_first_run_counts_what_it_met(first: tuple[Path, Run]) -> None:
    run = first[1]
    assert run.report["files"] == {"new": 7, "changed": 0, "unchanged": 0, "removed": 0, "failed": 2}
    assert (run.report["documents"], run.report["candidates"], run.report["observations"]) == (4, 4, 4)
    assert {check["name"] for check in run.report["checks"]} >= {rule.name for rule in RULES}
    assert all(check["passed"] for check in run.report["checks"])


def test_every_dbt_data_test_is_an_asset_check_of_the_run(first: tuple[Path, Run]) -> None:
    home, run = first
    nodes = json.loads((home / "dbt" / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"].values()
    tests = {node["name"] for node in nodes if node["resource_type"] == "test"}
    assert len(tests) > 200
    assert tests - {check["name"] for check in run.report["checks"]} == set()
    assert set(run.report["seconds"]) == {"start", "extract", "build", "validate", "publish", "total"}
    assert (home / "dagster" / "dagster.yaml").exists()


def test_no_network_is_needed_and_none_is_tried(first: tuple[Path, Run]) -> None:
    home, run = first
    assert run.code == 0
    tried = home.parent / "network.log"
    assert not tried.exists(), tried.read_text(encoding="utf-8")
    if not NO_NETWORK:
        pytest.skip(
            "the system lets nobody make a network namespace: what was tried is known, not that the run does without"
        )


def test_the_manifest_in_use_is_not_the_one_that_a_killed_dbt_leaves_half_written(
    first: tuple[Path, Run], tmp_path: Path
) -> None:
    shutil.copytree(first[0], tmp_path / "home", symlinks=True)
    home = Home.resolve(tmp_path / "home")
    (home.dbt_target / "manifest.json").write_text('{"nodes": {', encoding="utf-8")
    assert json.loads(transform.manifest_path(home).read_text(encoding="utf-8"))["nodes"]


def test_unreadable_files_are_named_with_reason_and_remedy(first: tuple[Path, Run]) -> None:
    failures = {path: (reason, remedy) for path, reason, remedy in first[1].report["failures"]}
    assert set(failures) == {"picture.txt", "gone.txt"}
    assert all(reason and remedy for reason, remedy in failures.values())
    assert "picture.txt" in first[1].terminal


def test_published_file_is_what_the_contract_says(first: tuple[Path, Run]) -> None:
    published = first[0] / "published"
    with duckdb.connect(str(published / "greenledger.duckdb"), read_only=True) as con:
        assert con.execute("select distinct schema_name from duckdb_tables()").fetchall() == [("marts",)]
        assert con.execute("select count(*) from duckdb_views() where not internal").fetchone() == (0,)
        assert con.execute(
            "select count(*) from duckdb_columns() where not internal and comment is null"
        ).fetchone() == (0,)
        results = con.execute(
            "select publication, count(*), sum(failed_count) from marts.fct_validation_result group by 1"
        )
        assert results.fetchall() == [(1, len(RULES), 0)]
        tables = {name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()}
    assert {path.stem for path in (published / "parquet").glob("*.parquet")} == tables
    assert not (published / "greenledger.duckdb").stat().st_mode & 0o222
    assert "第 1 次发布：全部检查通过" in (published / "validation.html").read_text(encoding="utf-8")


def test_killed_runs_leave_the_publication_and_the_next_run_ends_as_if_undisturbed(story: Story) -> None:
    assert story.while_killed == [story.before] * 3
    assert (story.last.code, story.peaceful.code) == (0, 0), story.last.terminal
    after = content(story.disturbed / "published" / "greenledger.duckdb")
    assert after == content(story.undisturbed / "published" / "greenledger.duckdb")
    assert after != story.before


def test_changed_and_removed_files_are_followed(story: Story) -> None:
    assert story.peaceful.report["files"] == {"new": 2, "changed": 1, "unchanged": 5, "removed": 1, "failed": 2}
    with duckdb.connect(str(story.disturbed / "published" / "greenledger.duckdb"), read_only=True) as con:
        states = con.execute(
            "select file_name, status from marts.dim_document where status = 'withdrawn' order by 1"
        ).fetchall()
        assert states == [("2020.txt", "withdrawn"), ("2021.txt", "withdrawn")]
        stale = "select count(*) from marts.fct_observation join marts.dim_document using (document_id) where status <> 'read'"
        assert con.execute(stale).fetchone() == (0,)


def test_same_run_again_reads_nothing_and_changes_nothing(story: Story) -> None:
    assert story.again.code == 0
    assert story.again.report["files"] == {"new": 0, "changed": 0, "unchanged": 8, "removed": 0, "failed": 2}
    assert story.again.report["read"] == 1  # the link to nowhere is tried again, and fails again
    assert story.again.report["publication"]["changed"] is False
    assert story.again.report["publication"]["release"] == story.peaceful.report["publication"]["release"]


def test_a_reader_keeps_its_answers_and_a_new_one_sees_the_new(story: Story) -> None:
    assert story.held == (40, 40)
    assert story.reader_after == 77


def test_dbt_tests_and_expectations_block_the_publication(first: tuple[Path, Run], inbox: Path, tmp_path: Path) -> None:
    def blocked(option: str) -> Run:
        home = tmp_path / option
        shutil.copytree(first[0], home, symlinks=True)
        return finish(start(home, inbox, option))

    with ThreadPoolExecutor() as pool:
        runs = dict(zip(("--lie", "--spoil"), pool.map(blocked, ("--lie", "--spoil")), strict=True))
    before = content(first[0] / "published" / "greenledger.duckdb")
    for option, run in runs.items():
        assert run.code == 1, run.terminal
        assert not run.report["publication"]
        assert "the last publication stays" in " ".join(run.terminal.split())
        assert content(tmp_path / option / "published" / "greenledger.duckdb") == before
    failing = {
        option: [check["name"] for check in run.report["checks"] if not check["passed"]] for option, run in runs.items()
    }
    assert failing["--spoil"] == ["hard_range", "answers_are_observations"]
    page = (tmp_path / "--spoil" / "validation.html").read_text(encoding="utf-8")
    assert "未发布：2 项检查阻断" in page
    assert "读者看到的仍是第 1 次发布" in page
    assert "在可能范围 0～1,000 之外" in page
    assert "22微克/立方米" not in runs["--lie"].terminal
    assert "39微克/立方米" in runs["--spoil"].terminal
    assert "quote_stands_at_its_span" in runs["--lie"].terminal
