"""交办 by one sentence: who, cc, until when, reminders, method, content; nothing is guessed."""

import re
from dataclasses import replace

from bot.language.labels import labelled
from bot.language.names import find_people, near_misses
from bot.language.order_labels import READERS
from bot.language.order_people import people_in
from bot.language.order_values import METHODS, Ear, Order, rule_of
from bot.language.surnames import SURNAMES
from bot.language.times import Kind, Reading, read_time, read_times
from tasks.task import ReminderRule

BY_METHOD = re.compile(
    r"(?:用|打|发)?(?P<a>短信|电话|应用内|钉一下|微信)(?:提醒|通知)(?:他|她|一下)?"
    r"|(?:^|(?<=[,，;；。\s]))(?P<b>短信|应用内|钉一下|微信|电话)(?=$|[,，;；。])"
)
URGENT = re.compile(
    r"(?:^|[\s,，;；。【\[(])(?:特急|紧急|加急|急件|十万火急)(?:任务|事项|件|!|!)*(?=$|[\s,，;；。:】\])!])"
)
AND = re.compile(r"[\s、,，和及与各]*")
REMIND = re.compile(
    r"(?:[\s,，]*(?:各|都|再)?(?:用|打|发)?(?:短信|电话|应用内|钉一下|微信)?提醒(?:一次|一下|他们?|她|我)?)?"
)
CLAUSE = re.compile(r"[^,，;；。\n]+")
FIRST_WORD = re.compile(r"^([\u4e00-\u9fff]{2,4}|[A-Za-z]{2,12})(?:[\s,，]+|$)")
LEAD = re.compile(
    r"^(?:[\s,，;；。:、!]|改成|换成|改给|改为|请|麻烦|让|叫|给|由|安排|负责|交给|转给|派给|派个活|派个任务|尽快|务必|去把|前(?=[去把处办])|之前|的(?=.))+"
)
BEFORE_TIME = re.compile(
    r"(?:截止(?:时间)?到?|截至|时限(?:是|为)?|期限(?:是|为)?|限期?|务必在?|要在|须在|于|在|到)\s*$"
)
AFTER_TIME = re.compile(
    r"\s*(?:之前|以前|前|之内|以内|截止|完成|办结|办完|搞定)+(?=$|[\s,，;；。])|\s*(?:之前|以前|前)(?!后)"
)
EMPTY_CLAUSE = re.compile(
    r"(?:请|尽快|抓紧|务必|去|来)*(?:处理|办理|完成|落实|办结|办|办一下|处理一下|跟进|负责)(?:好|一下|完)?"
)
KEEP_TRAIL = re.compile(r"[\s,，;；。:、]+$")


def read_order(text: str, ear: Ear) -> Order:
    """Labelled parts first, then the free sentence around them."""
    text, order = _cut_urgent(text, Order())
    parts, free = labelled(text)
    values, left = _kept_short(parts, ear)
    free = ",".join(part for part in (free, *left) if part)
    order = replace(_free(free, ear), urgent=order.urgent) if free else order
    for name, value in values.items():
        order = READERS[name](order, value, ear)
    return order


def first_word_as_name(order: Order, ear: Ear) -> Order:
    """交办 王五 明天 修路: nobody was found, and the first word stands where a name belongs."""
    match = FIRST_WORD.match(order.content)
    if order.people or order.unknown or match is None:
        return order
    word = match[1]
    if not near_misses(word, ear.roster) and word[0] not in SURNAMES and not word.isascii():
        return order
    rest = order.content[match.end() :].strip()
    return replace(order, unknown=(("owner", word),), content=rest)


def _kept_short(parts: dict[str, str], ear: Ear) -> tuple[dict[str, str], list[str]]:
    """A label for names ends where the names end; what follows belongs to the sentence."""
    values, left = {}, []
    for name, value in parts.items():
        values[name] = value
        if name in ("owner", "co", "cc"):
            pieces = [piece for piece in re.split(r"[,，;；。\s]+", value) if piece]
            names = 1
            while names < len(pieces) and _all_names(pieces[names], ear):
                names += 1
            values[name] = "、".join(pieces[:names])
            left.append(" ".join(pieces[names:]))
        elif name == "deadline" and "content" not in parts:
            reading = read_time(value, ear.now, ear.calendar)
            if reading.span:
                values[name] = value[: reading.span[1]]
                left.append(value[reading.span[1] :].strip(" ,，;；。前"))
    return values, left


