"""What can be wrong with the database itself: never a person's fault, never shown as a refusal."""


class StorageError(Exception):
    """Base: the database cannot be used as it is; the sentence says why."""


class StorageUnavailable(StorageError):
    """Not now: full disk, locked, damaged or unreachable. Nothing of the action was kept."""


class WrongKey(StorageError):
    """The data key does not fit what this database was sealed with; the start is refused."""


class DatabaseTooNew(StorageError):
    """A newer program has changed the database's shape; this one would damage it."""
