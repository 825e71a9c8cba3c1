"""Who a walk-in's sloppy text is from: name, phone, ID number and address, only where it is plain.

A name that was missed can be typed in later; a wrong one would hide innocent words everywhere. So a
name needs a known surname and a sign that one stands there (反映人:…, 村民…反映, …,138…); without a
label of its own it must not begin like an ordinary word either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.masking import COMPOUND_SURNAMES
from tasks.personal_numbers import Found, found

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武"
    "乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦柳邢路岳齐梅莫庄辛管祝左涂耿舒"
    "鲍尚翁迟屈占符桂甘童骆欧成车阮柯詹卞游裴席卫查盛凌褚祁饶包关邬滕苗牟纪项瞿窦缪丘靳单蒲简冉霍佟宁"
    "娄司桑翦隋苑艾蓝郎戚华虞郁岑柴谷匡闵连闫肖覃池沙喻晏荆伊巫晁仇楚敖党冀储练裘鄢宫茹井仲缑扈雍阚皮"
    "卓佘郗璩濮粟鹿蔺臧胥郏厉祖植漆亓幸古楼"
)
# Second signs that make an ordinary word of a surname: 高山, 方便, 周边, 路灯 …
_ORDINARY = """
    高山中个低速度楼空压温兴级处考龄峰层架铁等原校新血效大地坡价发于达科额强
    白天色条云纸开领酒菜班发骨地来马沙石 方便案法面向式才形位针程圆块正
    石板头油料灰子材块山墙桥碑狮场 黄河色土泥昏金沙山石豆瓜梅 万一分元人事物达般家户科能亩岁幸
    金水额属融色家山河钱杯矿 马上路桶虎达车匹拉克力 何时处人必况以在种不尝止
    任何务意由命凭职性教期用 周边围一二三四五六日末期转到年家长 江边北南水河西东湖湾堤苏
    林地业场木区间权带 田地里间埂头园土 施工行压肥救展暴 路灯面口边上基线段人过障政况由牌
    安全置排装静心徽葬家保检 管道理委线护网辖控 关于闭系心注键门停掉 单位元独子号据人身价
    成立员为本功果天都了 车辆位库主间站祸牌道上 项目 连续夜接日同锁着年片 常年常见用务态委客
    夏天季收日利种 温度暖室泉差馨情 柳树林 毛病坯重竹巾 文化明件体物具字艺书 龙头虎门卷 谷物子
    包括工围裹装揽车头 井盖口水里 古树井镇 党员委政支 华东北 宁可愿静 游客乐行泳戏 庄稼园子
    牛羊棚粪场奶 查看询处验封找 符合 康复乐居养 季度节 章程 严重格禁厉 易燃爆 张贴开口罗望灯榜
    王家府国 李子 于是今此 许多久可诺下愿 余款地下额热水 程度序式 段时落子路 雷电雨达同
    钱款财包数 曾经于在 叶子片 丁字 孔洞 沙子土石场 池塘子里 左右边手侧转 卫生健星浴计 尚未且 尤其
    申请报诉领办 武装警汉 司机法 简单易 盛大夏 席位 幸福好 祖国坟 宫殿 皮肤带 练习 储存蓄
    纪委录念律检 苗木圃 迟到早 占用地道据 胡同乱 孙子女 陈旧年列述 杨树木 陆续地上 唐突
    顾客虑及 钟头点 洪水涝 兰花 祝福愿 辛苦 莫名非 岳父母 齐全心 梅花雨 童年 桂花 蓝色天
    植树物被保 桑树 楼上下道栋梯房顶盘层宇 乔木迁 汤池 贺信 史上 邓小 伊始 仇恨 鲁莽 楚地
    舒适服 熊猫 梁柱 罗列 孟夏 欧洲 秦岭 苏北南 吴语 宋朝 彭泽
