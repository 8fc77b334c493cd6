"""What is installed, as `constraints.txt` has it: each distribution with its version and its licence.

    .venv/bin/python tests/constraints.py > constraints.txt     take the versions of this environment

Run in an environment of README's test command; `.ci/newest` makes one with the newest releases.
"""

import re
import sys
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE = ROOT / "constraints.txt"
HEAD = """\
# What README's commands install, exactly: versions that have passed the tests. The ranges that the kiosk
# can work with are in pyproject.toml. Made by tests/constraints.py; .ci/newest tries the newest releases.
"""
NOT_OURS = {"pip", "setuptools", "wheel", "school-library-kiosk"}

_BY_CLASSIFIER = {
    "Apache Software License": "Apache-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
}
_BY_FIELD = {
    "Apache License 2.0": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "LGPL-2.1-only": "LGPL-2.1-only",
    "MIT OR Apache-2.0": "MIT OR Apache-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}
_BY_TEXT = {
    "Neither the name": "BSD-3-Clause",
    "Redistribution and use in source and binary forms": "BSD-2-Clause",
    "Permission is hereby granted, free of charge, to any person": "MIT",
}
_READ_BY_HAND = {"pyserial": "BSD-3-Clause"}
"""Their wheels do not say which; the licence beside their sources does."""


def licence(distribution: Distribution) -> str:
    """The licence as an SPDX expression; empty where it is not to be found out."""
    if distribution.name in _READ_BY_HAND:
        return _READ_BY_HAND[distribution.name]
    metadata = distribution.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    if known := _BY_FIELD.get(metadata.get("License", "")):
        return known
    for classifier in metadata.get_all("Classifier", []):
        if known := _BY_CLASSIFIER.get(classifier.rpartition(" :: ")[2]):
            return known
    text = "\n".join(
        file.read_text(encoding="utf-8")
        for file in distribution.files or []
        if ".dist-info/" in str(file) and re.match("(?i)licen[cs]e|copying", file.name)
    )
    return next((name for phrase, name in _BY_TEXT.items() if phrase in text), "")


def canonical(name: str) -> str:
    """The name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def installed() -> dict[str, Distribution]:
    """Every distribution of this environment but the kiosk and the installers."""
    found = {canonical(distribution.name): distribution for distribution in distributions()}
    return {name: found[name] for name in sorted(found) if name not in NOT_OURS}


def pinned() -> dict[str, tuple[str, str]]:
    """The version and the licence of each distribution in the file."""
    lines = re.findall(r"^([a-z0-9-]+)==(\S+)  # (.+)$", FILE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: (version, terms) for name, version, terms in lines}


if __name__ == "__main__":
    sys.stdout.write(HEAD)
    for name, distribution in installed().items():
        print(f"{name}=={distribution.version}  # {licence(distribution)}")
