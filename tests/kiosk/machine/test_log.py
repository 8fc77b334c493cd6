"""What reaches the log: where something broke, never a value, and nothing that a terminal would obey."""

import subprocess
import sys
from pathlib import Path

from terminal import ROOT

BREAKS = """
import asyncio, gc, logging, sys, threading
from pathlib import Path
from kiosk import log
log.begin(Path(sys.argv[1]))

async def lend(name):
    raise ValueError(name)

async def main():
    task = asyncio.create_task(lend("Ada Lovelace"))
    await asyncio.sleep(0)
    del task
    gc.collect()

class Book:
    def __del__(self):
        raise KeyError("Ada Lovelace")

asyncio.run(main())
Book()
thread = threading.Thread(target=lambda: int("Ada Lovelace"))
thread.start()
thread.join()
logging.getLogger("PIL").warning("a picture of %s", "Ada Lovelace", exc_info=ValueError("Ada"))
logging.getLogger("kiosk").warning("the printer %s is away", "\\x1b]0;x\\x07HP\\n1999 CRITICAL forged")
logging.getLogger("kiosk").warning("too few: %s %s", 1)
"""


def test_no_value_of_anybody_and_no_control_character_reaches_it(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.log"
    done = subprocess.run(
        [sys.executable, "-c", BREAKS, str(file)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    written = file.read_text(encoding="utf-8")
    assert "Ada" not in written + done.stdout + done.stderr
    assert "Traceback" not in written + done.stderr
    assert not [character for character in written if character < " " and character != "\n"]
    lines = [line.split(" ", 2)[2] for line in written.splitlines()]
    asyncio_line, deleted, thread, pillow, printer = lines
    assert asyncio_line.startswith("ERROR asyncio: in base_events.default_exception_handler:")
    assert asyncio_line.endswith("(ValueError in /<string>.lend:8)")
    assert deleted.startswith("ERROR kiosk: a fault: KeyError in /<string>.__del__")
    assert thread.startswith("ERROR kiosk: a fault: ValueError in /<string>.<lambda>")
    assert pillow.startswith("WARNING PIL: in <string>.<module>:") and pillow.endswith("(ValueError in )")
    assert printer == "WARNING kiosk: the printer ]0;xHP 1999 CRITICAL forged is away"


def test_a_disk_that_is_full_costs_the_line_and_says_nothing_on_the_screen() -> None:
    program = (
        "import logging\nfrom pathlib import Path\nfrom kiosk import log\n"
        "log.begin(Path('/dev/full'))\nlogging.getLogger('kiosk').error('lost')\nprint('on')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("on\n", "")
