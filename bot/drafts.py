"""The 交办 draft beside a chat: one card with all six elements; it never gets in the way."""

import re
import secrets
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from bot.actions.assign_task import SixElements, default_reminders
from bot.cards import say_rule
from bot.commands.meant import Meant, meant
from bot.commands.turn import Turn, who_is
from bot.desk import Desk
from bot.language.order import first_word_as_name, read_order
from bot.language.order_values import Ear, Order
from bot.language.times import Kind, read_amount
from tasks import quiet
from tasks.case import Case, Channel
from tasks.deadlines import CHINA, LimitUnit
from tasks.errors import Unclear
from tasks.masking import mask
from tasks.messages import Button, OutgoingMessage
from tasks.policy import METHOD_LABELS, Method, Profile
from tasks.task import ReminderKind, ReminderRule

CONFIRM = re.compile(r"^确认(?:\s+(?P<id>[0-9a-f]{6}))?$")
URGENT_FIRST = re.compile(r"^[\s【\[(]*(?:特急|紧急|加急|急件)")
CRUMB = 4  # characters: what is left of a sentence beside a case says nothing new
ASKS = {"owner": "执行人", "content": "内容", "deadline": "截止时间"}


class Draft(BaseModel):
    """What is known so far; ids and ISO times only. None: policy proposes."""

    id: str
    at: datetime
    case_number: str | None = None
    known: list[str] = Field(default_factory=list)  # tasks of the case that were shown already
    owner_id: str | None = None
    co_ids: list[str] = Field(default_factory=list)
    cc_ids: list[str] | None = None
    deadline: datetime | None = None
    unsure: bool = False  # the deadline was probably meant: never sent without a yes
    spoken: bool = False  # somebody typed the deadline; else a time limit was counted
    provisional: bool = False
    profile: tuple[int, str] | None = None
    reminders: list[tuple[str, str]] | None = None
    method: Method | None = None
    wechat: bool = False
    urgent: bool = False
    content: str = ""

    @property
    def missing(self) -> list[str]:
        have = {"owner": self.owner_id, "content": self.content, "deadline": self.deadline}
        return [name for name in ASKS if not have[name]]

    @property
    def said_all(self) -> bool:
        """All six said and clear: sent at once."""
        said = self.cc_ids is not None and self.reminders is not None and self.method is not None
        return said and not self.missing and self.spoken and not self.unsure


def begin(turn: Turn, text: str, case: Case | None) -> Draft:
    """A draft from one sentence (and a case); what policy can propose is proposed."""
    draft = Draft(id=secrets.token_hex(3), at=turn.desk.now)
    if case:
        draft.case_number = case.number
        draft.content = case.content
    order = first_word_as_name(read_order(text, ear(turn)), ear(turn))
    draft.urgent = bool(URGENT_FIRST.match(turn.text))
    merge(turn, draft, order, from_case=case is not None)
    propose_deadline(turn.desk, draft, case)
    return draft


def ear(turn: Turn) -> Ear:
    return Ear(turn.desk.roster, turn.me, turn.desk.now, turn.desk.calendar)


def merge(turn: Turn, draft: Draft, order: Order, *, from_case: bool = False) -> None:
    """Put what was said into the draft; two people of one name or an unclear time -> asked."""
    again = f"交办 {draft.case_number or ''}".strip()
    found = meant(turn, order, again)
    _put_people(draft, found)
    _put_deadline(draft, order)
    if draft.provisional and draft.spoken:
        amount = read_amount(turn.text, turn.desk.now, turn.desk.calendar)
        counted = amount.limit if amount else None  # counted again when the year is published
        draft.profile = (counted[0], counted[1].value) if counted else None
    if order.unclear:
        raise Unclear(
            f"{'、'.join(order.unclear)}没看懂。时间写如“明天下午5点”,提醒写如“提前1天”。"
        )
    if order.reminders is not None:
        draft.reminders = [(rule.kind.value, rule.value) for rule in order.reminders]
    if order.method is not None:
        draft.method, draft.wechat = order.method, order.wechat
    draft.urgent = draft.urgent or order.urgent
    crumb = from_case and draft.content and len(order.content) < CRUMB and not order.labelled
    if order.content and not crumb:
        draft.content = mask(order.content)


def _put_people(draft: Draft, found: Meant) -> None:
    if found.people:
        draft.owner_id = found.people[0].id
        draft.co_ids = [person.id for person in found.people[1:] if person.id != draft.owner_id]
    if found.cc is not None:
        workers = {draft.owner_id, *draft.co_ids}
        draft.cc_ids = [person.id for person in found.cc if person.id not in workers]


def _put_deadline(draft: Draft, order: Order) -> None:
    reading = order.deadline
    if reading is None:
        return
    if reading.kind is Kind.PAST:
        raise Unclear("截止时间已经过去了,请写以后的时间,如“明天下午5点前”。")
    if reading.kind is Kind.ASK and len(reading.choices) == 1:
        # probably the deadline, but not beyond doubt: the card is confirmed first
        draft.deadline, draft.spoken, draft.unsure = reading.choices[0], True, True
        return
    if reading.kind is Kind.ASK:
        raise Unclear(f"截止时间不清楚:{reading.says}")
    draft.deadline, draft.spoken, draft.profile = reading.at, True, None
    draft.provisional = "暂按周末推算" in reading.says


