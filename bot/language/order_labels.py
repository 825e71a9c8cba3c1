"""The labelled parts of an order: each label's own way of reading its value."""

from dataclasses import replace

from bot.language.names import Mention, resolve, split_names
from bot.language.order_values import METHODS, Ear, Order, rule_of
from bot.language.times import Kind, read_time, read_times

NONE = frozenset({"无", "没有", "不用", "不需要", "无人"})


def _owner(order: Order, value: str, ear: Ear) -> Order:
    named, unknown = _named(value, ear, "owner")
    return replace(order, people=(*named, *order.people), unknown=(*order.unknown, *unknown))


def _co(order: Order, value: str, ear: Ear) -> Order:
    if value in NONE:
        return order
    named, unknown = _named(value, ear, "co")
    return replace(order, people=(*order.people, *named), unknown=(*order.unknown, *unknown))


def _cc(order: Order, value: str, ear: Ear) -> Order:
    if value.strip(" ,，。") in NONE:
        return replace(order, cc=())
    named, unknown = _named(value, ear, "cc")
    return replace(order, cc=(*(order.cc or ()), *named), unknown=(*order.unknown, *unknown))


def _named(
    value: str, ear: Ear, role: str
) -> tuple[tuple[Mention, ...], tuple[tuple[str, str], ...]]:
    mentions: list[Mention] = []
    unknown: list[tuple[str, str]] = []
    for word in split_names(value, ear.roster):
        found = resolve(word, ear.roster, speaker=ear.speaker, now=ear.now)
        if found.people:
            mentions.append(
                Mention((0, 0), word, found.people, found.kind, found.unit, found.relative)
            )
        else:
            unknown.append((role, word))
    return tuple(mentions), tuple(unknown)


def _deadline(order: Order, value: str, ear: Ear) -> Order:
    reading = read_time(value, ear.now, ear.calendar)
    if reading.kind in (Kind.POINT, Kind.ASK, Kind.PAST):
        return replace(order, deadline=reading)
    return replace(order, unclear=(*order.unclear, f"截止“{value[:20]}”"))


def _reminder(order: Order, value: str, ear: Ear) -> Order:
    if value in NONE:
        return replace(order, reminders=())
    readings = read_times(value, ear.now, ear.calendar, reminder=True)
    rules = [rule_of(r) for r in readings if r.kind in (Kind.OFFSET, Kind.RECUR, Kind.POINT)]
    method = next((word for word in METHODS if len(word) > 1 and word in value), None)
    if method and order.method is None:
        order = replace(order, method=METHODS[method], wechat=method == "微信")
    if not rules:
        return replace(order, unclear=(*order.unclear, f"提醒“{value[:20]}”"))
    return replace(order, reminders=tuple(rules))


def _method(order: Order, value: str, _ear: Ear) -> Order:
    word = next((word for word in METHODS if word in value), None)
    if word is None:
        return replace(order, unclear=(*order.unclear, f"方式“{value[:20]}”"))
    return replace(order, method=METHODS[word], wechat=word == "微信")


def _content(order: Order, value: str, _ear: Ear) -> Order:
    return replace(order, content=value, labelled=True)


def _urgency(order: Order, value: str, _ear: Ear) -> Order:
    return replace(order, urgent="急" in value and "不" not in value and "一般" not in value)


READERS = {
    "owner": _owner,
    "co": _co,
    "cc": _cc,
    "deadline": _deadline,
    "reminder": _reminder,
    "method": _method,
    "content": _content,
    "urgency": _urgency,
}
