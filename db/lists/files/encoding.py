"""Text out of bytes: UTF-8, UTF-16 with its mark, GB18030; any other encoding is refused, never guessed.

GB18030 gives some text for nearly all bytes, so it is believed only where the text reads as Chinese.
"""

import codecs
import math

from db.errors import BadList
from db.lists.files.familiar import FAMILIAR
from db.marking import N_

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Of the characters in Chinese lists at least 85 % are familiar ones, of those that GB18030 makes out of
# Korean, Japanese, Thai, Cyrillic and Latin lists at most 33 %. Measured on made and on real lists.
_FAMILIAR = math.log(0.85 / 0.33)
_STRANGE = math.log(0.15 / 0.67)
_BELIEVED = 2.5
"""Three familiar characters and none that is strange: a class list of one name."""
_CERTAIN = 6.0
"""Below this a text that is Korean, or has Japanese syllables, as well may be that."""
_LOOKED_AT = 20_000
_UTF_8_SHARE = 0.6


def marked(content: bytes) -> str | None:
    """The encoding that a byte-order mark names, if there is one."""
    return next((encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)), None)


def decode(content: bytes, name: str) -> str:
    """The text of a file called `name`. Raises BadList where it is in no encoding that is read here."""
    encoding = marked(content) or "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if encoding == "utf-8":
            try:
                text = content.decode("gb18030")
            except UnicodeDecodeError:
                pass
            else:
                if reads_as_chinese(text, content):
                    return text
            if _nearly_utf_8(content):
                raise BadList(
                    N_(
                        "{file} is UTF-8, but line {line} holds a damaged character."
                        " Correct that line, or save the list again as CSV UTF-8 or .xlsx."
                    ),
                    file=name,
                    line=line,
                ) from None
        raise BadList(
            N_(
                "{file} is neither UTF-8 nor GB18030 (see line {line}). Open it in the program that made "
                "it, choose Save As, and save it as CSV UTF-8 or .xlsx."
            ),
            file=name,
            line=line,
        ) from None


def reads_as_chinese(text: str, content: bytes) -> bool:
    """Whether text that was decoded as GB18030 was written in it."""
    evidence = 0.0
    words = False
    for character in [one for one in text if not one.isascii()][:_LOOKED_AT]:
        if not _is_punctuation(character):
            words = True
            evidence += _FAMILIAR if character in FAMILIAR else _STRANGE
    if not words:
        return True
    return evidence >= (_CERTAIN if _may_be_another(content) else _BELIEVED)


def _is_punctuation(character: str) -> bool:
    """Rows 1 to 3 of GB 2312: marks, numbers in circles, full-width letters and digits."""
    return 0xA1A1 <= int.from_bytes(character.encode("gb18030", "replace"), "big") <= 0xA3FE


def _may_be_another(content: bytes) -> bool:
    """Whether a short list is whole and plain in Korean, or holds Japanese syllables."""
    try:
        korean = [one for one in content.decode("euc-kr") if ord(one) > 0x2E7F]
    except UnicodeDecodeError:
        korean = []
    if korean and all("가" <= one <= "힣" for one in korean):
        return True
    for encoding in ("euc-jp", "shift_jis"):
        try:
            japanese = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any("ぁ" <= one <= "ヶ" for one in japanese):
            return True
    return False


def _nearly_utf_8(content: bytes) -> bool:
    """Whether most of what is not ASCII is whole UTF-8."""
    foreign = sum(byte > 0x7F for byte in content)
    whole = content.decode("utf-8", "ignore")
    return len(whole.encode()) - sum(map(str.isascii, whole)) > foreign * _UTF_8_SHARE
