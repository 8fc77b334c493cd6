"""The processes of the proof: from a program without terminal or standard error, and when one is stopped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from labels.content.design import Design
from labels.content.layout import Book, barcode_label
from labels.errors import ProofError
from labels.ink.readers import Readers
from labels.ink.typeface import find_typeface
from labels.job import write
from labels.stock_file import read_stocks

ROLL = read_stocks()["roll-50x30"]
BOOKS = [Book(f"3{number:013}", "I287.45/12", "Momo") for number in range(9)]

SERVER = """
import os, sys, threading
os.close(0), os.close(1), os.close(2)
sys.stdin = sys.stdout = sys.stderr = None
from pathlib import Path
from labels.ink import proof
from tests.labels.test_symbol_readers import written
proof.cpu_count = lambda: 2
thread = threading.Thread(target=written, args=(Path(sys.argv[1]),))
thread.start()
thread.join()
"""


def written(target: Path) -> None:
    write(target, BOOKS, barcode_label, ROLL, Design(find_typeface()))


def test_a_server_process_without_standard_streams_proves_labels(tmp_path: Path) -> None:
    target = tmp_path / "labels.pdf"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SERVER, str(target)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
        timeout=120,
    )
    assert done.returncode == 0
    assert target.read_bytes().startswith(b"%PDF")


def test_a_process_that_the_computer_stops_is_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labels.ink.proof.cpu_count", lambda: 2)
    begin = Readers.__enter__

    def begin_and_lose(self: Readers) -> Readers:
        begin(self)
        for process in self._started:
            process.kill()
        return self

    monkeypatch.setattr(Readers, "__enter__", begin_and_lose)
    with pytest.raises(ProofError, match="could not all be checked"):
        written(tmp_path / "labels.pdf")
    assert list(tmp_path.iterdir()) == []


def test_no_process_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labels.ink.proof.cpu_count", lambda: 2)
    seen: list[subprocess.Popen[bytes]] = []
    end = Readers.__exit__

    def look_and_end(self: Readers, *problem: object) -> None:
        seen.extend(self._started)
        end(self, *problem)

    monkeypatch.setattr(Readers, "__exit__", look_and_end)
    written(tmp_path / "labels.pdf")
    assert len(seen) == 2
    assert all(process.poll() is not None for process in seen)
