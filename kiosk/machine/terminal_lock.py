"""One kiosk to a terminal: two would share out the scanner's keys between them."""

import contextlib
import fcntl
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from db.errors import LibraryError
from db.marking import N_


class AnotherKiosk(LibraryError):
    """A kiosk runs on this terminal already."""


@contextlib.contextmanager
def only_kiosk(terminal: str, store: object = "") -> Iterator[tuple[str, ...]]:
    """Hold this terminal while a kiosk of this store runs on it; gives the other terminals that have one.

    Kiosks of another store are no concern: they have scanners and books of their own.

    The lock goes with the process, however that ends. Raises AnotherKiosk. Where no lock file can be made
    the kiosk runs all the same: better two kiosks than none.
    """
    mark = hashlib.sha256(str(store).encode()).hexdigest()[:16]  # the name of a store may tell a password
    try:
        folder = _folder()
        file = os.open(folder / _name(terminal), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        yield ()
        return
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AnotherKiosk(
                N_("A kiosk is already running on this terminal (process {process})."),
                process=os.pread(file, 64, 0).decode("ascii", "replace").partition(" ")[0].strip() or "?",
            ) from error
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()} {mark}".encode(), 0)
        yield _others(folder, terminal, mark)
    finally:
        os.close(file)


def this_terminal() -> str:
    """The terminal that this process reads keys from, such as `/dev/tty1`; empty without one."""
    try:
        return os.ttyname(sys.stdin.fileno())
    except (OSError, ValueError):
        return ""


def _folder() -> Path:
    runtime = os.environ.get("RUNTIME_DIRECTORY") or os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) if runtime else Path(tempfile.gettempdir()) / f"kiosk-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(folder)
    return folder


def _name(terminal: str) -> str:
    return f"kiosk{terminal.replace('/', '-')}.lock"


def _others(folder: Path, terminal: str, mark: str) -> tuple[str, ...]:
    found = []
    for path in sorted(folder.glob("kiosk-*.lock")):
        if path.name == _name(terminal):
            continue
        with contextlib.suppress(OSError), path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                if file.read(64).decode("ascii", "replace").partition(" ")[2] != mark:
                    continue
                found.append(path.stem.removeprefix("kiosk").replace("-", "/"))
    return tuple(found)
