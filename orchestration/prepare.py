"""What the service needs done before it starts and after it ends: the dbt manifest as the project is now, no run left open.

A process of its own: dbt and Dagster take hundreds of megabytes that the service would keep for months.
"""

from __future__ import annotations

from orchestration.home import Busy, Home
from orchestration.instance import close_abandoned, open_instance
from orchestration.transform import manifest_path


def prepare(home: Home) -> int:
    """Returns how many abandoned runs were closed; none are touched while a run of the command line is at work."""
    try:
        with home.locked():
            manifest_path(home)
            with open_instance(home) as instance:
                return close_abandoned(instance, all_launchers=True)
    except Busy:
        return 0


if __name__ == "__main__":
    prepare(Home.resolve())
