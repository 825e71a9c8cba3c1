"""Triggers that let events be added and read, and nothing else; as revision 0001 made them.

Plain UPDATE and DELETE triggers let INSERT OR REPLACE and TRUNCATE pass, so these are refused by
triggers of their own. A payload may be erased, never changed. A migration must not rebuild these
tables: rebuilding drops triggers in silence.
"""

_REFUSED = "events are append-only"

# table, what may not happen to it, which columns name a row
_GUARDED = (
    ("events", ("UPDATE", "DELETE"), ("place",)),
    ("events", (), ("centre_id", "stream_kind", "stream_id", "position")),
    ("event_payloads", ("UPDATE",), ("event_place",)),
    ("event_seals", ("UPDATE", "DELETE"), ("centre_id", "position")),
)


def guards(dialect: str) -> tuple[str, ...]:
    """The statements that make the triggers."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def _sqlite() -> tuple[str, ...]:
    refuse = f"SELECT RAISE(ABORT, '{_REFUSED}');"
    made = []
    for table, moves, columns in _GUARDED:
        for move in moves:
            name = f"{table}_no_{move.lower()}"
            made.append(f"CREATE TRIGGER {name} BEFORE {move} ON {table} BEGIN {refuse} END")
        row = " AND ".join(f"{column} = NEW.{column}" for column in columns)
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {row})"  # noqa: S608 - our own names
        name = f"{table}_no_replace_{columns[-1]}"
        made.append(
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {there} BEGIN {refuse} END"
        )
    return tuple(made)


def _postgresql() -> tuple[str, ...]:
    made = [
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    ]
    for table, moves, _columns in _GUARDED:
        made += [
            f"CREATE TRIGGER {table}_no_{move.lower()} BEFORE {move} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            for move in ((*moves, "TRUNCATE") if moves else ())
        ]
    return tuple(made)
