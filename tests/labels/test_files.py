"""The one door for written files: whole or not at all, over nothing else, for their owner alone."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.errors import WriteError
from labels.ink.files import replacing

BEGINNINGS = {
    ".pdf": b"%PDF-1.7\n",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".xlsx": b"PK\x03\x04",
    ".docx": b"PK\x03\x04",
    ".svg": b"<svg/>",
    ".zpl": b"^XA^XZ",
    ".iso": b"00026nam0 2200025   450 ",
    ".xml": b"<collection/>",
    ".csv": "name,卡号\n".encode(),
}


def written(target: Path, content: bytes) -> None:
    with replacing(target) as (file, _):
        file.write(content)


@pytest.mark.parametrize("ending", BEGINNINGS)
def test_a_file_of_its_own_kind_is_replaced_and_only_its_owner_reads_it(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"3A{ending}"
    umask = os.umask(0)
    try:
        written(target, BEGINNINGS[ending])
        written(target, BEGINNINGS[ending] + b" again")
    finally:
        os.umask(umask)
    assert target.read_bytes() == BEGINNINGS[ending] + b" again"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("ending", BEGINNINGS)
@pytest.mark.parametrize("there", [b"SQLite format 3\0" + bytes(100), b"\x7fELF\0\0", b"\0"])
def test_a_file_of_another_kind_stays(ending: str, there: bytes, tmp_path: Path) -> None:
    target = tmp_path / f"library{ending}"
    target.write_bytes(there)
    with pytest.raises(WriteError, match="was left alone"):
        written(target, BEGINNINGS[ending])
    assert target.read_bytes() == there


@pytest.mark.parametrize(
    "name", ["library.db", "library.db-wal", "kiosk.toml", "3A", ".pdf", "library.db.gz", "a.pdf.bak", "null"]
)
def test_a_name_that_says_no_kind_is_refused(name: str, tmp_path: Path) -> None:
    target = tmp_path / name
    target.write_bytes(b"kept")
    with pytest.raises(WriteError, match=r"must end in .*\.pdf"):
        written(target, b"%PDF-")
    assert target.read_bytes() == b"kept"


def test_nothing_is_written_over_a_link_a_pipe_or_a_folder(tmp_path: Path) -> None:
    store = tmp_path / "library.db"
    store.write_bytes(b"%PDF- in truth a store")
    (tmp_path / "link.pdf").symlink_to(store)
    (tmp_path / "dangling.pdf").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "folder.pdf").mkdir()
    before = sorted(tmp_path.iterdir())
    for name in ("link.pdf", "dangling.pdf", "pipe.pdf", "folder.pdf"):
        with pytest.raises(WriteError, match="is a link, a device or a folder"):
            written(tmp_path / name, b"%PDF-")
    assert sorted(tmp_path.iterdir()) == before
    assert store.read_bytes() == b"%PDF- in truth a store"


def test_what_goes_wrong_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "3A.pdf"
    written(target, b"%PDF- old")
    with pytest.raises(RuntimeError), replacing(target) as (file, _):
        file.write(b"%PDF- half")
        raise RuntimeError
    assert target.read_bytes() == b"%PDF- old"
    assert list(tmp_path.iterdir()) == [target]


@given(name=st.text(min_size=1, max_size=300))
def test_no_name_at_all_gives_a_traceback(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("names")
    target = folder / Path(name.replace("/", "_")).name
    try:
        written(target, b"a,b\n")
    except WriteError:
        assert list(folder.iterdir()) == []
    else:
        assert target.read_bytes() == b"a,b\n"
