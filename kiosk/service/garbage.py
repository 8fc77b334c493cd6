"""When Python looks for garbage: not while the screen is being made, and never in what was made then."""

import gc


def hold_back() -> None:
    """Look for none until `look_again`.

    Of what is loaded for the first picture nothing can be thrown away; looking for it again and again
    takes 15 of the 300 ms until the picture is there.
    """
    gc.disable()


def look_again() -> None:
    """Look for garbage from now on, where that was held back, but not in what is there already.

    It stays as long as the program, and going through all of it would hold a child's answer up for 50 ms.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
