"""Small words around times (前, 内, 后, 到, 提前, 截止) and words that only look like times."""

from string import ascii_letters

from bot.language.times.amounts import UNIT
from bot.language.times.numerals import DIGIT, NUM
from bot.language.times.pattern import Pattern, any_of, unclear

_SIZE = f"(?:{NUM}|半){UNIT}"
_LENGTH = f"(?={_SIZE})"
_EVENT = any_of("收到 接到 受理 签收 接件 交办 接报 登记 办结 通知 发文 验收 到达 收件 会议 会")
_HAPPENING = any_of(
    "开会 会议 会 午饭 早饭 晚饭 饭 上课 开工 出发 检查 午休 天黑 天亮 放学 开学 考试 验收 走访"
)
_DUE = any_of("截止 截至 到期 届满 最后期限 期限 时限 限期 逾期 超期 超时 deadline")
_DUE_BY = any_of("最迟 最晚 至迟 不晚于 不迟于 不超过 赶在 完成时间 办结时间")
_A_DAY = "(?=[今明后昨下上本这周星礼0-9一二三四五六七八九十])"  # how a day's name begins
_PASSED = any_of("已 已经 历时 用时 耗时 连续 持续 长达 过去 最近 近 逾期 超期 超时 超过 拖")
_MEASURED = any_of(
    "元 块 万 亿 % 公里 千米 平方 米 [㎡℃°] 度 吨 公斤 斤 亩 倍 版 岁 人 户 件 栋 幢 楼 室 单元 "
    "次 条 名 项 家 层 份 处 起 宗 台 辆 位 号楼 厘米 毫米 kg km cm mm m(?![a-zA-Z])"
)
_AMOUNT_OF = r"[0-9]+(?:\.[0-9]+)?"
_IDIOMS = any_of(
    "三天两头 即日 即日起 自即日起 一天到晚 一日三餐 三五成群 三长两短 有天 有一天 某天 某一天 "
    "哪天 哪一天 那天 那一天 这天 这一天 一时半会 从早到晚 起早贪黑 非工作日 周一村 迟早"
)

# Letters: b before, i within, f after, s from, a about, T to, J and/or, L ahead of, Q deadline,
# U put off, G from now, S since an event, ( and ) a gloss.
MARKS = (
    Pattern(
        "V",
        "开会午早晚饭上出检天放考验走",
        f"{_HAPPENING}之?[前后](?!{_SIZE})",
        unclear("不知道是几点", loose=True),
    ),
    Pattern(
        "S",
        "交从会到办发受在接收登签自通验",
        f"(?:[自从]|在)?{_EVENT}(?:之日|当日|当天|后|之后)(?:起|开始)?(?=\\s?的?(?:{NUM}|半))",
    ),
    Pattern("b", "截止", "(?<=[0-9日号点时分天半底末午晚整])(?:截止|止(?![痛血水步损付息]))"),
    Pattern(
        "Q",
        "d不到办完届截时最期至赶超逾限",
        f"(?:{_DUE}(?:日期?|时间|时刻)?|{_DUE_BY})[到至于为是在]?:?",
    ),
    Pattern("Q", "限", "(?<![有无上下权局界年极受])限(?:时|于|在)?(?![制速高行号购量期])"),
    Pattern("L", "提", "提前|提早"),
    Pattern(
        "U",
        "再多宽延推放晚顺",
        f"延期|延长|宽限|推迟|顺延|延后|推后|放宽|[再多]给(?:我们?|[他她])?{_LENGTH}|晚{_LENGTH}",
    ),
    Pattern("G", "再等过", f"(?:再过|过|再等|等){_LENGTH}"),
    Pattern(
        "a",
        "上估前大左差期约许",
        "左右|上下(?!午)|前后|期间|许(?![可多愿])|(?:大概|大约|差不多|估计)在?|约(?=\\s?[0-9])",
    ),
    Pattern(
        "a",
        "多来过不",
        f"(?<=[天时周月年点])多|来钟|(?<=[点钟])过(?![一二三四五0-9])|不到|不行|不是{_A_DAY}",
    ),
    Pattern("a", "不早晚", "不?早于|晚于"),
    Pattern("a", "超", "超过了?(?=[今明后下本周星晚早上0-9])"),
    Pattern("a", "这那", f"[这那]{_LENGTH}"),
    Pattern("a", "除", f"除了?{_A_DAY}"),
    Pattern(
        "b", "为之以前", "之前|以前|前(?![往台期任述者提进门景面言方头列置沿线院厅段排科])|为止"
    ),
    Pattern("i", "之以内", "之内|以内|内(?![部容地涝河设外科存心墙环侧街网衣勤审控业])"),
    Pattern("f", "之以后过", "之后|以后|过后|后(?![期天面台勤续果门方院街山排座缀者记备年])"),
    Pattern(
        "s",
        "从自过",
        f"[从自]{_A_DAY}|(?<![通经超路])过[了完]?(?=[今明后下本这周星礼国元春中端清五])",
    ),
    Pattern("s", "以开算起", "开始|算起|以来|起(?![来诉草床火因重码步点])"),
    Pattern("T", "-~到直等至", "直到|等到|到|至(?![少今多于上])|[-~]"),
    Pattern("J", ",/、与以及和或跟还", "、|,|/|或者?|还是|以及|及(?!时)|和|跟|与"),
    Pattern("(", "(", r"\("),
    Pattern(")", ")", r"\)"),
)

# Tried first: numbers of things, names made of numerals, idioms.
DECOYS = (
    Pattern(
        "X",
        ascii_letters,
        r"https?://[^\s一-龥]{1,300}|(?<![0-9A-Za-z])[A-Za-z]{1,10}-?[0-9][0-9A-Za-z-]{0,40}",
    ),
    Pattern(
        "X",
        DIGIT,
        r"(?<![0-9])(?:0[0-9]{2,3}-[0-9]{7,8}|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9]{9,}|[0-9]{5,7})"
        "(?![0-9:])",
    ),
    Pattern(
        "X",
        DIGIT,
        rf"(?<![0-9.]){_AMOUNT_OF}(?:[-~至到]{_AMOUNT_OF})?\s?{_MEASURED}",
    ),
    Pattern("X", "刘吴周孙张李王赵郑陈", "张三|李四|王五|赵六|孙七|周八|吴九|郑十|王二|陈三|刘二"),
    Pattern("X", "一三从哪有某起这那自即非周迟", _IDIOMS),
    Pattern(
        "X", "一周早", "一[日天周月季年]一[报次结通调清查会评]|周[岁年边围转期刊报]|(?<![天日])早晚"
    ),
    Pattern("X", "百第", "第[0-9]{1,4}(?:[届期次章条款项批组名号中网]|医院)|百分点"),
    Pattern(
        "X",
        "历已拖持最用耗超过近连逾长",
        f"(?<!不){_PASSED}了?{NUM}(?:\\.[0-9])?多?{UNIT}(?![后内])",
    ),
)
TAIL = (Pattern("X", DIGIT + "第", r"第(?:[0-9]{1,4}|[一二三四五六七八九十]{1,3})|[0-9]{1,12}"),)
