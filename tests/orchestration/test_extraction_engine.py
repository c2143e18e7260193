"""Settings of the extraction engine: what they choose, and that a wrong one stops a run before any work."""

from pathlib import Path

import dagster as dg
import pytest

from extract.engines import InProcess
from extract.inbox import InboxFile
from extract.planning import Item
from extract.processes import Processes
from orchestration import extraction_engine, run
from orchestration.home import Home
from orchestration.progress import Progress


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("GREENLEDGER_WORKERS", "0", "from 1 on"),
        ("GREENLEDGER_WORKERS", "all", "from 1 on"),
        ("GREENLEDGER_ENGINE", "spark", "local, ray"),
    ],
)
def test_a_wrong_setting_stops_the_run_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(run.Unusable, match=value) as error:
        run.run(Home.resolve(tmp_path / "home"), Progress())
    assert remedy in error.value.remedy
    assert not (tmp_path / "home").exists()


def test_an_engine_that_is_not_installed_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLEDGER_ENGINE", "ray")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(extraction_engine.WrongSetting) as error:
        extraction_engine.check()
    assert "greenledger[ray]" in error.value.remedy


def test_workers_are_as_many_as_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [Item("0", InboxFile("a.txt", tmp_path / "a.txt", 10_000_000, 1))]
    for text, expected in (("3", Processes), ("1", InProcess)):
        monkeypatch.setenv("GREENLEDGER_WORKERS", text)
        with extraction_engine.chosen(dg.build_asset_context(), Home.resolve(tmp_path), items) as engine:
            assert type(engine) is expected
    monkeypatch.setenv("GREENLEDGER_WORKERS", "3")
    with extraction_engine.chosen(dg.build_asset_context(), Home.resolve(tmp_path), items) as engine:
        assert isinstance(engine, Processes)
        assert engine.workers == 3
