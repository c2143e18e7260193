"""What public extractors find in a text, and in what time: called by speed.py, run under the interpreter of their environment.

usage: PYTHON bench/others.py NAME FILE    (NAME: quantulum3 or recognizers-text; prints one line of JSON)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path


def quantulum3(lines: list[str]) -> Callable[[], int]:
    parser = import_module("quantulum3.parser")
    return lambda: sum(len(parser.parse(line)) for line in lines)


def recognizers_text(lines: list[str]) -> Callable[[], int]:
    units = import_module("recognizers_number_with_unit")
    chinese = import_module("recognizers_text").Culture.Chinese
    readers = (
        import_module("recognizers_number").recognize_number,
        units.recognize_dimension,
        units.recognize_currency,
    )
    return lambda: sum(len(read(line, chinese)) for line in lines for read in readers)


READERS = {"quantulum3": quantulum3, "recognizers-text": recognizers_text}


def measured(name: str, python: str | None, text: str, extraction: float) -> str:
    """A line on one extractor; `extraction` is our own speed in MB per core-second."""
    if python is None:
        return f"{name}: not measured (--other {name}=PYTHON of an environment that holds it)"
    with tempfile.TemporaryDirectory(prefix="greenledger-bench-") as folder:
        file = Path(folder, "text.txt")
        file.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([python, __file__, name, str(file)], capture_output=True, text=True, check=True)
        except OSError as error:
            return f"{name}: {python} cannot be started: {error.strerror}"
        except subprocess.CalledProcessError as error:
            return f"{name}: not measured: {(error.stderr.strip().splitlines() or ['no message'])[-1]}"
    result = json.loads(done.stdout)
    speed = len(text.encode()) / 1e6 / max(result["seconds"], 1e-9)
    return f"{name}: {speed:.3f} MB per core-second, {result['found']:,} found; extraction is {extraction / speed:,.1f} times as fast"


def main() -> None:
    name, path = sys.argv[1:]
    lines = [line for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    work = READERS[name](lines)
    start = time.process_time()
    found = work()
    print(json.dumps({"found": found, "seconds": time.process_time() - start}))


if __name__ == "__main__":
    main()
