"""Masking: what others may read of a text, without phones, ID numbers and names (rules.md §8)."""

import re
from collections.abc import Iterable

from tasks.personal_numbers import Found, area, found

COMPOUND_SURNAMES = (
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "夏侯",
    "端木", "南宫", "独孤", "长孙", "宇文", "轩辕", "西门", "东郭", "百里", "呼延", "闻人", "澹台",
)  # fmt: skip


def mask(text: str, names: Iterable[str] = ()) -> str:
    """The text for groups, copies, digests, exports and logs: no mobile, landline or ID number of
    a person in any spelling, and the known `names` as 张*. Our own numbers, order numbers, dates
    and amounts stay. Masking twice changes nothing."""
    pieces: list[str] = []
    end = 0
    for one in found(text):
        _append(pieces, text[end : one.start])
        _append(pieces, _masked(one))
        end = one.end
    _append(pieces, text[end:])
    return _without_names("".join(pieces), names)


def _append(pieces: list[str], piece: str) -> None:
    """Keep digits of two pieces apart, so that they never read as one number."""
    if piece and pieces and piece[0].isdecimal() and pieces[-1][-1].isdecimal():
        pieces.append(" ")
    if piece:
        pieces.append(piece)


def _masked(one: Found) -> str:
    number = one.number
    if one.kind == "id":
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    if one.kind == "mobile":
        return f"{number[:3]}****{number[-4:]}"
    if one.kind == "landline":
        return f"{number[: area(number)]}-****{number[-3:]}"
    return "*" * len(number)


def _without_names(text: str, names: Iterable[str]) -> str:
    known = {name.strip() for name in names}
    usable = sorted(filter(_maskable, known), key=lambda name: (-len(name), name))
    if not usable:
        return text
    between = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]{0,3}"
    spelled = "|".join(between.join(map(re.escape, name)) for name in usable)
    return re.sub(spelled, lambda hit: mask_name(re.sub(between, "", hit[0])), text)


def _maskable(name: str) -> bool:
    """A real name: one letter alone, digits or a masked name would hide innocent words."""
    return 2 <= len(name) <= 30 and not re.search(r"[\d*]", name)


def mask_name(name: str) -> str:
    """张三 → 张*, 张三丰 → 张**, 欧阳锋 → 欧阳*."""
    name = name.strip()
    kept = 2 if len(name) > 2 and name.startswith(COMPOUND_SURNAMES) else 1
    return name[:kept] + "*" * (len(name) - kept)


def mask_phone(phone: str) -> str:
    """138****5678; a landline keeps area code and last three digits, a local number nothing."""
    if "*" in phone:
        return phone
    known = next((one for one in found(phone) if one.kind != "id"), None)
    return _masked(known) if known else "*" * len(phone.strip())


def phones(text: str) -> list[str]:
    """Mobiles and landlines in any spelling, in order, digits only (13800000001, 05635220000)."""
    return [one.number for one in found(text) if one.kind != "id"]


def id_numbers(text: str) -> list[str]:
    """ID numbers in any spelling, in order, 15 or 18 signs with a capital X."""
    return [one.number for one in found(text) if one.kind == "id"]


def has_personal_data(text: str) -> bool:
    """True when a phone or an ID number of a person can be read in the text."""
    return bool(found(text))


def last4(phone: str) -> str:
    """The last four digits, by which people ask for a case; empty when there are fewer."""
    digits = "".join(filter(str.isdecimal, phone))
    return digits[-4:] if len(digits) >= 4 else ""
