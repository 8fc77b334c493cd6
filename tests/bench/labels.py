"""How fast, how small, and in how much memory labels are printed, beside what others do. Not a test.

    python tests/bench/labels.py [how many labels]

5,000 combined labels (Code 128 of 14 digits, call number, Chinese title) on A4, each writer in a process of
its own, all in one run; seconds are the processor's, and only the ratios mean anything. The peers draw bars
by their own means, and text in Debian's fonts-dejavu-core and fonts-droid-fallback (reportlab takes TrueType
outlines only); ours runs with these too. python-barcode has no pages and no other text: one SVG a label.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

LATIN = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
CHINESE = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")
TITLES = "草房子 夏洛的网 窗边的小豆豆 十万个为什么 成语故事大全 淘气包马小跳 神奇校车 中国古代寓言 昆虫记"
CHARACTERS = 1000
"""Different characters in the titles, about what 600 real titles have."""

ROUNDS = 3
"""The quickest counts: the others were disturbed."""

COLUMNS, ROWS, ACROSS, DOWN, LEFT, TOP = 3, 7, 66.04, 38.1, 7.48, 15.49


def books(count: int) -> Iterator[tuple[str, str, str]]:
    """Code, call number, title; the same for everybody."""
    titles = TITLES.split()
    common = [chr(code) for code in range(0x4E00, 0x9000) if _in_gb2312(chr(code))][:CHARACTERS]
    for n in range(count):
        title = titles[n % len(titles)] + "".join(common[(7 * n + k) % CHARACTERS] for k in range(4))
        yield f"3000100{n:07}", f"I287.{n % 89}/{n % 900}", f"《{title}》"


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def ours(target: Path, count: int, *, debian: bool = False) -> None:
    from labels.content.design import Design
    from labels.content.layout import Book, combined_label
    from labels.ink.typeface import Face, Typeface, find_typeface
    from labels.job import write
    from labels.stock_file import read_stocks

    typeface = Typeface([Face(LATIN), Face(CHINESE)]) if debian else find_typeface()
    contents = (Book(*book) for book in books(count))
    write(target, contents, combined_label, read_stocks()["L7160"], Design(typeface, 300), proof=False)


def ours_debian(target: Path, count: int) -> None:
    ours(target, count, debian=True)


def reportlab(target: Path, count: int) -> None:
    from reportlab.graphics.barcode.code128 import Code128
    from reportlab.lib.units import mm
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    registerFont(TTFont("latin", LATIN))
    registerFont(TTFont("chinese", CHINESE))
    canvas = Canvas(str(target), pagesize=(210 * mm, 297 * mm), pageCompression=1)
    for page, x, y, (code, call_number, title) in placed(count):
        if page:
            canvas.showPage()
        bottom = 297 - y
        canvas.setFont("latin", 16)
        for line, part in enumerate(call_number.split("/")):
            canvas.drawCentredString((x + 15) * mm, (bottom - 16 - 7 * line) * mm, part)
        Code128(code, barWidth=0.254 * mm, barHeight=14 * mm, quiet=False).drawOn(
            canvas, (x + 33) * mm, (bottom - 25) * mm
        )
        canvas.setFont("latin", 7)
        canvas.drawCentredString((x + 47) * mm, (bottom - 28) * mm, code)
        canvas.setFont("chinese", 7)
        canvas.drawCentredString((x + 47) * mm, (bottom - 7) * mm, title)
    canvas.save()


def fpdf2(target: Path, count: int) -> None:
    from barcode.codex import Code128
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.add_font("latin", fname=LATIN)
    pdf.add_font("chinese", fname=CHINESE)
    pdf.set_auto_page_break(False)
    pdf.add_page()
    for page, x, y, (code, call_number, title) in placed(count):
        if page:
            pdf.add_page()
        pdf.set_font("latin", size=16)
        for line, part in enumerate(call_number.split("/")):
            pdf.text(x + 15 - pdf.get_string_width(part) / 2, y + 16 + 7 * line, part)
        modules = Code128(code).build()[0]
        start = 0
        while (start := modules.find("1", start)) >= 0:
            end = modules.find("0", start)
            end = len(modules) if end < 0 else end
            pdf.rect(x + 33 + start * 0.254, y + 11, (end - start) * 0.254, 14, style="F")
            start = end
        pdf.set_font("latin", size=7)
        pdf.text(x + 47 - pdf.get_string_width(code) / 2, y + 28, code)
        pdf.set_font("chinese", size=7)
        pdf.text(x + 47 - pdf.get_string_width(title) / 2, y + 7, title)
    pdf.output(str(target))


def python_barcode(target: Path, count: int) -> None:
    from barcode.codex import Code128

    with target.open("wb") as file:
        for code, _call_number, _title in books(count):
            Code128(code).write(file)


def placed(count: int) -> Iterator[tuple[bool, float, float, tuple[str, str, str]]]:
    """For writers without sheets: whether a new page begins, left and top in mm, the book."""
    for n, book in enumerate(books(count)):
        row, column = divmod(n % (COLUMNS * ROWS), COLUMNS)
        yield n > 0 and row == column == 0, LEFT + column * ACROSS, TOP + row * DOWN, book


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "ours": ours,
    "ours, Debian's fonts": ours_debian,
    "fpdf2, rect() per bar": fpdf2,
    "reportlab Code128.drawOn": reportlab,
    "python-barcode SVGWriter": python_barcode,
}


def measure(name: str, count: int) -> str:
    """One writer, here and now: labels per second, bytes per label, the most memory."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "labels"
        WRITERS[name](target, 50)  # imports, fonts
        seconds = min(_seconds(name, target, count) for _ in range(ROUNDS))
        size = target.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{count / seconds:8.0f} labels/s {size / count:7.0f} bytes/label {peak:6.0f} MB"


