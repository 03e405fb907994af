"""The furniture of web pages, line by line: navigation, footers, buttons, bylines, links.

A label says what a line is on a page. Most are *proof* that the text comes off a page;
the others (a byline, a hotline) also occur in official papers, and mean nothing without
proof elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from luodi.reading.lines import DATE_FORM, Line, is_date, number_in
from luodi.reading.spam import is_spam


@dataclass(frozen=True, slots=True)
class Label:
    """What a line is on a page: the kind of cut, the reason for a person, is it proof of a page?"""

    name: str
    kind: str
    why: str
    proof: bool = True


SPAM = Label("spam", "spam", "注入的广告文字")
CRUMBS = Label("crumbs", "chrome", "网站导航：当前位置")
NAV = Label("nav", "chrome", "网站导航")
FOOTER = Label("footer", "chrome", "网站页脚：版权、备案号等")
TOOLS = Label("tools", "chrome", "打印、分享、字号等按钮")
NEIGHBOURS = Label("neighbours", "chrome", "上一篇、下一篇")
LINKS = Label("links", "related", "相关文章链接")
DATED_LINK = Label("dated link", "related", "相关文章链接", proof=False)
ORIGINAL = Label("original", "meta", "“原标题”字样")
CARD = Label("card", "meta", "网页信息栏：索引号、发布机构等", proof=False)
BYLINE = Label("byline", "meta", "来源与日期行", proof=False)
CREDITS = Label("credits", "meta", "编辑、录入等署名", proof=False)
HOTLINE = Label("hotline", "chrome", "网站热线、邮箱、地址", proof=False)
ABSTRACT = Label("abstract", "chrome", "截断的摘要")
REPEAT = Label("repeat", "chrome", "重复的标题", proof=False)
SHORT = Label("short", "chrome", "正文之外的短行", proof=False)

# Words of which menus, tool bars and link rows are made; a line made of nothing else is one.
_MENU = (
    "首页|网站首页|返回首页|主页|登录|注册|退出|搜索|站内搜索|高级搜索|网站地图|站点地图|设为首页|加入收藏|收藏本站|收藏本页|联系我们|联系方式|关于我们"
    "|关于本站|关于本网|网站声明|法律声明|版权声明|免责声明|隐私声明|隐私政策|无障碍|无障碍浏览|无障碍阅读|长者模式|关怀版|适老版|繁体|繁體|简体|简体版|繁体版|English|EN|手机版"
    "|移动版|电脑版|客户端|微信公众号|RSS|RSS订阅|广告服务|广告说明|刊登广告|投稿|诚聘英才|人才招聘|友情链接|合作项目|对外合作|合作伙伴|帮助中心|意见反馈|留言"
    "|新闻|新闻中心|新闻动态|要闻|时政|时政要闻|国内|国际|本地|财经|科技|教育|文化|体育|视频|图片|专题|专栏|评论|社会|民生|经济|党建|人事|综合|健康|旅游|房产|汽车|县区|区县|县市区|部门动态"
    "|政务公开|政府信息公开|信息公开|公告公示|通知公告|政务服务|办事服务|互动交流|公众参与|政民互动|机构概况|机构设置|机构职能|领导之窗|领导信息|政策法规|政策解读|政策文件|工作动态|工作要闻|科技要闻"
    "|数据开放|数据发布|走进[\\u4e00-\\u9fff]{2,4}|更多|更多>>|>>更多|\\+更多|正文|文章正文|返回|返回顶部|返回列表|TOP|网站支持IPv6|智能问答|下载中心|在线服务|专题专栏|服务大厅|[\\u4e00-\\u9fffA-Z]{2,6}服务"
)
_MENU_WORD = re.compile(rf"(?:{_MENU})")
_PARTS = re.compile(r"[\s　|｜/·•>＞»›\-—_\[\]【】:：]+")

_CRUMBS = re.compile(
    r"(?:您|你)?(?:现在|当前|目前)?(?:的|所在)?(?:位置|在)\s*[：:].{0,120}|(?:当前|所在|现在)位置.{0,120}"
    r"|(?:网站)?首\s?页\s*(?:[>＞»›]|->|-|/).{0,100}|[^。：:]{1,24}(?:\s*[>＞»›]\s*[^。>＞»›]{1,40}){2,6}"
)
_FOOTER = re.compile(
    r"ICP\s?备?\s?(?:案|证)?\s?(?:号)?\s?[：:]?\s?\d|[\u4e00-\u9fff]ICP[备证]|公网安备|网安备\s?\d|网站标识码|(?i:copyright|all rights reserved)|©"
    r"|^版权(?:所有|归)|版权所有[：:]|未经(?:书面)?授权.{0,6}(?:转载|复制|镜像|建立镜像)|网站维护[：:]|网站(?:管理|运维|主办)|(?:建议|推荐|最佳).{0,10}分辨率|您是第.{0,12}(?:位|个)(?:访|浏)"
    r"|(?:信息网络传播视听节目|互联网新闻信息服务|增值电信业务).{0,4}许可证.{0,4}\d|京公网安"
)
_TOOL = (
    r"打\s?印(?:本[页文])?|打印[/、]?(?:关闭|预览)|关\s?闭(?:窗口|本页|页面)?|分享(?:到|至|本文)?|转发|收\s?藏|点赞|朗读|听新闻|语音播报|我要纠错|纠错|保存|下载"
    r"|[大中小特]{1,3}号?|A[+\-]|字体(?:大小)?|字号|扫一扫.{0,24}|手机(?:扫码)?(?:查看|阅读|看).{0,8}|微信(?:好友|朋友圈)?|朋友圈|新浪微博|腾讯微博|微博|QQ(?:空间|好友)?|人人网|复制链接|百度.{0,4}"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?(?:[：:]?\s?\d*\s?次?)?|人气|评论\s?\d*|责任编辑"
)
_TOOLS_LINE = re.compile(
    rf"(?:[\s　|｜/·•\[\]【】()（）:：,，、\d]*(?:{_TOOL}))+[\s　|｜/·•\[\]【】()（）:：\d次]*"
)
_COUNTER = re.compile(
    r"(?:浏览|阅读|点击|访问)(?:次数|量|数|率)\s*[：:]|字[体号][：:]\s*[\[【（(]?\s*(?:大|小|特大)|分享到[：:]|^分享[：:]|打印本页|关闭窗口"
)
_NEIGHBOURS = re.compile(
    r"[\s•·\-<《【\[]*(?:上|下|前|后)一?(?:篇|条|则|页)(?:文章|新闻|信息)?\s*[】\]]?\s*(?:[：:>»].{0,90}|$)|(?:已经)?没有了[。！]?"
)
_LINKS_HEAD = re.compile(
    r"[\s■◆●\[【《]*(?:相关(?:文章|新闻|阅读|链接|报道|推荐|稿件|信息|专题|附件下载)|最近更新|最新(?:文章|更新|新闻|资讯|发布)|推荐(?:阅读|文章|新闻|信息)|热门(?:文章|新闻|推荐|排行|点击)|延伸阅读|猜你喜欢|大家都在看|点击排行"
    r"|阅读排行|新闻排行|排行榜|精彩推荐|编辑推荐|今日推荐|图片新闻|热点(?:新闻|推荐|专题)|更多(?:新闻|文章|内容)|往期回顾)[】\]》]?\s*(?:[：:]|>+|更多.{0,4})?\s*"
)
# - 某市全年签约重点项目30个以上2022-03-21 · • 标题 [03-21] · 标题（2022年3月21日）
_DATED_LINK = re.compile(
    rf"(?P<title>[^。]{{6,80}}?)[\s\[（(]*(?:(?P<date>{DATE_FORM})|\d{{2}}-\d{{2}})(?:\s\d\d?:\d\d(?::\d\d)?)?[\]）)]?"
)
_DASHED = re.compile(r"\d\d-\d\d[\s\]）)\d:]*$")
_BULLET = re.compile(r"^[\s\-–—•·●■◆▪>»\d.、]*")
_ORIGINAL = re.compile(r"[（(【\[]?\s*原\s?(?:标\s?题|题|标题为)\s*[：:]\s*")
_CARD = re.compile(
    r"(?:索\s?引\s?号|主题分类|体裁分类|组配分类|信息分类|分\s?类|发文机[关构]|发布机构|发布单位|成文日期|生成日期|公开日期|发文日期|发布日期|发文字号|文\s?号|名\s?称|标\s?题|有\s?效\s?性|是否有效|废止日期|生效日期|公开方式|公开范围|主题词|关键词|信息名称|公文种类)\s*[：:]"
)
_BYLINE = re.compile(
    r"(?:来\s?源|稿\s?源|文章来源|信息来源|发布时间|发布日期|发表时间|更新时间|更新日期|日\s?期|时\s?间|作\s?者|发布人|发布者|撰稿|供稿|通讯员|记者)\s*[：:]"
)
_BARE_TIME = re.compile(
    rf"[\[【（(]?\s*{DATE_FORM}\s*(?:\d\d?:\d\d(?::\d\d)?)?\s*[\]】）)]?(?:[\s　|｜]+[\u4e00-\u9fff]{{2,12}})?"
)
_CREDITS = re.compile(
    r"[（(【\[]?\s*(?:文章录入|信息录入|录入|责任编辑|责\s?编|本期编辑|编\s?辑|主\s?编|实习编辑|见习编辑|编\s?审|审\s?核|审\s?校|校\s?对|初\s?审|复\s?审|终\s?审|一审|二审|三审|值班(?:编委|主任|编辑)|监\s?制|作者|来源|发布人|摄影|摄影/文|文/图|图/文)\s*[：:/]"
)
_HOTLINE = re.compile(
    r"(?:报料|新闻|爆料|广告|服务|客服|客户服务|投稿|投诉|举报|监督|咨询|联系|合作|值班)\S{0,6}(?:热线|电话|邮箱|QQ|信箱)|(?:电话|传真|邮箱|邮编|地址|E-?[Mm]ail|QQ|主办(?:单位)?|承办(?:单位)?|协办(?:单位)?|技术支持|运维单位)\s*[：:]"
)


def label_of(line: Line) -> Label | None:
    """What a line is on a page, or None for what may be the article.

    >>> label_of(Line(0, 0, "当前位置：首页 > 科技要闻 > 正文")).why
    '网站导航：当前位置'
    >>> label_of(Line(0, 0, "责任单位：市科技局")) is None
    True
    """
    words = line.text
    size = len(words)
    if is_spam(words):
        return SPAM
    if size > 220 or "\t" in words:
        return None
    if _FOOTER.search(words) and not words.endswith(("。", "；")):
        return FOOTER
    if _ORIGINAL.match(words):
        return ORIGINAL
    if words.endswith(("。", "；")):
        return None
    if _CRUMBS.fullmatch(words):
        return CRUMBS
    if size <= 120 and _is_menu(words):
        return NAV if _proves_menu(words) else replace(NAV, proof=False)
    if size <= 100 and _TOOLS_LINE.fullmatch(words):
        return TOOLS if _proves_tools(words) else replace(TOOLS, proof=False)
    if _NEIGHBOURS.match(words) and size <= 110:
        return NEIGHBOURS
    if size <= 24 and _LINKS_HEAD.fullmatch(words):
        return LINKS
    label = _weak_label(words)
    if label is not None and not label.proof and any(_BUTTON.fullmatch(p) for p in _PARTS.split(words)[1:]):
        return replace(label, proof=True)
    return label


# A button that stands on the line of a date and a source (a counter there proves nothing).
_BUTTON = re.compile(r"打印(?:本页|本文)?|关闭(?:窗口|本页)?|收藏|分享|纠错|字体|字号|大|中|小")


def _weak_label(words: str) -> Label | None:
    """Labels that are no proof of a page by themselves; a counter or a button among them is."""
    size = len(words)
    if size <= 160 and _COUNTER.search(words):
        return BYLINE if _BYLINE.search(words) else TOOLS
    if size <= 60 and _CREDITS.match(words) and not _BARE_SOURCE.match(words):
        return CREDITS
    if size <= 160 and len(_CARD.findall(words)) >= (1 if _CARD.match(words) else 2):
        return CARD
    if size <= 110 and _BYLINE.match(words.lstrip("（([【")) and not words.startswith(("会议时间",)):
        return BYLINE
    if (
        size <= 110
        and re.match(rf"[\[【（(]?{DATE_FORM}", words)
        and (_BYLINE.search(words) or _is_stamp(words))
    ):
        return BYLINE
    if size <= 120 and _DATED_LINK.fullmatch(words) and not is_date(words) and not number_in(words):
        return DATED_LINK
    if _HOTLINE.search(words) and size <= 160:
        return HOTLINE
    return None


_BARE_SOURCE = re.compile(r"[（(【\[]?\s*(?:来源|作者)")


def _is_stamp(words: str) -> bool:
    """2024-03-20 15:20, as no official paper writes its date."""
    return _BARE_TIME.fullmatch(words) is not None and not (is_date(words) and "年" in words)


def _is_menu(words: str) -> bool:
    parts = [part for part in _PARTS.split(words) if part]
    if not parts:
        return False
    menu = sum(_MENU_WORD.fullmatch(part) is not None for part in parts)
    if menu == len(parts):
        return True
    barred = words.count("|") + words.count("｜") >= 2
    return barred and menu >= 2 and menu * 3 >= len(parts) and max(map(len, parts)) <= 12


# Words that only a site's own menu has; 科技, 教育, 综合 may as well be headings of a paper.
_SITE_WORD = re.compile(
    "网站首页|首页|返回首页|登录|注册|站内搜索|高级搜索|网站地图|站点地图|设为首页|加入收藏|收藏本站|联系我们|关于我们|关于本[站网]|网站声明|法律声明|版权声明|免责声明"
    "|隐私声明|隐私政策|无障碍(?:浏览|阅读)?|长者模式|关怀版|适老版|繁体版?|简体版?|English|手机版|移动版|电脑版|RSS(?:订阅)?|广告服务|广告说明|刊登广告|友情链接|返回顶部|返回列表|文章正文|TOP|智能问答"
)
# Buttons that prove nothing when they stand alone.
_COMMON_BUTTON = re.compile(
    r"[大中小特]{1,3}号?|A[+\-]|下载|保存|转发|评论\s?\d*|微信|微博|微信好友|朋友圈|收\s?藏|扫一扫.*|字体|字号|朗读|点赞|分享"
)


def _proves_menu(words: str) -> bool:
    return any(_SITE_WORD.fullmatch(part) for part in _PARTS.split(words))


def _proves_tools(words: str) -> bool:
    buttons = [part for part in _PARTS.split(words) if part and not part.isdigit()]
    return len(buttons) > 1 or not all(_COMMON_BUTTON.fullmatch(part) for part in buttons)


def proves_page(labels: Sequence[Label | None], lines: Sequence[Line]) -> bool:
    """Is there anything on it that only a web page has? Many links with dates are proof, too."""
    if any(label is not None and label.proof for label in labels):
        return True
    links = [line for line, label in zip(lines, labels, strict=True) if label is DATED_LINK]
    if len(links) >= 5 and len(links) * 2 >= len(labels) and all(_DASHED.search(line.text) for line in links):
        return True
    # An office's own brief names its editors; a paper with a number is not a page for that.
    numbered = any(number_in(line.text) for line in lines[:8])
    return CREDITS in labels and not numbered and any(label in (BYLINE, HOTLINE) for label in labels)


def original_title(words: str) -> int:
    """How many characters `原标题：` takes at the head of a line; 0 when it is not there."""
    match = _ORIGINAL.match(words)
    return match.end() if match else 0


def linked(words: str) -> tuple[str, str | None]:
    """Title and date of a line that links to another article."""
    match = _DATED_LINK.fullmatch(words)
    if match is None:
        return _BULLET.sub("", words), None
    return _BULLET.sub("", match["title"]).strip(), match["date"]


# …。（责任编辑：李某） · …。（来源：某某日报） glued to the end of a paragraph
TRAILING = re.compile(
    r"[\s　]*[（(【\[](?:原标题|责任编辑|责编|编辑|作者|来源|记者|审核|校对|文/图)\s*[：:][^）)】\]。]{0,60}[）)】\]]\s*$"
    r"|(?<=[。！？”])[\s　]*(?:责任编辑|责编|编辑|来源)\s*[：:]\s*\S{2,20}\s*$|(?:[\s　]*[【\[](?:打印|关闭|返回|收藏|打印本页|关闭窗口)[^】\]]{0,6}[】\]])+\s*$"
)
