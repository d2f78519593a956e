"""Keep one server for a whole test run: a process of its own, so that no test worker's end takes it from the others.

``python keeper.py FOLDER USERS``: every worker that uses the server holds the file USERS locked for sharing; when the
last of them has ended, however it ended, the lock can be had alone, and the server and its folder go.
"""

from __future__ import annotations

import fcntl
import shutil
import sys
from pathlib import Path

from darcha.store.server import serving


def keep(folder: Path, users: Path) -> None:
    """Serve the folder until nobody uses it any more."""
    try:
        with users.open("a") as lock, serving(folder, durable=False):
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]))
