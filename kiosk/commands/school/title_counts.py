"""A list of titles with counts, as a teacher writes it down: ISBN and how many copies."""

import csv
from collections.abc import Iterator
from pathlib import Path

from db.errors import BadList
from db.marking import N_
from db.plain_files import content_of

_MOST_BYTES = 1024 * 1024


def read_titles(path: Path) -> Iterator[tuple[str, int]]:
    """The lines of ISBN and count. Raises BadList with the first line that is anything else."""
    try:
        reader = csv.reader(content_of(path, _MOST_BYTES).decode("utf-8-sig").splitlines())
        rows = [(reader.line_num, row) for row in reader]
    except UnicodeDecodeError as error:
        raise BadList(N_("The file is not UTF-8 text.")) from error
    except (OSError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BadList(N_("The file {path} cannot be read: {reason}."), path=path, reason=reason) from error
    for line, row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        count = cells[1] if len(cells) > 1 else "1"
        if not (count.isdecimal() and 0 < int(count[:4]) < 1000 and len(count) < 4):
            if line == 1:
                continue  # a heading
            raise BadList(N_("Line {line}: write an ISBN and a count, such as 9787544270878,3."), line=line)
        yield cells[0], int(count)
