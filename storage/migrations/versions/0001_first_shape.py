"""The first shape: people, cases, tasks, the queue, what is due, what comes and goes, events."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.guards import guards

revision = "0001"
down_revision = None

KINDS: dict[str, sa.types.TypeEngine[Any]] = {
    "key": sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
    "text": sa.Text(),
    "int": sa.BigInteger(),
    "flag": sa.SmallInteger(),
    "bytes": sa.LargeBinary(),
    "place": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
}

# name:kind, with ? where it may be empty; then primary key, unique keys, references, allowed words
TABLES: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "people": (
        "centre_id:key id:key name:text active:flag body:text phone:bytes?",
        "centre_id id",
        (),
        (),
        (),
    ),
    "accounts": (
        "centre_id:key platform:key account:key person_id:key bound_at:int spoke_at:int? "
        "unreachable_at:int?",
        "centre_id platform account",
        (),
        ("centre_id person_id -> people centre_id id",),
        (),
    ),
    "codes": (
        "centre_id:key code_hash:key purpose:key person_id:key created_at:int "
        "expires_at:int used_at:int?",
        "centre_id code_hash",
        (),
        ("centre_id person_id -> people centre_id id",),
        ("purpose : bind link",),
    ),
    "cases": (
        "centre_id:key id:key number:key status:key channel:key reporter_id:key "
        "external_number:key? registered_at:int version:int content:text body:text",
        "centre_id id",
        ("centre_id number",),
        (),
        (
            "status : registered awaiting_plan assigned closed struck_off referred answered "
            "merged void",
        ),
    ),
    "petitioners": (
        "centre_id:key case_id:key phone_hash:key? tail_hash:key? name_hash:key? data:bytes?",
        "centre_id case_id",
        (),
        ("centre_id case_id -> cases centre_id id",),
        (),
    ),
    "tasks": (
        "centre_id:key id:key number:key case_id:key? status:key owner_id:key "
        "creator_id:key urgency:key deadline:int created_at:int provisional:flag asked:flag "
        "version:int content:text body:text",
        "centre_id id",
        ("centre_id number",),
        ("centre_id case_id -> cases centre_id id",),
        ("status : assigned acknowledged paused closed struck_off cancelled",),
    ),
    "participants": (
        "centre_id:key task_id:key part:key person_id:key open:flag",
        "centre_id task_id part person_id",
        (),
        ("centre_id task_id -> tasks centre_id id",),
        ("part : owner lent co cc",),
    ),
    "entries": (
        "centre_id:key id:key task_id:key deadline:int state:key since:int version:int body:text",
        "centre_id id",
        ("centre_id task_id deadline",),
        ("centre_id task_id -> tasks centre_id id",),
        ("state : waiting decided plan_due plan_review ended",),
    ),
    "dues": (
        "place:place centre_id:key kind:key at:int task_id:key? person_id:key? key:key? "
        "data:text state:key done_at:int?",
        "place",
        ("centre_id key",),
        (),
        ("state : pending done cancelled",),
    ),
    "inbox": (
        "place:place centre_id:key platform:key message_id:key chat_key:key received_at:int "
        "state:key failures:int code:key? payload:bytes?",
        "place",
        ("centre_id platform message_id",),
        (),
        ("state : waiting handled failed",),
    ),
    "outbox": (
        "place:place centre_id:key line:key person_id:key? purpose:key priority:flag "
        "dedup_key:key? card:key? is_update:flag task_number:key? created_at:int state:key "
        "not_before:int attempts:int leased:flag doubt:flag message:bytes? said:bytes? "
        "said_hash:key? platform:key? platform_message_id:key? seq:int? updates_seq:int? "
        "sent_at:int? into_place:int? note:text?",
        "place",
        ("centre_id dedup_key",),
        (),
        (
            "purpose : answer notice nag digest",
            "state : waiting sent bundled absorbed dropped failed",
        ),
    ),
    "events": (
        "place:place centre_id:key stream_kind:key stream_id:key position:int kind:key "
        "actor_id:key? at:int digest:key previous:key hash:key",
        "place",
        ("centre_id stream_kind stream_id position",),
        (),
        ("stream_kind : task case entry",),
    ),
    "event_payloads": (
        "event_place:place centre_id:key salt:bytes payload:text",
        "event_place",
        (),
        ("event_place -> events place",),
        (),
    ),
    "event_seals": (
        "centre_id:key position:int at:int upto:int total:int heads:text previous:key hash:key",
        "centre_id position",
        (),
        (),
        (),
    ),
    "chats": (
        "centre_id:key key:key has_draft:flag changed_at:int state:bytes",
        "centre_id key",
        (),
        (),
        (),
    ),
    "numbers": (
        "centre_id:key series:key day:key value:int",
        "centre_id series day",
        (),
        (),
        (),
    ),
    "calendar_days": (
        "centre_id:key day:key working:flag",
        "centre_id day",
        (),
        (),
        (),
    ),
    "calendar_years": (
        "centre_id:key year:flag",
        "centre_id year",
        (),
        (),
        (),
    ),
    "facts": (
        "centre_id:key key:key value:text",
        "centre_id key",
        (),
        (),
        (),
    ),
}

# name, table, columns, only the rows where
INDEXES: tuple[tuple[str, str, str, str | None], ...] = (
    ("ix_people_centre_id_name", "people", "centre_id name", None),
    ("ix_accounts_centre_id_person_id", "accounts", "centre_id person_id", None),
    ("ix_cases_centre_id_registered_at_id", "cases", "centre_id registered_at id", None),
    ("ix_cases_centre_id_status_registered_at", "cases", "centre_id status registered_at", None),
    ("ix_cases_external", "cases", "centre_id external_number", "external_number IS NOT NULL"),
    ("ix_petitioners_phone", "petitioners", "centre_id phone_hash", "phone_hash IS NOT NULL"),
    ("ix_petitioners_tail", "petitioners", "centre_id tail_hash", "tail_hash IS NOT NULL"),
    ("ix_petitioners_name", "petitioners", "centre_id name_hash", "name_hash IS NOT NULL"),
    ("ix_tasks_case", "tasks", "centre_id case_id", "case_id IS NOT NULL"),
    ("ix_tasks_centre_id_created_at_id", "tasks", "centre_id created_at id", None),
    ("ix_tasks_centre_id_creator_id_created_at", "tasks", "centre_id creator_id created_at", None),
    ("ix_tasks_centre_id_status_deadline", "tasks", "centre_id status deadline", None),
    ("ix_tasks_provisional", "tasks", "centre_id deadline", "provisional = 1"),
    ("ix_tasks_asked", "tasks", "centre_id deadline", "asked = 1"),
    ("ix_participants_centre_id_person_id_open", "participants", "centre_id person_id open", None),
    ("ix_entries_centre_id_state_since", "entries", "centre_id state since", None),
    ("ix_dues_pending", "dues", "centre_id at place", "state = 'pending'"),
    ("ix_dues_task", "dues", "centre_id task_id", "task_id IS NOT NULL"),
    ("ix_inbox_full", "inbox", "centre_id received_at", "payload IS NOT NULL"),
    ("ix_inbox_waiting", "inbox", "centre_id place", "state = 'waiting'"),
    ("ix_outbox_card", "outbox", "centre_id line card", "card IS NOT NULL"),
    ("ix_outbox_due", "outbox", "centre_id not_before", "state = 'waiting'"),
    ("ix_outbox_full", "outbox", "centre_id created_at", "message IS NOT NULL"),
    ("ix_outbox_nags", "outbox", "centre_id person_id created_at", "purpose = 'nag'"),
    ("ix_outbox_said", "outbox", "centre_id person_id seq", "seq IS NOT NULL"),
    ("ix_outbox_same", "outbox", "centre_id person_id said_hash", "said_hash IS NOT NULL"),
    ("ix_outbox_seq", "outbox", "centre_id seq", "seq IS NOT NULL"),
    ("ix_outbox_tried", "outbox", "centre_id line", "state = 'waiting' AND attempts > 0"),
    ("ix_outbox_waiting", "outbox", "centre_id priority place", "state = 'waiting'"),
    ("ix_chats_draft", "chats", "centre_id key", "has_draft = 1"),
)
UNIQUE = {"ix_outbox_seq"}


def upgrade() -> None:
    for name, (columns, primary, unique, references, words) in TABLES.items():
        op.create_table(
            name,
            *(_column(spec) for spec in columns.split()),
            sa.PrimaryKeyConstraint(*primary.split(), name=f"pk_{name}"),
            *(_unique(name, spec) for spec in unique),
            *(_reference(name, spec) for spec in references),
            *(_one_of(name, spec) for spec in words),
        )
    for index, table, columns, where in INDEXES:
        _index(index, table, columns.split(), sa.text(where) if where else None)
    for statement in guards(op.get_context().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def _column(spec: str) -> sa.Column[object]:
    name, _, kind = spec.partition(":")
    given = name == "place"  # the database gives it
    return sa.Column(
        name, KINDS[kind.rstrip("?")], nullable=kind.endswith("?"), autoincrement=given
    )


def _unique(table: str, spec: str) -> sa.UniqueConstraint:
    columns = spec.split()
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _reference(table: str, spec: str) -> sa.ForeignKeyConstraint:
    columns, _, target = spec.partition(" -> ")
    parent, *targets = target.split()
    there = [f"{parent}.{name}" for name in targets]
    return sa.ForeignKeyConstraint(columns.split(), there, name=f"fk_{table}_{parent}")


def _one_of(table: str, spec: str) -> sa.CheckConstraint:
    column, _, words = spec.partition(" : ")
    listed = ", ".join(f"'{word}'" for word in words.split())
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _index(name: str, table: str, columns: list[str], where: sa.TextClause | None) -> None:
    op.create_index(
        name,
        table,
        columns,
        unique=name in UNIQUE,
        sqlite_where=where,
        postgresql_where=where,
    )
