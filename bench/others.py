"""What public extractors find in a text, and in what time. Runs under the interpreter of their own environment, without this project.

usage: PYTHON bench/others.py NAME FILE    (NAME: quantulum3 or recognizers-text; prints one line of JSON)
"""

from __future__ import annotations

import json
import sys
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


def main() -> None:
    name, path = sys.argv[1:]
    lines = [line for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    work = READERS[name](lines)
    start = time.process_time()
    found = work()
    print(json.dumps({"found": found, "seconds": time.process_time() - start}))


if __name__ == "__main__":
    main()
