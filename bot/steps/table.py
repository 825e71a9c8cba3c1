"""Which step answers which kind of due row; the list of everything the clock does."""

from collections.abc import Callable, Mapping

from bot.desk import Desk
from bot.steps.approval import ask_approver_again, ask_deputy, pass_to_principals
from bot.steps.deadline import reach_deadline
from bot.steps.leave import begin_leave, end_leave
from bot.steps.nags import nag_overdue, nag_silent
from bot.steps.reminder import remind
from bot.steps.review import ask_for_plan, look_again
from bot.steps.round import Round
from bot.steps.signature import ask_again, tell_head
from bot.steps.standing import digest, nightly, then
from tasks.due import Due, DueKind

Step = Callable[[Round, Due], None]


def _lapse_drafts(desk: Desk) -> None:
    from bot.drafts import lapse  # late: drafts become tasks, and tasks plan what is done here

    lapse(desk)


STEPS: Mapping[DueKind, Step] = {
    DueKind.REMINDER: remind,
    DueKind.UNSIGNED_AGAIN: ask_again,
    DueKind.UNSIGNED_HEAD: tell_head,
    DueKind.DEADLINE: reach_deadline,
    DueKind.OVERDUE_NAG: nag_overdue,
    DueKind.SILENT_NAG: nag_silent,
    DueKind.REQUEST_NAG: ask_approver_again,
    DueKind.REQUEST_DEPUTY: ask_deputy,
    DueKind.REQUEST_PRINCIPALS: pass_to_principals,
    DueKind.PLAN_DUE: ask_for_plan,
    DueKind.LOOK_AGAIN: look_again,
    DueKind.DIGEST: digest,
    DueKind.LEAVE_STARTS: begin_leave,
    DueKind.LEAVE_ENDS: end_leave,
    DueKind.DRAFTS_LAPSE: then(_lapse_drafts),
    DueKind.NIGHTLY: nightly,
}
