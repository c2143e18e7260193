"""Superset beside a home of greenledger: state in <home>/superset, one read-only database, in Chinese and English.

GREENLEDGER_HOME says which home. Keys and passwords are made on the first start (deploy/superset/provision.py) and stay in that folder.
"""

from __future__ import annotations

import copy
import os
import re
from pathlib import Path
from typing import Any

from sqlalchemy.engine.url import URL
from sqlalchemy.pool import NullPool
from superset.config import TALISMAN_CONFIG as DEFAULT_TALISMAN_CONFIG  # complete: this file is read last

HOME = Path(os.environ.get("GREENLEDGER_HOME") or "data").absolute()
STATE = HOME / "superset"
PUBLISHED = HOME / "published" / "greenledger.duckdb"
BACKEND = "duckdb"

SECRET_KEY = (STATE / "secret_key").read_text(encoding="utf-8")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{STATE}/superset.db?check_same_thread=false"
DATA_DIR = str(STATE)

# Read-only alone is no sandbox: SQL reads files, writes files and loads code. These close it, the last one for good.
SEALED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
    "memory_limit": os.environ.get("GREENLEDGER_SUPERSET_MEMORY", "2GB"),
}


def DB_CONNECTION_MUTATOR(
    uri: URL, params: dict[str, Any], username: str | None, security_manager: Any, source: Any
) -> tuple[URL, dict[str, Any]]:
    """Open the release that stands now, sealed, whatever the database record says.

    Connections to one path share an instance, and that would go on showing a file that was replaced: the path of the release is
    another one after each publication.
    """
    if uri.get_backend_name() == BACKEND:
        uri = uri.set(database=str(PUBLISHED.resolve()))
        params = {"poolclass": NullPool, "connect_args": {"read_only": True, "config": dict(SEALED)}}
    return uri, params


def SQL_QUERY_MUTATOR(sql: str, **_: Any) -> str:
    """Refuse what DuckDB answers with the end of the process: it may not write the log file, and gives up over it."""
    if re.search("enable_logging", sql, re.IGNORECASE):
        raise ValueError("Logging of the database cannot be switched on here.")
    return sql


PREVENT_UNSAFE_DB_CONNECTIONS = True
SQLLAB_TIMEOUT = 30
ROW_LIMIT = 50_000
# Figures change with a publication: nothing is cached but what makes the pages themselves.
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
RATELIMIT_STORAGE_URI = "memory://"

# Text of documents is untrusted: no markup of it is shown, and the pages run no script but their own.
HTML_SANITIZATION = True
TALISMAN_ENABLED = True
CONTENT_SECURITY_POLICY_WARNING = False
# Superset's own policy, without the counter of page views that it loads from a server of others.
TALISMAN_CONFIG = copy.deepcopy(DEFAULT_TALISMAN_CONFIG)
_policy = TALISMAN_CONFIG["content_security_policy"]
_policy["img-src"] = [source for source in _policy["img-src"] if "scarf" not in source]
WTF_CSRF_ENABLED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Behind a proxy with TLS: GREENLEDGER_SUPERSET_TLS=1 keeps the cookies to it.
SESSION_COOKIE_SECURE = bool(os.environ.get("GREENLEDGER_SUPERSET_TLS"))
TALISMAN_FORCE_HTTPS = SESSION_COOKIE_SECURE

FEATURE_FLAGS = {"DASHBOARD_CROSS_FILTERS": True, "ENABLE_TEMPLATE_PROCESSING": False}
LANGUAGES = {"zh": {"flag": "cn", "name": "中文"}, "en": {"flag": "us", "name": "English"}}
BABEL_DEFAULT_LOCALE = "zh"
APP_NAME = "greenledger"
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}
