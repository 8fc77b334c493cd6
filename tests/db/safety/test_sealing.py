"""Encrypted backups: nobody opens them without the key, everybody with it, also without this program."""

import gzip
from pathlib import Path

import pyrage
import pytest
from school import NOW, Library

from db.errors import BadValue, StoreError
from db.models import database
from db.safety.backup import back_up
from db.safety.sealing import new_key, unseal
from db.safety.snapshot import BadBackup
from kiosk.cli import main

pytestmark = pytest.mark.store_in("file")

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def school(library: Library) -> Library:
    with database.atomic():
        library.patron("6101", name="Ada Lovelace")
    return library


def test_an_encrypted_backup_holds_no_name_and_is_restored_with_the_key(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    key, folder = tmp_path / "key.txt", tmp_path / "stick"
    made = back_up(school.path, folder, NOW, new_key(key))
    assert [path.name for path in folder.iterdir()] == ["library-20260907-100000.db.gz.age"]
    assert made.path.read_bytes().startswith(b"age-encryption.org/v1")
    assert key.stat().st_mode & 0o777 == 0o600
    command = ["--language", "en", "--store", str(tmp_path / "new.db"), "restore", str(made.path), "--yes"]
    assert main(command) == 1
    assert "is encrypted: add --key" in capsys.readouterr().err
    new_key(tmp_path / "other.txt")
    assert main([*command, "--key", str(tmp_path / "other.txt")]) == 1
    assert "cannot be opened with this key" in capsys.readouterr().err
    assert main([*command, "--key", str(tmp_path / "nothing.txt")]) == 1
    assert "holds no key" in capsys.readouterr().err
    assert main([*command, "--key", str(key), "--dry-run"]) == 0
    assert "readers" in capsys.readouterr().out


def test_it_is_age_then_gzip_then_sqlite(school: Library, tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    made = back_up(school.path, tmp_path / "stick", NOW, new_key(key))
    identity = pyrage.x25519.Identity.from_str(key.read_text().splitlines()[1])
    plain = gzip.decompress(pyrage.decrypt(made.path.read_bytes(), [identity]))
    assert plain.startswith(b"SQLite format 3") and b"Ada Lovelace" in plain


@pytest.mark.parametrize("place", [0, 30, 200, -1])
def test_a_changed_or_torn_one_is_refused(school: Library, tmp_path: Path, place: int) -> None:
    key = tmp_path / "key.txt"
    made = back_up(school.path, tmp_path / "stick", NOW, new_key(key))
    content = bytearray(made.path.read_bytes())
    content[place] ^= 1
    for number, damaged in enumerate((bytes(content), made.path.read_bytes()[:-20])):
        made.path.with_name("damaged.age").write_bytes(damaged)
        with pytest.raises(BadBackup):
            unseal(made.path.with_name("damaged.age"), tmp_path / f"plain{number}", key)


def test_a_key_is_never_written_over_and_a_bad_one_makes_no_backup(school: Library, tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    new_key(key)
    with pytest.raises(StoreError, match="was not written"):
        new_key(key)
    with pytest.raises(BadValue, match="not a public key"):
        back_up(school.path, tmp_path / "stick", NOW, "age1nonsense")
    assert not (tmp_path / "stick").exists()


def test_the_command_makes_a_key_that_the_settings_take_and_erasing_names_what_it_cannot_reach(
    school: Library, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["--language", "en", "backup", "--new-key", str(tmp_path / "key.txt")]) == 0
    settings = tmp_path / "kiosk.toml"
    settings.write_text("[backup]" + capsys.readouterr().out.partition("[backup]")[2])
    monkeypatch.setenv("KIOSK_SETTINGS", str(settings))
    assert main(["--language", "en", "backup"]) == 0
    (made,) = school.path.with_name("backups").iterdir()
    assert made.suffix == ".age"
    capsys.readouterr()
    assert main(["--language", "en", "privacy", "erase", "6101", "--yes"]) == 1
    assert str(made) in capsys.readouterr().err
