"""Named persons and their posts, as a news opening or the foot of minutes writes them.

市委书记、市科技创新委员会主任陆知衡 · 市领导谭若谷、顾青崖 · 出席：柏予安、岳凝章、各工作组组长
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.finding.clauses import marks
from luodi.finding.findings import Attendee

_SINGLE = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴归海墨哈谯笪年爱阳佟言福付肖涂闫覃区岂苟奎粟佘仝智原芦代隋户由揭伯卯木鹿展邸"
)
_DOUBLE = frozenset(
    [
        "万俟",
        "司马",
        "上官",
        "欧阳",
        "夏侯",
        "诸葛",
        "闻人",
        "东方",
        "赫连",
        "皇甫",
        "尉迟",
        "公羊",
        "澹台",
        "公冶",
        "宗政",
        "濮阳",
        "淳于",
        "单于",
        "太叔",
        "申屠",
        "公孙",
        "仲孙",
        "轩辕",
        "令狐",
        "钟离",
        "宇文",
        "长孙",
        "慕容",
        "鲜于",
        "闾丘",
        "司徒",
        "司空",
        "亓官",
        "司寇",
        "子车",
        "颛孙",
        "端木",
        "巫马",
        "公西",
        "漆雕",
        "乐正",
        "壤驷",
        "公良",
        "拓跋",
        "夹谷",
        "宰父",
        "谷梁",
        "段干",
        "百里",
        "东郭",
        "南门",
        "呼延",
        "羊舌",
        "微生",
        "梁丘",
        "左丘",
        "东门",
        "西门",
        "南宫",
        "第五",
    ]
)
POST_END = (
    r"(?:书记|市长|省长|县长|区长|州长|盟长|旗长|镇长|乡长|主任|主席|厅长|局长|处长|科长|部长|司长|院长|校长|所长|行长|会长|社长|台长|站长|馆长|组长|秘书长|董事长|总经理|"
    r"总裁|总工程师|总工|总会计师|理事长|监事长|委员|常委|政委|司令员|检察长|专员|巡视员|调研员|督查员|主管|经理|领导|同志|院士|教授|研究员|负责人|负责同志|干部|参事|主编|助理|主持工作|召集人|"
    r"首席科学家|创始人|代表|总监|顾问|队长|支队长|庭长|关长|理事|委员会主任|厂长|主持人|专家)"
)
_WITH_POST = re.compile(
    rf"^(?P<post>.*{POST_END}(?:（[^（）]*）)?)(?P<name>[一-龥]{{2,4}}|[一-龥]{{1,4}}·[一-龥]{{1,6}})$"
)
_LIST_TAIL = re.compile(
    r"^(?:学者|代表|嘉宾|老师|同志|等|各|有关|相关|全体|市直|省直|县直|部分|及)|(?:等|等同志|等领导)$"
)


_POST_BEHIND = re.compile(r"(?P<name>[一-龥·]{2,6})（(?P<post>[^（）]{2,60})）")


def posts_first(words: str) -> str:
    """骆闻笛（市科技局局长） as a row of posts and names has it: 市科技局局长骆闻笛.

    >>> posts_first("骆闻笛（市科技局局长）、闵知秋")
    '市科技局局长骆闻笛、闵知秋'
    """
    return _POST_BEHIND.sub(
        lambda m: (
            m["post"] + m["name"] if is_name(m["name"]) and re.search(f"{POST_END}$", m["post"]) else m[0]
        ),
        words,
    )


def is_name(words: str) -> bool:
    """Does it look like a person's name?

    >>> [is_name(w) for w in ("陆知衡", "端木岑", "各工作组", "市科技局")]
    [True, True, False, False]
    """
    words = re.sub(r"[\s　]", "", words)
    if "·" in words:
        return 3 <= len(words) <= 12
    if not 2 <= len(words) <= 4 or re.search(rf"{POST_END}$|[局厅委办部院县区市省处科室组会等各及]$", words):
        return False
    if words[:2] in _DOUBLE:
        return len(words) >= 3
    return words[0] in _SINGLE and len(words) <= 3


def pieces(words: str) -> Iterator[str]:
    """Pieces with the mark before each, split at ，、 and 和/及 outside brackets."""
    at = 0
    for position in [*marks(words, 0, len(words), "，、；,;"), len(words)]:
        piece = words[at:position]
        start = 0
        for joint in re.finditer(
            r"(?:以及|及|和)(?=(?:领导小组|有关|相关|各|部分|市直|省直|[^，、]{2,24}$))", piece
        ):
            if joint.start() > start and is_name(
                piece[max(start, joint.start() - 3) : joint.start()].lstrip("，、")
            ):
                yield piece[start : joint.start()]
                start = joint.end()
        yield piece[start:]
        at = position


def named(words: str) -> list[Attendee]:
    """The persons of a row of posts and names, each with the post as written.

    >>> [(a.name, a.post) for a in named("市委副书记、市长沈亦川，市领导谭若谷、顾青崖")]
    [('沈亦川', '市委副书记、市长'), ('谭若谷', '市领导'), ('顾青崖', '市领导')]
    """
    found: list[Attendee] = []
    pending = ""
    shared: str | None = None
    for piece in pieces(words):
        mark, bare = (piece[:1], piece[1:]) if piece[:1] in "，、；,;" else ("", piece)
        bare = re.sub(r"(?:同志)?等$|同志$", "", bare.strip())
        if not bare:
            continue
        match = _WITH_POST.match(re.sub(r"[\s　]", "", bare))
        if (
            match
            and (is_name(match["name"]) or not re.search(POST_END, match["name"]))
            and not _LIST_TAIL.match(match["name"])
        ):
            post = (pending + mark if pending else "") + match["post"]
            found.append(Attendee(match["name"], post))
            shared, pending = post, ""
        elif is_name(bare):
            if pending:
                found.append(Attendee(bare, pending))
                shared, pending = pending, ""
            else:
                found.append(Attendee(bare, shared if mark in ("、", "") and found else None))
        else:
            pending = pending + mark + bare if pending else bare
            shared = None
    return found
