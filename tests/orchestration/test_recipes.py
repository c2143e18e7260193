"""The recipes of CONTRIBUTING.md, carried out on a copy of the project: lines in seeds, no code, and a run that publishes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.orchestration.harness import PROJECT

PARTS = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "data_tests", "extract", "orchestration")
REPORT = """云陵市生态环境局2024年工作总结
（2025年1月10日）
全市好天气312天，PM2.5平均浓度27微克/立方米。
建成宁静社区6个，渗滤液处理能力达到45兆升/日。
"""
LINES = {
    "an alias": {"indicator_aliases": ["好天气,air_good_days_count,d,,,"]},
    "an indicator": {
        "indicators": [
            "noise_quiet_community_count,宁静社区数,Quiet communities,noise,{item},count,0,0,,0,1000,higher_better,sum,3,",
            "waste_leachate_capacity,渗滤液处理能力,Leachate capacity,solid_waste,m3/d,flow_daily,1,0,,0,,higher_better,sum,3,",
        ],
        "change_limits": ["m3/d,3,1000,"],
        "indicator_aliases": [
            "建成宁静社区,noise_quiet_community_count,,,,",
            "渗滤液处理能力,waste_leachate_capacity,,,,",
        ],
    },
    "a unit": {
        "units": ["ML/d,兆升/日,Megalitre per day,flow_daily,ML/d,1000"],
        "unit_spellings": ["兆升/日,ML/d,1,"],
    },
    "a region": {
        "regions": ["339900,云陵市,2,地级市,330000,云陵,2024-01-01,,ours,339900"],
        "region_aliases": ["云陵市,339900,full,,", "云陵,339900,short,,"],
    },
}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the lines added, and a report that needs every one of them."""
    folder = tmp_path_factory.mktemp("clone")
    for part in PARTS:
        source = PROJECT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    for recipe in LINES.values():
        for seed, lines in recipe.items():
            with (folder / "seeds" / f"{seed}.csv").open("a", encoding="utf-8") as stream:
                stream.writelines(f"{line}\n" for line in lines)
    (folder / "inbox").mkdir()
    (folder / "inbox" / "report.txt").write_text(REPORT, encoding="utf-8")
    return folder


def greenledger(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "GREENLEDGER_HOME": str(folder / "home")}
    command = [sys.executable, "-c", "from orchestration.cli import main; main()", *arguments]
    return subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=1800, check=False
    )


def test_the_recipes_teach_what_they_say(clone: Path) -> None:
    done = greenledger(clone, "run", "--inbox", str(clone / "inbox"))
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(clone / "home" / "published" / "greenledger.duckdb"), read_only=True) as con:
        facts = con.execute(
            "select indicator_code, region_code, value, unit_code, quote from marts.fct_observation order by char_start"
        ).fetchall()
    assert facts == [
        ("air_good_days_count", "339900", 312, "d", "312天"),
        ("air_pm25_annual_mean", "339900", 27, "ug/m3", "27微克/立方米"),
        ("noise_quiet_community_count", "339900", 6, "{item}", "6个"),
        ("waste_leachate_capacity", "339900", 45000, "m3/d", "45兆升/日"),
    ]


@pytest.mark.parametrize(
    ("seed", "line", "said"),
    [
        (
            "indicator_aliases",
            "好日子,air_good_day_count,,,,",
            "「好日子」: air_good_day_count is no code of indicators.csv",
        ),
        ("unit_spellings", "兆升,MLL,1,", "兆升: MLL is no code of units.csv"),
    ],
)
def test_a_slip_in_a_line_is_named(clone: Path, tmp_path: Path, seed: str, line: str, said: str) -> None:
    path = clone / "seeds" / f"{seed}.csv"
    before = path.read_bytes()
    path.write_bytes(before + line.encode() + b"\n")
    try:
        done = greenledger(clone, "extract", str(clone / "inbox" / "report.txt"))
    finally:
        path.write_bytes(before)
    assert done.returncode != 0
    assert said in done.stderr
