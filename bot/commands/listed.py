"""The list of chat verbs: help and the platforms' menus are made from it."""

from bot.commands import (
    acknowledge,
    agree,
    assign,
    attachment,
    bind,
    cancel,
    close,
    contact,
    courtesy,
    decisions,
    extend,
    feedback,
    find,
    leave,
    lists,
    on_the_spot,
    plan,
    queue,
    reason,
    reassign,
    refuse,
    register,
    reopen,
    return_task,
    show_help,
    situation,
    strike_off,
    told,
    transfer,
    undo,
    urge,
)
from bot.commands.said import Command

MODULES = (
    register, on_the_spot, assign, acknowledge, feedback, close, return_task, transfer, extend,
    agree, refuse, reassign, urge, strike_off, reopen, undo, cancel, lists, find, contact, leave,
    queue, decisions, plan, reason, told, bind, attachment, courtesy, situation, show_help,
)  # fmt: skip

COMMANDS: tuple[Command, ...] = tuple(command for module in MODULES for command in module.commands)
"""In the order of a day; two may share a name (转办), then who speaks and the state decide."""

WORDS = frozenset(w for c in COMMANDS for w in (c.name, *c.words))
STARTS = frozenset(w for c in COMMANDS for w in c.starts)
