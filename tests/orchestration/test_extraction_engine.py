"""Settings of the extraction engine: what they choose, and that a wrong one stops a run before any work."""

from pathlib import Path
from urllib.parse import urlsplit

import dagster as dg
import pytest
import yaml

from extract.engines import InProcess
from extract.inbox import InboxFile
from extract.planning import Item
from extract.processes import Processes
from orchestration import extraction_engine, run
from orchestration.home import PROJECT, Home
from orchestration.progress import Progress

VARIABLES = {"GREENLEDGER_HOME", "GREENLEDGER_INBOX", "GREENLEDGER_ENGINE", "GREENLEDGER_RAY_ADDRESS"}


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("GREENLEDGER_WORKERS", "0", "from 1 on"),
        ("GREENLEDGER_WORKERS", "all", "from 1 on"),
        ("GREENLEDGER_ENGINE", "spark", "local, ray"),
        ("GREENLEDGER_RAY_ADDRESS", "head:6379", "ray://"),
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


def test_the_example_for_kubernetes_says_what_the_settings_understand(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = PROJECT / "deploy" / "kuberay"
    (cluster,) = yaml.safe_load_all((folder / "raycluster.yaml").read_text(encoding="utf-8"))
    _, job = yaml.safe_load_all((folder / "greenledger.yaml").read_text(encoding="utf-8"))
    run_pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    groups = [cluster["spec"]["headGroupSpec"], *cluster["spec"]["workerGroupSpecs"]]
    pods = [run_pod, *(group["template"]["spec"] for group in groups)]
    for part in ("image", "volumeMounts"):
        assert all(pod["containers"][0][part] == run_pod["containers"][0][part] for pod in pods)
    assert all(pod["volumes"] == run_pod["volumes"] for pod in pods)
    variables = {v["name"]: v for v in run_pod["containers"][0]["env"]}
    assert variables["RAY_AUTH_TOKEN"]["valueFrom"]["secretKeyRef"]["name"] == cluster["metadata"]["name"]
    for name in VARIABLES:
        monkeypatch.setenv(name, variables[name]["value"])
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    extraction_engine.check()
    address = urlsplit(extraction_engine.ray_address() or "")
    assert (address.scheme, address.hostname, address.port) == (
        "ray",
        f"{cluster['metadata']['name']}-head-svc",
        groups[0]["template"]["spec"]["containers"][0]["ports"][0]["containerPort"],
    )
