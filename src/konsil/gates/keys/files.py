"""Keys at rest: one small file each, readable by its owner only, made on first use and never overwritten."""

import base64
import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from konsil.gates.faults import GateRefused

NAME = re.compile(r"[a-z]+-(\d+)\.key")


@dataclass(frozen=True)
class Key:
    """A secret of 32 octets and the four octets it is known by in what it sealed."""

    id: bytes
    secret: bytes


def generations(folder: Path, name: str) -> tuple[Key, ...]:
    """All keys of a name, the oldest first; the first is made where there is none yet."""
    paths = sorted(folder.glob(f"{name}-*.key"), key=_number)
    if not paths:
        make(folder, name, 1)
        return generations(folder, name)
    return tuple(_read(path) for path in paths)


def next_generation(folder: Path, name: str) -> Key:
    """A fresh key beside the old ones; from now on it seals, the old ones still open."""
    latest = max((_number(path) for path in folder.glob(f"{name}-*.key")), default=0)
    make(folder, name, latest + 1)
    return generations(folder, name)[-1]


def make(folder: Path, name: str, number: int) -> None:
    """Write a new key under its number. Where another process was first, its key stays."""
    told = {"id": secrets.token_hex(4), "key": base64.b64encode(secrets.token_bytes(32)).decode()}
    write_once(folder / f"{name}-{number}.key", json.dumps(told).encode())


def write_once(path: Path, content: bytes) -> bool:
    """Put a private file in place in one step, durably. False: there was one already, which stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.parent / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, path)  # a link never replaces
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    sync_folder(path.parent)
    return True


def replace(path: Path, content: bytes) -> None:
    """Put a private file in place of another in one step, durably."""
    draft = path.parent / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    write_once(draft, content)
    draft.replace(path)
    sync_folder(path.parent)


def shred(path: Path) -> None:
    """Overwrite a key and take it away. What a backup of this folder holds must be dropped there."""
    with suppress(FileNotFoundError), path.open("r+b") as out:
        out.write(secrets.token_bytes(path.stat().st_size))
        out.flush()
        os.fsync(out.fileno())
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _number(path: Path) -> int:
    found = NAME.fullmatch(path.name)
    return int(found[1]) if found else 0


def _read(path: Path) -> Key:
    """Refused: `key-open` (others may read the file), `key-broken`."""
    if path.stat().st_mode & 0o077:
        raise GateRefused("key-open", path.name)
    try:
        told = json.loads(path.read_bytes())
        key = Key(bytes.fromhex(told["id"]), base64.b64decode(told["key"], validate=True))
    except (ValueError, KeyError, TypeError) as fault:
        raise GateRefused("key-broken", path.name) from fault
    if len(key.id) != 4 or len(key.secret) != 32:
        raise GateRefused("key-broken", path.name)
    return key
