"""Where the lists of a real school lie; they are not in the repository."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = next(
    (
        shared / "data"
        for shared in (ROOT.parent / "shared", ROOT.parent.parent / "shared")
        if (shared / "data").is_dir()
    ),
    ROOT / "absent",
)
