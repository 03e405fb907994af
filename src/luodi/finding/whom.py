"""Who can be told: what stands before 要 or a verb, and whether it is somebody (C11, C12)."""

from __future__ import annotations

import re

from luodi.finding import lexicon
from luodi.finding.names import split_names
from luodi.finding.naming import EVERYBODY, Names
from luodi.finding.verbs import words as words_of

# 我们, 会议, 下一步 before 要: nobody new is told (C12).
NOBODY_NEW = re.compile(
    r"^(?:我们|大家|双方|同志们|咱们|各方|你们|会议|这|那|我|他|她|谁|全会|本方案|本办法|本措施|方案|主要任务|任务|工作|关键|重点|目的|首先|下一步|今后|接下来)$|^(?:这|那)|了$|^(?:就是|就|才|既|又|也|还|都|更)$"
)
# 主要负责同志, 一把手, 每所高校: a part of the told unit stays in the action (C12).
PART = re.compile(
    r"^(?:(?:各(?:级|地|单位|部门)?)?(?:党政)?主要(?:负责同志|负责人|领导)|一把手|分管(?:负责同志|负责人|领导|同志)|班子成员|"
    r"负责同志|联络员|具体负责人|每(?:所|个|家|名|位|户|县|月|季).*|党政(?:主要)?(?:负责同志|领导)|领导班子成员|“一把手”|相关负责人)(?:每.*)?$"
)
# 市科技局主要负责同志 before 要: the unit is the owner.
WITH_PART = re.compile(
    r"(.{2,40}?)(?:党政)?(?:主要负责同志|主要负责人|主要领导|分管负责同志|分管领导|一把手)$"
)
# 排名后三位的 before 要: a group that is told.
_GROUP = re.compile(
    r"^(?:[^，。；]{0,12}(?:排名|得分|位次|排位|位居|位列)[^，。；]{0,16}|[^，。；]{0,8}[前后]\d+[位名])的$"
)
# Openings no name has; 经开区, 向阳区, 从化区 are names all the same.
_NO_NAME = re.compile(
    r"(?:对(?!外)|将|把|为|在|以|按|就|从(?!化)|向(?!阳)|是|如|通过|经(?!开|济|信|发|贸)|围绕|聚焦|根据|依据|跟|让|使|给|被|会同|并|与)"
)
# 今年, 下一步 before a subject: set aside.
_WHEN = re.compile(
    r"^(?:今年|明年|下一步|接下来|今后|下半年|上半年|会后|当前|现阶段|年内|此外|同时|特别是|尤其是|对此|为此|因此|所以)[，]?"
)
# 年内, 6月底前 between a subject and its 要
_DATE_AT_END = re.compile(
    r"(?:年内|今年|明年|全年|本月|月底前|年底前|[上下]半年|到?年底|[\d一二三四五六七八九十]+月[^，]{0,5}前|[一二三四]季度末?前?)$"
)
# Names of bodies that begin like a verb: 组织部, 统计局.
_VERBAL_NAMES = tuple(
    words_of("综合 规划 教育 组织 宣传 审计 统计 监督 发展 检查 督查 科普 招商 管理 服务 联合")
)
_ASIDE_AT_END = re.compile(r"（[^（）]*）$")
_PLACE_OR_TIME = re.compile(r"[一-龥]{2}(?:中|上|下|里|时|后|前)$")
# 企业, 平台 after an adjective: a class of thing, not a body.
CLASS = re.compile(r"^(?!各)[^、]{0,12}(?:企业|项目|机构|主体|平台|基地|人才)$")

