"""Why a store on a server cannot be had, in a sentence of ours for what the server or its driver says."""

import peewee

from db.errors import PasswordRefused, StoreError, StoreInTrouble, StoreLacks, UnprovenServer
from db.marking import N_
from db.store.server.proof import is_unproven


def refusal(
    error: peewee.PeeweeException | OSError, path: object, database: str, *, knows_certificate: bool
) -> StoreError:
    """The sentence for people. The server's own words hold no password.

    `path` names the store to a person; `knows_certificate`: this machine has kept the server's.
    """
    reason = " ".join(str(error.args[-1] if error.args else error).split()).rstrip(".")
    if "password authentication failed" in reason or "no password supplied" in reason:
        return PasswordRefused(
            N_(
                "The server of {path} refuses the password, or was given none. It belongs in the "
                "file ~/.pgpass or in the settings file."
            ),
            path=path,
        )
    if "certificate verify failed" in reason and knows_certificate:
        return UnprovenServer(
            N_(
                "The server of {path} shows a different certificate from the one that this machine has kept "
                "since they first met, so it was given no password. Was the server set up again? Check on "
                "the server that its certificate is the one that {command} shows, then accept it."
            ),
            path=path,
            command="kiosk store certificate",
        )
    if is_unproven(reason):
        return UnprovenServer(
            N_(
                "Whatever answers at {path} does not prove that it is the library's server, so it was "
                "given no password: {reason}. Let it use TLS and scram-sha-256, as the README says."
            ),
            path=path,
            reason=reason,
        )
    if f'database "{database}" does not exist' in reason:
        return StoreError(
            N_("There is no database {path}. Make it on the server first: {command}"),
            path=path,
            command=f"createdb --encoding=UTF8 --template=template0 {database}",
        )
    if isinstance(error, peewee.ProgrammingError) and getattr(getattr(error, "orig", None), "sqlstate", None):
        return StoreLacks(
            N_(
                "The database {path} lacks something that the kiosk needs: {reason}. Give its user back "
                "the tables and rights that it had."
            ),
            path=path,
            reason=reason,
        )
    if isinstance(error, peewee.ProgrammingError) and "connection option" in reason:
        return unreadable_url()
    if isinstance(error, peewee.OperationalError) and "FATAL" not in reason:
        return StoreInTrouble(
            N_("The server of {path} cannot be reached: {reason}."), path=path, reason=reason
        )
    return StoreError(N_("The store {path} cannot be opened: {reason}."), path=path, reason=reason)


def unreadable_url() -> StoreError:
    """The sentence for a URL that makes no sense, of which nothing is repeated."""
    return StoreError(
        N_(
            "The store's URL cannot be read: write postgresql://USER@HOST/DATABASE. Write characters "
            "other than letters and digits as %XX."
        )
    )
