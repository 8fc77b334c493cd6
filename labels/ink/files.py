"""The one door for files that people ask for: there whole or not at all, and never over something else."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import NamedTemporaryFile, mkdtemp
from typing import IO

from labels.errors import N_, WriteError

_BEGINNINGS = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG",),
    ".xlsx": (b"PK\x03\x04",),
    ".docx": (b"PK\x03\x04",),
    ".svg": (b"<?xml", b"<svg"),
    ".html": (b"<!DOCTYPE html", b"<!doctype html", b"<html"),
    ".json": (b"{", b"["),
    ".zpl": (b"^XA", b"~", b"\xef\xbb\xbf^XA"),
    ".xml": (b"<", b"\xef\xbb\xbf<"),
    **dict.fromkeys((".iso", ".marc", ".mrc"), tuple(b"%d" % digit for digit in range(10))),
}
"""How a file of each kind begins; by this a file that is there already is known to be replaceable."""
_TEXTS = (".csv",)
"""Kinds that begin with anything, but are text."""
_LOOKED_AT = 4096
"""How many bytes of a file tell its kind."""


@contextmanager
def replacing(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file to write and its present path; it becomes `target` when the block ends well.

    Written beside the target, flushed to the disk and renamed; whatever goes wrong, nothing half-written is
    left and an old target stays as it was. Only its owner can read it: pupils' names may stand in it. Raises
    WriteError for a name whose ending says no kind that is written here; for a target that is there and is a
    link, a device, a folder or a file of another kind than its name says, such as the library's store; for a
    full disk, or a folder that is not ours.
    """
    refuse_to_replace(target)
    try:
        with NamedTemporaryFile(
            dir=target.parent, prefix=f".{target.name}.", suffix=".tmp", delete=False
        ) as file:
            path = Path(file.name)
            try:
                yield file, path
                file.flush()
                os.fsync(file.fileno())
                path.replace(target)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        _sync_folder(target.parent)
    except OSError as problem:
        raise _unwritten(target, problem) from problem


@contextmanager
def making_folder(target: Path) -> Iterator[Path]:
    """A folder to fill and its present path; it becomes `target` when the block ends well.

    Filled beside the target and renamed, so that it is there whole or not at all. Only its owner can look
    into it. Raises WriteError for a target that is there and is no empty folder: nothing is ever put among
    what belongs to others, and nothing of it is replaced.
    """
    try:
        if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
            raise WriteError(
                N_(
                    "{file} already exists and is not an empty folder, so it was left alone. Choose "
                    "another name."
                ),
                file=target.name,
            )
        path = Path(mkdtemp(dir=target.absolute().parent, prefix=f".{target.name}.", suffix=".tmp"))
    except (OSError, ValueError) as problem:  # ValueError: a name that no folder can have
        raise _unwritten(target, problem) from problem
    try:
        yield path
        _sync_folder(path)
        path.replace(target)
        _sync_folder(target.absolute().parent)
    except OSError as problem:
        raise _unwritten(target, problem) from problem
    finally:
        rmtree(path, ignore_errors=True)


def refuse_to_replace(target: Path) -> None:
    """Raise WriteError for a file that must not be written, as `replacing` would, before any work is done."""
    ending = target.suffix.lower()
    if ending not in (*_BEGINNINGS, *_TEXTS):
        raise WriteError(
            N_("{file} was not written: its name must end in {endings}."),
            file=target.name,
            endings=", ".join(sorted((*_BEGINNINGS, *_TEXTS))),
        )
    try:
        found = target.lstat()
    except FileNotFoundError:
        return
    except (OSError, ValueError) as problem:  # ValueError: a name that no file can have
        raise _unwritten(target, problem) from problem
    if not stat.S_ISREG(found.st_mode):
        raise WriteError(
            N_("{file} is a link, a device or a folder, so nothing was written there. Choose another name."),
            file=target.name,
        )
    if found.st_size and not _is_of_kind(target, ending):
        raise WriteError(
            N_(
                "{file} already exists and is not a {ending} file, so it was left alone. Choose another name."
            ),
            file=target.name,
            ending=ending,
        )


def _is_of_kind(target: Path, ending: str) -> bool:
    try:
        with target.open("rb") as file:
            start = file.read(_LOOKED_AT)
    except OSError as problem:
        raise _unwritten(target, problem) from problem
    if ending in _TEXTS:
        return b"\0" not in start
    return start.lstrip().startswith(_BEGINNINGS[ending])


def _unwritten(target: Path, problem: OSError | ValueError) -> WriteError:
    return WriteError(
        N_("{file} could not be written: {reason}. Nothing was changed."),
        file=target.name,
        reason=(problem.strerror if isinstance(problem, OSError) else None) or str(problem),
    )


def _sync_folder(folder: Path) -> None:
    """So that the new name outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
