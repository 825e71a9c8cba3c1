"""The words of a decision in the review queue, and several decisions in one message."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What a principal may say to an entry; the value is the word that buttons carry."""

    LIMIT = "限期"
    TRANSFER = "转办"
    TALK = "约谈"
    EXTEND = "准延期"
    PLAN = "要方案"
    LEADER = "包案"
    LIFT = "解除"
    AGREE = "同意"
    RETURN = "驳回"
    HURRY = "抓紧"
    READ = "阅"
    LATER = "上会"  # belongs to the weekly meeting, not to this list


WORDS: dict[Verb, tuple[str, ...]] = {
    Verb.LIMIT: ("限期", "责令限期", "限时", "限期办结"),
    Verb.TRANSFER: ("转办", "转给", "转交给", "转交", "转由", "改由", "请", "转"),
    Verb.TALK: ("约谈", "约他谈", "约谈他", "找他谈"),
    Verb.EXTEND: ("准延期", "同意延期", "准予延期", "批准延期", "可以延期", "准他延期"),
    Verb.PLAN: ("要方案", "拿方案", "报方案", "出方案", "拿个方案", "报个方案", "拿出方案",
                "先拿方案", "先报方案", "要个方案"),
    Verb.LEADER: ("包案", "包案领导"),
    Verb.LIFT: ("解除", "解除督办", "销督", "摘牌", "取消督办"),
    Verb.AGREE: ("同意", "准", "可以", "批准", "同意方案"),
    Verb.RETURN: ("驳回", "不同意", "不行", "退回", "驳回方案"),
    Verb.HURRY: ("抓紧", "抓紧办", "尽快办", "尽快", "抓紧办理", "尽快办理", "加快办理"),
    Verb.READ: ("阅", "已阅", "圈阅", "知道了", "知悉", "已知悉"),
    Verb.LATER: ("上会", "上报"),
}  # fmt: skip
ATTENDED = ("阅处", "阅办", "阅示", "阅研处理")  # 请李四阅处
SPOKEN = {word: verb for verb, words in WORDS.items() for word in words}

# Every repetition is bounded: a long text is read in linear time.
_NUMBER = r"(?:RW|rw)\d{8}-\d{4,6}|(?<![\d:/.\-])\d{1,6}(?![\d:/\-%]|\.\d)"
_NUMBERS = rf"(?:第)?(?:{_NUMBER})(?:[\s、,和]{{1,3}}(?:{_NUMBER})){{0,11}}"
_VERB = "|".join(sorted(map(re.escape, SPOKEN), key=len, reverse=True))
_MARK = r"\s{0,2}(?:号|个|条|件|项)?\s{0,2}[、.:)]?\s{0,2}"
_NAMED = r"(?:由|请|让)?(?P<leader>[^\s\d、,;;。]{2,8}?)(?=包案)"
_TIME_UNIT = "号|日|月|年|个|点|刻|小时|分钟|工作日|天(?!天)|(?:周|星期)(?![一二三四五六日天末])"
_ALONE = rf"(?=[\s,,;;。、]|$)(?!\s{{0,2}}(?:{_TIME_UNIT}))"
_HEAD = re.compile(
    rf"(?:^|(?<=[\s,,;;。、])|(?<![\d:/.\-周期拜第月、,,;;。\s]))"
    rf"(?:(?P<numbers>{_NUMBERS}){_MARK}(?:{_NAMED})?(?P<verb>{_VERB})"
    rf"|(?P<verb2>{_VERB})\s{{0,2}}(?P<numbers2>{_NUMBERS}){_ALONE})"
)
_BEHIND = re.compile(rf"(?:{'|'.join(ATTENDED)})\s{{0,2}}(?P<numbers>{_NUMBER})(?:号|件)?$")
_EDGES = " \n\t,,;;。、:：."


@dataclass(frozen=True)
class Piece:
    """One decision: the verb, the entries as they were typed, and the rest of its words."""

    verb: Verb
    numbers: tuple[str, ...]
    rest: str
    word: str


def pieces(text: str) -> tuple[Piece, ...]:
    """`1限期下周三 2同意 3要方案` in three; less than two decisions with numbers: none."""
    heads = list(_HEAD.finditer(text))
    if len(heads) < 2 or text[: heads[0].start()].strip(_EDGES):
        return ()
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return tuple(_piece(text, head, end) for head, end in zip(heads, ends, strict=True))


def is_several(text: str) -> bool:
    return bool(pieces(text))


def piece(verb: Verb, text: str, rest: str, numbers: tuple[str, ...], word: str) -> Piece:
    """A message with one decision: its number read by our own rule where it stands beside the
    verb (`限期 0001 周五`, `限期 3 5号`), else as the frame heard it."""
    head = _HEAD.match(text)
    if head and SPOKEN[head["verb"] or head["verb2"]] is verb:
        return _piece(text, head, len(text))
    behind = _BEHIND.search(text) if verb is Verb.TRANSFER else None
    if behind and not numbers:
        rest = rest.removesuffix(text[behind.start("numbers") :])
        numbers = (behind["numbers"].upper(),)
    return Piece(verb, numbers, _without_verb(rest, verb), word)


def attended(rest: str) -> str:
    """李四阅处 is 李四."""
    for word in ATTENDED:
        rest = rest.replace(word, " ")
    return rest.strip(_EDGES)


def _piece(text: str, head: "re.Match[str]", end: int) -> Piece:
    word = head["verb"] or head["verb2"]
    numbers = head["numbers"] or head["numbers2"]
    rest = _without_verb(text[head.end() : end], SPOKEN[word])
    if head["leader"]:
        rest = f"{head['leader']} {rest}".strip()
    typed = tuple(found.upper() for found in re.findall(_NUMBER, numbers, re.IGNORECASE))
    return Piece(SPOKEN[word], typed, rest, word)


def _without_verb(rest: str, verb: Verb) -> str:
    """The answer to 限期到什么时候 may say 限期 again."""
    rest = rest.strip(_EDGES)
    said = max((word for word in WORDS[verb] if rest.startswith(word)), key=len, default="")
    return rest[len(said) :].strip(_EDGES)
