"""The desk as a process of its own, for those who reach it by its address."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def running(*arguments: str, browser: str = "true") -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """`kiosk ...` as a process of its own, and the address at which it answers.

    `browser`: the program to which it gives the page that it opens.
    """
    command = [sys.executable, "-m", "kiosk", *arguments]
    environment = {**os.environ, "BROWSER": browser, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as desk:
        try:
            assert desk.stdout
            said = ""
            while not (at := re.search(r"https?://\S+", said)):
                line = desk.stdout.readline()
                assert line, desk.stderr and desk.stderr.read()
                said += line
            yield desk, at[0].rstrip("/")
        finally:
            with suppress(ProcessLookupError):
                desk.kill()
