"""What processes have used, as the kernel of Linux tells it under ``/proc``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def processor(pids: Iterable[int]) -> float:
    """Seconds of processor that processes have used so far, those of theirs that ended among them; gone ones none."""
    return sum(map(_seconds, pids))


def _seconds(pid: int) -> float:
    try:
        # The name in brackets may hold anything; the fields counted are 14 to 17 of the whole line.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS


def peak_mb(pid: int) -> float:
    """The most memory that a process has held, in megabytes."""
    found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    return round(int(found[1]) / 1024, 1) if found else 0.0
