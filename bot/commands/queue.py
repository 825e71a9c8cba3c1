"""督办: the review queue as a numbered list; with a number and a reason: into the queue by hand."""

from collections.abc import Sequence

from bot.actions.enter_queue import enter_queue
from bot.actions.push_result import unread_results
from bot.commands import review
from bot.commands.decision_targets import tasks_of
from bot.commands.finding import Wanted, by_number, visible, which
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.language.references import THAT, by_words
from bot.queue_entries import entry_buttons, entry_card_key, entry_facts, open_entries
from tasks.errors import Unclear
from tasks.lifecycle import check
from tasks.moves import Move
from tasks.people import LEADERS, Role
from tasks.supervision import UNDECIDED, Entry, EntryState
from tasks.task import RUNNING, Task

USAGE = "督办"
LIST_WORDS = ("", "清单", "队列", "列表", "件", "的", "有哪些", "有几件", "情况", "全部")
PLANS = (EntryState.PLAN_DUE, EntryState.PLAN_REVIEW)

Row = tuple[Entry, Task]


def run(turn: Turn, said: Said) -> None:
    """The list, one entry, or a task put in by hand."""
    words = (said.after or said.before).strip(" :,，。")
    if said.numbers:
        _one(turn, _numbered(turn, said.numbers, words), said.after)
    elif turn.card_number and turn.card_number.startswith("RW"):
        _one(turn, turn.desk.task(turn.card_number), words)
    elif words in LIST_WORDS:
        show_queue(turn)
    else:
        _by_hand_in_words(turn, words)


def show_queue(turn: Turn) -> None:
    """What waits for a decision first; one entry is shown as a card with its decisions."""
    desk = turn.desk
    mine = [row for row in _rows(turn) if _sees(turn, row)]
    most = desk.policy.supervision.bundle_lines
    turn.memory.listed = [task.number for _, task in mine[:most]]
    decides = turn.me.has(Role.PRINCIPAL)
    unread = list(unread_results(desk, turn.me)) if decides else []
    if not mine and not unread:
        turn.say("现在没有督办件。到时限没办结的任务会自动进来。")
        return
    if len(mine) == 1 and not unread:
        show_entry(turn, *mine[0])
        return
    states = [entry.state for entry, _ in mine]
    facts = {
        "total": len(mine),
        "undecided": sum(state in UNDECIDED for state in states),
        "plans": states.count(EntryState.PLAN_DUE),
        "decided": states.count(EntryState.DECIDED),
        "entries": [entry_facts(desk, *row) for row in mine[:most]],
        "more": max(len(mine) - most, 0),
        "unread": unread,
        "decides": decides,
    }
    turn.answer("queue_list", facts)


def show_entry(turn: Turn, entry: Entry, task: Task) -> None:
    turn.answer(
        "queue_entry",
        {"e": entry_facts(turn.desk, entry, task), "changed": False},
        buttons=entry_buttons(entry, task, turn.me),
        task=task.number,
        card=entry_card_key(task),
    )


def _rows(turn: Turn) -> list[Row]:
    entries = open_entries(turn.desk)
    tasks = {task.id: task for task in tasks_of(turn, entries)}
    return [(entry, tasks[entry.task_id]) for entry in entries if entry.task_id in tasks]


def _sees(turn: Turn, row: Row) -> bool:
    entry, task = row
    return entry.responsible_leader_id == turn.me.id or visible(turn, task)


def _numbered(turn: Turn, numbers: Sequence[str], words: str) -> Task:
    if len(numbers) > 1:
        raise Unclear(f"督办请一件一件来,如“督办 {numbers[0]} 理由”。")
    return by_number(turn, numbers[0], Wanted("督办", (), "", rest=words))


def _one(turn: Turn, task: Task, cause: str) -> None:
    """In the queue already: shown. Else put there, with the reason (chat.md)."""
    entry = turn.desk.entry_of(task)
    if entry is not None and entry.open and _sees(turn, (entry, task)):
        show_entry(turn, entry, task)
        return
    check(task, Move.SUPERVISE, turn.by)
    if not cause.strip():
        turn.ask(
            f"{task.number} 为什么要督办?请写理由。", (), expect=f"督办 {task.number}",
            task=task.number,
        )  # fmt: skip
        return
    _put(turn, task, turn.desk.hide(cause.strip(), task.case_id))


def _put(turn: Turn, task: Task, cause: str) -> None:
    desk = turn.desk
    saved = enter_queue(desk, task, manual_by=turn.me, cause=cause)
    entry = desk.entry_of(saved)
    leader = entry.responsible_leader_id if entry else None
    facts = {
        "number": saved.number,
        "cause": cause,
        "leader": desk.roster.name(leader) if leader else None,
    }
    turn.answer("queue_put", facts, task=saved.number)


def _by_hand_in_words(turn: Turn, words: str) -> None:
    """路灯那个 群众天天来问: the task by its words, the rest is the reason."""
    running = turn.desk.stores.tasks.with_status(*RUNNING, limit=500)
    tasks = tuple(task for task in running if visible(turn, task))
    named = THAT.match(words)
    found = by_words(words, [(task.content, task) for task in tasks]) if named else []
    if not named or not found:
        raise Unclear("要督办哪一件?请写编号和理由,如“督办 0007 群众多次来访”;看清单写“督办”。")
    cause = words[named.end() :].strip(" ,，、:")
    if len(found) > 1:
        raise which(turn, Wanted("督办", tasks, "", rest=cause), found)
    _one(turn, found[0], cause)


def for_list(turn: Turn, said: Said) -> bool:
    """书记说要督办… in a longer text is no command of those who cannot supervise."""
    if said.before and not turn.me.has(Role.DISPATCHER, *LEADERS):
        return False
    short = len(said.after) + len(said.before) <= 6
    return short or turn.me.has(Role.DISPATCHER, *LEADERS)


commands = (
    Command(
        name="督办",
        words=("督办清单", "督办队列", "督办件", "书记督办"),
        run=run,
        fits=for_list,
        usage=USAGE,
        help="看督办清单;“督办 0007 理由”列入督办",
        who=frozenset({Role.DISPATCHER, *LEADERS}),
    ),
    review.command,
)
