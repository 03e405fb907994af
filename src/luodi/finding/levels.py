"""How checkable a task is: concrete, direction or stance (rulings C8, C9).

Each rule is a name, a pattern over the action's words, and the level it gives; the first that
fits decides. A figure, a frequency or a date of the clause's own makes it concrete before
attitudes are looked at, because a thing that can be counted can be checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luodi.finding.findings import Due, Level


@dataclass(frozen=True, slots=True)
class LevelRule:
    name: str
    level: Level
    pattern: re.Pattern[str]


def _rule(name: str, level: Level, pattern: str) -> LevelRule:
    return LevelRule(name, level, re.compile(pattern))


C, D, S = Level.CONCRETE, Level.DIRECTION, Level.STANCE

# A number with a measure: 5家, 10亿元, 30%, 不少于三个. Slogan numbers stand in quotes and are
# taken out before (“1+8”, “两清零一提升”); ordinals and periods are no counts.
_COUNT = re.compile(
    r"(?<![第“])(?:\d[\d.,]*|[一二两三四五六七八九十百千]+)(?:余|多)?(?:万|亿|万亿)?"
    r"(?:个百分点|平方米|家次|人次|名|家|个(?!方面|环节|月|工作日|领域|一批)|项(?!目|制)|元|件|户|套|台|所|处|条(?!产业链|战线)|次|场|期|款|篇|部(?!门|委|分|署)|支|人(?!才|员|民)|亩|公里|%|％|位(?!置|次))"
    r"|[一二三四五六七八九]成(?![效果本员熟功])|(?:压缩|缩短|降低|下调|上调|调整)[至到为]\s*\d|(?:达到?|突破|超过|不低于|不少于|增长|提高)\s*\d|零的突破|翻[一两]?番|全覆盖|(?<!动态)清零(?!”)|破零"
)
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_SMALL_TALK = re.compile(r"一[个项次批种条家名]|两个|一公里")

# Attitude and exhortation: nothing to check and no work object.
STANCE_RULES = (
    _rule(
        "thought",
        S,
        r"(?:统一|解放|转变|更新|端正)(?:思想|观念|认识|理念)|思想和?行动统一|提高(?:政治)?(?:站位|认识)|政治站位|思想认识",
    ),
    _rule(
        "awareness",
        S,
        r"(?:增强|强化|树牢|树立|牢固树立|提升|激发)[^，]{0,40}(?:意识|感|自觉性?|自觉|定力|信心|决心|理念|观念|思想|思维|本领|斗志|观)$",
    ),
    _rule(
        "study",
        S,
        r"^(?:要|进一步|全面|深入|认真|切实|持续|带头)*(?:学习(?:宣传)?贯彻|贯彻(?:落实)?|领会|学深悟透|对标对表|学懂)[^，]{0,40}(?:精神|思想|论述|指示|批示|部署|要求|决策|方针)",
    ),
    _rule("insist", S, r"^(?:要|始终|毫不动摇|一以贯之|必须)*(?:坚持|秉持|秉承|奉行)"),
    _rule("promote spirit", S, r"弘扬|(?:崇尚|倡导|涵养|培树)[^，]{0,12}(?:精神|风尚|文化|作风)"),
    _rule(
        "atmosphere",
        S,
        r"(?:营造|形成|浓厚|造就|凝聚|汇聚|聚集)[^，]*(?:氛围|生态|环境|风尚|风气|局面|合力|共识|气候|态势|力量|声势|导向)",
    ),
    _rule("play a part", S, r"发挥[^，]*(?:作用|优势|功能|效应|潜力|价值|职能|职责|力量)$"),
    _rule(
        "responsibility",
        S,
        r"(?:压紧)?(?:压实|扛牢|扛起|扛稳|履行|担负|强化|落实|夯实)[^，]{0,14}(?:责任|使命|担当|职责)(?:$|体系$|链条$)|守土|担当作为",
    ),
    _rule(
        "get it done",
        S,
        r"(?:狠抓|抓好|抓紧|抓实|推动|确保|推进|促进|加强)?(?:[^，、]{0,8})(?:贯彻落实|落地落细|落地见效|落地生根|落到实处|落实落细|落细落实|见到实效|取得实效|可视化落地|抓落实|工作落实|抓好落实|狠抓落实|任务落实|抓出成效|抓出实效)$",
    ),
    _rule(
        "work style",
        S,
        r"倒排工期|挂图作战|压茬推进|雷厉风行|只争朝夕|坚决扭转|深刻检讨|质量关|硬招实招|勇闯|多作贡献|严防|传达学习|无人区|组织领导$|有新(?:突破|作为|提升|进展|气象)|撑腰|正视差距|宽容失败|查漏补缺|重要位置|学习宣传$|热潮$|再上(?:新)?台阶|满意答卷|大文章|绷紧|加把劲|倒排|走出去”|刀刃上|长远账|说话$|少坐|战略主动|有力措施|对照落实|条块分割|(?:服务|责任|措施|落实|工作|思想)到位|心无旁骛|舍得|大兴|珍惜|再接再厉|再立新功|勇攀|敢为人先|第一信号|找准(?:赛道|定位|路子)|抓好组织实施|认真组织实施|检验[^，]*成效|密切协作|主动对接|久久为功|真抓实干|苦干实干|善作善成|时不我待|钉钉子|攻坚克难|迎难而上|勇于直面|出新招|出实招|敢闯敢试|争分夺秒|紧盯不放|咬定|锚定目标|跳出|改进作风|转变作风",
    ),
    _rule(
        "put in place of honour",
        S,
        r"把[^，]{1,30}(?:作为|列为|摆在|摆到|放在|放到|当作|当成|看作)[^，]*(?:工程|位置|首位|大事|战略|抓手|任务|地位|主线|要务|头等|核心|重点|前面|来抓)|(?:纳入|列入|摆上|提上)重要(?:议事)?日程",
    ),
    _rule("attention", S, r"(?:高度|引起|予以|给予)(?:高度)?重视|放在心上"),
    _rule(
        "prohibition",
        S,
        r"^(?:要|[^，]{0,8})?(?:严禁|杜绝|绝不|(?<!解)决不|切忌|不能(?![^，]{1,5}的)|不得|不要|防止|避免|力戒|坚决(?:反对|防止|杜绝|克服))",
    ),
    _rule(
        "see clearly",
        S,
        r"认清|看清|保持(?:定力|战略|清醒)|坚定(?:信心|不移)|立足实际|找准优势|突出要点|抓住重点|牢记|感恩|顺应|准确把握|深刻(?:认识|把握)|正确(?:认识|看待|处理)|抓住主要矛盾|抓住[^，]{0,10}机遇|抢抓[^，]{0,12}机遇",
    ),
    _rule(
        "strive",
        S,
        r"^(?:要|全力|继续|努力|奋力|不断|接续|加快)*(?:奋力|奋勇|努力(?:成为|走出|开创|谱写|做到|争当|实现高|在)|谱写|书写|开创|夺取|再创|巩固[^，]{0,4}优势|奋起|争先|勇当|争当|争做|当好|做好[^，]{0,4}表率|走在前|勇于|敢于|为[^，]+(?:作出|贡献|奠定|提供))",
    ),
    _rule(
        "together",
        S,
        r"拧成一股绳|各司其职|密切配合|紧密配合|通力协作|协同配合|齐心协力|齐抓共管|同心|主动(?:扛|担当|作为|靠前)|靠前(?:服务|指挥)|带头(?:学|干|讲|执行|落实|抓|遵守|示范|走|做|作|深入|领|真|树)|亲自|负总责|率先垂范|以身作则|各负其责|上下联动",
    ),
    _rule(
        "as well as can be",
        S,
        r"做出特色|做实做细做|具体化|千方百计|多想|想方设法|对标先进|见贤思齐|纠正|让[^，]+(?:寒心|放心|满意)|行稳致远|绵绵用力|扎实推动$|不放松|不松劲|一盘棋",
    ),
)

# Things that can be checked without a figure: a named or definite act or product.
_PRODUCT = r"(?:方案|办法|细则|条例|规定|规程|清单|台账|名单|目录|图谱|指南|制度|机制|档案|数据库|信息库|项目库|人才库|专家库|培育库|储备库|库|平台|体系|预案|报告|计划|规划|意见|标准|指引|榜单|白皮书|规则|章程|协议|合同|时间表|路线图|任务书|责任书|管理|专班|专区|窗口|热线|端口|通道|模型|样板|基地)"
CONCRETE_RULES = (
    _rule(
        "law or paper named",
        C,
        r"(?:制定|制订|出台|印发|编制|起草|修订(?!草案|稿)|拟定|拟制|编印|草拟|发布|公布|公示|颁布|编写|刊发|修改|申报|报批|送审|备案|报备|立法)",
    ),
    _rule(
        "set up",
        C,
        r"(?:成立|组建|设立|设置|建立|筹建|创建|增设|挂牌|揭牌|摘牌|开设|开通|搭建[^，]*(?:专班|专区|窗口|热线)|配备|配齐|选派|派出|派驻|选聘|聘请|聘任|抽调|委派|指派|组织[^，]{0,20}(?:申报|验收|评审|考核|评估|评选|培训班|路演|对接会|大赛|评价))",
    ),
    _rule(
        "list or find out",
        C,
        r"(?:梳理|摸排|摸清|摸底|排查|核查|核实|核定|盘点|列出|列明|清查|查清|过一遍|汇总|统计|填报|填写|登记|收集|征集|遴选|筛选|认定|评定|评选|比对)",
    ),
    _rule(
        "hand in",
        C,
        r"(?:报送(?!制度|机制|要求|质量|系统|平台|率)|上报|呈报|报告|填报|报备|报请|报批|提交|提请|送交|反馈|移交|交办|转办|答复|回复|(?:^|[^汇申通预举简情月年日专喜海捷快战])报(?!送(?:制度|机制|要求))(?:市|省|县|区|州|国|党|上级|领导|办公室|管委会|送|备|主任)(?!制度|机制|要求))",
    ),
    _rule("meet", C, r"(?:召开|举办|举行|承办|筹办|办好|主办)[^，]{2,}|专题(?:研究|听取|调度)[^，]*次"),
    _rule(
        "finish",
        C,
        r"(?:完成|建成|建好|竣工|投用|投入使用|投产|投运|投入运营|上线|封顶|验收|落户|入驻|开工|启动|开园|开业|并网|销号|办结|办理完毕|运行$|交付|到位|对接完毕|开课|开放$|发射|下线)",
    ),
    _rule(
        "name the person",
        C,
        r"(?:明确|确定|落实|指定|逐项明确)[^，]*(?:责任人|联络员|负责人|时间表|路线图|时限|责任单位|牵头单位|分管领导|名)",
    ),
    _rule(
        "count into the assessment",
        C,
        r"纳入[^，]*(?:考核|考评|评价|预算|清单|规划|目录|台账|范围|计划|库|监测|督查)|列入[^，]*(?:清单|计划|预算|目录|考核|督查|议程|名单)|作为[^，]*(?:考核|评价|依据|考评)",
    ),
    _rule(
        "named action",
        C,
        r"(?:实施|开展|组织|启动|推进|推行|推动|深入|推深做实|落实)[^，]*(?:行动|工程|计划|专项(?!资金)|攻坚战?|赛马|”?(?:试点|大赛|竞赛|评选|比武|攻关项目))(?:$|[^方])",
    ),
    _rule(
        "inspect or press",
        C,
        r"(?:开展|组织|进行|实施|加强)?[^，]{0,10}(?:试点|督查|督办|约谈|通报|发函|提醒|公开曝光|考核(?!指标)|评估|审计|回头看|检查|抽查|调查|普查|调研|摘牌|表扬|表彰|问责|追责|调度(?!频次|系统)|巡查|验收|点评|排名|评价|评比)(?:$|[^体机制结工])",
    ),
    _rule(
        "money moves",
        C,
        r"(?:给予|予以|享受|发放|兑现|拨付|补助|奖励|资助|补贴|奖补|贴息|追回|返还|减免|安排)[^，]*(?:资金|经费|补助|奖励|资助|补贴|支持|贴息|元|到位|摘牌|优惠|奖补)",
    ),
    _rule(
        "book title",
        C,
        r"(?:修改|修编|修订|签订|签署|研究提出|细化)[^，]*(?:《|办法|方案|条例|细则|规程|协议|合同|规划)(?:$|[^的])|(?:完善|落实|执行|优化)[^，]*(?:《|“[^”]+”[^，]{0,4}(?:方案|计划|办法|条例))",
    ),
    _rule(
        "one by one",
        C,
        r"逐(?:项|户|一|条|个|企|月|家)(?!压实|落实)|提供[^，]*(?:名单|清单|数据|材料|报告)|一律|不再",
    ),
    _rule("sign", C, r"签订|签署|签约"),
    _rule(
        "consequence",
        C,
        r"予以(?!支持|优先|重点|倾斜|关注|保障|重视|鼓励|推荐|配合)|预警|免责|暂停|说明原因|收回|取消[^，]*资格|办理[^，]*手续|首单|首个|首家|首批",
    ),
    _rule(
        "definite",
        C,
        r"^(?:结合实际)?(?:确定|明确)[^，]{2,}|^实行|纳入$|列支|清退|扣分|^组成[^，]*(?:专班|小组|队)|公开$|挂钩|查处|说清楚|表态发言|作检讨|^形成[^，]*(?:网络|格局图)|(?:投产|开工|竣工|验收|上市|挂牌)$|^(?:全面|全部)?实现(?![^，]*(?:发展|跃升|转型|提升|振兴|融合|跨越|良性))|运行$|投用$|落地$|建成$|获批$",
    ),
    _rule(
        "become",
        C,
        r"(?:实现|形成|提出|拿出|推出|确定|明确|绘制|建好|公布)[^，]*(?:清单|台账|方案|报告|机制|图谱|名单|榜单|办法|思路|内容|意见|建议|全覆盖|清零|零的突破|破零|上线|运行|匹配|即享|互认|达标|满员|平衡|突破|目录|一网通办|样板|标准|案例)",
    ),
    _rule(
        "adjust",
        C,
        r"(?:调整|延期|变更|更新|将[^，]+(?:由|从)[^，]+(?:调整|提高|降低|变更)[至到为])|不予受理|取消[^，]*资格|收回|终止",
    ),
    _rule(
        "divide the work",
        C,
        r"(?:分解|细化)[^，]*(?:任务|清单|目标|责任)|(?:任务|目标)[^，]*(?:分解|细化)|制成[^，]*清单|作说明|上台|述职",
    ),
    _rule(
        "one named project",
        C,
        r"(?:加快|推动|推进|支持|创建|争创|申报|建设|打造|争取|全力)[^，]*(?:“[^”]+”[^，]{0,8}(?:平台|中心|实验室|基地|项目|园|专区|系统|工程|集群|品牌)|[^，、]{2,}(?:条例立法|国家级[^，]{0,12}中心))",
    ),
    _rule(
        "start work",
        C,
        r"(?:开工建设|启动[^，]{2,}|实行[^，]*管理|推送|发送|下发|发放|印制|公开(?:发布|征集|招聘|选拔)|免费开放|立项|揭榜|发榜|送达|报到|派员|驻点)",
    ),
)

# Lines of work whose verb alone never makes them checkable.
DIRECTION_RULES = (
    _rule("preference", D, r"优先|倾斜"),
    _rule(
        "encourage",
        D,
        r"^(?:积极|大力|持续|重点|进一步|全力|充分|广泛|有序|优先)*(?:鼓励|引导|支持|扶持|带动|促进|推动|激励|帮助|指导|服务|保障|倾斜|优先)|^能.{1,6}的|^边[^，]+边|^手把手",
    ),
    _rule(
        "explore",
        D,
        r"^(?:积极|大胆|进一步|深入|及时|抓紧|加快|共同)*(?:探索|研究(?!设立|组建|成立|提出|制定|制订|修订|起草|出台|确定|编制|拟定)|谋划|学习|借鉴|总结|负责|承担|做好|落实)",
    ),
    _rule(
        "improve",
        D,
        r"^(?:进一步|持续|不断|全面|深入|切实|加快|着力|逐步)*(?:完善|健全|优化|强化|加强|深化|改进|提升|提高|加大|扩大|拓展|用好|用足|创新|推广|宣传|改善|丰富|规范|严格|整合|盘活|激发|集聚|挖掘)",
    ),
    _rule(
        "unnamed work",
        D,
        r"(?:开展|提供|做好|组织|深入)[^，]*(?:辅导|帮扶|服务|宣传|对接|合作|指导|交流|培训|工作|解读|引导|跟踪)$",
    ),
)


# 推动X签订协议 pushes to a definite act; 支持, 鼓励, 引导 leave it to others.
_CREATES = re.compile(
    r"(?:支持|推动|指导|帮助|推荐)(?![^，]*(?:有条件|符合条件|各类|更多|企业[^技]))[^，]{2,}(?:创建|争创|申报|建设|获批)[^，]{0,8}(?:国家|省|全国重点)[^，]*(?:中心|实验室|平台|基地|园区|高新区)"
)
# 建设东海实验室: one body by its own short name; 升级“沅易转”平台, 开发“中试地图”: one product by its name
_ONE_BODY = re.compile(
    r"(?:建设|筹建|建好|打造)(?![^，]*(?:一批|各类|更多|若干|重点|高水平|高能级|一流))[一-龥]{2,8}(?:实验室|科学城|创新港|研究院|数学中心)$"
    r"|^(?:联合|加快|统一)?(?:升级|开发|推出|绘制|上线|做强|办好)[^，]{0,6}“[^”]+”(?!政策|机制|模式|行动)"
)
_NAMED_EVENT = re.compile(
    r"(?:组织|举办|开展|办好|承办|办)“[^”]+”[^，]{0,10}(?:活动|论坛|大赛|沙龙|周|节|日)"
)
_DEFINITE = ("one named project", "sign", "law or paper named", "definite", "set up")
_BY_NAME = ("one named project", "named action", "book title", "definite", "adjust", "law or paper named")
_PUSHES = re.compile(r"^(?:加快|全力|大力|积极|着力)*(?:推动|推进|督促|促成)")
# 指导高校制定细则: the act of others is a definite paper
_SERVES = re.compile(r"^(?:切实)?做好[^，]*(?:服务|工作|保障|衔接)$")
_GUIDES = re.compile(
    r"^(?:指导|组织|督促)[^，]*(?:制定|出台|编制|签订)[^，]*(?:细则|办法|方案|制度|清单|协议|规程)$"
)


def level_of(action: str, due: Due, places: re.Pattern[str] | None = None) -> tuple[Level, str]:
    """The level of an action with its own deadline (not the list's), and the rule that said so."""
    bare = _QUOTED.sub("“”", action)
    figure = bool(_COUNT.search(_SMALL_TALK.sub("", bare)) or (_COUNT.search(bare) and _dated_act(bare)))
    if _IDLE.search(action):
        return S, "big words"
    if due.why in ("within", "after an event", "years"):
        return C, "own deadline"
    if (due.date is not None and due.why not in ("year end",)) or due.recur or due.every:
        return C, "own deadline"
    if figure and not _ATTITUDE_COUNT.search(bare):
        return C, "own figure"
    if action.startswith(("负责", "承担")):
        return D, "duty statement"
    if _SERVES.match(action):
        return D, "service"
    if _GUIDES.match(action):
        return C, "definite paper of others"
    if _NO_DELAY.search(action):
        return C, "no postponement"
    if _CREATES.search(action) or _NAMED_EVENT.search(action) or _ONE_BODY.search(action):
        return C, "named platform or event"
    for rule in STANCE_RULES:
        if rule.pattern.search(action):
            return S, rule.name
    if places is not None and _PROJECT.match(action) and places.search(action):
        return C, "one project named by its place"
    for rule in DIRECTION_RULES[:2]:
        if rule.pattern.search(action):
            definite = _DEFINITE if _PUSHES.match(action) else _DEFINITE[:1]
            named = next((r for r in CONCRETE_RULES if r.name in definite and r.pattern.search(action)), None)
            return (C, named.name) if named else (D, rule.name)
    for rule in DIRECTION_RULES[2:]:
        if rule.pattern.search(action):
            strong = next((r for r in _STRONG if r.pattern.search(action)), None)
            return (C, strong.name) if strong else (D, rule.name)
    for rule in CONCRETE_RULES:
        if rule.pattern.search(action if rule.name in _BY_NAME else bare):
            return C, rule.name
    return D, "line of work"


# 加快建设玄圃光电中试基地: one project, known by a place name of the document.
_PROJECT = re.compile(
    r"^(?:在[^，]{2,12}?)?(?:加快|全力|推动|推进|争创|创建|高标准|高水平|高质量)*(?:建设|打造|建好|推进|筹建|争创|创建|布局建设)[^，、]*(?:基地|中心|实验室|园|走廊|研究院|城|港|平台|大厦|项目|工程|示范区)(?:[一二三]期)?(?:建设)?$"
)
# Big words stay attitude even with a date: 年底交出满意答卷, 夺取全年红
_IDLE = re.compile(r"满意答卷|(?:开门|全年|满堂)红|再上(?:新)?台阶|走在[^，]*前列$|新篇章|新局面|新作为")
_NO_DELAY = re.compile(r"(?:不再|不得|一律不|不予)(?:再次)?(?:延期|调整|变更)")
_PLACES = re.compile(r"([一-龥]{2,3}?)(?:省|自治区|市|县|区|州|旗|镇)")


def places_of(*names: str | None) -> re.Pattern[str] | None:
    """The place names in a document's title, issuer and the names of its bodies."""
    stems = {
        m[1] for name in names if name for m in _PLACES.finditer(name) if m[1][0] not in "各全本有市县区"
    }
    return re.compile("|".join(map(re.escape, sorted(stems, key=len, reverse=True)))) if stems else None


def _dated_act(bare: str) -> bool:
    return bool(re.search(r"(?:选派|配备|明确|召开|举办|开展|组织)[^，]*一[名次场期]|一次|一场", bare))


_ATTITUDE_COUNT = re.compile(r"一股绳|一盘棋|一号工程|一把手|第一")
# Rules that make even an improving verb concrete: a paper with a title, an assessment, a report.
_STRONG = tuple(
    r
    for r in CONCRETE_RULES
    if r.name
    in (
        "book title",
        "count into the assessment",
        "hand in",
        "named action",
        "one named project",
        "law or paper named",
        "name the person",
    )
)
