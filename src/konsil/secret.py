"""The secret of sessions and signed links: one file, made on first start."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def session_secret(keys: Path) -> str:
    """The secret in `keys/session`: of processes starting at once one makes it, all read the same."""
    place = keys / "session"
    if not place.exists():
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = keys / f".session.{os.getpid()}"
        draft.touch(0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, place)  # a link never replaces
        draft.unlink()
    return place.read_text()
