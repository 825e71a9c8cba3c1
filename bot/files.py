"""Photos and files: they join what their writer touched in the last ten minutes, in any order."""

from dataclasses import replace

from bot.commands.turn import Turn
from bot.memory import Touched
from bot.receive import LARGEST_FILE
from tasks.case import Attachment, Case
from tasks.errors import TaskError
from tasks.events import Event, EventKind
from tasks.messages import Button
from tasks.task import Task


def check_files(turn: Turn) -> tuple[Attachment, ...]:
    """The files of this message; too large or not what they say they are -> refused."""
    for file in turn.message.attachments:
        if file.size > LARGEST_FILE:
            raise TaskError(f"“{file.name}”超过 25 MB,没有收下。请压缩或分开发。")
        if not file.sha256 or not file.size:
            raise TaskError(f"“{file.name}”是空的或没有收到,请重新发一次。")
        if _pretends(file):
            raise TaskError(f"“{file.name}”的内容和后缀不符,没有收下。请用手机直接拍照发来。")
    return turn.message.attachments


def join_files(turn: Turn) -> None:
    """A message that is only files."""
    files = check_files(turn)
    question = turn.memory.open_question(turn.desk.now)
    if question and question.expect and question.expect.startswith("办结 "):
        turn.text, turn.pressed = f"{question.expect} 见照片", True
        from bot.conversation import converse

        converse(turn)
        return
    number = _target(turn)
    if number is None:
        _keep(turn, files)
        return
    attach(turn, number, files)


def attach(turn: Turn, number: str, files: tuple[Attachment, ...]) -> None:
    """Put files on a case or task and say how many it has now."""
    total = (
        _on_task(turn, turn.desk.task(number), files)
        if number.startswith("RW")
        else _on_case(turn, number, files)
    )
    turn.memory.touched = Touched(number=number, at=turn.desk.now)
    turn.say(f"{number} 收到 {len(files)} 个附件,共 {total} 个。", task=_task_number(number))


def take_kept(turn: Turn) -> tuple[Attachment, ...]:
    """Files that came before there was anything to join, if they are fresh."""
    kept_at, kept = turn.memory.kept_at, turn.memory.kept_files
    turn.memory.kept_files, turn.memory.kept_at = [], None
    if kept_at is None or (turn.desk.now - kept_at).total_seconds() > 600:
        return ()
    return tuple(Attachment(**file) for file in kept)


def touch(turn: Turn, number: str) -> None:
    """Remember what this writer's next photos join."""
    turn.memory.touched = Touched(number=number, at=turn.desk.now)


def add_to_task(turn: Turn, task: Task, files: tuple[Attachment, ...]) -> None:
    """Files that came with a report or a result: kept on its case and in its events."""
    if files:
        _on_task(turn, task, files)


def _on_task(turn: Turn, task: Task, files: tuple[Attachment, ...]) -> int:
    desk = turn.desk
    names = "、".join(file.name for file in files)
    event = Event(
        kind=EventKind.TASK_REPORTED,
        at=desk.now,
        actor_id=turn.me.id,
        text=f"{turn.me.name} 发来附件:{names}",
        data={"files": [file.sha256 for file in files]},
    )
    fresh = desk.task(task.number)
    desk.keep(replace(fresh, files=(*fresh.files, *files), last_moved_at=desk.now), (event,))
    return len(fresh.files) + len(files)


def _on_case(turn: Turn, number: str, files: tuple[Attachment, ...]) -> int:
    desk = turn.desk
    case = desk.stores.cases.by_number(number)
    assert case is not None  # noqa: S101 - the number came from the chat's own memory
    saved: Case = replace(case, attachments=(*case.attachments, *files))
    desk.stores.cases.save(saved)
    event = Event(
        kind=EventKind.CASE_AMENDED,
        at=desk.now,
        actor_id=turn.me.id,
        text=f"{turn.me.name} 补充附件 {len(files)} 个",
        data={"files": [file.sha256 for file in files]},
    )
    desk.stores.events.append("case", case.id, event)
    return len(saved.attachments)


def _target(turn: Turn) -> str | None:
    if turn.card_number:
        return turn.card_number
    touched = turn.memory.joinable(turn.desk.now)
    return touched.number if touched else None


def _keep(turn: Turn, files: tuple[Attachment, ...]) -> None:
    """Nothing to join yet: kept, and asked about once."""
    first = not turn.memory.kept_files
    turn.memory.kept_files += [vars(file) for file in files]
    turn.memory.kept_at = turn.desk.now
    count = len(turn.memory.kept_files)
    if not first:
        turn.say(f"又收到 {len(files)} 个,共 {count} 个附件先存着。")
        return
    mine = turn.desk.stores.tasks.open_for(turn.me.id)[:5]
    choices = [Button(task.number, f"附件 {task.number}") for task in mine]
    turn.ask(f"收到 {count} 个附件,先存着。是哪件事的?也可以写“登记 …”新登记一件。", choices)


def _task_number(number: str) -> str | None:
    return number if number.startswith("RW") else None


SUFFIXES = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
}
PROGRAMS = ("application/x-msdownload", "application/x-executable", "application/x-elf")


def _pretends(file: Attachment) -> bool:
    """A picture or PDF by name must be one by its bytes; programs are never taken."""
    if file.media_type in PROGRAMS:
        return True
    suffix = file.name.rsplit(".", 1)[-1].lower()
    claims = [media for media, suffixes in SUFFIXES.items() if suffix in suffixes]
    return bool(claims) and file.media_type not in claims
