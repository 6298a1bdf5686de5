"""The keys of an installation, in a folder of their own outside the database.

Five of them, each with generations: `numbers` seals national numbers, `mac` finds them, `seal` signs (Ed25519),
`files` wraps the key that every case has for its documents, `papers` signs authorisations (`slips`). What is sealed
carries the key's id, so a new generation needs no stop: new things take it at once, old ones when they are wrapped
again.
"""

import hashlib
import hmac
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from konsil.config import Config
from konsil.gates.faults import GateRefused
from konsil.gates.keys import files
from konsil.gates.keys.files import Key

Name = Literal["numbers", "mac", "seal", "files", "papers"]
NAMES: tuple[Name, ...] = get_args(Name)

FORM = b"\x01"  # of what is sealed: form (1) · key id (4) · nonce (12) · ciphertext and tag
HEAD = 5
NONCE = 12
CASE = re.compile(r"[A-Za-z0-9_-]{1,64}")
GONE = b"destroyed"


@cache
def keyring() -> "Keyring":
    """The keyring of this installation, beneath its home."""
    return Keyring(Config.read().home / "keys")


class Keyring:
    """All keys of one folder. Nothing of it is ever logged; losing it is losing what it sealed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[Name, tuple[Key, ...]] = {}

    # -- numbers -----------------------------------------------------------------------------------------

    def encrypt(self, plain: bytes, *, purpose: str, key: Name = "numbers") -> bytes:
        """Seal for a purpose (AES-256-GCM); only the same purpose opens it again. Each time other bytes."""
        latest = self._generations(key)[-1]
        head, nonce = FORM + latest.id, secrets.token_bytes(NONCE)
        return head + nonce + AESGCM(latest.secret).encrypt(nonce, plain, head + purpose.encode())

    def decrypt(self, sealed: bytes, *, purpose: str, key: Name = "numbers") -> bytes:
        """Open what `encrypt` sealed, by whatever generation. Refused: `key-unknown`, `cipher-broken`."""
        head, nonce, body = sealed[:HEAD], sealed[HEAD : HEAD + NONCE], sealed[HEAD + NONCE :]
        if head[:1] != FORM:
            raise GateRefused("cipher-broken")
        try:
            opener = AESGCM(self._by_id(key, head[1:]).secret)
            return opener.decrypt(nonce, body, head + purpose.encode())
        except (InvalidTag, ValueError) as fault:
            raise GateRefused("cipher-broken") from fault

    def rewrap(self, sealed: bytes, *, purpose: str, key: Name = "numbers") -> bytes:
        """The same content under the latest generation; unchanged where it is already."""
        if sealed[1:HEAD] == self._generations(key)[-1].id:
            return sealed
        return self.encrypt(self.decrypt(sealed, purpose=purpose, key=key), purpose=purpose, key=key)

    def mac(self, told: bytes, *, purpose: str) -> bytes:
        """What a value is found by without being stored (HMAC-SHA-256): the same value, the same 32 octets.

        A new generation of `mac` finds nothing of before: numbers are opened and written again.
        """
        secret = self._generations("mac")[-1].secret
        return hmac.digest(secret, purpose.encode() + b"\0" + told, hashlib.sha256)

    # -- the seal ----------------------------------------------------------------------------------------

    def sign(self, message: bytes) -> bytes:
        """Key id and Ed25519 signature: 68 octets."""
        latest = self._generations("seal")[-1]
        return latest.id + Ed25519PrivateKey.from_private_bytes(latest.secret).sign(message)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether a generation of the seal signed just this."""
        public = self.public_keys().get(signature[:4].hex())
        if public is None:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], message)
        except InvalidSignature:
            return False
        return True

    def public_keys(self) -> dict[str, bytes]:
        """The seal's public keys (32 octets) by id, for those who verify without this folder."""
        return {
            key.id.hex(): Ed25519PrivateKey.from_private_bytes(key.secret).public_key().public_bytes_raw()
            for key in self._generations("seal")
        }

    # -- documents ---------------------------------------------------------------------------------------

    def file_key(self, case: str) -> bytes:
        """The key of a case's documents (32 octets), made on first use, wrapped in a file of its own.

        Refused: `key-destroyed` after `destroy_file_key`.
        """
        path = self._file_key_path(case)
        if not path.exists():
            fresh = self.encrypt(secrets.token_bytes(32), purpose=f"case {case}", key="files")
            files.write_once(path, fresh)
        wrapped = path.read_bytes()
        if wrapped == GONE:
            raise GateRefused("key-destroyed")
        return self.decrypt(wrapped, purpose=f"case {case}", key="files")

    def destroy_file_key(self, case: str) -> None:
        """Make a case's documents unreadable, also in every backup of the documents; a mark stays."""
        path = self._file_key_path(case)
        if path.exists():
            files.shred(path)
        files.write_once(path, GONE)

    def rewrap_file_keys(self) -> int:
        """Wrap every case's key with the latest generation of `files`; how many were changed."""
        changed = 0
        for path in (self.folder / "cases").glob("*/*"):
            wrapped = path.read_bytes()
            if wrapped == GONE or path.name.startswith("."):
                continue
            fresh = self.rewrap(wrapped, purpose=f"case {path.name}", key="files")
            if fresh != wrapped:
                files.replace(path, fresh)
                changed += 1
        return changed

    # -- generations -------------------------------------------------------------------------------------

    def rotate(self, name: Name) -> None:
        """Begin a new generation of a key. What the old ones sealed stays readable until re-wrapped."""
        files.next_generation(self.folder, name)
        self._known.pop(name, None)

    def _generations(self, name: Name) -> tuple[Key, ...]:
        if name not in self._known:
            self._known[name] = files.generations(self.folder, name)
        return self._known[name]

    def _by_id(self, name: Name, wanted: bytes) -> Key:
        """Another process may have begun a generation since: look once more before saying no."""
        for _ in range(2):
            for key in self._generations(name):
                if key.id == wanted:
                    return key
            self._known.pop(name, None)
        raise GateRefused("key-unknown", wanted.hex())

    def _file_key_path(self, case: str) -> Path:
        if not CASE.fullmatch(case):
            raise GateRefused("case-id")
        shelf = hashlib.sha256(case.encode()).hexdigest()[:2]
        return self.folder / "cases" / shelf / case
