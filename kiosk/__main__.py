"""`kiosk` and `python -m kiosk`."""

import sys

from kiosk.cli import main
from kiosk.words import LOCALE

if __name__ == "__main__":
    if not any(LOCALE.glob("*/LC_MESSAGES/kiosk.mo")):  # a bare checkout; in English, since it is about that
        print("There are no translations yet. To make them: python tests/catalogue.py", file=sys.stderr)
    sys.exit(main())
