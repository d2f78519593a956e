"""The sealer's key and the notes it signs."""

from __future__ import annotations

import stat
from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from darcha.law.errors import ConfigurationError, EvidenceError
from darcha.store.journal.checkpoint import read_note, sign
from darcha.store.journal.keys import key_id, public_key, signing_key
from tests.store.journal.sealing import KEY, PUBLIC

AT = datetime(2026, 3, 2, 9, 0, 0, 250000, UTC)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_made_once_and_its_public_half_is_for_everybody(tmp_path: Path) -> None:
    made = signing_key(tmp_path)
    again = signing_key(tmp_path)
    assert made.private_bytes_raw() == again.private_bytes_raw()
    assert public_key(tmp_path) == made.public_key()
    assert (mode(tmp_path / "keys"), mode(tmp_path / "keys/sealer.key"), mode(tmp_path / "sealer.pub")) == (
        0o700,
        0o600,
        0o644,
    )
    assert key_id(PUBLIC) == sha256(PUBLIC.public_bytes_raw()).hexdigest()[:16]


def test_the_public_half_follows_the_key(tmp_path: Path) -> None:
    made = signing_key(tmp_path)
    (tmp_path / "sealer.pub").unlink()
    signing_key(tmp_path)
    assert public_key(tmp_path) == made.public_key()


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    signing_key(tmp_path)
    (tmp_path / "keys/sealer.key").chmod(0o640)
    with pytest.raises(ConfigurationError, match="0600"):
        signing_key(tmp_path)


def test_other_keys_and_no_keys_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        public_key(tmp_path)
    other = ec.generate_private_key(ec.SECP256R1())
    signing_key(tmp_path)
    (tmp_path / "keys/sealer.key").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ConfigurationError, match="Ed25519"):
        signing_key(tmp_path)
    (tmp_path / "sealer.pub").write_bytes(
        other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(ConfigurationError, match="Ed25519"):
        public_key(tmp_path)


def test_a_note_is_a_signed_note_of_c2sp() -> None:
    """Text, empty line, em dash, name, and base64 of four bytes that name the key and the 64 of the signature."""
    made = sign(7, bytes(32), AT, (), KEY)
    name = f"darcha/{key_id(PUBLIC)}"
    text, line = made.note(PUBLIC).split("\n\n")
    assert text == f"{name}\n7\n{'A' * 43}=\n2026-03-02T09:00:00.250000Z"
    dash, origin, signature = line.rstrip("\n").split(" ")
    assert (dash, origin) == ("—", name)
    content = b64decode(signature)
    assert content[:4] == sha256(name.encode() + b"\n\x01" + PUBLIC.public_bytes_raw()).digest()[:4]
    PUBLIC.verify(content[4:], (text + "\n").encode())
    assert read_note(made.note(PUBLIC), PUBLIC) == made


def test_the_same_moment_in_another_zone_is_the_same_note() -> None:
    east = AT.astimezone(timezone(timedelta(hours=5)))
    assert sign(7, bytes(32), east, (), KEY).note(PUBLIC) == sign(7, bytes(32), AT, (), KEY).note(PUBLIC)


NOTE = sign(7, bytes(32), AT, (), KEY).note(PUBLIC)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        NOTE[:-1],
        NOTE + "\n",
        NOTE.replace("\n7\n", "\n8\n"),
        NOTE.replace("\n7\n", "\n07\n"),
        NOTE.replace("\n7\n", "\n٧\n"),
        NOTE.replace("AAAA", "AAAB"),
        NOTE.replace("2026-03-02T", "2026-03-03T"),
        NOTE.replace("2026-03-02T09:00:00.250000Z", "0001-01-01T00:00:00+14:00"),
        NOTE.replace("—", "-"),
        NOTE.replace("darcha/", "other/"),
        sign(7, bytes(32), AT, (), Ed25519PrivateKey.from_private_bytes(bytes(32))).note(PUBLIC),
    ],
)
def test_a_note_that_was_changed_is_refused(note: str) -> None:
    with pytest.raises(EvidenceError):
        read_note(note, PUBLIC)
