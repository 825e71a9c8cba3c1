"""The six elements by their labels: 执行人:… 抄送:… 截止:… 提醒:… 内容:… 方式:…, any order."""

import re

LABELS: dict[str, tuple[str, ...]] = {
    "owner": (
        "执行人", "责任人", "承办人", "经办人", "牵头人", "牵头单位", "主办单位", "承办单位",
        "责任单位", "牵头", "主办",
    ),
    "co": ("配合人", "配合单位", "协办单位", "协办人", "配合", "协办"),
    "cc": ("抄送人", "抄送给", "抄送", "同时告知", "抄给", "抄"),
    "deadline": (
        "截止时间", "截止日期", "截止到", "办结时限", "完成时间", "完成时限", "截止", "时限",
        "期限", "限期",
    ),
    "reminder": ("提醒时间", "提醒"),
    "method": ("提醒方式", "通知方式", "方式"),
    "content": ("诉求内容", "任务内容", "工作内容", "内容", "诉求", "事项", "任务"),
    "urgency": ("紧急程度", "缓急"),
}  # fmt: skip
NAMES = {label: name for name, labels in LABELS.items() for label in labels}
ANY = "|".join(sorted(map(re.escape, NAMES), key=len, reverse=True))
WITH_COLON = re.compile(rf"(?P<label>{ANY})\s*(?::|：)\s*")
SPACED = re.compile(
    rf"(?:^|(?<=[\s,，;；。、]))(?P<label>{ANY})"
    r"(?:\s+|\s*(?:改成|改为|改到|换成|是|为)\s*|(?=无$|无[\s,，;；。])|(?<=提醒)(?=提前|每|不用)"
    r"|(?<=方式)(?=应用内|短信|电话|钉一下|微信)|(?<=截止)(?=\S)|(?<=内容)(?=\S)|(?<=执行人)(?=\S))"
)
EDGE = " \t\n,，;；。、"


def labelled(text: str) -> tuple[dict[str, str], str]:
    """What each label says, and the text before the first label.

    A label counts with a colon anywhere, without one only at the edge of a clause.
    """
    marks = {
        m.start("label"): m for pattern in (SPACED, WITH_COLON) for m in pattern.finditer(text)
    }
    found: dict[str, str] = {}
    ordered = _without_overlap([marks[start] for start in sorted(marks)])
    for index, mark in enumerate(ordered):
        name = NAMES[mark["label"]]
        end = ordered[index + 1].start("label") if index + 1 < len(ordered) else len(text)
        value = text[mark.end() : end].strip(EDGE)
        if value and name not in found:
            found[name] = value
    before = text[: ordered[0].start("label")] if ordered else text
    return found, before.strip(EDGE)


def _without_overlap(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    kept: list[re.Match[str]] = []
    for mark in marks:
        if not kept or mark.start("label") >= kept[-1].end():
            kept.append(mark)
    return kept
