"""Chinese signs in a text, and the words in which pypinyin reads them wrongly."""

import re

_SIGNS = "〇㐀-鿿豈-﫿\U00020000-\U0003ffff"
HAN = re.compile(f"[{_SIGNS}]")
"""One sign."""
RUNS = re.compile(f"[{_SIGNS}]+|[^{_SIGNS}]+")
"""Signs that follow each other, and others that do."""
PHRASES = {"朝花夕拾": [["zhāo"], ["huā"], ["xī"], ["shí"]]}
