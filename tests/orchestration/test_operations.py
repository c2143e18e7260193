"""What an operator does with a home: manual runs, backup and restore, old runs; and what is recorded for the UI."""

import base64
import re
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import dagster as dg
import pytest
from typer.testing import CliRunner

from extract import store
from orchestration import history, retention, sample_score
from orchestration.backup import back_up
from orchestration.cli import app
from orchestration.home import PROJECT, Home
from orchestration.instance import CONFIG, LAUNCHER_TAG, close_abandoned, configure, open_instance
from orchestration.status import age
from tests.orchestration.harness import Run, content, finish, report_text, start


@pytest.fixture(scope="module")
def restored(first: tuple[Path, Run], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home out of the backup of another one."""
    folder = tmp_path_factory.mktemp("restored")
    back_up(Home.resolve(first[0]), folder / "backup.tar.gz")
    with tarfile.open(folder / "backup.tar.gz") as tar:
        tar.extractall(folder / "home", filter="tar")
    return folder / "home"


def test_a_restored_home_holds_the_same_and_goes_on(
    first: tuple[Path, Run], restored: Path, inbox: Path, tmp_path: Path
) -> None:
    database = restored / "published" / "greenledger.duckdb"
    assert content(database) == content(first[0] / "published" / "greenledger.duckdb")
    later = tmp_path / "inbox"
    shutil.copytree(inbox, later, symlinks=True)
    (later / "2023.txt").write_text(report_text(2023, 31), encoding="utf-8")
    run = finish(start(restored, later))
    assert run.code == 0, run.terminal
    assert run.report["files"] == {"new": 1, "changed": 0, "unchanged": 7, "removed": 0, "failed": 2}
    assert run.report["publication"]["release"] == "000002"
    with open_instance(Home.resolve(restored)) as instance:
        assert [record.status for record in instance.get_runs()] == [dg.DagsterRunStatus.SUCCESS] * 2


def test_a_backup_leaves_out_what_is_not_state(first: tuple[Path, Run], tmp_path: Path) -> None:
    target = tmp_path / "deep" / "backup.tar.gz"
    result = CliRunner().invoke(app, ["backup", str(target), "--home", str(first[0])])
    assert result.exit_code == 0, result.output
    with tarfile.open(target) as tar:
        names = tar.getnames()
    assert {"warehouse.duckdb", "published", "dagster/dagster.yaml", "dagster/history/runs/index.db"} <= set(names)
    assert not [name for name in names if name.split("/")[0] in {"logs", "dbt", "inbox", "shards"} or "-wal" in name]
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_run_by_hand_does_what_it_is_asked(first: tuple[Path, Run], inbox: Path, tmp_path: Path) -> None:
    home, changed = tmp_path / "home", tmp_path / "inbox"
    shutil.copytree(first[0], home, symlinks=True)
    shutil.copytree(inbox, changed, symlinks=True)
    (changed / "2020.txt").write_text(report_text(2020, 77), encoding="utf-8")
    (changed / "2023.txt").write_text(report_text(2023, 31), encoding="utf-8")
    before = content(home / "published" / "greenledger.duckdb")
    run = finish(
        start(home, changed, "--only", "2023*", "--only", "2019.txt", "--reread", "--full-refresh", "--no-publish")
    )
    assert run.code == 0, run.terminal
    counts = {"new": 1, "changed": 0, "unchanged": 2, "removed": 0, "failed": 2, "left_out": 5}
    assert (run.report["files"], run.report["read"]) == (counts, 2)
    assert run.report["observations"] == 5
    assert run.report["publication"] == {}
    assert "nothing, as asked" in run.terminal
    assert content(home / "published" / "greenledger.duckdb") == before


def test_a_pattern_that_matches_nothing_is_a_wrong_call(first: tuple[Path, Run], inbox: Path) -> None:
    command = [sys.executable, "-m", "orchestration.cli", "run", "--only", "2099*", "--inbox", str(inbox)]
    call = subprocess.run([*command, "--home", str(first[0])], cwd=PROJECT, capture_output=True, text=True)
    assert (call.returncode, "matches 2099*" in call.stderr) == (2, True)


@pytest.fixture
def instance(tmp_path: Path) -> dg.DagsterInstance:
    return open_instance(Home.resolve(tmp_path / "home"))


def test_old_runs_go_with_their_events_and_the_last_ones_stay(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    @dg.job
    def nothing() -> None:
        pass

    home = Home.resolve(tmp_path / "home")
    for _ in range(3):
        nothing.execute_in_process(instance=instance)
    assert retention.clear(instance, home, keep_runs=1) == 0
    later = time.time() + (retention.KEEP_DAYS + 1) * 86400
    newest = instance.get_runs(limit=1)[0].run_id
    assert retention.clear(instance, home, now=later, keep_runs=1) == 2
    assert [run.run_id for run in instance.get_runs()] == [newest]
    assert {path.name.split(".")[0] for path in (home.dagster / "history" / "runs").glob("*-*.db")} == {newest}


def test_a_wrong_number_of_days_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("soon", "-1"):
        monkeypatch.setenv(retention.KEEP_VARIABLE, wrong)
        with pytest.raises(ValueError, match=retention.KEEP_VARIABLE):
            retention.keep_days()


def test_abandoned_runs_are_closed_by_whom_they_belong_to(instance: dg.DagsterInstance) -> None:
    @dg.job
    def nothing() -> None:
        pass

    runs = [
        instance.create_run_for_job(nothing, status=dg.DagsterRunStatus.STARTED, tags=tags)
        for tags in ({LAUNCHER_TAG: "cli"}, {})
    ]
    assert close_abandoned(instance) == 1
    assert [instance.get_run_by_id(run.run_id).status.value for run in runs] == ["FAILURE", "STARTED"]
    assert close_abandoned(instance, all_launchers=True) == 1


def test_the_configuration_is_renewed_until_a_person_takes_it_over(tmp_path: Path) -> None:
    home = Home.resolve(tmp_path)
    path = home.dagster / "dagster.yaml"
    configure(home)
    assert path.read_text(encoding="utf-8") == CONFIG
    path.write_text(CONFIG.splitlines()[0] + " of an older release\n", encoding="utf-8")
    configure(home)
    assert path.read_text(encoding="utf-8") == CONFIG
    path.write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    configure(home)
    assert path.read_text(encoding="utf-8") == "telemetry: {enabled: false}\n"


def test_numbers_over_time_are_read_back_and_drawn(instance: dg.DagsterInstance) -> None:
    key = dg.AssetKey("x")
    for count in (3, 5, 4):
        instance.report_runless_asset_event(dg.AssetMaterialization(key, metadata={"count": count, "words": "a"}))
    assert history.series(instance, key, ["count", "words", "none"]) == {"count": [3, 5, 4], "words": [], "none": []}
    assert history.latest(instance, key)["count"] == 4
    assert history.latest(instance, dg.AssetKey("y")) == {}
    text = str(history.plot({"count": [3, 5, 4], "none": []}).value)
    assert "3 … 5 in 3 runs" in text
    image = base64.b64decode(re.findall(r"base64,([^)]+)", text)[0]).decode()
    heights = [float(point.split(",")[1]) for point in re.findall(r'points="([^"]+)"', image)[0].split()]
    assert heights[1] < heights[2] < heights[0]  # SVG counts from the top
    assert history.plot({}).value == "no earlier runs"


def test_the_score_on_the_samples_falls_when_the_extractor_reads_worse() -> None:
    real = store.current_extractor()
    good = sample_score.score(real)
    assert good.labels > 900
    assert 0.85 < good.recall <= 1
    assert 0.85 < good.precision <= 1

    def forgetful(document):  # type: ignore[no-untyped-def]
        found = real.extract(document)
        return type(found)(found.head, [each for each in found.candidates if each.ordinal % 2])

    worse = sample_score.score(store.Extractor(real.read, forgetful, "x"))
    assert worse.recall < 0.6 * good.recall
    assert worse.precision > 0.85


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 seconds"), (300, "5 minutes"), (7200, "2 hours"), (864000, "10 days")]
)
def test_ages_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert age(seconds) == words
