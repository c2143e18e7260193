"""Where log lines go: <home>/logs/greenledger.log, beside the terminal or the service's journal."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler

from orchestration.home import Home

LOG_BYTES, LOG_FILES = 5_000_000, 3
_OURS = "greenledger"
_done = False


def to_file(home: Home, *, everything: bool) -> None:
    """Once a process: `everything` takes what libraries log along and leaves the terminal to the command; else our own lines."""
    global _done
    if _done:
        return
    _done = True
    home.logs.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        home.logs / "greenledger.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    if everything:
        logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
        logging.captureWarnings(True)
    else:
        logging.getLogger(_OURS).addHandler(handler)
    logging.getLogger(_OURS).setLevel(logging.INFO)
