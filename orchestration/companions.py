"""What stands beside the database in a publication and is made from it: the exports, as the environment asks for them."""

from __future__ import annotations

import functools
import os

from exports import write as exports
from orchestration.candidate import Companion

EXPORTS = "GREENLEDGER_EXPORTS"  # which formats; see exports/write.py


def companions() -> list[Companion]:
    wanted = exports.formats(os.environ.get(EXPORTS))
    writer = functools.partial(exports.write, wanted=wanted)
    return [Companion(exports.FOLDER, f"{exports.version()} {wanted}", writer)] if wanted else []
