"""Alerts reach a web server and a mail server that listen, and the log in any case."""

import email
import email.policy
import json
import logging
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import dagster as dg
import pytest

from orchestration import alerts
from orchestration.sensors import described

ALERT = alerts.Alert("greenledger: 发布被拦截", "hard_range: 1 行不合格", "abc", "http://ui/runs/abc", True)


@contextmanager
def listening(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[index]
    finally:
        server.shutdown()
        server.server_close()


class Hook(BaseHTTPRequestHandler):
    received: list[dict[str, object]] = []
    refusals = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if Hook.refusals:
            Hook.refusals -= 1
            self.send_error(503)
            return
        Hook.received.append(json.loads(body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class MailServer(socketserver.StreamRequestHandler):
    received: list[str] = []

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            if line.upper().startswith("DATA"):
                self.say("354 go on")
                lines = []
                while (part := self.rfile.readline().decode()) != ".\r\n":
                    lines.append(part)
                MailServer.received.append("".join(lines))
                self.say("250 taken")
            elif line.upper().startswith("QUIT"):
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    Hook.received, Hook.refusals, MailServer.received = [], 0, []
    monkeypatch.setattr(alerts, "WAIT_SECONDS", 0.01)


def test_without_configuration_the_log_alone_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert alerts.send(ALERT, {}) == []
    assert "hard_range" in caplog.text
    assert "http://ui/runs/abc" in caplog.text


def test_a_webhook_gets_the_alert_as_json_even_if_it_refuses_at_first() -> None:
    Hook.refusals = 2
    with listening(HTTPServer(("127.0.0.1", 0), Hook)) as port:
        assert alerts.send(ALERT, {"GREENLEDGER_ALERT_WEBHOOK": f"http://127.0.0.1:{port}/x"}) == []
    assert [each["title"] for each in Hook.received] == ["greenledger: 发布被拦截"]
    assert Hook.received[0]["blocked"] is True


def test_mail_names_what_failed_and_where_to_look() -> None:
    with listening(socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer)) as port:
        settings = {
            "GREENLEDGER_ALERT_SMTP": f"smtp://127.0.0.1:{port}",
            "GREENLEDGER_ALERT_TO": "a@example.org,b@example.org",
        }
        assert alerts.send(ALERT, settings) == []
    (message,) = MailServer.received
    mail = email.message_from_string(message, policy=email.policy.default)
    assert (mail["To"], mail["Subject"]) == ("a@example.org, b@example.org", ALERT.title)
    assert ALERT.text in message
    assert ALERT.url in message


def test_a_channel_that_stays_silent_is_logged_without_its_password(caplog: pytest.LogCaptureFixture) -> None:
    settings = {
        "GREENLEDGER_ALERT_WEBHOOK": "http://127.0.0.1:9/x",
        "GREENLEDGER_ALERT_SMTP": "smtp://user:secret@127.0.0.1:9",
        "GREENLEDGER_ALERT_TO": "a@example.org",
    }
    problems = alerts.send(ALERT, settings)
    assert [problem.partition(":")[0] for problem in problems] == ["webhook", "mail"]
    assert "secret" not in caplog.text + str(problems)


def test_a_mail_setting_that_is_none_is_said(caplog: pytest.LogCaptureFixture) -> None:
    assert "must be smtp://" in alerts.send(ALERT, {"GREENLEDGER_ALERT_SMTP": "mail.example.org"})[0]


def test_a_failed_run_is_described_by_the_check_that_blocked_it_or_by_what_broke() -> None:
    @dg.asset(check_specs=[dg.AssetCheckSpec("hard_range", asset="mart", blocking=True)])
    def mart() -> dg.MaterializeResult:
        return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=False, description="3 values fail")])

    @dg.asset
    def broken() -> None:
        raise dg.Failure("the disk is full. Free some space.")

    with dg.DagsterInstance.ephemeral() as instance:
        alerts_by_asset = {}
        for asset in (mart, broken):
            result = dg.materialize([asset], instance=instance, raise_on_error=False)
            run = instance.get_run_by_id(result.run_id)
            assert run is not None
            alerts_by_asset[asset.key.path[-1]] = described(instance, run, None)
    blocked, failed = alerts_by_asset["mart"], alerts_by_asset["broken"]
    assert (blocked.blocked, blocked.text) == (True, "mart.hard_range: 3 values fail")
    assert (failed.blocked, failed.text) == (False, "broken: the disk is full. Free some space.")
    assert blocked.url.endswith(f"/runs/{blocked.run_id}")
