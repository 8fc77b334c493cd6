"""No machine but the library's server is given the password."""

import hashlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from postgresql import Cluster, cluster, make_certificate

from db.answers.alone.away import Away
from db.errors import StoreError, UnprovenServer
from db.store.opening import open_store, server_certificate, store_at
from db.store.server.postgresql import PostgresqlStore
from db.store.server.proof import may_be_kept
from kiosk.cli import main
from kiosk.connection.why_away import away_by

PASSWORD = "Very%23Long_Pass77"
PLAIN = b"Very#Long_Pass77"


class Impostor:
    """Answers as a server, and asks for the password in clear; `heard` is all that it was given."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.heard = b""
        self.asked = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                self._answer(client)
            except OSError:
                client.close()

    def _answer(self, client: socket.socket) -> None:
        client.settimeout(2)
        first = client.recv(8)
        if first[4:] == (80877103).to_bytes(4):  # does the server speak TLS?
            client.sendall(b"S" if self._tls else b"N")
            if self._tls:
                client = self._tls.wrap_socket(client, server_side=True)
            first = client.recv(8)
        if not first:
            client.close()
            return
        client.recv(4096)
        client.sendall(b"R" + (8).to_bytes(4) + (3).to_bytes(4))  # the password in clear, please
        self.asked += 1
        self.heard += client.recv(4096)
        client.close()


@contextmanager
def impostor(folder: Path, *, tls: bool) -> Iterator[Impostor]:
    context = None
    if tls:
        make_certificate(folder / "crt", folder / "key")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "crt", folder / "key")
    with closing(Impostor(context)) as made:
        yield made


def elsewhere(port: int, words: str = "") -> str:
    """A URL of a host that is not this machine by its name, though the tests' server is."""
    return f"postgresql://kiosk:{PASSWORD}@library.school:{port}/school?hostaddr=127.0.0.1{words}"


@pytest.mark.parametrize("tls", [False, True])
def test_a_machine_that_pretends_to_be_the_server_is_given_no_password(tmp_path: Path, tls: bool) -> None:
    with impostor(tmp_path, tls=tls) as there:
        for words in ("", "&sslmode=prefer", "&sslmode=disable"):
            with pytest.raises(UnprovenServer, match="given no password"):
                open_store(elsewhere(there.port, words))
        assert PLAIN not in there.heard
        with pytest.raises(StoreError):  # what would have been given without
            open_store(elsewhere(there.port, "&sslmode=prefer&require_auth=password"))
        assert PLAIN in there.heard


@pytest.fixture(scope="module")
def secure() -> Iterator[Cluster]:
    hba = "hostssl all kiosk 127.0.0.1/32 scram-sha-256\nhost all trusted 127.0.0.1/32 trust\n"
    with cluster(hba=hba, tls=True) as server:
        server.run("CREATE ROLE kiosk LOGIN PASSWORD 'Very#Long_Pass77'; CREATE ROLE trusted LOGIN")
        server.create("school")
        server.run("ALTER DATABASE school OWNER TO kiosk")
        yield server


def test_the_librarys_own_server_proves_itself_by_the_password_and_is_encrypted(secure: Cluster) -> None:
    store = open_store(elsewhere(secure.port))
    ((is_encrypted,),) = store.ask("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    assert is_encrypted
    with pytest.raises(StoreError, match="refuses the password"):
        open_store(elsewhere(secure.port).replace("Very", "Other"))


def test_the_certificate_that_the_url_names_is_the_only_one_that_counts(
    secure: Cluster, tmp_path: Path
) -> None:
    pinned = tmp_path / "server.crt"
    pinned.write_bytes(secure.certificate.read_bytes())
    open_store(elsewhere(secure.port, f"&sslrootcert={pinned}"))
    make_certificate(pinned, tmp_path / "key")
    with pytest.raises(UnprovenServer, match="certificate verify failed"):
        open_store(elsewhere(secure.port, f"&sslrootcert={pinned}"))


def test_a_server_that_asks_for_no_password_proves_nothing_unless_the_url_says_that_it_need_not(
    secure: Cluster,
) -> None:
    trusted = elsewhere(secure.port).replace("kiosk", "trusted")
    with pytest.raises(UnprovenServer, match="README"):
        open_store(trusted)
    assert store_at(trusted + "&channel_binding=prefer").ask("SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("", True),
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("%2Fvar%2Frun%2Fpostgresql", True),
        ("192.168.1.10", False),
        ("library", False),
        ("localhost.example", False),
    ],
)
def test_proof_is_wanted_of_every_host_but_this_machine(host: str, is_here: bool) -> None:
    words = store_at(f"postgresql://kiosk@{host}/school").connector().connect_params
    assert ("channel_binding" in words, "sslmode" in words) == (not is_here, not is_here)


