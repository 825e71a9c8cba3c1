"""The moves a page offers: each one is a chat command with blanks for what must be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tasks.moves import MOVES, OWNERS, Move
from tasks.people import Person
from tasks.standing import Standing
from tasks.supervision import Entry, EntryState
from tasks.task import OPEN, CoStatus, RequestKind, Status, Task

# The ready reasons for 退回; the chat offers the same.
READY = ("不属于本部门职责", "地点不在本辖区", "已由其他部门在办", "信息不全无法办理")


class Blank(StrEnum):
    """How a blank is filled in."""

    WORDS = "words"
    TIME = "time"
    PERSON = "person"
    CHOICE = "choice"
    TICK = "tick"
    FILES = "files"


@dataclass(frozen=True, kw_only=True)
class Field:
    name: str
    label: str
    kind: Blank
    required: bool = True
    example: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One move: `verb` is the chat word, `says` tells what will follow."""

    verb: str
    label: str
    fields: tuple[Field, ...] = ()
    says: str = ""
    main: bool = False


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the offers depend on: the task as it is now, and what the person is to it."""

    task: Task
    person: Person
    held: frozenset[Standing]
    entry: Entry | None = None
    decides: bool = False  # may answer the request that waits
    untold: bool = False  # a principal has not heard the result yet (S3-12)


def _words(label: str, example: str, *, required: bool = True, name: str = "words") -> Field:
    return Field(name=name, label=label, kind=Blank.WORDS, example=example, required=required)


FILES = Field(name="files", label="照片或文件(可不选)", kind=Blank.FILES, required=False)
PERSON = Field(name="person", label="交给谁", kind=Blank.PERSON, example="写姓名")
UNTIL = Field(
    name="time", label="延到什么时候", kind=Blank.TIME, example="如:下周三、12月5日下午5点"
)
TOLD = Field(
    name="told", label="怎样告知群众", kind=Blank.CHOICE, choices=("电话", "当面", "短信", "无需")
)

PRINCIPAL = Field(name="person", label="报告给谁", kind=Blank.PERSON, example="写领导姓名")
READY_REASON = Field(name="ready", label="为什么", kind=Blank.CHOICE, choices=READY, required=False)
SIGNED = Field(name="signed", label="由我本人签名退回", kind=Blank.TICK, choices=("确认签名",))

OFFERS: dict[str, Offer] = {
    offer.verb: offer
    for offer in (
        Offer(verb="签收", label="签收", main=True, says="签收后由你负责办理。"),
        Offer(
            verb="反馈",
            label="写进展",
            fields=(_words("办到哪一步了", "如:已到现场查看,明天修好"), FILES),
            main=True,
        ),
        Offer(
            verb="办结",
            label="办结",
            fields=(
                _words("结果,一句话", "如:路灯已更换,群众当面确认", required=False),
                FILES,
            ),
            says="写结果或传照片,至少一样。办结后由指挥室核实销号。",
            main=True,
        ),
        Offer(
            verb="延期",
            label="申请延期",
            fields=(UNTIL, _words("为什么", "如:等配件到货")),
            says="批准以前,原来的时限照走。",
        ),
        Offer(verb="转办", label="申请转办", fields=(PERSON, _words("为什么", "如:归他的片区"))),
        Offer(
            verb="退回",
            label="退回",
            fields=(SIGNED, READY_REASON, _words("或自己写", "", required=False)),
            says="由指挥室决定;答复以前时限照走。",
        ),
        Offer(
            verb="方案",
            label="报方案",
            fields=(_words("方案", "怎么办、谁来办、什么时候办完"),),
            main=True,
        ),
        Offer(
            verb="事由",
            label="写未办结事由",
            fields=(_words("为什么没有按时办完", "如:产权有争议,等司法所意见"),),
        ),
        Offer(verb="同意", label="同意", main=True),
        Offer(verb="驳回", label="驳回", fields=(_words("理由", "如:先自查原因再报"),)),
        Offer(
            verb="销号",
            label="销号",
            fields=(TOLD, _words("补充(选“无需”时写理由)", "", required=False)),
            main=True,
        ),
        Offer(
            verb="已当面报告",
            label="已当面报告领导",
            fields=(PRINCIPAL,),
            says="督办件的结果要报告每位主要领导,才能销号。",
        ),
        Offer(verb="已电话报告", label="已电话报告领导", fields=(PRINCIPAL,)),
        Offer(verb="重办", label="退回重办", fields=(_words("哪里没办好", "如:群众说还在漏水"),)),
        Offer(verb="催办", label="催办", fields=(_words("捎句话(可不写)", "", required=False),)),
        Offer(verb="改派", label="改派", fields=(PERSON,), says="换人后重新签收,截止时间不变。"),
        Offer(
            verb="督办",
            label="转书记督办",
            fields=(_words("为什么", "如:群众连续来访"),),
            says="进入督办清单,由主要领导决定。",
        ),
        Offer(verb="撤销", label="撤销任务", fields=(_words("为什么", "如:重复派单"),)),
        Offer(
            verb="联系方式",
            label="看群众联系方式",
            says="会显示姓名、电话和原话,并记下是谁在什么时候看的。",
        ),
    )
}  # fmt: skip


def offers(look: Look) -> tuple[Offer, ...]:
    """What this person may do with this task now, the next step first."""
    wanted = [*_answers(look), *_plan(look), *_told(look), *_moves(look), *_extras(look)]
    found = [OFFERS[verb] for verb in dict.fromkeys(wanted)]
    return tuple(sorted(found, key=lambda offer: not offer.main))


def command(offer: Offer, number: str, values: Mapping[str, str]) -> str:
    """The chat command that a filled-in form stands for; choices count only as they were given."""
    said = (_value(field, values.get(field.name, "").strip()) for field in offer.fields)
    return " ".join(word for word in (offer.verb, number, *said) if word)


def _value(field: Field, value: str) -> str:
    if field.choices and value not in field.choices:
        return ""
    return value


def _answers(look: Look) -> list[str]:
    return ["同意", "驳回"] if look.decides else []


def _plan(look: Look) -> list[str]:
    """What an open queue entry asks of the owner or the responsible leader (S3-10, S3-11)."""
    entry = look.entry
    if entry is None or entry.state is EntryState.ENDED:
        return []
    concerned = not look.held.isdisjoint(OWNERS) or entry.responsible_leader_id == look.person.id
    if not concerned:
        return []
    plan = ["方案"] if entry.state is EntryState.PLAN_DUE else []
    return [*plan, *([] if entry.reason else ["事由"])]


def _told(look: Look) -> list[str]:
    """The result of a supervised task was reported by word of mouth (S3-12)."""
    may = OWNERS | {Standing.DISPATCHER}
    waits = look.untold and look.task.status is Status.CLOSED and not look.held.isdisjoint(may)
    return ["已当面报告", "已电话报告"] if waits else []


def _moves(look: Look) -> list[str]:
    """By the table of allowed moves; a co-executor has a part of their own."""
    task, part = look.task, look.task.co(look.person.id)
    if part and look.held.isdisjoint(OWNERS):
        return _part(task, part.status)
    verbs = [verb for move, found in VERBS.items() if _open(look, move) for verb in found]
    return [verb for verb in verbs if _fits(verb, task)]


def _part(task: Task, status: CoStatus) -> list[str]:
    if task.status not in OPEN or status is CoStatus.CLOSED:
        return []
    return ["签收"] if status is CoStatus.ASSIGNED else ["反馈", "办结"]


VERBS: dict[Move, tuple[str, ...]] = {
    Move.ACKNOWLEDGE: ("签收",),
    Move.FEEDBACK: ("反馈",),
    Move.CLOSE: ("办结",),
    Move.REQUEST: ("延期", "转办", "退回"),
    Move.STRIKE_OFF: ("销号",),
    Move.REOPEN: ("重办",),
    Move.URGE: ("催办",),
    Move.REASSIGN: ("改派",),
    Move.SUPERVISE: ("督办",),
    Move.CANCEL: ("撤销",),
}
ASKED = {
    "延期": RequestKind.EXTENSION,
    "转办": RequestKind.TRANSFER,
    "退回": RequestKind.RETURN,
}


def _fits(verb: str, task: Task) -> bool:
    """Not what was asked already, nor what comes after the signature."""
    if verb in ASKED:
        return task.pending(ASKED[verb]) is None
    if verb in ("反馈", "办结"):
        return task.status is not Status.ASSIGNED
    return verb != "督办" or task.entry_id is None


def _open(look: Look, move: Move) -> bool:
    rule = MOVES[move]
    if move is Move.REQUEST and look.held.isdisjoint(OWNERS):
        return False  # the command room reassigns at once, it does not ask itself
    return look.task.status in rule.start and not look.held.isdisjoint(rule.by)


def _extras(look: Look) -> list[str]:
    """Who may ask for the citizen's full data (chat.md: executor, dispatcher)."""
    near = {Standing.OWNER, Standing.STAND_IN, Standing.CO, Standing.DISPATCHER}
    return ["联系方式"] if look.task.case_id and not look.held.isdisjoint(near) else []