def _all_names(clause: str, ear: Ear) -> bool:
    """Nothing but names: 赵水根和宋保华, not 城东村路灯坏了."""
    spans = [mention.span for mention in find_people(clause, ear.roster) if mention.people]
    return bool(spans) and not re.sub(r"[\s、和与及跟@]|同志", "", _without(clause, tuple(spans)))


def _free(text: str, ear: Ear) -> Order:
    """Cut what is understood out of the sentence; what is left is the content."""
    text, order = _cut_reminders(text, Order(), ear)
    text, order = _cut_method(text, order)
    found = people_in(text, find_people(text, ear.roster, speaker=ear.speaker, now=ear.now))
    cut = found.spans
    reading = _deadline_in(_blank(text, cut), ear)
    if reading.kind in (Kind.POINT, Kind.ASK, Kind.PAST):
        order = replace(order, deadline=reading)
        cut = (*cut, *([_with_label(text, reading.span)] if reading.span else []))
    content = tidy_content(_without(text, cut))
    return replace(
        order,
        people=found.people,
        cc=found.cc or (() if found.no_cc else None),
        unknown=found.unknown,
        content=content,
    )


def _deadline_in(text: str, ear: Ear) -> Reading:
    """The time of the sentence; a clause that is only a length (5个工作日) is one as well."""
    reading = read_time(text, ear.now, ear.calendar)
    if reading.kind is not Kind.NONE:
        return reading
    for clause in CLAUSE.finditer(text):
        words = clause[0].strip()
        alone = read_time(words, ear.now, ear.calendar)
        if alone.kind is Kind.POINT and alone.span == (0, len(words)):
            start = clause.start() + clause[0].index(words)
            return replace(alone, span=(start, start + len(words)))
    return reading


def _with_label(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """截止明天下午5点: the word that says it is the deadline goes with it."""
    label = BEFORE_TIME.search(text[: span[0]])
    after = AFTER_TIME.match(text[span[1] :])
    return (label.start() if label else span[0]), span[1] + (after.end() if after else 0)


def _cut_urgent(text: str, order: Order) -> tuple[str, Order]:
    match = URGENT.search(text)
    if not match:
        return text, order
    return f"{text[: match.start()]} {text[match.end() :]}", replace(order, urgent=True)


def _cut_reminders(text: str, order: Order, ear: Ear) -> tuple[str, Order]:
    """提前1天提醒, 提前2小时和30分钟提醒, 每天上午9点提醒: the times, and the word that says so."""
    rules: list[ReminderRule] = []
    spans: list[tuple[int, int]] = []
    for clause in CLAUSE.finditer(text):
        if "提醒" not in clause[0] and "提前" not in clause[0]:
            continue
        for reading in read_times(clause[0], ear.now, ear.calendar):
            if reading.kind in (Kind.OFFSET, Kind.RECUR) and reading.span:
                rules.append(rule_of(reading))
                spans.append((clause.start() + reading.span[0], clause.start() + reading.span[1]))
    if not rules:
        return text, order
    whole = _joined(text, spans)
    method = BY_METHOD.search(" ".join(text[a:b] for a, b in whole))
    if method:
        order = _with_method(order, method)
    return _without(text, whole), replace(order, reminders=tuple(dict.fromkeys(rules)))


def _joined(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Times with 和 between them become one stretch, and 提醒 after them belongs to it."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and AND.fullmatch(text[joined[-1][1] : start]):
            start = joined.pop()[0]
        joined.append((start, end))
    return tuple((start, REMIND.match(text, end).end()) for start, end in joined)  # type: ignore[union-attr] # it may be empty, but it always matches


def _cut_method(text: str, order: Order) -> tuple[str, Order]:
    match = BY_METHOD.search(text)
    if not match or order.method:
        return text, order
    return f"{text[: match.start()]} {text[match.end() :]}", _with_method(order, match)


def _with_method(order: Order, match: re.Match[str]) -> Order:
    word = match["a"] or match["b"]
    return replace(order, method=METHODS[word], wechat=word == "微信")


def tidy_content(text: str) -> str:
    """The content without the words that only joined the elements together."""
    text = re.sub(r"[ \t]*([,，;；。])[\s,，;；。]*", r"\1", text).strip()
    text = LEAD.sub("", text)
    text = KEEP_TRAIL.sub("", text)
    clauses = [clause.strip() for clause in re.split(r"[,，;；]", text) if clause.strip()]
    telling = [clause for clause in clauses if not EMPTY_CLAUSE.fullmatch(clause)]
    return re.sub(r"[ \t]{2,}", " ", ",".join(telling))


def _blank(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The same text with the spans blanked out, so that positions stay."""
    for start, end in spans:
        text = text[:start] + "," * (end - start) + text[end:]
    return text


def _without(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    return text
