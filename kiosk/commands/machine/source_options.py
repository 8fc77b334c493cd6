"""`--camera`, `--serial`, `--event`: which scanners to read this time, over the settings."""

import argparse
from dataclasses import replace

from kiosk.console import Console
from kiosk.words import Words


def add_source_options(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add the three options."""
    _ = words
    parser.add_argument(
        "--camera",
        default="",
        metavar=_("DEVICE"),
        help=_("read from a camera: its number, /dev/video0, a URL, or a video file"),
    )
    parser.add_argument(
        "--serial", default="", metavar=_("PORT"), help=_("read from a scanner on this serial port")
    )
    parser.add_argument(
        "--event",
        default="",
        metavar=_("DEVICE"),
        help=_("take this keyboard scanner for the kiosk alone: vendor:product, a path, or fastest"),
    )


def with_sources(console: Console, arguments: argparse.Namespace) -> Console:
    """The console whose settings name the scanners of the command line too."""
    asked = {name: getattr(arguments, name, "") for name in ("camera", "serial", "event")}
    return replace(console, settings=console.settings.reading(**asked))
