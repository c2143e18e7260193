"""The inbox as a run may use it: listed, and not empty by accident."""

from __future__ import annotations

from extract import inbox
from orchestration.home import Home


class EmptyInbox(RuntimeError):
    """The inbox is not there or holds nothing. Withdrawing all documents because of it would be wrong: a share may be unmounted."""


def listing(home: Home) -> inbox.Scan:
    """The files of the inbox. Raises EmptyInbox, NotADirectoryError, and OSError for a folder that cannot be listed."""
    try:
        scan = inbox.scan(home.inbox, exclude=home.path)
    except FileNotFoundError:
        raise EmptyInbox(f"The inbox {home.inbox} does not exist.") from None
    if not scan.files:
        passed_over = f" ({len(scan.ignored)} files there are no documents)" if scan.ignored else ""
        raise EmptyInbox(f"The inbox {home.inbox} holds no documents{passed_over}.")
    return scan
