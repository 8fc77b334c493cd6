"""What is said of labels before and after they are printed, a line for each thing."""

from db.marking import N_
from kiosk.label_printing.order import PrintOrder
from kiosk.label_printing.preview import Preview
from kiosk.label_printing.run import Printed
from kiosk.words import Words
from labels.job import Plan


def plan_line(planned: Plan, order: PrintOrder, words: Words) -> str:
    """“42 labels, 1 sheet, starts at row 3 column 2”, and the stock."""
    return f"{planned.say(words.catalogue)} ({order.stock.say(words.catalogue)})"


def preview_lines(seen: Preview, words: Words) -> list[str]:
    """What would be printed."""
    lines = [plan_line(seen.planned, seen.order, words), *seen.cells]
    return [*lines, _picture_line(seen.order, words)] if seen.picture else lines


def printed_lines(printed: Printed, words: Words) -> list[str]:
    """Where it went."""
    order, lines = printed.order, []
    if printed.picture:
        return [_picture_line(order, words)]
    if order.printer:
        lines.append(words(N_("Printed on {printer} as {job}."), printer=order.printer, job=printed.cups_job))
    if order.address:
        lines.append(words(N_("Sent to the label printer at {address}."), address=order.address))
    if order.out:
        lines.append(words(N_("Written: {file}"), file=order.out))
    return lines


def warning_lines(printed: Printed, words: Words) -> list[str]:
    """What is not as it should be on the labels."""
    return [
        words(
            N_("{warning} Labels: {count}, the first is {name}"),
            warning=words.term(warned.sentence),
            count=warned.labels,
            name=warned.first,
        )
        for warned in printed.warnings
    ]


def all_lines(printed: Printed, words: Words) -> list[str]:
    """Everything that there is to say of labels that are printed."""
    assert printed.planned is not None
    plan = plan_line(printed.planned, printed.order, words)
    left_out = refused_lines(printed, words)
    return [plan, *printed_lines(printed, words), *warning_lines(printed, words), *left_out]


def refused_lines(printed: Printed, words: Words) -> list[str]:
    """Which labels were left out, why, and what would help."""
    if not printed.refused:
        return []
    cures = dict.fromkeys(words(one.cure) for one in printed.refused)
    return [
        words.plural("Left out: {n} label.", "Left out: {n} labels.", len(printed.refused)),
        *(words(one.reason) for one in printed.refused),
        *(cure for cure in cures if cure),
    ]


def _picture_line(order: PrintOrder, words: Words) -> str:
    return words(N_("A picture to look at, not to be printed: {file}"), file=order.out)
