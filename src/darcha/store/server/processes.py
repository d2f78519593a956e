"""Which processes of this machine belong to a cluster, asked of the kernel (``/proc``), not of a file."""

from __future__ import annotations

from pathlib import Path

_PORT_LINE, _STATUS_LINE = 3, 7
"""Of postmaster.pid the fourth line holds the port, the eighth how far the server is (PostgreSQL, ``pidfile.h``)."""


def living(cluster: Path) -> list[int]:
    """The processes called ``postgres`` that work in the cluster's folder: the postmaster and its children.

    A zombie works nowhere and is not among them; neither is a process that merely got the number of a dead server.
    """
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and _works_in(path.name, cluster)]


def postmaster(cluster: Path) -> int | None:
    """The postmaster of a cluster, by its pid file and then by what that process is; None where it is not alive.

    Raises PermissionError where the cluster is not ours to read.
    """
    lines = _pid_file(cluster)
    pid = lines[0].strip().lstrip("-") if lines else ""  # A session in single-user mode writes its number negative.
    return int(pid) if pid.isdigit() and _works_in(pid, cluster) else None


def ready(cluster: Path) -> int | None:
    """The port, once the postmaster says in its pid file that it takes connections; None before and after."""
    lines = _pid_file(cluster)
    if len(lines) <= _STATUS_LINE or lines[_STATUS_LINE].strip() != "ready":
        return None
    return int(lines[_PORT_LINE])


def _pid_file(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _works_in(pid: str, cluster: Path) -> bool:
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        return name == "postgres" and Path(f"/proc/{pid}/cwd").readlink() == cluster.resolve()
    except OSError:  # It ended meanwhile, is a zombie, or is another user's and so not ours.
        return False
