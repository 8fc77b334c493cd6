"""A store in a PostgreSQL database, which the kiosks of a school share."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import peewee
import platformdirs

from db.errors import StoreError
from db.marking import N_
from db.store.server.proof import (
    Certificate,
    certificate_of,
    keep_certificate,
    kept_certificate,
    may_be_kept,
    proof_wanted,
    wanted,
)
from db.store.server.refusals import refusal
from db.store.server.turns import SharedPostgresql

EXTRA = "pip install -c constraints.txt '.[postgresql]'"

# A cable that was pulled shows as an error within some seconds; without these a query waits for minutes.
_IMPATIENT = {
    "connect_timeout": "3",
    "tcp_user_timeout": "4000",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "fallback_application_name": "school-library-kiosk",
}
# The same on the server: a kiosk that vanished in the middle of its turn must not keep the others waiting.
_SESSION = {
    "timezone": "UTC",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "tcp_user_timeout": "4000",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "2",
}

_OTHER_TEXT = """
    SELECT quote_ident(table_name), quote_ident(column_name) FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying')
        AND collation_name IS DISTINCT FROM 'C'
    ORDER BY table_name, column_name
"""


@dataclass(frozen=True)
class PostgresqlStore:
    """The store in a database of a PostgreSQL server. `str` names it to a person, without its password."""

    database: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """What the URL says beyond that (`sslmode`, `passfile`…): the words of libpq."""

    def __str__(self) -> str:
        user = f"{quote(self.user)}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"postgresql://{user}{quote(self.host, safe=':')}{port}/{quote(self.database)}"

    @property
    def beside(self) -> Path:
        """Beside this path lies what this machine keeps for the store; the path itself does not exist."""
        name = "-".join(filter(None, (self.host, str(self.port or ""), self.database)))
        return Path(platformdirs.user_data_dir("school-library-kiosk")) / f"{quote(name, safe='')}.postgresql"

    def is_made(self) -> bool:
        """Whether a kiosk has made its tables in the database. Raises StoreError."""
        ((is_there,),) = self.ask("SELECT to_regclass('schema_migration') IS NOT NULL")
        return bool(is_there)

    def mark(self) -> int | None:
        """The same as long as it is the same store: the server alone knows what becomes of a database."""
        return 0

    def connector(self) -> peewee.Database:
        """What opens connections to it."""
        return self._connector(self._certificate_wanted())

    def _connector(self, certificate: dict[str, str]) -> peewee.Database:
        given = dict(self.options)
        session = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
        named = {"host": self.host, "port": self.port, "user": self.user, "password": self.password}
        words: dict[str, Any] = {
            **_IMPATIENT,
            **proof_wanted(self.host, given),
            **certificate,
            **{name: value for name, value in named.items() if value},
            **given,
            "options": f"{session} {given.get('options', '')}".strip(),
        }
        return SharedPostgresql(self.database, autoconnect=False, prefer_psycopg3=True, **words)

    def prepare(self, *, may_make: bool) -> None:
        """Raises StoreError where the driver is missing. The folder for `beside` is made."""
        if getattr(peewee, "psycopg", None) is None:
            raise StoreError(
                N_(
                    "The store {path} needs PostgreSQL's driver, which is not installed. "
                    "In the folder of the kiosk's README, run: {command}"
                ),
                path=self,
                command=EXTRA,
            )
        self.beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.meet()

    @property
    def certificate(self) -> Path:
        """Where this machine keeps the server's certificate, from the first meeting on."""
        return self.beside.with_suffix(".crt")

    def meet(self) -> Certificate | None:
        """Keep the certificate of a server elsewhere that this machine has never met, and return it.

        Only once the server has shown by it that it knows the password. None where nothing is to be kept.
        """
        if not may_be_kept(self.host, dict(self.options)) or kept_certificate(self.certificate):
            return None
        shown = self.shown()
        if shown is None:
            return None
        tried = self.certificate.with_suffix(".crt-tried")
        try:
            keep_certificate(tried, shown)
            with self._connector(wanted(tried, shown)).connection_context():
                tried.replace(self.certificate)
        except (peewee.DatabaseError, OSError):
            tried.unlink(missing_ok=True)
            return None  # whoever opens the store says why
        return shown

    def shown(self) -> Certificate | None:
        """The certificate that the server shows now; None where it shows none."""
        return certificate_of(self.host, self.port, dict(self.options))

    def accept(self, certificate: Certificate) -> None:
        """Keep this one in place of what was kept. Raises OSError."""
        self.beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep_certificate(self.certificate, certificate)

    def _certificate_wanted(self) -> dict[str, str]:
        kept = kept_certificate(self.certificate) if may_be_kept(self.host, dict(self.options)) else None
        return wanted(self.certificate, kept) if kept else {}

    def take(self, opened: peewee.Database) -> None:
        """Refuse a database that cannot hold Chinese titles. Raises StoreError."""
        (encoding,) = opened.execute_sql("SHOW server_encoding").fetchone()  # type: ignore[no-untyped-call]
        if isinstance(encoding, bytes):  # of a database without an encoding psycopg gives all text as bytes
            encoding = encoding.decode("ascii")
        if encoding != "UTF8":
            raise StoreError(
                N_("The database {path} has the encoding {encoding}. Make one with UTF8: {command}"),
                path=self,
                encoding=encoding,
                command=f"createdb --encoding=UTF8 --template=template0 {self.database}",
            )

    def keep_aside(self, version: str) -> None:
        """Nothing: a migration that fails is undone whole, and the server's own backups hold the rest."""

    def finish(self, opened: peewee.Database) -> None:
        """Let text be what it is in SQLite: of any length, and ordered by its characters' numbers."""
        for table, column in opened.execute_sql(_OTHER_TEXT).fetchall():  # type: ignore[no-untyped-call]
            opened.execute_sql(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE TEXT COLLATE "C"')  # type: ignore[no-untyped-call]

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """One question, with `?` for each value, on a connection of its own, for any thread.

        Raises StoreError where the server does not answer.
        """
        from db.store.deadline import in_time  # which knows of this kind of store itself

        try:
            self.prepare(may_make=False)
            opened = self.connector()
            with opened.connection_context(), in_time(opened):
                return list(opened.execute_sql(with_percents(sql), values))  # type: ignore[no-untyped-call]
        except (peewee.DatabaseError, OSError) as error:
            raise self.explain(error) from error

    def explain(self, error: peewee.PeeweeException | OSError) -> StoreError:
        """The sentence for people."""
        return refusal(error, self, self.database, knows_certificate=bool(self._certificate_wanted()))


@cache
def with_percents(sql: str) -> str:
    """A statement with `?` for each value as psycopg wants it."""
    return sql.replace("%", "%%").replace("?", "%s")
