"""Who does what in a 交办 sentence: the words around a name make it owner, co-executor or cc."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.name_index import Kind
from bot.language.names import Mention

CC_BEFORE = re.compile(r"(?:同时|并|再)?(?:抄送给?|抄给?|同时告知|告知|知会)\s*[::]?\s*@?$")
CC_AFTER = re.compile(r"^\s*(?:知悉|知晓|知道一下|阅知)")
CO_BEFORE = re.compile(r"(?:配合|协办|协助|会同|联合)(?:人|单位)?\s*(?:的是|是)?\s*[::]?\s*@?$")
CO_AFTER = re.compile(r"^\s*(?:一起|一同|共同|来)?(?:配合|协办|协助)")
OWNER_BEFORE = re.compile(
    r"(?:^|[\s,，;；。:])(?:请|麻烦|叫|让|给|由|派|安排|交给|转给|派给|交由|转交|指派|通知|责成|牵头|主办)?\s*[::]?\s*@?$|"
    r"(?:交给|转给|派给|交由|由|请|责成|安排|让|叫)\s*@?$"
)
OWNER_AFTER = re.compile(r"^\s*(?:牵头|主办|负责|去|来|把|办|处理|落实|跟进|核实|到|在|于)")
NO_CC = re.compile(r"(?:不用|无需|不需要|不)抄送|抄送\s*[::]?\s*无")
BETWEEN = re.compile(r"^[\s、,，和与及跟同@]*(?:以及|还有)?[\s@]*$")
UNIT_ENDS = re.compile(r"\s*(?:$|[、,，;；。和与及跟同@]|牵头|主办|负责|配合|协办|协助)")
CC_NAME = re.compile(r"抄送(?:给)?\s*[::]?\s*@?([\u4e00-\u9fff]{2,4})(?=$|[\s,，;；。、])")
TO_NAME = re.compile(
    r"(?:^|[,，;；。\s])(?:请|交给|转给|派给|派|叫|让|安排|给)\s*@?([\u4e00-\u9fff]{2,3})(?=[\s,，]|(?:去|把|来|处理|办|负责|落实|核实|在|于|今天|明天|后天|下周|本周|周))"
)
AT_NAME = re.compile(r"@([\u4e00-\u9fffA-Za-z]{2,8})(?=$|[\s,，;；。、])")


@dataclass(frozen=True)
class Found:
    """Everybody with a part in the order, and the stretches of text that say so."""

    people: tuple[Mention, ...] = ()
    cc: tuple[Mention, ...] = ()
    no_cc: bool = False
    unknown: tuple[tuple[str, str], ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def people_in(text: str, mentions: Sequence[Mention]) -> Found:
    """Groups of names joined by 、和 share one part; names without a part stay content."""
    mentions = [mention for mention in mentions if mention.people]
    groups = _grouped(text, mentions)
    parts = [_part(text, group, first=index == 0) for index, group in enumerate(groups)]
    if "owner" not in parts:
        parts = _choose_owner(groups, parts)
    spans: list[tuple[int, int]] = []
    people: dict[str, list[Mention]] = {"owner": [], "co": [], "cc": []}
    for group, part in zip(groups, parts, strict=True):
        if part and not (part == "owner" and people["owner"]):
            people[part] += group
            spans.append(_span(text, group, part))
        elif part == "owner" and _explicit(text, group):
            people["co"] += group
            spans.append(_span(text, group, "owner"))
    no_cc = NO_CC.search(text)
    if no_cc:
        spans.append(no_cc.span())
    unknown = _unknown(text, mentions, bool(people["owner"]), bool(people["cc"]))
    return Found(
        people=(*people["owner"], *people["co"]),
        cc=tuple(people["cc"]),
        no_cc=bool(no_cc),
        unknown=tuple((role, word) for role, word, _ in unknown),
        spans=tuple(spans + [span for _, _, span in unknown]),
    )


def _grouped(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    groups: list[list[Mention]] = []
    for mention in mentions:
        in_content = mention.kind is Kind.UNIT and not UNIT_ENDS.match(text[mention.span[1] :])
        if (
            groups
            and not in_content
            and BETWEEN.match(text[groups[-1][-1].span[1] : mention.span[0]])
        ):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _part(text: str, group: list[Mention], *, first: bool) -> str | None:
    before = text[max(0, group[0].span[0] - 10) : group[0].span[0]]
    after = text[group[-1].span[1] : group[-1].span[1] + 8]
    if CC_BEFORE.search(before) or CC_AFTER.match(after):
        return "cc"
    if CO_BEFORE.search(before) or CO_AFTER.match(after):
        return "co"
    if group[0].kind is Kind.UNIT and not _explicit(text, group):
        return (
            "owner"
            if first and not before.strip() and re.match(r"^\s*(?:$|[,，:\s])|^负责|^牵头", after)
            else None
        )
    if OWNER_BEFORE.search(before) and (first or _explicit(text, group)):
        return "owner"
    if OWNER_AFTER.match(after) and group[0].kind is not Kind.UNIT:
        return "owner"
    return None


def _explicit(text: str, group: list[Mention]) -> bool:
    """请, 交给, 由 … right before the name, or an @."""
    before = text[max(0, group[0].span[0] - 3) : group[0].span[0]]
    named = re.search(
        r"(?:请|麻烦|叫|让|由|派|交给|转给|派给|交由|责成|安排|给|通知|主办|牵头)\s*@?$", before
    )
    return bool(named) or group[0].kind is Kind.AT


def _choose_owner(groups: list[list[Mention]], parts: list[str | None]) -> list[str | None]:
    """Nobody is marked: the only person by name, where there is just one such group."""
    free = [
        i
        for i, (group, part) in enumerate(zip(groups, parts, strict=True))
        if part is None and group[0].kind is not Kind.UNIT
    ]
    if len(free) == 1:
        return [("owner" if i == free[0] else part) for i, part in enumerate(parts)]
    return parts


def _span(text: str, group: list[Mention], part: str) -> tuple[int, int]:
    """The names with the words that gave them their part."""
    start, end = group[0].span[0], group[-1].span[1]
    before, after = text[:start], text[end:]
    if part == "cc":
        mark = CC_BEFORE.search(before)
        tail = CC_AFTER.match(after)
    elif part == "co":
        mark = CO_BEFORE.search(before)
        tail = CO_AFTER.match(after)
    else:
        mark = re.search(
            r"(?:请|麻烦|叫|让|给|由|派|安排|交给|转给|派给|交由|转交|指派|通知|责成|牵头|主办)?\s*[::]?\s*@?$",
            before,
        )
        tail = re.match(r"^\s*(?:牵头|主办|负责)(?![\u4e00-\u9fff]{0,1}人)", after)
    polite = re.search(r"请\s*$", before[: mark.start()]) if mark and part != "owner" else None
    first = polite.start() if polite else (mark.start() if mark else start)
    return first, end + (tail.end() if tail else 0)


def _unknown(
    text: str, mentions: Sequence[Mention], has_owner: bool, has_cc: bool
) -> list[tuple[str, str, tuple[int, int]]]:
    """Words in a name's place that are nobody's name: asked, with near misses."""
    covered = [mention.span for mention in mentions]

    def free(match: re.Match[str]) -> bool:
        return all(match.end(1) <= a or match.start(1) >= b for a, b in covered)

    found = []
    if not has_cc:
        found += [
            ("cc", m[1], m.span()) for m in CC_NAME.finditer(text) if free(m) and m[1] != "无"
        ]
    if not has_owner:
        names = [m for p in (AT_NAME, TO_NAME) for m in p.finditer(text) if free(m)]
        found += [("owner", m[1], m.span(1)) for m in names[:1]]
    return found
