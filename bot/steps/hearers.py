"""Who can hear it now: the owner or who stands in, leaders, the command room (S3-34)."""

from dataclasses import dataclass, replace
from functools import cached_property

from bot.desk import Desk
from tasks.escalation import reachable
from tasks.people import Person, Role
from tasks.task import CoStatus, Task


@dataclass
class Hearers:
    """Answers for one transaction; whom no message can reach is looked up once."""

    desk: Desk

    @cached_property
    def lost(self) -> frozenset[str]:
        """People on whose every account the platform has given up."""
        return self.desk.stores.people.lost()

    def of(self, person: Person | None) -> Person | None:
        """The person, or who stands in; None when the whole chain is away or out of reach."""
        if person is None:
            return None
        if person.active and person.leave_from is None and person.id not in self.lost:
            return person  # nearly everybody, nearly always
        return reachable(person, self.desk.roster, self.desk.now, self.out_of_reach)

    def out_of_reach(self, person_id: str) -> bool:
        return person_id in self.lost

    def doer(self, task: Task) -> Person | None:
        """Who does the task now: whom it was lent to, else the owner or who stands in."""
        roster = self.desk.roster
        lent = self.of(roster.get(task.lent_to)) if task.lent_to else None
        return lent or self.of(roster.get(task.owner_id))

    def partners(self, task: Task) -> tuple[Person, ...]:
        """Co-executors who have not finished and can hear it."""
        roster = self.desk.roster
        parts = (co for co in task.co_executors if co.status is not CoStatus.CLOSED)
        found = (self.of(roster.get(co.person_id)) for co in parts)
        return tuple({person.id: person for person in found if person}.values())

    def workers(self, task: Task) -> tuple[Person, ...]:
        """Who does the task, then the co-executors who have not finished; each once."""
        doer, partners = self.doer(task), self.partners(task) if task.co_executors else ()
        found = (doer, *partners) if doer else partners
        return tuple({person.id: person for person in found}.values())

    def room(self) -> tuple[Person, ...]:
        """The command room: the dispatchers who are here, else all of them."""
        everyone = self.desk.roster.with_role(Role.DISPATCHER)
        return tuple(p for p in everyone if not p.away(self.desk.now)) or everyone

    def leaders(self, task: Task) -> tuple[Person, ...]:
        """分管领导 of the owner (or who acts for them), without the owner."""
        owner = self.desk.roster.get(task.owner_id)
        found = (self.of(leader) for leader in self.desk.roster.leaders_of(owner)) if owner else ()
        return tuple(leader for leader in found if leader and leader.id != task.owner_id)

    def principals(self) -> tuple[Person, ...]:
        return self.desk.roster.with_role(Role.PRINCIPAL)

    def deputy_of(self, person: Person) -> Person | None:
        """Who would act if the person were away now."""
        found = self.of(replace(person, leave_from=self.desk.now, leave_until=None))
        return found if found and found.id != person.id else None
