"""Brings Superset's own state to this version: keys, metadata database, roles, the admin, the assets. Run again at will.

usage: python deploy/superset/provision.py prepare | load BUNDLE.zip       (with Superset's Python)

`prepare` makes <home>/superset with the secret key and the admin's password, both readable by this user only. `load` needs
SUPERSET_CONFIG_PATH; it speaks to Superset's public API within this process, so that no port is open before all is in place.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

STATE = Path(os.environ.get("GREENLEDGER_HOME") or "data").absolute() / "superset"
ADMIN = "admin"


def prepare() -> None:
    STATE.mkdir(parents=True, exist_ok=True)
    STATE.chmod(0o700)
    for name, size in (("secret_key", 42), ("admin_password", 12)):
        path = STATE / name
        if not path.exists():
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(size))


def load(bundle: Path) -> None:
    from superset.app import create_app

    password = (STATE / "admin_password").read_text(encoding="utf-8")
    app = create_app()
    with app.app_context():
        from superset.extensions import appbuilder

        manager = appbuilder.sm
        if manager.find_user(ADMIN) is None:
            manager.add_user(ADMIN, "green", "ledger", "admin@localhost", manager.find_role("Admin"), password)
    client = app.test_client()
    given = {"username": ADMIN, "password": password, "provider": "db"}
    token = _checked(client.post("/api/v1/security/login", json=given))["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Referer": "http://localhost/"}
    headers["X-CSRFToken"] = _checked(client.get("/api/v1/security/csrf_token/", headers=headers))["result"]
    with bundle.open("rb") as content:
        form = {"bundle": (content, bundle.name, "application/zip"), "passwords": "{}"}
        _checked(client.post("/api/v1/assets/import/", data=form, headers=headers, content_type="multipart/form-data"))


def _checked(response):  # type: ignore[no-untyped-def]
    if response.status_code != 200:
        raise SystemExit(f"Superset refused: {response.status_code} {response.get_data(as_text=True)[:2000]}")
    return response.get_json()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            prepare()
        case ["load", bundle]:
            load(Path(bundle))
        case _:
            raise SystemExit(__doc__)
