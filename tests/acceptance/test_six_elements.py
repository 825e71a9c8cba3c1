"""交办: six elements, one card; only what policy cannot propose is asked (S3-02)."""

import pytest

from tests.acceptance.town import CADRE, LAMP, PLANNER, ROOM, VILLAGE, labels, order, registered
from tests.chat import Chat

ELEMENTS = {
    "owner": CADRE,
    "cc": f"抄送 {VILLAGE}",
    "deadline": "截止 11月25日17点",
    "reminders": "提醒 提前1天",
    "content": f"内容 {LAMP}",
    "method": "方式 应用内",
}


def without(element: str) -> str:
    return " ".join(("交办", *(said for name, said in ELEMENTS.items() if name != element)))


def missing_line(text: str) -> str:
    """What the card still asks for."""
    return next(line for line in text.splitlines() if line.startswith("还缺")).split("。")[0]


async def test_all_six_said_are_sent_at_once(chat: Chat) -> None:
    heard = await chat.says(ROOM, without("nothing"))
    assert heard[-1]["task"] == "RW20261120-0001"
    card = (await chat.hears(CADRE))[-1]["text"]
    for shown in (CADRE, VILLAGE, "11月25日 17:00", "周三", "提前1天", "应用内", LAMP):
        assert shown in card
    assert "默认" not in card
    assert "抄送" in (await chat.hears(VILLAGE))[-1]["text"]
    task = await chat.task("RW20261120-0001")
    assert task["owner"] == CADRE
    assert task["cc"] == [VILLAGE]
    assert task["deadline"] == "2026-11-25T17:00:00+08:00"
    assert task["content"] == LAMP
    assert task["method"] == "app"
    assert [reminder["at"] for reminder in task["reminders"]] == ["2026-11-24T17:00:00+08:00"]


@pytest.mark.parametrize("element", ["cc", "reminders", "method"])
async def test_what_policy_proposes_is_marked_and_waits_for_a_yes(chat: Chat, element: str) -> None:
    draft = (await chat.says(ROOM, without(element)))[0]
    shown = {"cc": "抄送:", "reminders": "提醒:", "method": "方式:"}[element]
    defaults = [line for line in draft["text"].splitlines() if line.endswith("(默认)")]
    assert len(defaults) == 1
    assert defaults[0].startswith(shown)
    assert draft["task"] is None
    assert labels(draft) == ["确认", "取消"]
    await chat.nobody_else_hears()

    number = (await chat.says(ROOM, "可以"))[-1]["task"]
    assert number == "RW20261120-0001"
    await chat.hears(CADRE, VILLAGE)


@pytest.mark.parametrize(
    ("element", "name", "said"),
    [
        ("owner", "执行人", CADRE),
        ("deadline", "截止时间", "下周三下午5点"),
        ("content", "内容", LAMP),
    ],
)
async def test_what_policy_cannot_propose_is_asked_by_name(
    chat: Chat, element: str, name: str, said: str
) -> None:
    draft = (await chat.says(ROOM, without(element)))[0]
    missing = missing_line(draft["text"])
    assert [asked for asked in ("执行人", "截止时间", "内容") if asked in missing] == [name]
    assert labels(draft) == ["取消"], "a half task cannot be confirmed"
    assert "还缺" in await chat.answer(ROOM, "确认")
    await chat.nobody_else_hears()

    whole = (await chat.says(ROOM, said))[0]
    assert "还缺" not in whole["text"]
    number = (await chat.presses(ROOM, "确认"))[-1]["task"]
    task = await chat.task(number)
    assert (task["owner"], task["deadline"], task["content"]) == (
        CADRE,
        "2026-11-25T17:00:00+08:00",
        LAMP,
    )
    await chat.hears(CADRE, VILLAGE)


async def test_nothing_said_is_asked_on_one_card(chat: Chat) -> None:
    draft = await chat.says(ROOM, "交办")
    assert len(draft) == 1
    for name in ("执行人", "内容", "截止时间"):
        assert name in missing_line(draft[0]["text"])
    await chat.says(ROOM, CADRE)
    await chat.says(ROOM, "下周三")
    await chat.says(ROOM, LAMP)
    assert (await chat.says(ROOM, "行"))[-1]["task"] == "RW20261120-0001"
    assert (await chat.task("RW20261120-0001"))["deadline"] == "2026-11-25T18:00:00+08:00"
    await chat.hears(CADRE)


