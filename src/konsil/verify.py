"""`konsil verify CODE`: what an authorisation is worth at a clinic on a day, without network and without database.

The key file is what `konsil keys` prints, or a clinic's browser keeps. The list of numbers used, and that of numbers
taken back, hold one a line. One word is printed and its exit status returned: 0 valid, 10 spent, 11 revoked,
12 other-day, 13 other-clinic, 20 forged, 21 unknown-key, 22 unreadable.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from konsil.core import slip
from konsil.core.seal import key_of
from konsil.core.slip import Known, Verdict
from konsil.plain import Plain

STATUS: dict[Verdict, int] = {
    "valid": 0, "spent": 10, "revoked": 11, "other-day": 12, "other-clinic": 13, "forged": 20, "unknown-key": 21,
    "unreadable": 22,
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Judge one code."""
    told = _arguments().parse_args(arguments)
    code = sys.stdin.read() if told.code == "-" else told.code
    known = Known(_keys(told.keys, told.seal), _numbers(told.spent), _numbers(told.revoked))
    verdict = slip.judge(code, known, told.clinic, told.on, _signed_by)
    print(verdict if told.quiet else f"{verdict}{_said(code, verdict)}")
    return STATUS[verdict]


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="konsil verify", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("code", help="as the scanner reads it; - for standard input")
    parser.add_argument("--keys", required=True, type=Path, help="the file of public keys")
    parser.add_argument("--clinic", required=True, help="the clinic's public id")
    parser.add_argument("--on", type=date.fromisoformat, default=date.today(), help="the clinic's local day; today")
    parser.add_argument("--spent", type=Path, help="numbers used here")
    parser.add_argument("--revoked", type=Path, help="numbers taken back")
    parser.add_argument("--seal", help="the house's public seal in hex: the key file must be signed by it")
    parser.add_argument("--quiet", action="store_true", help="the word alone")
    return parser


def _keys(path: Path, seal: str | None) -> dict[str, slip.PaperKey]:
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf8"))
        text, signature = told["text"], bytes.fromhex(told["signature"])
        keys = slip.read_keys(json.loads(text)["keys"])
        sealed = seal is None or _signed_by(bytes.fromhex(seal), signature[4:], text.encode())
    except OSError as fault:
        raise Plain(f"{path}: {fault.strerror}") from fault
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Plain(f"{path} is no file of keys") from fault
    if not sealed:
        raise Plain(f"{path} was not signed by that seal")
    return keys


def _numbers(path: Path | None) -> frozenset[str]:
    try:
        lines = path.read_text(encoding="utf8").splitlines() if path else ()
    except OSError as fault:
        raise Plain(f"{path}: {fault.strerror}") from fault
    return frozenset(key_of(line) for line in lines if line.strip())


def _signed_by(public: bytes, signature: bytes, statement: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def _said(code: str, verdict: Verdict) -> str:
    """What may be told of it (R30): of one's own papers everything they say, of another clinic's nothing."""
    said = slip.read(code)
    if said is None or verdict not in ("valid", "spent", "revoked", "other-day"):
        return ""
    lines = (f"{one.quantity} × {one.code}{' (if needed)' if one.if_needed else ''}" for one in said.slip.services)
    base = f", extends {said.slip.extends}" if said.slip.extends else ""
    return f": {said.slip.number}, {said.slip.day}{base}, {', '.join(lines)}"