def propose_deadline(desk: Desk, draft: Draft, case: Case | None) -> None:
    """A time limit by the case's order or the words of the content; else it is asked."""
    if draft.deadline is not None:
        return
    if case and case.external_deadline and case.external_deadline > desk.now:
        draft.deadline = case.external_deadline
        return
    profile = _profile(desk, draft.content, case)
    if profile is None:
        return
    draft.deadline = desk.calendar.due_at(desk.now, profile.amount, profile.unit)
    draft.profile = (profile.amount, profile.unit.value)
    if profile.unit is LimitUnit.WORKING_DAY:
        start, end = desk.now.astimezone(CHINA).date(), draft.deadline.astimezone(CHINA).date()
        draft.provisional = desk.calendar.provisional_between(start, end)


def _profile(desk: Desk, content: str, case: Case | None) -> Profile | None:
    limits = desk.policy.limits
    hotline = "12345 " if case and case.channel is Channel.HOTLINE else ""
    text = hotline + content
    for profile in limits.profiles:
        if any(word in text for word in profile.keywords):
            return profile
    return next((p for p in limits.profiles if p.name == limits.default_profile), None)


def elements(desk: Desk, draft: Draft) -> SixElements:
    """The six elements as they will be sent."""
    owner = desk.roster[draft.owner_id or ""]
    rules = (
        default_reminders(desk)
        if draft.reminders is None
        else tuple(ReminderRule(ReminderKind(kind), value) for kind, value in draft.reminders)
    )
    if draft.deadline is None or draft.deadline <= desk.now:
        raise Unclear("截止时间已经过去了,请写以后的时间,如“截止 明天下午5点”。")
    return SixElements(
        owner=owner,
        co=desk.roster.active(draft.co_ids),
        cc=desk.roster.active(draft.cc_ids or ()),
        deadline=draft.deadline,
        reminders=rules,
        content=draft.content,
        method=draft.method or Method.APP,
        urgent=draft.urgent,
        provisional=draft.provisional,
        profile=draft.profile,
    )


def show(turn: Turn, draft: Draft, note: str = "", *, warning: str = "") -> None:
    """The one card: all six elements, what policy proposed marked 默认, what is missing asked."""
    turn.memory.draft = draft.model_dump(mode="json")
    missing = [ASKS[name] for name in draft.missing]
    buttons = () if missing else (Button("确认", f"确认 {draft.id}"),)
    turn.answer(
        "draft",
        {**_facts(turn.desk, draft), "missing": missing, "note": note, "warning": warning},
        buttons=(*buttons, Button("取消", "取消")),
        case=draft.case_number,
        card=f"draft:{draft.id}",
    )


def _facts(desk: Desk, draft: Draft) -> dict[str, Any]:
    name = desk.roster.name
    rules = draft.reminders
    shown = (
        default_reminders(desk)
        if rules is None
        else tuple(ReminderRule(ReminderKind(kind), value) for kind, value in rules)
    )
    owner = desk.roster.get(draft.owner_id or "")
    acting = desk.roster.stand_in(owner, desk.now) if owner else None
    return {
        "case": draft.case_number,
        "owner": owner.name if owner else None,
        "acting": acting.name if acting and owner and acting.id != owner.id else None,
        "uncovered": owner is not None and acting is None,
        "co": [name(person_id) for person_id in draft.co_ids],
        "cc": [name(person_id) for person_id in draft.cc_ids or ()],
        "cc_default": draft.cc_ids is None,
        "deadline": draft.deadline.isoformat() if draft.deadline else None,
        "deadline_default": not draft.spoken,
        "provisional": draft.provisional,
        "reminders": [say_rule(rule) for rule in shown],
        "reminders_default": rules is None,
        "method": METHOD_LABELS[draft.method or Method.APP],
        "method_default": draft.method is None,
        "content": draft.content,
        "urgent": draft.urgent,
        "wechat": draft.wechat,
    }


def case_of_draft(desk: Desk, draft: Draft) -> Case | None:
    return desk.stores.cases.by_number(draft.case_number) if draft.case_number else None


def lapse(desk: Desk) -> None:
    """At close of business drafts lapse, each with one line; after an outage at night it waits."""
    free = quiet.not_before(desk.now, desk.calendar)
    for key, state in desk.stores.chats.with_draft():
        draft = Draft.model_validate(state["draft"])
        platform, account, chat = key.split(":", 2)
        person = who_is(desk, platform, account)
        desk.stores.chats.put(key, {k: v for k, v in state.items() if k != "draft"}, desk.now)
        if person is not None:
            facts = {"content": draft.content, "case": draft.case_number}
            free = quiet.not_before(desk.now, desk.calendar)  # after an outage it may be night
            desk.say(
                OutgoingMessage(
                    template="draft_lapsed",
                    facts=facts,
                    person_id=person.id,
                    chat=chat,
                    case_number=draft.case_number,
                    not_before=free if free > desk.now else None,
                )
            )