@pytest.mark.parametrize("what", ["换灯", "修路灯", "到现场看一看再说"])
async def test_a_labelled_content_counts_before_the_cases(chat: Chat, what: str) -> None:
    case = await registered(chat)
    said = f"交办 {case} {CADRE} 抄送 无 截止 下周三 提醒 无 方式 应用内 内容 {what}"
    assert (await chat.says(ROOM, said))[-1]["task"] == "RW20261120-0001"
    assert (await chat.task("RW20261120-0001"))["content"] == what
    await chat.hears(CADRE)


async def test_no_cc_is_said_explicitly(chat: Chat) -> None:
    """抄送 无 is an element that was said; leaving cc out is not."""
    draft = (await chat.says(ROOM, without("cc")))[0]
    assert "抄送:无(默认)" in draft["text"]
    changed = (await chat.says(ROOM, "抄送 无"))[0]
    assert "抄送:无\n" in changed["text"]
    await chat.says(ROOM, "取消")
    assert (await chat.says(ROOM, order(cc="无")))[-1]["task"] == "RW20261120-0001"
    assert (await chat.task("RW20261120-0001"))["cc"] == []
    await chat.hears(CADRE)


@pytest.mark.parametrize(
    "sentence",
    [
        f"交办 {CADRE} 抄送无 截止下周三 提醒 无 方式 应用内 内容 {LAMP}",
        f"交办 {CADRE} 截止下周三 抄送无 提醒无 方式应用内 内容:{LAMP}",
        f"交办 {CADRE},抄送:无,截止:下周三,提醒:提前1天,方式:应用内,内容:{LAMP}",
        f"交办\n执行人:{CADRE}\n抄送:无\n截止:下周三\n提醒:提前1天\n方式:钉一下\n内容:{LAMP}",
        f"交办 {CADRE} 不抄送 截止下周三 提醒提前1天 方式应用内 内容{LAMP}",
    ],
)
async def test_labels_in_any_order_and_punctuation(chat: Chat, sentence: str) -> None:
    heard = await chat.says(ROOM, sentence)
    assert heard[-1]["task"] == "RW20261120-0001"
    task = await chat.task("RW20261120-0001")
    assert (task["owner"], task["cc"], task["content"]) == (CADRE, [], LAMP)
    assert task["deadline"] == "2026-11-25T18:00:00+08:00"
    await chat.hears(CADRE)


@pytest.mark.parametrize(
    ("clause", "shown"),
    [
        ("每天上午9点提醒", "每天"),
        ("提前1天提醒", "提前1天"),
        ("提前2小时和30分钟提醒", "提前2小时、提前30分钟"),
        ("每周一三五上午9点提醒", "每周"),
        ("每个工作日8点半提醒", "每个工作日"),
        ("每4小时提醒一次", "每4小时"),
    ],
)
async def test_a_reminder_clause_swallows_nothing(chat: Chat, clause: str, shown: str) -> None:
    for sentence in (
        f"交办 {CADRE} 下周五下午5点前 修路灯 {clause}",
        f"交办 {CADRE} 下周五下午5点前修路灯,{clause}",
        f"{clause},交办 {CADRE} 下周五下午5点前修路灯",
    ):
        card = (await chat.says(ROOM, sentence))[0]["text"]
        for element in (f"执行人:{CADRE}", "截止:11月27日 17:00(周五)", "修路灯", f"提醒:{shown}"):
            assert element in card, (sentence, card)
        assert "还缺" not in card
        await chat.says(ROOM, "取消")


async def test_a_case_with_its_cc_left_empty(chat: Chat) -> None:
    case = await registered(chat)
    sent = f"交办 {case} {CADRE} 抄送无 截止下周三 提醒 无 方式 应用内"
    assert (await chat.says(ROOM, sent))[-1]["task"] == "RW20261120-0001"
    assert (await chat.task("RW20261120-0001"))["case"] == case
    await chat.hears(CADRE)