@pytest.mark.parametrize("variable", ["PGHOST", "PGHOSTADDR", "PGSERVICE"])
def test_a_host_that_only_the_environment_names_has_to_prove_itself_too(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "192.168.1.10")
    assert store_at("postgresql:///school").connector().connect_params["channel_binding"] == "require"


# The certificate of the first meeting


@contextmanager
def school_of_its_own() -> Iterator[Cluster]:
    with cluster(hba="hostssl all kiosk 127.0.0.1/32 scram-sha-256\n", tls=True) as server:
        server.run("CREATE ROLE kiosk LOGIN PASSWORD 'Very#Long_Pass77'")
        server.run("CREATE DATABASE school OWNER kiosk")
        yield server


def set_up_anew(server: Cluster, *, signed_by_another: bool = False) -> None:
    """The server comes back with different certificate."""
    server.stop()
    made, key = server.certificate, server.certificate.with_suffix(".key")
    make_certificate(made, key, owner=server.owner)
    if signed_by_another:
        authority = made.with_name("authority.crt"), made.with_name("authority.key")
        make_certificate(*authority, owner=server.owner)
        call = (
            "openssl",
            "req",
            "-x509",
            "-CA",
            authority[0],
            "-CAkey",
            authority[1],
            "-days",
            "2",
            "-nodes",
        )
        subprocess.run(
            [*call, "-newkey", "rsa:2048", "-subj", "/CN=library.school", "-keyout", key, "-out", made],
            check=True,
            capture_output=True,
            user=server.owner,
        )
    server.start()


def test_the_certificate_of_the_first_meeting_counts_until_another_is_accepted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with school_of_its_own() as server:
        url = elsewhere(server.port)
        monkeypatch.setenv("KIOSK_STORE", url)
        with pytest.raises(StoreError, match="refuses the password"):
            open_store(url.replace("Very", "Other"))
        assert server_certificate(url) is None  # it has proved nothing yet
        assert main(["--language", "en", "status"]) == 1  # there is no library yet
        assert main(["--language", "en", "calendar", "weekdays", "mon"]) in (0, 1)
        open_store(url)
        kept = server_certificate(url)
        der = ssl.PEM_cert_to_DER_cert(server.certificate.read_text())
        assert kept and kept.sha256.replace(":", "").lower() == hashlib.sha256(der).hexdigest()
        assert kept.sha256 in "".join(capsys.readouterr())
        assert main(["--language", "en", "status"]) == 0
        assert kept.sha256 not in "".join(capsys.readouterr())  # they have met
        assert main(["--language", "en", "store", "certificate"]) == 0
        assert "".join(capsys.readouterr()).count(kept.sha256) == 2

        set_up_anew(server)
        with pytest.raises(UnprovenServer, match=r"different certificate.*kiosk store certificate"):
            open_store(url)
        assert main(["--language", "en", "status"]) == 1
        assert main(["--language", "en", "store", "certificate"]) == 1
        assert "They differ." in "".join(capsys.readouterr())
        assert server_certificate(url) == kept  # to look accepts nothing
        assert main(["--language", "en", "store", "certificate", "--accept"]) == 0
        assert main(["--language", "en", "status"]) == 0
        assert server_certificate(url) != kept


def test_where_an_authority_signed_the_certificate_the_password_alone_is_the_proof(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with school_of_its_own() as server:
        set_up_anew(server, signed_by_another=True)
        url = elsewhere(server.port)
        monkeypatch.setenv("KIOSK_STORE", url)
        for _ in range(2):
            open_store(url)
        kept = server_certificate(url)
        assert kept and not kept.holds
        assert main(["--language", "en", "store", "certificate"]) == 0
        assert "the password alone is the proof" in "".join(capsys.readouterr())


def test_a_kiosk_says_why_it_is_alone_where_something_else_answers() -> None:
    with school_of_its_own() as server:
        open_store(elsewhere(server.port))
        set_up_anew(server)
        store = store_at(elsewhere(server.port))
        assert isinstance(store, PostgresqlStore)
        with pytest.raises(UnprovenServer) as unproven:
            store.ask("SELECT 1")
        assert away_by(unproven.value, store) is Away.UNPROVEN


def test_a_kept_certificate_that_cannot_be_read_is_kept_again() -> None:
    with school_of_its_own() as server:
        url = elsewhere(server.port)
        open_store(url)
        store = store_at(url)
        assert isinstance(store, PostgresqlStore)
        kept = store.certificate.read_text()
        store.certificate.write_text(kept[:200])  # by a power cut
        open_store(url)
        assert store.certificate.read_text() == kept and store.certificate.stat().st_mode & 0o77 == 0


@pytest.mark.parametrize(
    "words", ["&sslmode=prefer", "&sslrootcert=system", "&channel_binding=disable", "&require_auth=md5"]
)
def test_who_chooses_another_proof_is_not_overruled(words: str) -> None:
    store = store_at(elsewhere(5432, words))
    assert isinstance(store, PostgresqlStore)
    assert not may_be_kept(store.host, dict(store.options))
