"""What other keyboard layouts make of the keys that an American scanner presses.

Only the keys that differ are named. Sources: the xkb layouts `fr`, `de`, `gb`, `es`, `it`.
"""

from collections.abc import Mapping

from db.marking import N_

_FRENCH = (
    "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./!@#$%^&*()_+QWERTYUIOPASDFGHJKL:ZXCVBNM<>?",
    "&é\"'(-è_çà)=azertyuiop^$qsdfghjklmùwxcvbn,;:!1234567890°+AZERTYUIOPQSDFGHJKLMWXCVBN?./§",
)
_GERMAN = ("-=yz[];'/`@#^&*()_+YZ{}:\"<>?", 'ß´zyü+öä-^"§&/()=?`ZYÜ*ÖÄ;:_')
_BRITISH = ('@"#~\\|', '"@£¬#~')
_SPANISH = ("-=[];'/`@#^&*()_+:<>?", "'¡`+ñ´-º\"·&/()=?¿Ñ;:_")
_ITALIAN = ("-=[];'/`@#^&*()_+:<>?", "'ìè+òà-\\\"£&/()=?^ç;:_")

LAYOUTS: Mapping[str, dict[int, int]] = {
    N_("French (AZERTY)"): str.maketrans(*_FRENCH),
    N_("German (QWERTZ)"): str.maketrans(*_GERMAN),
    N_("British"): str.maketrans(*_BRITISH),
    N_("Spanish"): str.maketrans(*_SPANISH),
    N_("Italian"): str.maketrans(*_ITALIAN),
}
"""By the layout's name: what becomes of each sign; signs that are not named stay."""
