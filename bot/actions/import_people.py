"""A people file taken over as a whole: who is new, who changed, who is not here any more."""

from collections.abc import Iterator, Sequence

from bot.desk import Desk
from bot.people_import import ImportPlan, apply, plan_import
from bot.people_rows import PersonRow
from storage.ids import new_id


def plan_people(desk: Desk, rows: Sequence[PersonRow]) -> ImportPlan:
    """What an import would change; nothing is changed."""
    people = desk.roster.people
    phones = {person.id: desk.stores.people.phone(person.id) or "" for person in people}
    return plan_import(people, rows, phones=phones)


def import_people(desk: Desk, rows: Sequence[PersonRow], *, force: bool = False) -> ImportPlan:
    """Do it. `force`: also when more than half of the people would leave.

    Whoever leaves keeps everything they did; codes not used yet stop working.
    """
    plan = plan_people(desk, rows)
    known = {person.id for person in desk.roster.people}
    store = desk.stores.people
    for person, phone in apply(plan, lambda: new_id(desk.now), force=force):
        if person.id in known:
            store.save(person, phone)
        else:
            store.add(person, phone or None)
    for person in plan.left:
        store.revoke_codes(person.id)
    return plan


def left_behind(desk: Desk, plan: ImportPlan) -> Iterator[str]:
    """Open tasks of those who leave: somebody must take them over."""
    for person in plan.left:
        tasks = desk.stores.tasks.open_for(person.id)
        if tasks:
            numbers = "、".join(task.number for task in tasks[:3])
            more = f" 等 {len(tasks)} 件" if len(tasks) > 3 else ""
            yield f"注意:{person.name} 还有没办完的 {numbers}{more},请指挥室改派。"
