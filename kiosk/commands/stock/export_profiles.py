"""`kiosk export by`, `learn`, `change`, `profiles`, `forget`: lists as other systems want them."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from db.clock import utc_now
from db.errors import BadValue
from db.exporting.profiles.profile import (
    Profile,
    all_profiles,
    drop_profile,
    is_own,
    keep_profile,
    profile_named,
)
from db.exporting.profiles.rows import FIELDS
from db.exporting.profiles.sample import learn_profile, with_fields, with_rows
from db.marking import N_
from db.plain_files import content_of
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.lists.profiles.profile_file import file_of
from labels.ink.files import replacing

_MOST_BYTES = 20 * 1024 * 1024


def add_to(group: Commands) -> None:
    """Add the commands to the group `export`."""
    _ = group.words
    by = group.add(
        "by",
        give_out,
        purpose=N_("write a list as a profile says: for the province, a district, another system"),
        example="kiosk export by district books.xlsx",
    )
    by.add_argument("name", metavar=_("PROFILE"))
    by.add_argument("file", type=Path, metavar=_("FILE"))
    learn = group.add(
        "learn",
        learn_sample,
        purpose=N_(
            "make a profile from a sample of the file they ask for: its columns, its separators, "
            "how it writes dates"
        ),
        example="kiosk export learn sample.csv city --map 馆代码==SCHOOL7",
    )
    learn.add_argument("sample", type=Path, metavar=_("FILE"))
    learn.add_argument("name", metavar=_("PROFILE"))
    learn.add_argument(
        "--map",
        action="append",
        default=[],
        metavar=_("HEADER=FIELD"),
        help=_("what goes into a column; HEADER==TEXT for the same in each row, HEADER= for nothing"),
    )
    learn.add_argument("--kind", default="", choices=("", *FIELDS), help=_("what a row is"))
    change = group.add(
        "change",
        change_profile,
        purpose=N_("change what goes into the columns of a profile, which rows it has, and their order"),
        example="kiosk export change city --order barcode --only status=available",
    )
    change.add_argument("name", metavar=_("PROFILE"))
    change.add_argument(
        "--map", action="append", default=[], metavar=_("HEADER=FIELD"), help=_("what goes into a column")
    )
    for parser in (learn, change):
        parser.add_argument(
            "--order",
            metavar=_("FIELD"),
            help=_("the field by which rows are sorted; empty: in the library's own order"),
        )
        parser.add_argument(
            "--only",
            action="append",
            default=[],
            metavar=_("FIELD=TEXT"),
            help=_(
                "only rows in which a field is exactly this; repeat it for further fields; FIELD= for "
                "all rows"
            ),
        )
    group.add("profiles", list_profiles, purpose=N_("list the export profiles"))
    forget = group.add("forget", forget_profile, purpose=N_("delete an export profile"))
    forget.add_argument("name", metavar=_("PROFILE"))


def give_out(console: Console, arguments: argparse.Namespace) -> int:
    """Write the file, whole or not at all."""
    content = file_of(profile_named(arguments.name), utc_now())
    with replacing(arguments.file) as (opened, _):
        opened.write(content)
    console.say(N_("Written: {file}."), file=arguments.file)
    return 0


def learn_sample(console: Console, arguments: argparse.Namespace) -> int:
    """Keep the profile and say what stands in each column."""
    content = content_of(arguments.sample, _MOST_BYTES)
    is_workbook = arguments.sample.suffix.lower() == ".xlsx"
    profile = learn_profile(content, arguments.name, is_workbook=is_workbook, kind=arguments.kind)
    return _keep(profile, console, arguments)


def change_profile(console: Console, arguments: argparse.Namespace) -> int:
    """Keep the changed one; one that comes with the program is kept as the library's own from then on."""
    return _keep(profile_named(arguments.name), console, arguments)


def _keep(profile: Profile, console: Console, arguments: argparse.Namespace) -> int:
    chosen = _pairs(arguments.map)
    headers = {column.header for column in profile.columns}
    unknown = next((header for header in chosen if header not in headers), None)
    if unknown is not None:
        raise BadValue(N_("The sample has no column {header}."), header=unknown)
    profile = with_rows(with_fields(profile, chosen), arguments.order, _pairs(arguments.only))
    keep_profile(profile, console.acting())
    words = console.words
    console.table(
        (words(N_("their column")), words(N_("what goes into it"))),
        (
            (column.header, column.field or (f"={column.always}" if column.always else "-"))
            for column in profile.columns
        ),
    )
    if profile.order:
        console.say(N_("Order: {field}"), field=profile.order)
    for field, value in profile.only.items():
        console.say(N_("Only rows in which {field} is {value}."), field=field, value=value)
    console.say(N_("Fields: {known}"), known=", ".join(FIELDS[profile.kind]))
    console.say(N_("Saved. To write the list: {command}"), command=f"kiosk export by {profile.name} FILE")
    return 0


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    """`HEADER=FIELD` or `FIELD=TEXT` as they were typed. Raises BadValue."""
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise BadValue(N_("{text} is not HEADER=FIELD."), text=text)
        pairs[name] = value
    return pairs


def list_profiles(console: Console, _arguments: argparse.Namespace) -> int:
    """Print them with their columns."""
    words = console.words
    console.table(
        (words(N_("profile")), words(N_("a row is")), words(N_("file")), words(N_("columns"))),
        (
            (
                profile.name if is_own(profile) else f"{profile.name} *",
                profile.kind,
                profile.file,
                ", ".join(column.header for column in profile.columns),
            )
            for profile in all_profiles()
        ),
    )
    return 0


def forget_profile(console: Console, arguments: argparse.Namespace) -> int:
    """Delete it; one that comes with the program stays."""
    profile = profile_named(arguments.name)
    if not is_own(profile):
        raise BadValue(
            N_("The profile {name} comes with the program and cannot be deleted."), name=profile.name
        )
    drop_profile(profile.name, console.acting())
    console.say(N_("The profile {name} is deleted."), name=profile.name)
    return 0
