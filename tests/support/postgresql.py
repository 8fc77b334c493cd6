"""A PostgreSQL server of the tests' own, from the system's package, in a folder that goes with it.

    with cluster() as server:
        open_store(server.create("library"))   # the URL of a new, empty database
        server.kill()                          # as a power cut would
        server.start()

A server refuses to run as root, so it runs as somebody who owns nothing. It listens on a socket of its own
and on a free port of 127.0.0.1, and sorts text as a person would, which the store must not depend on.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db.store.opening import open_store

DEMANDED = "KIOSK_TESTS_NEED_POSTGRESQL"
"""Set by CI: there a missing server is a failure, where it would else be skipped."""


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`, the newest of Debian's or the one on PATH; None without."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda found: int(found.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    """One server with its data. `port` is its port on 127.0.0.1; `user` may do everything, unasked."""

    user = "librarian"

    def __init__(self, folder: Path, *, hba: str = "", durable: bool = False, tls: bool = False) -> None:
        """Make its data in `folder`. `hba`: lines of pg_hba.conf that come before "trust everybody".

        `durable`: as schools have it, safe from a power cut. `tls`: with a certificate of its own making.
        """
        self._tls = tls
        self._durable = durable
        found = programs()
        assert found, "no PostgreSQL server is installed"
        self._programs, self._data, self.sockets = found, folder / "data", folder
        self.owner = _nobody() if os.geteuid() == 0 else None
        if self.owner:
            shutil.chown(folder, self.owner)
        self._call(
            "initdb",
            *("--no-sync", "--auth=trust", f"--username={self.user}", "--encoding=UTF8", "--locale=C.UTF-8"),
            *("--locale-provider=icu", "--icu-locale=en", f"--pgdata={self._data}"),
        )
        self.certificate = self._data / "server.crt"
        if tls:
            make_certificate(self.certificate, self._data / "server.key", owner=self.owner)
        rules = self._data / "pg_hba.conf"
        rules.write_text(hba + rules.read_text())
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.sockets)}
        if self._tls:
            options["ssl"] = "on"
        if not self._durable:
            options |= {
                "fsync": "off",  # a server that is killed loses nothing by it; only the machine's power could
                "full_page_writes": "off",
                "autovacuum": "off",
                "shared_buffers": "32MB",
            }
        with (self.sockets / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(self._programs / "postgres", "-D", self._data, "-p", str(self.port)),
                    *(word for name, value in options.items() for word in ("-c", f"{name}={value}")),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.sockets,
                user=self.owner,
                start_new_session=True,  # Ctrl-C in the terminal is for the tests, which then stop it
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError((self.sockets / "log").read_text()) from None
                time.sleep(0.02)

    @property
    def is_running(self) -> bool:
        """Whether it was started and not ended since."""
        return self._process is not None

    def stop(self) -> None:
        """End it in order; whoever is connected is told."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it as a power cut would: nobody is told anything."""
        self._end(signal.SIGKILL)

    def url(self, database: str, *, user: str | None = None) -> str:
        """The URL of one of its databases, over TCP."""
        return f"postgresql://{user or self.user}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, *, template: str = "") -> str:
        """Make a database, empty or as a copy of another, and return its URL."""
        self.run(f'CREATE DATABASE "{database}"' + (f' TEMPLATE "{template}"' if template else ""))
        return self.url(database)

    def drop(self, database: str) -> None:
        """Throw a database away, with whoever is still connected to it."""
        self.run(f'DROP DATABASE "{database}" WITH (FORCE)')

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as somebody who may do everything."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _call(self, program: str, *arguments: str) -> None:
        called = [self._programs / program, *arguments]
        subprocess.run(called, check=True, capture_output=True, cwd=self.sockets, user=self.owner)

    def _end(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None


@contextlib.contextmanager
def cluster(*, hba: str = "", durable: bool = False, tls: bool = False) -> Iterator[Cluster]:
    """A server that runs meanwhile, with nothing in it. The rest as in `Cluster`.

    Where none is installed the test is skipped; where one is demanded it fails.
    """
    if programs() is None:
        reason = "PostgreSQL's server is not installed: apt install postgresql"
        pytest.fail(reason) if os.environ.get(DEMANDED) else pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        made = Cluster(Path(folder), hba=hba, durable=durable, tls=tls)
        made.start()
        try:
            yield made
        finally:
            made.stop()


class Shelter:
    """One database with the tables of this version, given to one test after the other.

    To empty it takes a tenth of the time of making another, on a connection that knows the tables already.
    """

    _sweeper = "sweeper"  # not the kiosks' account: whoever looks who else is there sees none of theirs

    def __init__(self, server: Cluster) -> None:
        self.server = server
        open_store(server.create("pattern"))
        with psycopg.connect(server.url("pattern")) as opened:
            tables = _names(opened, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            counters = _names(
                opened,
                "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NULL",
            )
            opened.execute("CREATE SCHEMA kept")
            for table in tables:
                opened.execute(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"'.encode())
            opened.execute(_emptying(tables, counters).encode())
        self.url = server.create("library", template="pattern")
        server.run(f"CREATE ROLE {self._sweeper} SUPERUSER LOGIN")
        self._connection: psycopg.Connection | None = None

    def emptied(self) -> str:
        """Its URL; it is as the migrations made it, also after a test that broke its tables."""
        try:
            if self._connection is None:
                self._connection = psycopg.connect(
                    self.server.url("library", user=self._sweeper), autocommit=True
                )
                self._connection.execute("SET lock_timeout = '5s'")
                self._connection.execute("SET session_replication_role = replica")  # no key holds rows back
            self._connection.execute("CALL kept.emptied()")
        except psycopg.Error:
            self.close()
            self.server.drop("library")
            self.server.create("library", template="pattern")
        return self.url

    def close(self) -> None:
        """Leave the database; the next time it is emptied on another connection."""
        if self._connection:
            self._connection.close()
            self._connection = None


def _emptying(tables: list[str], counters: list[str]) -> str:
    """What empties them as SQL that the server plans once: most are empty after most tests."""
    steps = [
        f"""IF EXISTS (SELECT FROM public."{table}") THEN DELETE FROM public."{table}"; END IF;
        INSERT INTO public."{table}" TABLE kept."{table}";"""
        for table in tables
    ]
    steps += [f"PERFORM setval('public.\"{counter}\"', 1, false);" for counter in counters]
    return f"CREATE PROCEDURE kept.emptied() LANGUAGE plpgsql AS $$ BEGIN {' '.join(steps)} END $$"


def _names(opened: psycopg.Connection, statement: str) -> list[str]:
    return [name for (name,) in opened.execute(statement.encode())]


def make_certificate(certificate: Path, key: Path, *, owner: str | None = None) -> None:
    """One that nobody vouches for, as a library makes it for its server; `openssl` comes with the server."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=library.school", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
        user=owner,
    )


def _nobody() -> str:
    """An account without rights; the package makes its own."""
    names = {account.pw_name for account in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)
