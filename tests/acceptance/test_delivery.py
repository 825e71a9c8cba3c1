"""When a platform refuses or is slow: retried, another told, nothing twice, nothing lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.base import Parcel, SendError
from bot.desk import Desk
from tests.acceptance.town import (
    CADRE,
    DISPATCHERS,
    ENFORCER,
    PLANNER,
    PRINCIPALS,
    ROOM,
    ROOM_B,
    order,
    read_all,
    read_digests,
    signed,
    status,
)
from tests.chat import Chat


@asynccontextmanager
async def refusing(chat: Chat, person: str, error: SendError) -> AsyncIterator[None]:
    """The platform takes nothing for that person."""
    adapter = chat.service.adapters["webchat"]
    accepts = adapter.send
    account = await chat.service.ask(
        lambda desk: next(p.id for p in desk.roster if p.name == person)
    )

    async def send(parcel: Parcel) -> str:
        if parcel.account == account:
            raise error
        return await accepts(parcel)

    adapter.send = send  # type: ignore[method-assign]
    try:
        yield
    finally:
        adapter.send = accepts  # type: ignore[method-assign]


async def test_a_busy_platform_is_tried_again(chat: Chat) -> None:
    async with refusing(chat, CADRE, SendError("busy", permanent=False, retry_after=60)):
        await chat.says(ROOM, order())
        assert await chat.hears(CADRE) == []
        await chat.later(minutes=5)
        assert await chat.hears(CADRE) == []
    await chat.later(hours=1)
    cards = [m for m in await chat.hears(CADRE) if "【" in m["text"]]
    assert len(cards) == 1
    assert "待签收" in cards[0]["text"]


async def test_it_is_tried_again_after_a_restart(chat: Chat) -> None:
    async with refusing(chat, CADRE, SendError("busy", permanent=False)):
        await chat.says(ROOM, order())
    await chat.restarts()
    await chat.later(minutes=30)
    assert len(await chat.hears(CADRE)) == 1


async def test_order_is_kept(chat: Chat) -> None:
    """A card that could not leave takes up its own updates: what arrives is what is true."""
    async with refusing(chat, CADRE, SendError("busy", permanent=False)):
        await chat.says(ROOM, order())
        await chat.says(ROOM, f"改派 RW20261120-0001 {PLANNER}")
    await chat.later(hours=1)
    assert not [m for m in await chat.hears(CADRE) if "请按“签收”" in m["text"]]
    await chat.hears(PLANNER)


class Phone:
    """A platform of its own: takes messages, or refuses them all."""

    name = "phone"

    def __init__(self, error: SendError | None = None) -> None:
        self.error = error
        self.taken: list[str] = []

    async def send(self, parcel: Parcel) -> str:
        if self.error is not None:
            raise self.error
        self.taken.append(parcel.text)
        return str(len(self.taken))

    async def close(self) -> None:
        pass


async def bound(chat: Chat, person: str, name: str, phone: Phone) -> Phone:
    """That person has an account on the platform `name`."""

    def bind(desk: Desk) -> None:
        found = next(p for p in desk.roster if p.name == person)
        desk.stores.people.bind(name, f"{name}-{found.id}", found.id, desk.now)

    chat.service.adapters[name] = phone
    await chat.service.act(bind)
    return phone


GONE = SendError("account gone", permanent=True)


async def test_an_unreachable_person_is_told_to_the_command_room(chat: Chat) -> None:
    await bound(chat, CADRE, "phone", Phone(GONE))
    told = await chat.answer(ROOM, order())
    assert f"{CADRE} 收不到消息" in told + await chat.texts(ROOM)
    assert f"{CADRE} 收不到消息" in await chat.texts(ROOM_B)
    await chat.until("2026-11-20T11:00")
    assert "待签收" in await chat.texts(PLANNER), "the ladder goes on with the B角"
    await chat.nobody_else_hears()


async def test_another_way_is_tried(chat: Chat) -> None:
    """Two accounts: what one refuses for good arrives on the other."""
    spare = await bound(chat, CADRE, "spare", Phone())
    await chat.later(minutes=1)
    await bound(chat, CADRE, "phone", Phone(GONE))
    await chat.says(ROOM, order())
    assert len([text for text in spare.taken if "待签收" in text]) == 1
    await chat.reads(lambda message: message["person"] in (CADRE, *DISPATCHERS))


async def test_a_supervised_end_waits_for_the_principal(chat: Chat) -> None:
    number = await signed(chat, due="今天17点", remind="无")
    await chat.until("2026-11-20T17:00")
    await read_all(chat)
    secretary, mayor = PRINCIPALS
    phone = await bound(chat, mayor, "phone", Phone(SendError("busy", permanent=False)))
    await chat.says(CADRE, "办结 0001 已换灯泡")
    await chat.hears(ROOM)
    assert mayor in await chat.answer(ROOM, "销号 0001 电话")
    phone.error = None
    await chat.later(minutes=30)
    assert len([text for text in phone.taken if "已换灯泡" in text]) == 1
    assert "已销号" in await chat.answer(ROOM, "销号 0001 电话")
    assert await status(chat, number) == "struck_off"
    await chat.hears(secretary, mayor)
    await read_digests(chat)


async def test_or_for_his_being_unreachable(chat: Chat) -> None:
    """Marked unreachable, with the result on his queue, it may be struck off."""
    number = await signed(chat, due="今天17点", remind="无")
    await chat.until("2026-11-20T17:00")
    await read_all(chat)
    _, mayor = PRINCIPALS
    await bound(chat, mayor, "phone", Phone(GONE))
    await chat.says(CADRE, "办结 0001 已换灯泡")
    await read_all(chat)
    assert "已销号" in await chat.answer(ROOM, "销号 0001 电话")
    assert await status(chat, number) == "struck_off"
    assert number in await chat.answer(mayor, "督办")
    await read_all(chat)


async def test_nobody_can_be_reached_and_the_next_step_is_taken(chat: Chat) -> None:
    await bound(chat, ENFORCER, "phone", Phone(GONE))
    await chat.says(ROOM, order(ENFORCER))
    await read_all(chat)
    await chat.until("2026-11-20T11:00")
    for dispatcher in DISPATCHERS:
        told = await chat.texts(dispatcher)
        assert ENFORCER in told
        assert "改派" in told
    await chat.nobody_else_hears()