@pytest.mark.parametrize(
    "sentence",
    [
        f"请{CADRE}下周三下午5点前把城东村的路灯修好,抄送{VILLAGE}",
        f"给{CADRE}派个活:城东村的路灯修好,下周三17:00前,抄送{VILLAGE}",
        f"叫{CADRE}去城东村把路灯修好,11月25日下午5点之前,同时告知{VILLAGE}",
        f"安排{CADRE}修城东村路灯,截止11月25日17点,请{VILLAGE}知悉",
        f"交办:{CADRE};完成时间:2026-11-25 17:00;抄:{VILLAGE};城东村路灯修好",
        f"派单 责任人:{CADRE} 时限:下周三下午五点 抄送:{VILLAGE} 内容:城东村路灯修好",
    ],
)
async def test_free_sentences_mean_the_same(chat: Chat, sentence: str) -> None:
    draft = (await chat.says(ROOM, sentence))[0]["text"]
    for shown in (f"执行人:{CADRE}", f"抄送:{VILLAGE}", "截止:11月25日 17:00(周三)", "路灯"):
        assert shown in draft
    assert (await chat.says(ROOM, "发吧"))[-1]["task"] == "RW20261120-0001"
    await chat.hears(CADRE, VILLAGE)


async def test_a_limit_of_the_policy_gives_the_deadline(chat: Chat) -> None:
    """An order of the hotline has five working days, marked 默认; only the executor is asked."""
    case = await registered(chat, "12345工单 编号:GD2026112000123 城东村路灯不亮", ROOM)
    draft = (await chat.says(ROOM, f"交办 {case} {CADRE}"))[0]["text"]
    assert "截止:11月27日 18:00(周五)(默认)" in draft
    assert "还缺" not in draft
    await chat.says(ROOM, "确认")
    assert (await chat.task("RW20261120-0001"))["urgency"] == "hotline"
    await chat.hears(CADRE)


async def test_a_rest_day_is_said_and_stays(chat: Chat) -> None:
    draft = (await chat.says(ROOM, f"交办 {CADRE} 明天下午5点前 {LAMP}"))[0]["text"]
    assert "11月21日 周六,休息日" in draft
    await chat.says(ROOM, "确认")
    assert (await chat.task("RW20261120-0001"))["deadline"] == "2026-11-21T17:00:00+08:00"
    await chat.hears(CADRE)


async def test_a_method_that_is_not_set_up_is_said_and_falls_back(chat: Chat) -> None:
    """S3-03: never silently dropped."""
    number = (await chat.says(ROOM, order(method="短信")))[-1]["task"]
    card = (await chat.hears(CADRE))[-1]
    assert card["method"] == "app"
    await chat.says(CADRE, "收到")
    await chat.until("2026-11-24T17:00")
    said = [
        message
        for message in await chat.everything()
        if "短信未配置,已改用应用内" in message["text"]
    ]
    assert len(said) == 1
    assert said[0]["person"] == ROOM
    assert (await chat.task(number))["method"] == "sms"
    reminder = (await chat.hears(CADRE))[-1]
    assert "还有1天" in reminder["text"]
    assert reminder["method"] == "app"
    await chat.reads(lambda message: "早报" in message["text"] or "下班前" in message["text"])


async def test_wechat_is_not_a_method(chat: Chat) -> None:
    draft = (await chat.says(ROOM, order(method="微信")))[-1]["text"]
    assert "微信发不了,已用钉钉" in draft
    await chat.reads(lambda _message: True)


@pytest.mark.parametrize(
    "urgent",
    [
        f"紧急 {order()}",
        f"{order()} 紧急",
        f"紧急{order()}",
        order(method="应用内 紧急"),
        f"特急 {order()}",
    ],
)
async def test_urgent_is_heard_wherever_it_stands(chat: Chat, urgent: str) -> None:
    heard = await chat.says(ROOM, urgent)
    number = heard[-1]["task"]
    assert number, "all six said are sent at once"
    assert (await chat.task(number))["urgency"] == "urgent"
    assert "紧急" in (await chat.hears(CADRE))[-1]["text"].splitlines()[0]


async def test_two_executors_the_first_leads(chat: Chat) -> None:
    number = (await chat.says(ROOM, order(f"{CADRE}、{PLANNER}")))[-1]["task"]
    task = await chat.task(number)
    assert task["owner"] == CADRE
    assert task["co_executors"] == [{"name": PLANNER, "status": "assigned"}]
    await chat.hears(CADRE, PLANNER)
