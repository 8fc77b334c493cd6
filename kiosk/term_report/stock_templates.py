"""The sentences about the stock; see `kiosk.term_report.templates`."""

from db.marking import N_
from kiosk.term_report.sentence import Said
from kiosk.term_report.sentence import sentence as _said

STOCK: dict[str, tuple[Said, ...]] = {
    "stock": (
        _said(N_("On {stock_day} the library held {titles} titles in {stock} copies."), figure="stock"),
        _said(
            N_(
                "That is {stock_per_pupil} copies per pupil, which meets the {stock_per_pupil_norm} that "
                "the rule asks for."
            ),
            figure="stock_per_pupil",
            where="met",
        ),
        _said(
            N_(
                "That is {stock_per_pupil} copies per pupil, less than the {stock_per_pupil_norm} that "
                "the rule asks for."
            ),
            figure="stock_per_pupil",
            where="short",
        ),
        _said(
            N_("That is {stock_per_pupil} copies per pupil."),
            figure="stock_per_pupil",
            where="unasked",
        ),
    ),
    "new": (
        _said(
            N_("{this_capital}, {new} new copies came, {new_per_pupil} per pupil."),
            N_("{this_capital}, {new} new copies came."),
            figure="new",
        ),
        _said(
            N_("Of these, {bought} were bought and {given} were given."),
            N_("Of these, {bought} were bought."),
            N_("Of these, {given} were given."),
            figure="new",
        ),
        _said(
            N_("Their list price is {list_value} yuan; {spent} yuan were paid for them."),
            N_("Their list price is {list_value} yuan."),
            figure="list_value",
        ),
        _said(N_("{new_in_time}% of them were on the shelf within two weeks."), figure="new"),
    ),
    "withdrawn": (
        _said(
            N_(
                "{withdrawn} copies were withdrawn according to the rules; the stock has grown by "
                "{net_growth}."
            ),
            figure="net_growth",
        ),
        _said(N_("{withdrawn} copies were withdrawn according to the rules."), figure="withdrawn"),
    ),
    "care": (
        _said(N_("{relabelled} copies got new labels."), figure="relabelled"),
        _said(
            N_(
                "{damaged} copies were found damaged; {mended} were settled and kept, {worn_out} had to be "
                "given up."
            ),
            figure="damaged",
        ),
        _said(
            N_("{lost} copies were lost and {found_again} found again; the loss rate is {loss_rate}%."),
            N_("{lost} copies were lost and {found_again} found again."),
            figure="lost",
        ),
        _said(
            N_(
                "{reshelved} copies were put back on the shelf, and {misplaced} were found in the wrong "
                "place and put right."
            ),
            figure="reshelved",
        ),
        _said(
            N_("Stocktakes held: {stocktakes}; copies seen: {stocktake_seen}, missing: {stocktake_missing}."),
            figure="stocktakes",
        ),
    ),
    "review": (
        _said(
            N_("The content of {reviewed} titles was reviewed; {refused} did not pass."),
            N_("The content of {reviewed} titles was reviewed; all passed."),
            figure="reviewed",
        ),
        _said(N_("Block lists found {blocked} copies, which were set aside."), figure="blocked"),
    ),
    "periodicals": (
        _said(
            N_(
                "{periodicals} periodicals are subscribed to; of {issues_due} issues expected, "
                "{issues_arrived} arrived: {arrival_rate}%."
            ),
            N_("{periodicals} periodicals are subscribed to."),
            figure="periodicals",
        ),
        _said(N_("Volumes of periodicals bound: {volumes_bound}."), figure="volumes_bound"),
    ),
}
"""The paragraphs of the part by name, with the sentences of each."""
