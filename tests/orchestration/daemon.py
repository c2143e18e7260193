"""`greenledger dev` as a process that tests start, ask through its GraphQL interface, and stop."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.orchestration.harness import PROJECT

PATIENCE = 900  # seconds; start and run take half a minute each on a quiet machine
RUNS = "{runsOrError(limit: 50) {... on Runs {results {runId status startTime endTime creationTime tags {key value}}}}}"
TICKS = """{sensorsOrError(repositorySelector: {repositoryName: "__repository__", repositoryLocationName: "orchestration.definitions"}) {
  ... on Sensors {results {name sensorState {status ticks(limit: 5) {status skipReason}}}}}}"""
CHECKS = """query($key: AssetKeyInput!) {assetNodeOrError(assetKey: $key) {... on AssetNode {
  assetChecksOrError {... on AssetChecks {checks {name executionForLatestMaterialization {status evaluation {
    severity description metadataEntries {label ... on MarkdownMetadataEntry {mdStr}}}}}}}}}}"""
LAUNCH = """mutation($config: RunConfigData!) {launchRun(executionParams: {runConfigData: $config, selector: {
  repositoryName: "__repository__", repositoryLocationName: "orchestration.definitions", jobName: "greenledger"}}) {
  __typename ... on LaunchRunSuccess {run {runId}} ... on PythonError {message}}}"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Service:
    def __init__(self, home: Path, inbox: Path, **environment: str) -> None:
        self.home, self.inbox, self.port = home, inbox, free_port()
        home.mkdir(parents=True, exist_ok=True)
        self.log = home.parent / "service.log"
        variables = {**os.environ, "HOME": str(home.parent), **environment}
        command = [sys.executable, "-m", "orchestration.cli", "dev", "--home", str(home), "--inbox", str(inbox)]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)],
            cwd=PROJECT,
            env=variables,
            stdout=self.log.open("a"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait(self, what: str, reached: Callable[[], Any], patience: float = PATIENCE) -> Any:
        """The first true answer; fails with the end of the service's log."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if answer := reached():
                return answer
            time.sleep(0.5)
        raise AssertionError(f"{what}: not within {patience:.0f} s\n{self.log.read_text()[-4000:]}")

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of a GraphQL answer; None while the web server is not up."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=180) as response:
                return json.load(response)["data"]
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None

    def runs(self) -> list[dict[str, Any]]:
        """Newest first."""
        answer = self.ask(RUNS)
        return answer["runsOrError"]["results"] if answer else []

    def finished(self, count: int = 1) -> list[dict[str, Any]]:
        done = [run for run in self.runs() if run["status"] in ("SUCCESS", "FAILURE", "CANCELED")]
        return done if len(done) >= count else []

    def sensors(self) -> dict[str, dict[str, Any]]:
        answer = self.ask(TICKS)
        results = answer["sensorsOrError"].get("results", []) if answer else []
        return {each["name"]: each["sensorState"] for each in results}

    def launch(self, config: dict[str, Any]) -> str:
        answer = self.ask(LAUNCH, config=config)["launchRun"]
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return str(answer["run"]["runId"])

    def checks(self, *key: str) -> dict[str, dict[str, Any]]:
        node = self.ask(CHECKS, key={"path": list(key)})["assetNodeOrError"]
        return {
            each["name"]: each["executionForLatestMaterialization"] for each in node["assetChecksOrError"]["checks"]
        }

    def children(self) -> dict[int, str]:
        """All processes that the service has started and that live, by id, with their command lines."""
        return {
            pid: line
            for pid, line in processes().items()
            if str(self.home) in environment(pid) and pid != self.process.pid
        }

    def stop(self, number: int = signal.SIGINT) -> float:
        """Seconds until it has ended."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=60)
        return time.monotonic() - started


def processes() -> dict[int, str]:
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            found[int(path.name)] = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
    return {pid: line for pid, line in found.items() if line}


def environment(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().replace(b"\0", b"\n").decode(errors="replace")
    except OSError:
        return ""


def memory(pid: int) -> float:
    """Proportional set size in megabytes: shared pages count once among the processes that share them."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1000
