"""What a served Superset must do, asked over its API: python deploy/superset/check.py URL HOME       (with Superset's Python)

Logs in, asks the data of every chart, publishes ten times under it, and tries to leave the published file by SQL. Ends with the number
of checks; a failing one ends it with exit code 1.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import requests

ATTACKS = {
    "read a file": "select * from read_csv('/etc/passwd')",
    "read a file by its name": "select * from '/etc/passwd'",
    "list a folder": "select * from glob('/etc/*')",
    "write a file": "copy (select 1) to '{home}/superset/evil.csv'",
    "open another database": "attach '{home}/warehouse.duckdb' as w",
    "write a table": "create table marts.evil as select 1",
    "change rows": "delete from marts.dim_unit",
    "load code": "install httpfs",
    "unlock": "set enable_external_access = true",
    "log to a file": "call enable_logging(storage = 'file', storage_config = {{'path': '{home}/superset/evil'}})",
    "log to a file by a query": "select * from enable_logging(storage = 'file', storage_config = {{'path': '{home}/superset/evil'}})",
}
PUBLICATIONS = 10
done = 0


def check(holds: bool, what: str) -> None:
    global done
    if not holds:
        raise SystemExit(f"FAILED after {done} checks: {what}")
    done += 1
    print(f"ok  {what}", flush=True)


class Superset:
    """A session of the admin."""

    def __init__(self, url: str, password: str) -> None:
        self.url = url
        self.session = requests.Session()
        given = {"username": "admin", "password": password, "provider": "db"}
        answer = self.session.post(f"{url}/api/v1/security/login", json=given, timeout=60)
        check(answer.status_code == 200, "the admin logs in")
        self.session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        self.session.headers["Referer"] = url
        token = self.session.get(f"{url}/api/v1/security/csrf_token/", timeout=60).json()["result"]
        self.session.headers["X-CSRFToken"] = token

    def list(self, what: str) -> list[dict[str, Any]]:
        return self.session.get(f"{self.url}/api/v1/{what}/?q=(page_size:100)", timeout=60).json()["result"]

    def chart(self, chart: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows of a chart, by the query that its page would send."""
        parameters = json.loads(chart["params"])
        metrics = parameters.get("metrics") or ([parameters["metric"]] if "metric" in parameters else [])
        columns = parameters.get("all_columns") or [
            each for each in (parameters.get("x_axis"), *parameters.get("groupby", [])) if each
        ]
        query = {"metrics": metrics, "columns": columns, "row_limit": 1000, "filters": []}
        body = {"datasource": {"id": chart["datasource_id"], "type": "table"}, "queries": [query], "result_format": "json",
                "result_type": "full", "force": True}  # fmt: skip
        answer = self.session.post(f"{self.url}/api/v1/chart/data", json=body, timeout=120)
        check(
            answer.status_code == 200,
            f"chart {chart['slice_name']}" + (f": {answer.text[:300]}" if answer.status_code != 200 else ""),
        )
        return answer.json()["result"][0]["data"]

    def sql(self, database: int, sql: str) -> requests.Response:
        body = {"database_id": database, "sql": sql, "schema": "marts", "runAsync": False, "queryLimit": 100}
        return self.session.post(f"{self.url}/api/v1/sqllab/execute/", json=body, timeout=120)


def publish(home: Path, number: int) -> None:
    """A release with one figure more, put in place as the pipeline does."""
    releases = home / "published" / "releases"
    release = releases / f"9{number:05}"
    shutil.copytree((home / "published" / "current").resolve(), release)
    database = release / "greenledger.duckdb"
    database.chmod(0o644)
    with duckdb.connect(str(database)) as con:
        con.execute(
            "insert into marts.fct_observation by name select first(columns(* exclude (observation_id, sentence, document_id))), "
            f"'check-{number}' as observation_id, first(document_id) as document_id, "
            "'<script>document.title=1</script><img src=x onerror=alert(1)>' as sentence from marts.fct_observation"
        )
    link = home / "published" / ".current"
    link.symlink_to(Path("releases") / release.name)
    link.replace(home / "published" / "current")


def main(url: str, home: Path) -> None:
    check(requests.get(f"{url}/health", timeout=60).text.strip() == "OK", "it is up")
    check(requests.get(f"{url}/api/v1/chart/", timeout=60).status_code in (401, 403), "nothing without a login")
    superset = Superset(url, (home / "superset" / "admin_password").read_text(encoding="utf-8"))
    check(
        "script-src" in requests.get(f"{url}/login/", timeout=60).headers.get("Content-Security-Policy", ""),
        "scripts are limited by policy",
    )
    (database,) = superset.list("database")
    charts = {chart["slice_name"]: chart for chart in superset.list("chart")}
    check(len(charts) == 10, "ten charts")
    (dashboard,) = superset.list("dashboard")
    check(dashboard["slug"] == "greenledger", "the dashboard")
    answers = {name: superset.chart(chart) for name, chart in charts.items()}
    check(all(answers.values()), "every chart has rows")
    for number in range(1, PUBLICATIONS + 1):
        before = next(iter(superset.chart(charts["数值条数"])[0].values()))
        publish(home, number)
        after = next(iter(superset.chart(charts["数值条数"])[0].values()))
        check(after == before + 1, f"publication {number} is seen by the next query: {before} → {after}")
    for name, attack in ATTACKS.items():
        answer = superset.sql(database["id"], attack.format(home=home))
        check(answer.status_code >= 400, f"refused: {name}: {answer.status_code}")
    check(not list((home / "superset").glob("evil*")), "nothing was written")
    time.sleep(1)
    check(
        superset.sql(database["id"], "select count(*) as n from marts.dim_unit").status_code == 200,
        "questions are still answered",
    )
    check(
        os.access(home / "superset" / "secret_key", os.R_OK)
        and (home / "superset" / "secret_key").stat().st_mode & 0o077 == 0,
        "the key is this user's alone",
    )
    print(f"{done} passed, 0 failed")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).absolute())