"""
_WORDS = {word[0]: frozenset(word[1:]) for word in _ORDINARY.split()}
_NEVER_GIVEN = frozenset(
    "的了是在不没有们这那哪与及或我你他她它您被把将说吗呢吧啊都也还就要能去给让叫请问每个只几很最更太老"
    "村镇乡街区组队室店厂站局所办院校委巷湾房户门窗墙灯厕沟渠坑坝桩管线网费税款证票表件项次日号点时分吨亩"
    "反映诉投举报访信求询修堵漏停坏吵臭拆扰堆某先女夫妻"
)
_NEVER_LAST = frozenset("路道桥河楼园苑城庄屯寨岗场库湖塘")  # of three signs: 黄河路, 石板桥
_HONORIFICS = (
    "大爷|大妈|大叔|大婶|大娘|大伯|大哥|大姐|大嫂|阿姨|叔叔|伯伯|奶奶|爷爷|婆婆|先生|女士|小姐|师傅|老汉"
    "|老太太?|嫂子"
)
_LABELS = (
    r"(?<!被)(?<!对方)(?:姓名|来访人|反映人|反应人|信访人|上访人|诉求人|投诉人|举报人|申请人|来电人|求助人"
    r"|报修人|联系人)"
)
_ROLES = "村民|居民|群众|业主|住户|户主|市民|网友|农户|商户|租户|农民工|老党员|退役军人|残疾人"
_TELLS = (
    "反映|反应|来访|来电|来信|来反映|来窗口|来中心|到访|到窗口|到中心|投诉|举报|咨询|求助|诉求|诉称|自述|报修"
    "|信访|上访|打电话|要求|请求|希望"
)
_STOP = r"[\s,，。.;；、:：!！?？()（）\[\]【】<>《》“”\"'/|\-+＋\d]"
_FOLLOWED = (
    rf"(?=$|{_STOP}|{_TELLS}|{_HONORIFICS}|等\d*人?|联系|电话|手机|身份证|性别|男{_STOP}|女{_STOP}|家住|住|系"
    r"|说|称|因|就|向|今天|昨天|上午|下午)"
)
_SURNAME = f"(?:{'|'.join(COMPOUND_SURNAMES)}|[{_SURNAMES}])"
_NAME = rf"(?P<surname>{_SURNAME})(?P<given>{_HONORIFICS}|[\u4e00-\u9fff]{{1,2}}?)"
_EDGE = r"(?:^|(?<=[\s,，。;；、:：(（\[【“\"]))"

# With a label of its own any given name is believed, elsewhere only what is no ordinary word.
_LABELLED = (
    re.compile(rf"{_LABELS}\s*[:：]\s*{_NAME}{_FOLLOWED}"),
    re.compile(
        rf"{_LABELS}\s*[:：]\s*(?P<surname>{_SURNAME})[ \u3000]+(?P<given>[\u4e00-\u9fff])"
        rf"(?={_STOP}|$)"
    ),
    re.compile(rf"(?:我叫|我的名字[叫是]){_NAME}{_FOLLOWED}"),
)
_PLAIN = (
    re.compile(rf"{_LABELS}[是为叫]?\s*{_NAME}{_FOLLOWED}"),
    re.compile(rf"(?:我是|本人)(?:[\u4e00-\u9fff]{{1,8}}(?:{_ROLES}))?{_NAME}{_FOLLOWED}"),
    re.compile(rf"(?:{_ROLES}){_NAME}{_FOLLOWED}"),
    re.compile(rf"{_EDGE}{_NAME}(?:{_HONORIFICS})?(?:{_TELLS})"),
    re.compile(rf"(?:村|组|社区|镇|网格){_NAME}(?:{_HONORIFICS})?(?:{_TELLS})"),
)
_BEFORE_PHONE = re.compile(
    rf"{_EDGE}{_NAME}(?:{_HONORIFICS})?[\s,，、:：(（\-—]*[男女]?[\s,，、]*(?:的?联系)?(?:电话|手机|号码|[Tt]el)?号?码?"
    r"[是为]?[\s:：+＋(（]*\Z"
)
_AFTER_PHONE = re.compile(rf"[\s,，、)）]*{_NAME}(?=[,，。;；)）]|\s*\Z|{_TELLS})")
_ADDRESS = re.compile(
    r"(?:家庭住址|家庭地址|住址|地址|居住地|家住|住在|居住在)(?:是|为)?[:：\s]*"
    rf"(?P<place>(?:(?![的在和都无这那是了有于]|{_TELLS}|联系|电话|手机|身份)[\w\-]){{1,38}}"
    r"(?:[村组号室栋幢镇乡苑路街巷]|单元|小区|社区|花园|街道"
    r"|\d楼))"
)


@dataclass(frozen=True)
class Petitioner:
    """What a text says of the person it is from; None where it does not say it plainly."""

    name: str | None = None
    phone: str | None = None  # digits only, a landline with its area code
    id_number: str | None = None
    address: str | None = None


def read_petitioner(text: str) -> Petitioner:
    """The petitioner as the text gives them; never a guess."""
    numbers = found(text)
    calls = sorted(
        (one for one in numbers if one.kind != "id"), key=lambda one: one.kind != "mobile"
    )
    return Petitioner(
        name=next(_names(text, calls), None),
        phone=calls[0].number if calls else None,
        id_number=next((one.number for one in numbers if one.kind == "id"), None),
        address=_address(text),
    )


def _names(text: str, calls: list[Found]) -> Iterator[str]:
    """Believable names, the surest first."""
    for pattern in _LABELLED:
        yield from (_joined(hit) for hit in pattern.finditer(text) if _could_be_given(hit))
    for hit in _plain_hits(text, calls):
        if _could_be_given(hit) and not _is_word(hit):
            yield _joined(hit)


def _plain_hits(text: str, calls: list[Found]) -> Iterator[re.Match[str]]:
    for pattern in _PLAIN:
        yield from pattern.finditer(text)
    for call in calls:
        before = _BEFORE_PHONE.search(text, max(call.start - 30, 0), call.start)
        after = _AFTER_PHONE.match(text, call.end)
        yield from (hit for hit in (before, after) if hit)


def _joined(hit: re.Match[str]) -> str:
    return hit["surname"] + hit["given"]


def _could_be_given(hit: re.Match[str]) -> bool:
    given = hit["given"]
    if re.fullmatch(_HONORIFICS, given):
        return True
    place = len(given) == 2 and given[-1] in _NEVER_LAST
    return not place and _NEVER_GIVEN.isdisjoint(given)


def _is_word(hit: re.Match[str]) -> bool:
    return hit["given"][0] in _WORDS.get(hit["surname"], ()) and not re.fullmatch(
        _HONORIFICS, hit["given"]
    )


def _address(text: str) -> str | None:
    hit = _ADDRESS.search(text)
    return hit["place"] if hit else None
