"""One spelling for what people type: full-width to half-width, no invisible characters."""

import re
import unicodedata

INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)
SPACES = re.compile(r"[ \t\u3000\xa0]+")
KEEP = dict.fromkeys(map(ord, "…—“”‘’【】《》、。〔〕①②③④⑤⑥⑦⑧⑨"), None)
LONGEST = 5000


def normal(text: str) -> str:
    """What the bot reads. Chinese quotes and brackets stay; digits and letters become plain."""
    plain = INVISIBLE.sub("", text)
    plain = "".join(c if ord(c) in KEEP else unicodedata.normalize("NFKC", c) for c in plain)
    lines = (SPACES.sub(" ", line).strip() for line in plain.splitlines())
    return "\n".join(line for line in lines if line).strip()


def same_words(text: str) -> str:
    """For comparing: no punctuation, no spaces, lower case."""
    return re.sub(r"[\W_]+", "", text).lower()
