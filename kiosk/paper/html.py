"""Blocks of text as a page that any browser shows; it asks for nothing from elsewhere."""

from collections.abc import Sequence
from html import escape

from kiosk.words import visible
from labels.content.blocks import Block, Grid, Heading, Line, Slip, Together

_STYLE = (
    "body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse}th,td{border:1px solid #999;padding:.2em .6em;text-align:left}"
)


def html_of(blocks: Sequence[Block], language: str) -> str:
    """The whole page; the first heading names it."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "")
    body = "\n".join(_block(block, first=number == 0) for number, block in enumerate(blocks))
    return (
        f'<!DOCTYPE html>\n<html lang="{_safe(language.replace("_", "-"))}">\n<head><meta charset="utf-8">'
        f"<title>{_safe(title)}</title><style>{_STYLE}</style></head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _block(block: Block, *, first: bool = False) -> str:
    match block:
        case Heading(text):
            return f"<h1>{_safe(text)}</h1>" if first else f"<h2>{_safe(text)}</h2>"
        case Line(text):
            return f"<p>{_safe(text)}</p>"
        case Grid(head, lines):
            rows = [_row("th", head), *(_row("td", cells) for cells in lines)]
            return f"<table>\n{chr(10).join(rows)}\n</table>"
        case Slip(name, lines):
            return f"<h2>{_safe(name)}</h2>" + "".join(f"<p>{_safe(line)}</p>" for line in lines)
        case Together(blocks):
            return "\n".join(map(_block, blocks))


def _row(cell: str, cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{cell}>{_safe(text)}</{cell}>" for text in cells) + "</tr>"


def _safe(text: str) -> str:
    return escape(visible(text))
