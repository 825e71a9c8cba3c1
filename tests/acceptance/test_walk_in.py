"""A walk-in from forwarding to striking off, as people would write it."""

from tests.chat import Chat

WINDOW, ROOM, CADRE, HEAD, VILLAGE = "冯玉珂", "苏念安", "丁若楠", "王承泽", "赵水根"
APPEAL = "城东村村民李秀英来访,反映村口路灯坏了半个月,晚上老人不敢出门,电话13800001234"


async def registered(chat: Chat) -> str:
    heard = await chat.says(WINDOW, APPEAL, forwarded=True)
    return str(heard[0]["case"])


async def assigned(chat: Chat, order: str = "") -> str:
    order = order or f"交办 {CADRE} 抄送 {VILLAGE} 截止 11月25日17点 提醒 提前1天 内容 修好城东村路灯 方式 应用内"
    heard = await chat.says(ROOM, order)
    number = heard[-1]["task"]
    assert number, heard
    return str(number)


async def test_a_walk_in_from_forwarding_to_striking_off(chat: Chat) -> None:
    case = await registered(chat)
    assert case == "MT20261120-0001"
    told = await chat.texts(ROOM)
    assert case in told
    assert "13800001234" not in told

    heard = await chat.says(ROOM, f"交办 {case} {CADRE} 下周三下午5点前,抄送{VILLAGE}")
    assert "默认" in heard[0]["text"]
    assert heard[0]["task"] is None, "nothing is numbered before it is confirmed"
    heard = await chat.presses(ROOM, "确认")
    number = heard[-1]["task"]
    assert number == "RW20261120-0001"

    card = (await chat.hears(CADRE))[-1]
    for element in (CADRE, VILLAGE, "11月25日", "提前1天", "应用内", "路灯"):
        assert element in card["text"]
    assert "签收" in [button["label"] for button in card["buttons"]]
    copy = (await chat.hears(VILLAGE))[-1]
    assert "抄送" in copy["text"]
    assert not copy["buttons"]

    assert "已签收" in await chat.answer(CADRE, "收到")
    assert (await chat.task(number))["status"] == "acknowledged"
    assert "已记下" in await chat.answer(CADRE, "反馈 已到现场,线路老化,明天换线")
    assert "抄送" in await chat.answer(VILLAGE, f"办结 {number} 好了")

    question = await chat.answer(CADRE, "办好了")
    assert "结果" in question
    assert (await chat.task(number))["status"] == "acknowledged"
    assert "已办结" in await chat.answer(CADRE, "已换线并更换灯泡,李家人确认")
    assert (await chat.case(case))["status"] == "closed"

    assert "怎么告诉群众" in await chat.answer(ROOM, "销号")
    assert "已销号" in await chat.answer(ROOM, "电话")
    assert (await chat.task(number))["status"] == "struck_off"
    assert (await chat.case(case))["status"] == "struck_off"
    result = await chat.texts(WINDOW)
    assert case in result
    assert "换线" in result


async def test_the_same_platform_message_twice_has_one_effect(chat: Chat) -> None:
    first = await chat.says(WINDOW, APPEAL, forwarded=True, message_id="m1")
    assert len(first) == 1
    assert await chat.says(WINDOW, APPEAL, forwarded=True, message_id="m1") == []
    again = await chat.says(WINDOW, "登记 城西也有路灯坏了", message_id="m2")
    assert again[0]["case"] == "MT20261120-0002"
