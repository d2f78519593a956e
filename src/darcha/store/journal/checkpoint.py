"""A checkpoint: the size and root of the log at a moment, signed as a note that any tool for such logs can read.

The text follows the formats of C2SP, tlog-checkpoint and signed-note: origin, size, root in base64, then our one
extension line, the moment; an empty line; the signature line.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from darcha.law.errors import EvidenceError
from darcha.store.journal.keys import key_id

_ED25519 = b"\x01"
"""The signature type of Ed25519 in signed notes."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the log after a seal; ``consistency`` proves that it continues the checkpoint before."""

    size: int
    root: bytes
    at: datetime
    consistency: tuple[bytes, ...] = ()
    key_id: str
    signature: bytes

    @property
    def origin(self) -> str:
        """The name of the log: one key, one log."""
        return f"darcha/{self.key_id}"

    def text(self) -> str:
        """What is signed."""
        return _text(self.size, self.root, self.at, self.key_id)

    def signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether the signature is this key's over these values."""
        try:
            key.verify(self.signature, self.text().encode())
        except (InvalidSignature, OverflowError):  # The second where the moment is none.
            return False
        return self.key_id == key_id(key)

    def note(self, key: Ed25519PublicKey) -> str:
        """The signed note; the signature line also names the key, in the way of signed notes."""
        mark = sha256(self.origin.encode() + b"\n" + _ED25519 + key.public_bytes_raw()).digest()[:4]
        return f"{self.text()}\n— {self.origin} {_base64(mark + self.signature)}\n"


def sign(size: int, root: bytes, at: datetime, consistency: tuple[bytes, ...], key: Ed25519PrivateKey) -> Checkpoint:
    """A checkpoint of the log, signed with ``key``."""
    name = key_id(key.public_key())
    signature = key.sign(_text(size, root, at, name).encode())
    return Checkpoint(size=size, root=root, at=at, consistency=consistency, key_id=name, signature=signature)


def read_note(note: str, key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint in a signed note; raises EvidenceError unless it is whole and signed by ``key``."""
    try:
        text, _, line = note.partition("\n\n")
        origin, size, root, at = text.split("\n")
        found = Checkpoint(
            size=int(size),
            root=b64decode(root, validate=True),
            at=datetime.fromisoformat(at).astimezone(UTC),
            key_id=origin.partition("/")[2],
            signature=b64decode(line.rstrip("\n").rpartition(" ")[2], validate=True)[4:],
        )
    except (ValueError, OverflowError) as error:
        raise EvidenceError(why="a checkpoint's note cannot be read") from error
    # Comparing the whole text leaves no second way of writing the same note.
    if not found.signed_by(key) or found.note(key) != note:
        raise EvidenceError(why=f"the note of size {found.size} is not signed by key {key_id(key)}")
    return found


def _text(size: int, root: bytes, at: datetime, name: str) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return f"darcha/{name}\n{size}\n{_base64(root)}\n{moment}\n"


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
