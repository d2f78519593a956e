"""A supervisor to kill: ``python supervisor.py FOLDER`` starts a server, says its process number and serves until its
standard input ends; where it cannot, it says why in one line and ends with 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

from darcha.law.errors import ConfigurationError
from darcha.store.server import serving


def supervise(folder: Path) -> int:
    """Serve until standard input ends; the exit code."""
    try:
        with serving(folder) as running:
            _say(running.pid)
            sys.stdin.read()
    except ConfigurationError as error:
        _say(f"{type(error).__name__}: {error}")
        return 1
    return 0


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(supervise(Path(sys.argv[1])))
