"""Posts as people say them: 司法所所长 is 所长, 王所长, 司法所长; offices have short names too."""

import re
from functools import lru_cache

_RANKS = "常务副|专职副|第一副|副|第一"
_POSTS = (
    "党委书记|总支书记|支部书记|书记|镇长|乡长|区长|街道办主任|主任|所长|站长|大队长|中队长|队长|"
    "科长|局长|股长|庭长|部长|委员|主席|校长|院长|园长|社长|组长|网格长|村长|社长|会计|经理|厂长|"
    "教导员|指导员|协管员|调解员|网格员|调度员|接待员|办事员|辅导员|文书|秘书|专员|专干|干事|科员|"
    "助理员|助理|警长|民警|辅警|法官|检察官|律师|医生|老师|总工"
)
_TITLE = re.compile(rf"(?P<rank>{_RANKS})?(?P<title>{_POSTS})")
_KINDS_OF_SECRETARY = ("党委书记", "总支书记", "支部书记")
_DIVIDED = re.compile(r"[、,;/\s]+")

SPOKEN_TITLE = re.compile(rf"[村镇乡]?党?(?P<title>(?:{_RANKS})?(?:{_POSTS}|支书|负责人))")
COMPOUND_SURNAMES = (
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒",
    "夏侯", "宇文", "长孙", "端木", "独孤", "南宫", "拓跋", "轩辕", "申屠", "太史", "闻人",
)  # fmt: skip


def surname(name: str) -> str:
    """The family name of a Chinese name; empty when it is none we can divide."""
    if "·" in name or not 2 <= len(name) <= 4 or name.isascii():
        return ""
    long = len(name) >= 3 and name[:2] in COMPOUND_SURNAMES
    return name[:2] if long or len(name) == 4 else name[:1]


def parts(post: str) -> tuple[str, ...]:
    """党委委员、政法委员 is two posts."""
    return tuple(part for part in _DIVIDED.split(post) if part)


@lru_cache(maxsize=4096)
def titles(post: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What one is called by a post: exactly (副镇长), and politely (镇长 too)."""
    exact: list[str] = []
    polite: list[str] = []
    for part in parts(post):
        found = list(_TITLE.finditer(part))
        if not found:
            continue
        rank, title = found[-1]["rank"] or "", found[-1]["title"]
        short = "书记" if title in _KINDS_OF_SECRETARY else title
        exact += [rank + short] + (["支书", "村支书"] if title == "支部书记" else [])
        polite += [short, "副" + short] if rank else [short]
    return tuple(dict.fromkeys(exact)), tuple(dict.fromkeys([*exact, *polite]))


def short_names(unit: str, town: str) -> tuple[str, ...]:
    """Other names of a unit: 党政综合办公室 is also 党政办, 村镇建设办 also 村建办."""
    base = unit.removeprefix(town) or unit
    if base.endswith("村"):
        return (base + "委会", base + "村委会", base + "民委员会", base + "委")
    names = [base]
    office = base.replace("办公室", "办").replace("服务中心", "中心")
    for word in ("综合", "和规划", "与规划", "管理", "社会"):
        names += [office, office.replace(word, "")]
    if base.endswith("网格"):
        return tuple(dict.fromkeys([base, base.replace("第", "")]))
    if len(office) >= 5:
        names += [office[:2] + office[-1], office[0] + office[2] + office[-1]]
    return tuple(name for name in dict.fromkeys(names) if len(name) >= 3)
