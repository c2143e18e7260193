"""A report with impossible and unlikely figures, from its words to the publication: what becomes of each."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.gate import _result
from orchestration.validation.results import BROKEN, FAILED, PASSED, Outcome
from tests.orchestration.harness import PROJECT

YEARS = {
    2021: "PM2.5平均浓度34微克/立方米，优良天数333天，优良天数比例91.2%。全年检查企业412家次，立案处罚36起，罚款金额310.5万元。",
    2022: "PM2.5平均浓度32微克/立方米，优良天数338天，优良天数比例92.6%。全年检查企业405家次，立案处罚33起，罚款金额284万元。",
    2023: "PM2.5平均浓度3200微克/立方米，优良天数400天，优良天数比例137%。全年检查企业398家次，立案处罚31起，罚款金额298元。",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gate")
    (folder / "inbox").mkdir()
    for year, words in YEARS.items():
        text = f"垣曲县生态环境局{year}年工作总结\n{year}年，全县{words}\n"
        (folder / "inbox" / f"{year}.txt").write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "orchestration.cli",
        "run",
        "--inbox",
        str(folder / "inbox"),
        "--home",
        str(folder / "home"),
    ]
    done = subprocess.run(
        command,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        env={**os.environ, "GREENLEDGER_EXPORTS": "none"},
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"3 +out_of_hard_range", done.stdout)
    assert "warning: candidate.likely_unit_slip: 疑似单位错误：" in done.stdout
    assert "阻断" not in done.stdout
    return folder / "home"


def ask(home: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(home / "published" / "greenledger.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_impossible_figures_are_rejected_and_the_rest_is_published(home: Path) -> None:
    assert ask(home, "select quote, reject_reason from marts.rejected_candidate order by char_start") == [
        ("3200微克/立方米", "out_of_hard_range"),
        ("400天", "out_of_hard_range"),
        ("137%", "out_of_hard_range"),
    ]
    quotes = ask(home, "select distinct quote from marts.fct_observation where year = 2023")
    assert {quote for (quote,) in quotes} == {"398家次", "31起", "298元"}


def test_a_fine_without_its_multiplier_is_kept_flagged_and_explained(home: Path) -> None:
    flags = (
        "select quote, quality_flags from marts.fct_observation where list_contains(quality_flags, 'likely_unit_slip')"
    )
    assert ask(home, flags) == [("298元", ["likely_unit_slip"])]
    assert ask(home, "select flag_code, compared_year, compared_value, slip_code from marts.fct_quality_flag") == [
        ("likely_unit_slip", 2022, 2840000, "ten_thousandfold")
    ]


def test_the_report_tells_of_each_with_its_sentence(home: Path) -> None:
    page = (home / "published" / "validation.html").read_text(encoding="utf-8")
    assert "第 1 次发布：通过，2 项检查有提示" in page
    for words in (
        "浓度<mark>3200微克/立方米</mark>，",
        "优良天数<mark>400天</mark>，",
        "比例<mark>137%</mark>。",
        "罚款金额<mark>298元</mark>。",
    ):
        assert words in page
    assert "疑为漏写或多写“万”" in page
    warned = (
        "select check_name, outcome, failed_count from marts.fct_validation_result where status = 'warned' order by 1"
    )
    assert ask(home, warned) == [("likely_unit_slip", "flag", 1), ("quarantined", "quarantine", 3)]


def test_severity_says_what_blocks() -> None:
    row = {
        "key": "o1",
        "document_id": "d",
        "file_name": "a.txt",
        "char_start": 1,
        "quote": "5|家",
        "sentence": "<b>5|家</b>",
    }
    row |= {"subject": "立案数", "why": "不可能"}
    for kind, status, severity, passed in (
        ("block", FAILED, "ERROR", False),
        ("flag", BROKEN, "ERROR", False),
        ("flag", FAILED, "WARN", False),
        ("block", PASSED, "WARN", True),
    ):
        said = Outcome("n", "t", kind, "题", "meaning", status, "话", 9, 1, (row,) * 12, "select 1")
        result = _result(said, Path("/x/validation.html"))
        assert (result.severity.value, result.passed) == (severity, passed)
        table = result.metadata["first_rows"]
        assert isinstance(table, dg.TableMetadataValue)
        assert len(table.records) == 10
        assert table.records[0].data["sentence"] == "<b>5|家</b>"
        assert table.records[0].data["key"] == "o1"
