"""Refusals a person can read: the sentence is the answer, and nothing was changed."""


class TaskError(Exception):
    """Base of all refusals; `sentence` says what is wrong and what to write instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class MoveNotAllowed(TaskError):
    """The task's state does not allow this move now."""


class NotYours(TaskError):
    """The person may not make this move, whatever the state."""


class Unclear(TaskError):
    """Something is missing or could mean two things."""


class NotFound(TaskError):
    """No such person, task, case or number, or not for this person's eyes."""


class ChangedMeanwhile(TaskError):
    """Somebody else was faster; nothing of this action was kept."""

    def __init__(self, sentence: str = "刚才有人先动了这件事,请看最新的卡片再操作。") -> None:
        super().__init__(sentence)
