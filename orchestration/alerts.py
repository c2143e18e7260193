"""Telling people that a run failed or a publication was blocked: the log always, a webhook and mail where they are configured.

GREENLEDGER_ALERT_WEBHOOK   URL that takes a JSON object by POST: title, text, run_id, url, blocked (`text` suits chat tools)
GREENLEDGER_ALERT_SMTP      smtp://user:password@host:587 (STARTTLS where offered), smtps://… or smtp://host:25
GREENLEDGER_ALERT_TO        addresses, parted by commas
GREENLEDGER_ALERT_FROM      sender; default greenledger@<this host>
GREENLEDGER_UI_URL          where the Dagster UI is reached from outside, for links; default http://127.0.0.1:3000
"""

from __future__ import annotations

import json
import logging
import os
import smtplib
import socket
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

log = logging.getLogger("greenledger.alerts")

TRIES, WAIT_SECONDS, TIMEOUT_SECONDS = 3, 2.0, 10.0


@dataclass(frozen=True, slots=True)
class Alert:
    title: str
    text: str
    run_id: str
    url: str
    blocked: bool  # a check held the publication back; else the run broke


def run_url(run_id: str, environment: Mapping[str, str] = os.environ) -> str:
    base = environment.get("GREENLEDGER_UI_URL") or "http://127.0.0.1:3000"
    return f"{base.rstrip('/')}/runs/{run_id}"


def send(alert: Alert, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Log the alert and hand it to each configured channel; returns what could not be delivered, which is logged too."""
    log.error("%s: %s %s", alert.title, alert.text, alert.url)
    problems = []
    for name, deliver in channels(alert, environment).items():
        problem = _delivered(deliver)
        if problem:
            problems.append(f"{name}: {problem}")
            log.error("the alert could not be delivered by %s: %s", name, problem)
    return problems


def channels(alert: Alert, environment: Mapping[str, str] = os.environ) -> dict[str, Callable[[], None]]:
    """The configured channels by name, each with what delivers the alert."""
    found: dict[str, Callable[[], None]] = {}
    if url := environment.get("GREENLEDGER_ALERT_WEBHOOK"):
        found["webhook"] = lambda: _post(url, alert)
    if smtp := environment.get("GREENLEDGER_ALERT_SMTP"):
        found["mail"] = lambda: _mail(smtp, environment, alert)
    return found


def _delivered(deliver: Callable[[], None]) -> str:
    """Empty, or why the last of several tries failed."""
    problem = ""
    for attempt in range(TRIES):
        try:
            deliver()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            problem = f"{type(error).__name__}: {error}"
            if attempt + 1 < TRIES:
                time.sleep(WAIT_SECONDS * (attempt + 1))
        else:
            return ""
    return problem


def _post(url: str, alert: Alert) -> None:
    body = json.dumps(asdict(alert), ensure_ascii=False).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json; charset=utf-8"})
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
        pass


def _mail(url: str, environment: Mapping[str, str], alert: Alert) -> None:
    server = urlsplit(url)
    receivers = environment.get("GREENLEDGER_ALERT_TO", "")
    if server.scheme not in ("smtp", "smtps") or not server.hostname or not receivers:
        raise ValueError(
            "GREENLEDGER_ALERT_SMTP must be smtp://host:port or smtps://…, and GREENLEDGER_ALERT_TO name a receiver"
        )
    message = EmailMessage()
    message["Subject"] = alert.title.replace("\n", " ")
    message["From"] = environment.get("GREENLEDGER_ALERT_FROM") or f"greenledger@{socket.gethostname()}"
    message["To"] = receivers
    message.set_content(f"{alert.text}\n\n{alert.url}\n")
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with kind(server.hostname, server.port or 0, timeout=TIMEOUT_SECONDS) as connection:
        if server.scheme == "smtp":
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls()
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)
