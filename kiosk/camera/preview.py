"""A camera's frame in characters, coarse, so that a child can aim."""

import numpy as np
from numpy.typing import NDArray

RAMP = " .:-=+*#%@"
"""From dark to bright on a dark screen; every console has these signs."""


def characters(frame: NDArray[np.uint8], columns: int, rows: int, *, mirrored: bool = False) -> list[str]:
    """The frame as `rows` lines of `columns` characters; what is bright in it is a dense sign.

    The frame (`height x width`, or with three colours) is squeezed to fit: choose columns to rows about
    twice as its width to its height, for characters are tall. Contrast is stretched, so that a dark
    desk shows too. `mirrored` for a camera that faces the child. No rows or columns give no lines.
    """
    if columns < 1 or rows < 1 or frame.size == 0:
        return []
    grey = frame if frame.ndim == 2 else frame[:, :, 1]
    if mirrored:
        grey = grey[:, ::-1]
    down = np.linspace(0, grey.shape[0], rows, endpoint=False).astype(int)
    across = np.linspace(0, grey.shape[1], columns, endpoint=False).astype(int)

    sums = np.add.reduceat(np.add.reduceat(grey.astype(np.float32), down, axis=0), across, axis=1)
    areas = np.outer(
        np.diff(np.append(down, grey.shape[0])).clip(1), np.diff(np.append(across, grey.shape[1])).clip(1)
    )
    means = sums / areas
    darkest, brightest = np.percentile(means, (2, 98))
    steps = (means - darkest) / max(float(brightest - darkest), 24.0) * (len(RAMP) - 1)
    signs = np.array(list(RAMP))[np.clip(np.rint(steps), 0, len(RAMP) - 1).astype(int)]
    return ["".join(line) for line in signs]
