"""Backups encrypted to a key that the library keeps, as age files (age-encryption.org/v1)."""

import os
from pathlib import Path

import pyrage

from db.errors import BadValue, StoreError
from db.marking import N_
from db.safety.snapshot import BadBackup

SEALED = ".age"
"""How the name of an encrypted backup ends."""
_LARGEST_KEY = 64 * 1024


def new_key(file: Path) -> str:
    """Write a new private key, for its owner alone, and return the public one. Raises StoreError.

    Nothing is written over.
    """
    identity = pyrage.x25519.Identity.generate()
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as made:
            made.write(f"# public key: {identity.to_public()}\n{identity}\n")
            made.flush()
            os.fsync(made.fileno())
    except OSError as error:
        raise StoreError(
            N_("The key was not written to {path}: {reason}."), path=file, reason=error.strerror or error
        ) from error
    return str(identity.to_public())


def recipient(public: str) -> pyrage.x25519.Recipient:
    """Understand a public key. Raises BadValue."""
    try:
        return pyrage.x25519.Recipient.from_str(public)
    except pyrage.RecipientError as error:
        raise BadValue(
            N_("The key of the backups in the settings is not a public key: it begins with age1.")
        ) from error


def seal(file: Path, to: Path, public: str) -> None:
    """Encrypt a file; it is on the disk when this returns. Raises BadValue and OSError."""
    key = recipient(public)
    with os.fdopen(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as sealed:
        with file.open("rb") as plain:
            pyrage.encrypt_io(plain, sealed, [key])
        sealed.flush()
        os.fsync(sealed.fileno())


def unseal(file: Path, to: Path, key: Path) -> None:
    """Decrypt a backup with the private key in a file. Raises BadBackup."""
    try:
        with key.open("rb") as kept:
            text = kept.read(_LARGEST_KEY).decode("utf-8", "replace")
        lines = [line.strip() for line in text.splitlines()]
        private = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
        identities = [pyrage.x25519.Identity.from_str(line) for line in private]
    except (OSError, pyrage.IdentityError):
        identities = []
    if not identities:
        raise BadBackup(N_("{path} holds no key for backups."), path=key)
    try:
        with file.open("rb") as sealed, to.open("xb") as plain:
            pyrage.decrypt_io(sealed, plain, identities)
    except pyrage.DecryptError as error:
        raise BadBackup(
            N_("{path} cannot be opened with this key: it is another library's, or is damaged."), path=file
        ) from error
    except OSError as error:
        raise BadBackup(
            N_("The backup {path} cannot be read: {reason}."), path=file, reason=error.strerror or error
        ) from error
