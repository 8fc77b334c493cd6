"""The names of all commands, from the parser itself."""

import argparse


def commands_of(parser: argparse.ArgumentParser, prefix: str = "kiosk") -> list[str]:
    """The full names of all commands that do something."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below or prefix == "kiosk demo":
        return [prefix]
    return [name for word, sub in below[0].choices.items() for name in commands_of(sub, f"{prefix} {word}")]
