"""Every shape the database has had, oldest first."""

REVISIONS = ("0001",)
