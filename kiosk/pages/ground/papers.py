"""What is printed: a PDF that the browser shows, written at once or in the desk's other thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.clock import local_day
from db.marking import Sentence
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.jobs import Report
from kiosk.paper.pages import PAPER, write_paper
from kiosk.settings import Settings
from labels.content.blocks import Block


@dataclass(frozen=True)
class Paper:
    """A finished PDF. `name` is its file's, without ending or day, `title` its tab's, if it has another.

    Nobody is named in either.
    """

    name: str
    content: bytes
    title: Sentence | None = None


def paper_answer(
    ask: Ask,
    blocks: Sequence[Block],
    name: str,
    *,
    fill: bool = False,
    landscape: bool = False,
    qr: bool = False,
    paper: str = PAPER,
) -> Response:
    """These blocks as pages. With `fill` in type as large as one page has room for. Raises PaperError."""
    settings = ask.office.settings
    content = paper_of(blocks, settings, fill=fill, landscape=landscape, qr=qr, paper=paper)
    return given(ask, Paper(name, content))


def begin_paper(ask: Ask, name: Sentence, file: str, work: Callable[[Report], bytes]) -> Response:
    """Write what takes long in the other thread; the page that shows how far it is leads to the PDF."""
    return ask.begin(name, lambda report: Paper(file, work(report), name), then="/papers/{job}")


def paper_of(
    blocks: Sequence[Block],
    settings: Settings,
    *,
    fill: bool = False,
    landscape: bool = False,
    qr: bool = False,
    paper: str = PAPER,
) -> bytes:
    """These blocks as a PDF. Raises PaperError."""
    with TemporaryDirectory(prefix="kiosk-page-") as folder:
        file = Path(folder) / "page.pdf"
        fonts = settings.font_files
        write_paper(file, blocks, fill=fill, fonts=fonts, landscape=landscape, qr=qr, paper=paper)
        return file.read_bytes()


def given(ask: Ask, paper: Paper) -> Response:
    """A PDF as the browser gets it: to be looked at, and printed from there."""
    from labels.ink.pdf.title import titled

    day = local_day(ask.now)
    headers = {"content-disposition": f'inline; filename="{paper.name}-{day}.pdf"'}
    title = f"{ask.words(paper.title) if paper.title else paper.name} {day}"
    return Response(titled(paper.content, title), media_type="application/pdf", headers=headers)
