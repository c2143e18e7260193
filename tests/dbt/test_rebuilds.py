"""What a second build keeps: human decisions, untouched documents, the history of publications."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from extract.candidates import candidate_id
from orchestration import explain
from orchestration.home import Home
from tests.dbt.handmade import Doc, write

Ask = Callable[..., list[tuple]]
TEXT = "2023年优良天数357天，立案处罚30起，排污许可证88张，PM2.5平均浓度28微克/立方米。"


def bureau() -> Doc:
    doc = Doc("bureau.txt", TEXT)
    doc.figure("357天", "air_good_days_count", "357", "天")
    doc.figure("30起", "enforcement_cases_filed", "30", "起")
    doc.figure("30起", "enforcement_penalty_decision_count", "30", "起")
    doc.figure("88张", "permit_issued_count", "88", "张")
    doc.figure("28微克/立方米", "air_pm25_annual_mean", "28", "微克/立方米")
    return doc


def other() -> Doc:
    doc = Doc("other.txt", "2022年优良天数350天。", report_year=2022)
    doc.figure("350天", "air_good_days_count", "350", "天")
    return doc


def reread(doc: Doc) -> Doc:
    """As another extractor reads it: wider spans, so other ids; one figure is not read, one for another indicator."""
    again = replace(doc, candidates=[])
    for old in doc.candidates:
        if old.quote == "28微克/立方米":
            continue
        start = old.char_start - 1
        indicator = "air_excellent_days_count" if old.quote == "357天" else old.indicator_code
        new = replace(
            old,
            char_start=start,
            quote=doc.text[start : old.char_end],
            indicator_code=indicator,
            candidate_id=candidate_id(doc.document_id, start, old.char_end, indicator, old.measure, old.ordinal),
        )
        again.candidates.append(new)
    return again


def decide(con: duckdb.DuckDBPyConnection, doc: Doc, quote: str, action: str, **fields: object) -> None:
    row = {"document_id": doc.document_id, "char_start": doc.text.index(quote), "quote": quote, "action": action}
    row |= {"reason": "seen on paper", "reviewer": "a curator", "reviewed_on": "2024-05-01", **fields}
    con.execute(f"insert into seeds.overrides ({', '.join(row)}) values ({', '.join('?' * len(row))})", [*row.values()])


def run(dbt: Callable, warehouse: Path, *arguments: str) -> None:
    result = dbt(warehouse, "run", *arguments)
    assert result.success, [(r.node.name, r.message) for r in result.result or []] or result.exception


@pytest.fixture(scope="module")
def seeded(dbt: Callable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    warehouse = tmp_path_factory.mktemp("seeded") / "warehouse.duckdb"
    write(warehouse, [])
    assert dbt(warehouse, "seed").success
    return warehouse


def copy(seeded: Path, folder: Path, docs: list[Doc]) -> Path:
    folder.mkdir(exist_ok=True)
    warehouse = folder / "warehouse.duckdb"
    warehouse.write_bytes(seeded.read_bytes())
    write(warehouse, docs)
    return warehouse


def marts(ask: Ask, warehouse: Path) -> dict[str, list[tuple]]:
    names = ask(warehouse, "select table_name from duckdb_tables() where schema_name = 'marts' order by 1")
    return {name: ask(warehouse, f"from marts.{name}") for (name,) in names}


def test_decisions_survive_a_changed_extractor(seeded: Path, dbt: Callable, ask: Ask, tmp_path: Path) -> None:
    doc = bureau()
    filed = next(c.candidate_id for c in doc.candidates if c.indicator_code == "enforcement_cases_filed")
    fact = "select indicator_code, region_code, year, value, quality_flags from marts.fct_observation order by char_start, 1"
    corrected = ("air_good_days_count", "330681", 2023, 356, ["corrected_by_person"])
    vouched = ("air_pm25_annual_mean", "330681", 2023, 28, ["accepted_by_person"])
    fined = ("enforcement_penalty_decision_count", "330681", 2023, 30, [])
    for name, docs in (("before", [doc]), ("after", [reread(doc)])):
        warehouse = copy(seeded, tmp_path / name, docs)
        with duckdb.connect(str(warehouse)) as con:
            decide(con, doc, "357天", "correct", indicator_code="air_good_days_count", value=356)
            decide(con, doc, "30起", "reject", observation_id=filed, indicator_code="enforcement_cases_filed")
            decide(con, doc, "88张", "reject")
            decide(
                con, doc, "28微克/立方米", "accept",
                indicator_code="air_pm25_annual_mean", region_code="330681", year=2023, value=28,
            )  # fmt: skip
        run(dbt, warehouse)
        assert ask(warehouse, fact) == [corrected, fined, vouched], name
        reasons = ask(warehouse, "select value_text, reject_reason from marts.rejected_candidate order by char_start")
        assert reasons == [("30", "overridden"), ("88", "overridden")], name
        tested = dbt(warehouse, "test", "--select", "test_type:singular", "unique_fct_observation_observation_id")
        assert {str(r.status) for r in tested.result} == {"pass"}, name


def test_explain_tells_who_decided_what_and_why(
    seeded: Path,
    dbt: Callable,
    ask: Ask,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    doc = bureau()
    home = Home(tmp_path / "home", tmp_path / "inbox")
    copy(seeded, home.path, [reread(doc)])
    with duckdb.connect(str(home.warehouse)) as con:
        decide(con, doc, "357天", "correct", indicator_code="air_good_days_count", value=356)
        decide(
            con, doc, "28微克/立方米", "accept",
            indicator_code="air_pm25_annual_mean", region_code="330681", year=2023, value=28,
        )  # fmt: skip
    run(dbt, home.warehouse)
    monkeypatch.setenv("COLUMNS", "200")
    expected = {
        28: ["does not read", "accept (indicator air_pm25_annual_mean, region 330681, year 2023, value 28 ug/m3)"],
        356: ["数357天", "correct (indicator air_good_days_count, value 356 d)"],
    }
    for value, words in expected.items():
        [(figure,)] = ask(home.warehouse, "select observation_id from marts.fct_observation where value = ?", value)
        explain.show(home, figure)
        shown = capsys.readouterr().out
        for word in [*words, "a curator, 2024-05-01: seen on paper", TEXT[:12]]:
            assert word in shown, (word, shown)


def test_a_decision_that_meets_nothing_is_reported(seeded: Path, dbt: Callable, tmp_path: Path) -> None:
    doc = bureau()
    warehouse = copy(seeded, tmp_path / "w", [reread(doc)])
    with duckdb.connect(str(warehouse)) as con:
        decide(con, doc, "28微克/立方米", "correct", region_code="330600")  # too little to stand alone
    run(dbt, warehouse)
    result = dbt(warehouse, "test", "--select", "override_meets_its_candidate")
    assert [str(r.status) for r in result.result] == ["warn"]


def test_an_incremental_build_equals_a_full_one(seeded: Path, dbt: Callable, ask: Ask, tmp_path: Path) -> None:
    first, second = bureau(), other()
    kept = copy(seeded, tmp_path / "kept", [first, second])
    run(dbt, kept)
    with duckdb.connect(str(kept)) as con:  # marks that would go if these rows were built again
        con.execute("update intermediate.int_candidates_decided set section = '~' where value_text = '350'")
    third = Doc("third.txt", "2024年优良天数340天。", report_year=2024)
    third.figure("340天", "air_good_days_count", "340", "天")
    steps = {
        "a document is new, one is read otherwise": [reread(first), second, third],
        "one has no figure any more, one is withdrawn": [
            replace(first, candidates=[]),
            second,
            replace(third, status="withdrawn"),
        ],
        "a person decided": [first, second, third],
    }
    for number, (step, docs) in enumerate(steps.items()):
        with duckdb.connect(str(kept)) as con:
            con.execute("delete from raw.documents; delete from raw.metric_candidates")
        write(kept, docs)
        full = copy(seeded, tmp_path / f"full{number}", docs)
        if step == "a person decided":
            for warehouse in (kept, full):
                with duckdb.connect(str(warehouse)) as con:
                    decide(con, first, "357天", "correct", value=356)
        run(dbt, kept)
        run(dbt, full)
        assert ask(
            kept, "select distinct section from intermediate.int_candidates_decided where value_text = '350'"
        ) == [("~",)], f"{step}: what did not change was built again"
        found, wanted = marts(ask, kept), marts(ask, full)
        for table, rows in wanted.items():
            # the mark itself apart
            plain = [tuple(None if value == "~" else value for value in row) for row in found[table]]
            assert plain == rows, (step, table)
    with duckdb.connect(str(kept)) as con:
        con.execute("update seeds.indicators set hard_max = 345 where indicator_code = 'air_good_days_count'")
    run(dbt, kept)
    assert ask(kept, "select count(*) from marts.rejected_candidate where reject_reason = 'out_of_hard_range'") == [
        (1,)
    ]


def test_a_warehouse_of_an_older_release_is_built_anew(seeded: Path, dbt: Callable, ask: Ask, tmp_path: Path) -> None:
    warehouse = copy(seeded, tmp_path / "old", [bureau()])
    run(dbt, warehouse)
    with duckdb.connect(str(warehouse)) as con:
        con.execute("update intermediate.int_candidates_decided set rules_version = 'older', section = 'stale'")
    run(dbt, warehouse)
    assert ask(warehouse, "select count(*) from marts.fct_observation where section = 'stale'") == [(0,)]
    with duckdb.connect(str(warehouse)) as con:
        con.execute("alter table intermediate.int_candidates_decided drop rules_version")
        con.execute("alter table intermediate.int_candidates_decided drop document_version")
    run(dbt, warehouse)
    assert ask(warehouse, "select count(*) from marts.fct_observation") == [(5,)]


def test_each_publication_is_told_from_the_one_before(seeded: Path, dbt: Callable, ask: Ask, tmp_path: Path) -> None:
    warehouse = copy(seeded, tmp_path / "home", [bureau(), other()])
    published = warehouse.parent / "published"
    published.mkdir()

    def publish() -> None:
        path = published / "greenledger.duckdb"
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as con:
            con.execute(f"attach '{warehouse}' as warehouse (read_only); create schema marts")
            for table in ("dim_document", "fct_observation", "fct_indicator_year", "fct_revision"):
                con.execute(f"create table marts.{table} as from warehouse.marts.{table}")

    def revisions() -> list[tuple]:
        return ask(
            warehouse,
            "select revision, grain, change, cause, indicator_code, changed_columns, value_before, value_after "
            "from marts.fct_revision order by all",
        )

    run(dbt, warehouse)
    assert revisions() == []
    publish()
    run(dbt, warehouse)
    assert revisions() == [], "nothing changed"

    corrected = bureau()
    corrected.candidates[3] = replace(corrected.candidates[3], value=corrected.candidates[3].value + 1)
    with duckdb.connect(str(warehouse)) as con:
        con.execute("delete from raw.documents; delete from raw.metric_candidates")
    write(warehouse, [corrected, replace(other(), status="withdrawn")])
    run(dbt, warehouse)
    expected = [
        (1, "indicator_year", "changed", None, "permit_issued_count", ["actual_value"], 88, 89),
        (1, "indicator_year", "removed", None, "air_good_days_count", [], 350, None),
        (1, "observation", "changed", "other_reading", "permit_issued_count", ["value"], 88, 89),
        (1, "observation", "removed", "withdrawn_document", "air_good_days_count", [], 350, None),
    ]
    assert revisions() == expected
    publish()
    run(dbt, warehouse)
    assert revisions() == expected, "the history stays, and a build that changes nothing adds nothing"
    with duckdb.connect(str(warehouse)) as con:
        con.execute("update raw.documents set status = 'read'")
    run(dbt, warehouse)
    assert [row[:4] for row in revisions()[4:]] == [
        (2, "indicator_year", "added", None),
        (2, "observation", "added", "new_document"),
    ]
