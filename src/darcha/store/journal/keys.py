"""The key that signs checkpoints: Ed25519, made on first need, readable by the sealer's account alone.

The private key lies in the data folder's ``keys/sealer.key`` (0600) and never enters a web process; the public one in
``sealer.pub`` beside that folder, since everybody may read it and ``keys/`` is closed to everybody else.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from darcha.law.errors import ConfigurationError


def signing_key(data: Path) -> Ed25519PrivateKey:
    """The signing key of the data folder ``data``, made where there is none; its public half is exported anew.

    Raises ConfigurationError where the file holds something else or others may read it.
    """
    path = data / "keys" / "sealer.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = Ed25519PrivateKey.generate()
        _write(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    if path.stat().st_mode & 0o077:
        raise ConfigurationError(why=f"{path} can be read by others; give it mode 0600 and consider it known.")
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigurationError(why=f"{path} does not hold an Ed25519 key.")
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    if not (data / "sealer.pub").exists() or (data / "sealer.pub").read_bytes() != public:
        _write(data / "sealer.pub", public, 0o644)
    return key


def public_key(data: Path) -> Ed25519PublicKey:
    """The public key of the data folder ``data``; raises ConfigurationError where nothing was sealed yet."""
    path = data / "sealer.pub"
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigurationError(why=f"{path} cannot be read as a public key: {error}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ConfigurationError(why=f"{path} does not hold an Ed25519 key.")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """The name of a key: the first sixteen hexadecimal digits of the SHA-256 of its 32 bytes."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a whole file under another name first, so that no half key can be read."""
    half = path.with_suffix(".new")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, mode)  # Whatever the umask says.
        file.write(content)
        file.flush()
        os.fsync(handle)
    half.rename(path)
