"""Numbers as people write them, and one spelling for characters that mean the same."""

import re

DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))

DIGIT = "0123456789"
NUMBER = DIGIT + "零〇一二两三四五六七八九十"  # the signs that begin a number

# A grammatical Chinese number below 1000, so that “张三三天内” is not read as thirty-three days.
HAN = (
    "(?:[一二两三四五六七八九]?十[一二三四五六七八九]?"
    "|[一二两三四五六七八九]百(?:[零〇]?[一二三四五六七八九]|[一二三四五六七八九]十[一二三四五六七八九]?)?"
    "|[零〇一二两三四五六七八九])"
)
NUM = rf"(?:(?<![0-9.])[0-9]{{1,4}}(?![0-9])|{HAN})"

# One code point for one code point, so that spans stay true.
_SAME = str.maketrans(
    "　～〜–—―∶。週點後個鐘鍾號時兩內禮間這從過開結報們邊網辦",
    " ~~---:。周点后个钟钟号时两内礼间这从过开结报们边网办",
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPELLING = {**_FULL_WIDTH, **_SAME}
_BLANK = re.compile("(?<=[一-龥])[ \t]+|(?<![ \t])[ \t]+(?=[一-龥])")


def normal(text: str) -> str:
    """Half-width digits and signs, simplified characters for time words; same length."""
    return text.translate(_SPELLING)


def squeeze(text: str) -> tuple[str, list[int]]:
    """The text without blanks beside Chinese words (11 月 25 日), and where each sign came from."""
    kept = [True] * len(text)
    for blank in _BLANK.finditer(text):
        kept[blank.start() : blank.end()] = [False] * (blank.end() - blank.start())
    places = [place for place, keep in enumerate(kept) if keep]
    return "".join(text[place] for place in places), places


def number(text: str) -> int:
    """The value of a text that `NUM` matched; 两百零五 is 205."""
    if text.isascii():
        return int(text)
    total, digit = 0, 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        else:
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
    return total + digit


def year(text: str) -> int:
    """2026, 26, 二〇二六 and 二六 are the same year."""
    digits = "".join(sign if sign.isascii() else str(DIGITS[sign]) for sign in text)
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
