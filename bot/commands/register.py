"""登记: a text, a forward or photos become a case with a receipt; the command room hears it."""

import re

from bot.actions.register_case import Appeal, channel_of, register_case
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.files import check_files, take_kept, touch
from bot.memory import LastMove
from tasks.case import Attachment, Case, Level
from tasks.errors import TaskError, Unclear
from tasks.masking import mask
from tasks.messages import Button, OutgoingMessage, Priority
from tasks.people import Role

USAGE = "登记 城东村李某反映路灯不亮,电话138…"
ORDER = re.compile(
    r"(?<!身份证)(?<!手机)(?<!电话)(?<!门牌)(?<!车牌)(?<!房)"
    r"(?:工单|订单|受理|流水|信访件?|事项)?(?:编号|单号|号)\s*[::]?\s*([A-Za-z]{0,4}[\d-]{8,24})"
)
DANGER = re.compile(
    r"跳楼|跳河|自杀|轻生|动刀|持刀|砍人|打起来|聚集|堵路|堵门|失联|失踪|起火|着火|爆炸"
)
IMPORTANT = re.compile(r"^(?:重要|重大)[\s,，:]*|(?:级别|等级)[::]\s*(?:重要|重大)")


def fits(turn: Turn, said: Said) -> bool:
    """录一下, 记一下 at the beginning; never a report of one's own work."""
    return bool(turn.me)


def run(turn: Turn, said: Said) -> None:
    text = said.after or said.before
    if said.numbers:  # a house or order number that was taken for a reference
        text = f"{' '.join(said.numbers)} {text}".strip()
    if not text and not turn.message.attachments and not turn.memory.kept_files:
        turn.ask("要登记什么?请写谁、在哪、什么事,或直接转发。", (), expect="登记")
        return
    register(turn, text or "(见附件)")


def register(turn: Turn, text: str) -> Case:
    """Make the case, say the receipt, tell the command room."""
    if len(re.sub(r"\W", "", text)) < 2:
        raise Unclear(f"登记要写明什么事,如“{USAGE}”。")
    files = (*take_kept(turn), *check_files(turn))
    appeal = _appeal(turn, text, files)
    known = appeal.external_number and turn.desk.stores.cases.by_external(appeal.external_number)
    if known:
        raise TaskError(f"这个工单已经登记过,案号 {known.number},不用再登。")
    case = register_case(turn.desk, appeal, turn.me)
    _receipt(turn, case, text)
    tell_room(turn, case, text)
    touch(turn, case.number)
    turn.memory.last = LastMove(kind="登记", number=case.number, at=turn.desk.now)
    return case


def _appeal(turn: Turn, text: str, files: tuple[Attachment, ...]) -> Appeal:
    order = ORDER.search(mask(text))  # masked: nobody's ID or phone becomes an order number
    important = IMPORTANT.search(text)
    return Appeal(
        text=IMPORTANT.sub("", text, count=1).strip() if important else text,
        channel=channel_of(turn.me, text),
        level=Level.IMPORTANT if important else Level.ORDINARY,
        external_number=order[1] if order else None,
        files=files,
    )


def _receipt(turn: Turn, case: Case, text: str) -> None:
    buttons: tuple[Button, ...] = ()
    if turn.me.has(Role.DISPATCHER):
        buttons = (Button("交办", f"交办 {case.number}"),)
    facts = {
        "number": case.number,
        "content": case.content,
        "files": len(case.attachments),
        "danger": bool(DANGER.search(text)),
        "external": case.external_number,
    }
    turn.answer("registered", facts, buttons=buttons, case=case.number)


def tell_room(turn: Turn, case: Case, text: str) -> None:
    """Every dispatcher but the writer, at once; danger first."""
    danger = bool(DANGER.search(text))
    for person in turn.desk.roster.with_role(Role.DISPATCHER):
        if person.id == turn.me.id:
            continue
        turn.desk.say(
            OutgoingMessage(
                template="case_arrived",
                facts={
                    "number": case.number,
                    "content": case.content,
                    "who": turn.me.name,
                    "unit": turn.me.unit,
                    "files": len(case.attachments),
                    "danger": danger,
                },
                person_id=person.id,
                buttons=(Button("交办", f"交办 {case.number}"),),
                priority=Priority.URGENT if danger else Priority.CARD,
                case_number=case.number,
            )
        )


def tell_room_plainly(turn: Turn, number: str, sentence: str) -> None:
    """One line to every dispatcher but the writer."""
    for person in turn.desk.roster.with_role(Role.DISPATCHER):
        if person.id != turn.me.id:
            turn.desk.say(
                OutgoingMessage(
                    template="plain",
                    facts={"text": sentence},
                    person_id=person.id,
                    case_number=number,
                )
            )


commands = (
    Command(
        name="登记",
        words=(),
        starts=("录一下", "记一下", "登记一下", "登一下", "新登记", "录入", "受理"),
        run=run,
        fits=fits,
        usage=USAGE,
        help="登记一件群众诉求,也可以直接转发",
    ),
)