def _seconds(name: str, target: Path, count: int) -> float:
    begun = time.process_time()
    WRITERS[name](target, count)
    return time.process_time() - begun


def prove(count: int) -> str:
    """The proof alone, at two resolutions: pages per second on all cores."""
    from labels.content.design import Design
    from labels.content.layout import Book, combined_label
    from labels.ink.pdf.document import PdfFile
    from labels.ink.proof import expected, prove
    from labels.ink.typeface import find_typeface
    from labels.job import pages
    from labels.stock_file import read_stocks

    said = []
    for dpi in (203, 600):
        design = Design(find_typeface(), dpi)
        with tempfile.NamedTemporaryFile() as file:
            pdf, wanted = PdfFile(file, design.typeface, dpi), []
            for page in pages(
                (Book(*b) for b in books(count)), combined_label, read_stocks()["L7160"], design
            ):
                pdf.add(page)
                wanted.append(expected(page))
            pdf.finish()
            file.flush()
            begun = time.perf_counter()
            done = sum(1 for _ in prove(Path(file.name), wanted, dpi))
            said.append(f"{done / (time.perf_counter() - begun):.1f} pages/s at {dpi} dpi")
    return ", ".join(said)


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(measure(sys.argv[2], int(sys.argv[3])))
        return
    if sys.argv[1:2] == ["--prove"]:
        print(prove(int(sys.argv[2])))
        return
    count = int(sys.argv[1]) if sys.argv[1:] else 5000
    runs = [(name, count) for name in WRITERS] + [("ours", 10 * count)]
    for name, many in runs:
        print(f"{name:26}{many:7}  {_apart('--one', name, str(many))}")
    print(f"{'proof, 21 labels a page':26}{420:7}  {_apart('--prove', '420')}")


def _apart(*arguments: str) -> str:
    run = subprocess.run([sys.executable, __file__, *arguments], capture_output=True, text=True, check=False)
    return run.stdout.strip() or run.stderr.strip().splitlines()[-1]


if __name__ == "__main__":
    main()
