"""Commands in the test's own process."""

import io

import pytest

from kiosk.cli import main


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run a command with these lines on standard input: its exit code and what it wrote."""

    def run(command: str, *lines: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        code = main(command.split())
        written = capsys.readouterr()
        return code, written.out + written.err

    return run
