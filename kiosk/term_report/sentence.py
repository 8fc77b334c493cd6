"""What a sentence of a report is, as data: it is said where all its figures are known, the first that can be.

`{loans}` is a figure; `{loans_before}` and `{loans_year_before}` the same earlier, `{loans_change}` and
`{loans_year_change}` by how much it has changed since, `{loans_norm}` what is asked for. `{this}`, `{last}`
and `{same}` name the periods.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """Ways to say one thing, the fullest first.

    Attributes:
        figure: said only where this figure is above nothing; empty for always.
        where: said only where the figure is `met`: it reaches what is asked for; `short` of that;
            `running`: the period is not over, so nobody can say; `unasked`: nothing is asked for.
    """

    ways: tuple[str, ...]
    figure: str = ""
    where: str = ""


def sentence(*ways: str, figure: str = "", where: str = "") -> Said:
    """One thing to say."""
    return Said(ways, figure, where)
