"""Steps in the review queue that are no decision: a plan, the reason for being late, a leader."""

from datetime import datetime

from bot.actions.rulings import entry_in_queue
from bot.announcements import notice, reach, redraw
from bot.desk import Desk
from bot.queue_entries import redraw_entry
from bot.steps.replanning import replan
from tasks.errors import NotYours
from tasks.events import Event, EventKind
from tasks.people import Person, Role
from tasks.supervision import Entry, concerned, file_plan, give_reason, name_leader
from tasks.task import Task


def hand_in_plan(
    desk: Desk, task: Task, text: str, actor: Person, *, until: datetime | None
) -> Entry:
    """方案: the principals hear it at once, with 同意 and 驳回. `until`: the plan's own date."""
    entry = entry_in_queue(desk, task)
    _check_concerned(desk, task, entry, actor, "方案")
    text = desk.hide(text, task.case_id)
    filed = file_plan(entry, text, by=actor.id, at=desk.now, until=until)
    event = desk.by(actor).event(
        EventKind.SUPERVISION_PLAN_FILED, f"{actor.name} 报方案:{text}", entry=entry.id
    )
    kept = _keep(desk, task, filed, event)
    facts = {
        "who": actor.name,
        "plan": text,
        "plan_until": until.isoformat() if until else None,
        "days": desk.policy.limits.plan_working_days,
    }
    for person in desk.roster.with_role(Role.PRINCIPAL):
        if person.id != actor.id:
            desk.say(notice(desk, task, person, "plan_filed", "同意", "驳回", **facts))
    return kept


def state_reason(desk: Desk, task: Task, text: str, actor: Person) -> Entry:
    """未办结事由: shown in the queue from now on; nobody is disturbed for it."""
    entry = entry_in_queue(desk, task)
    _check_concerned(desk, task, entry, actor, "未办结事由")
    text = desk.hide(text, task.case_id)
    event = desk.by(actor).event(
        EventKind.SUPERVISION_REASON_GIVEN, f"{actor.name} 说明未办结事由:{text}", entry=entry.id
    )
    return _keep(desk, task, give_reason(entry, text), event)


def set_leader(desk: Desk, task: Task, leader: Person, actor: Person) -> Entry:
    """The command room fills in the missing 包案领导: no decision, the entry still waits."""
    entry = entry_in_queue(desk, task)
    named = name_leader(entry, leader, desk.roster)
    event = desk.by(actor).event(
        EventKind.SUPERVISION_DECIDED,
        f"{actor.name} 登记包案领导 {leader.name}",
        entry=entry.id,
        person=leader.id,
    )
    kept = _keep(desk, task, named, event)
    facts = {"who": actor.name, "leader": leader.name}
    for person in desk.roster.active(dict.fromkeys((leader.id, *reach(desk, task)[:1]))):
        if person.id != actor.id:
            desk.say(notice(desk, task, person, "queue_leader", **facts))
    return kept


def _check_concerned(desk: Desk, task: Task, entry: Entry, actor: Person, what: str) -> None:
    if not concerned(actor, task, entry, desk.roster, desk.now):
        owner = desk.roster.name(task.lent_to or task.owner_id)
        leader = entry.responsible_leader_id
        who = f"{owner} 或包案领导 {desk.roster.name(leader)}" if leader else owner
        raise NotYours(f"{task.number} 的{what}由 {who} 来报,你不用写。")


def _keep(desk: Desk, task: Task, entry: Entry, event: Event) -> Entry:
    """The entry and its event are kept, the due rows made to fit, the cards redrawn."""
    kept = desk.stores.supervision.save(entry)
    desk.stores.events.append("entry", kept.id, event)
    saved = desk.keep(task, (event,))
    replan(desk, saved)
    redraw(desk, saved)
    redraw_entry(desk, kept, saved)
    return kept
