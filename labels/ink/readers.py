"""Processes that read pages back, each a Python of its own that is talked to through its two pipes.

Not `multiprocessing`: that hands its children the parent's standard error, which a full screen and a server
process have taken away, and runs the parent's main program once more in each of them.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labels.ink.proof import ExpectedPage, Misread

    Read = tuple[int, list[Misread]]


class ReaderLost(Exception):
    """The computer stopped one of the processes, or could not start it."""


class Readers:
    """A number of processes that read the pages of one file. To be used as a context."""

    def __init__(self, pdf: Path, dpi: int, number: int) -> None:
        self._pdf = pdf
        self._dpi = dpi
        self._number = number
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Readers":
        for _ in range(self._number):
            self._idle.put(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            process.kill()
            process.communicate()

    def read(self, pages: "Iterable[ExpectedPage]") -> "Iterator[Read]":
        """What each page reads wrongly, in the order of the pages. Raises ReaderLost."""
        waiting: deque[Future[Read]] = deque()
        with ThreadPoolExecutor(self._number) as pool:
            try:
                for page in pages:
                    waiting.append(pool.submit(self._ask, page))
                    if len(waiting) > 2 * self._number:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                pool.shutdown(cancel_futures=True)

    def _start(self) -> "subprocess.Popen[bytes]":
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "labels.ink.readers", str(self._pdf), str(self._dpi)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)},
            )
        except OSError as error:
            raise ReaderLost from error
        self._started.append(process)
        return process

    def _ask(self, page: "ExpectedPage") -> "Read":
        process = self._idle.get()
        assert process.stdin and process.stdout
        try:
            pickle.dump(page, process.stdin)
            process.stdin.flush()
            read: Read = pickle.load(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise ReaderLost from error
        finally:
            self._idle.put(process)
        return read


def serve(pdf: Path, dpi: int) -> None:
    """Read each page that is asked for at standard input and answer at standard output, until it ends."""
    from labels.ink.proof import read_page

    while True:
        try:
            page = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(read_page(pdf, page, dpi), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