# A会同B: A owns, B supports (C10)
_WITH = re.compile(r"^(?P<lead>[^，；。会]{2,40}?)(?:会同|商请|联合(?!会)|协同)(?P<support>[^，；。]{2,60})$")
# How a name that is not known must begin to be a subject without a modal.
_STRONG_HEAD = re.compile(
    r"^(?:各|责任领导|牵头单位|责任单位|领导小组|指挥部|联席会议|工作专班|委员会办公室|园区|开发区|高新区|管委会|新区|市|省|县|区|州|盟|旗|有关|相关|全市各|全省各|全县各|全[国省市县区州盟旗]上下|社会各|两|[一-龥]{2,8}?(?:市|县|区|省|州|新区))"
)
# A bureau needs no place name before it: 科技创新局, 财政金融局, 综合处
_BUREAU = re.compile(
    r"(?![经对向与由被为以按据在从及和报至他她将把是有])[一-龥]{2,8}?(?:局|厅|管委会|委员会|办公室|党工委|处|科技局|专班|集团|公司)"
)
# A school, institute, laboratory, park or firm by its own name; a class of them (重点实验室) is no name.
_BODY = re.compile(
    r"(?![^，。；、]{0,10}(?:国家|全国|重点|新型|一流|高水平|高能级|高质量|现代|更多|[一二两三四五六七八九十\d]+[所家个]))"
    r"(?!选择|选取|挑选|择优|吸引|邀请|委托|指定|联系|走进|面向|比如|例如|除)"
    r"(?![经对向与由被为以按据在从及和报至他她将把是有])[一-龥]{2,12}?"
    r"(?:大学|学院|研究院|科学院|设计院|研究所|实验室|医院|高新区|开发区|农高区|经开区|科学城|创新中心|委员会|联盟|协会|银行)"
)
# 河清实验室9月底前建成投用: done to the thing that bears the name, not by it
_DONE_TO_IT = re.compile(
    r"(?:全面|全部|基本|正式|主体|力争|确保|如期|按期|同步)*(?:[一二三]期)?(?:工程|项目)?(?:主体)?"
    r"(?:建成|开工|竣工|投用|投运|启用|揭牌|挂牌|封顶|完工|落成|落地|获批|验收|建设|投入|开园|入驻|组建|运行|运营|使用|完成){1,3}$"
)


def is_done_to(words: str) -> bool:
    """Does a predicate without its date only say what becomes of its subject?

    >>> is_done_to("全面建成投用"), is_done_to("建成技术转移机构1家")
    (True, False)
    """
    return _DONE_TO_IT.match(words) is not None


def without_date(before: str) -> tuple[str, bool]:
    """各乡镇年内要…: the date between the name and 要 belongs to the deed."""
    found = _DATE_AT_END.search(before)
    return (before[: found.start()], True) if found else (before, False)


def without_when(before: str) -> tuple[str, bool]:
    """今年市科技局要…, 下一步要…: the words of time before the name say nothing of it."""
    found = _WHEN.match(before)
    return (before[found.end() :], True) if found else (before, False)


def is_told(words: str, names: Names) -> bool:
    """Is this string before 要 somebody who can be told?"""
    if not words or len(words) > 80 or ("《" in words and "》" not in words):
        return False
    if words in names.known or names.at(words, 0, len(words)) == len(words) or EVERYBODY.fullmatch(words):
        return True
    verbal = lexicon.opens_with_verb(words, 0, len(words))
    if not verbal and not words.startswith(("对", "有", "是")) and _GROUP.match(words):
        return True
    pieces = split_names(words)
    if not pieces or _NO_NAME.match(words) or (verbal and not words.startswith(_VERBAL_NAMES)):
        return False
    last = _ASIDE_AT_END.sub("", pieces[-1])
    if lexicon.looks_like_unit(last):
        return True
    # A short name that is no thing and no verb, if the paper names it elsewhere: 恒岳精工要…
    return (
        all(3 <= len(p) <= 10 and names.counts.get(p, 0) > 1 for p in pieces)
        and not last.endswith(lexicon.THING_ENDINGS)
        and "的" not in words
        and not _PLACE_OR_TIME.search(words)
    )


def with_support(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A会同B -> owners, support."""
    if found := _WITH.match(words):
        return tuple(split_names(found["lead"])), tuple(split_names(found["support"]))
    return tuple(split_names(words)), ()


def opens_like_a_name(words: str) -> bool:
    """May a clause without a modal begin with a name that the document does not list?

    >>> opens_like_a_name("市科技局建立清单"), opens_like_a_name("对重点企业走访")
    (True, False)
    """
    return not _NO_NAME.match(words) and bool(
        _STRONG_HEAD.match(words) or _BUREAU.match(words) or _BODY.match(words)
    )
