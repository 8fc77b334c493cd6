"""A school's own template may be anything: it is filled in a process apart, in bounded time and memory.

A template can count to 10**10 or double a text until no memory is left, and no box of Jinja's forbids that.
"""

import json
import os
import resource
import select
import signal
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from db.errors import LibraryError
from db.marking import N_
from kiosk.paper.word.filling import TemplateFault, no_document

_SECONDS = 20.0
"""Ten times what our own takes on a slow machine."""
_MEMORY = 768 * 1024 * 1024
"""Bytes that it may take beside what the kiosk has already."""
_ONE_AT_A_TIME = threading.Lock()
_MADE, _REFUSED = b"+", b"-"


def apart(name: str, make: Callable[[], bytes], seconds: float = _SECONDS) -> bytes:
    """What `make` makes of the template of this name. Raises TemplateFault, whatever goes wrong with it."""
    with _ONE_AT_A_TIME:  # a child of another thread would hold this one's pipe open
        reading, writing = os.pipe()
        with warnings.catch_warnings():  # of threads: the child runs nothing of theirs, and is ended in time
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if not child:
            _be_the_child(name, make, writing, seconds)
        os.close(writing)
    try:
        answer = _answer(reading, seconds)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)  # it has answered, or never will
        os.waitpid(child, 0)
    if answer[:1] == _MADE:
        return answer[1:]
    if answer[:1] == _REFUSED:
        text, values = json.loads(answer[1:])
        raise TemplateFault(text, **values)
    raise _too_much(name)


def _answer(reading: int, seconds: float) -> bytes:
    """All that the child writes; empty where it is not done in time."""
    end = time.monotonic() + seconds
    answer = b""
    while select.select([reading], [], [], max(0.0, end - time.monotonic()))[0]:
        some = os.read(reading, 1 << 20)
        if not some:
            return answer
        answer += some
    return b""


def _be_the_child(name: str, make: Callable[[], bytes], writing: int, seconds: float) -> None:
    """Never returns: nothing of the parent's is flushed or closed here."""
    try:
        _bound(seconds)
        try:
            answer = _MADE + make()
        except LibraryError as error:
            answer = _told(error)
        except MemoryError:
            answer = _told(_too_much(name))
        except Exception:  # a file that only looks like Word's breaks its reader anywhere
            answer = _told(no_document(name))
        with os.fdopen(writing, "wb") as out:
            out.write(answer)
    finally:
        os._exit(0)


def _bound(seconds: float) -> None:
    most = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))  # even where the parent was killed
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    memory = pages * resource.getpagesize() + _MEMORY
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))


def _told(error: LibraryError) -> bytes:
    values = {name: str(value) for name, value in error.sentence.details.items()}
    return _REFUSED + json.dumps([error.sentence.text, values]).encode()


def _too_much(name: str) -> TemplateFault:
    return TemplateFault(
        N_("The template {file} takes more time or memory than a document needs: check its loops."),
        file=name,
    )
