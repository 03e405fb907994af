"""Advertising that a hacked or cloned page carries: rows of search words nobody wrote to be read.

It stands on a line of its own, mostly the last, or is glued to the head or the tail of a
line of the article: '…免费视频在线观看原标题：某市召开推进会'.
"""

from __future__ import annotations

import re

# Search words of the trades that inject: pornography, gambling, forged papers, escorts.
_WORDS = (
    "熟女|毛片|久久|国产精品|国产精?久|亚洲[精国欧综]|欧美[精日成]|日韩[精欧]|无码|一区二区|二区三区|三区|不卡|免费视频|视频在线|在线播放|在线观看|免费观看|在线看|黄色|黄片|成人|激情|色情|情色|色综合|AV|av片|aⅴ|αv|乱伦|人妻|少妇|偷拍|自拍|福利|高潮|性爱|裸"
    "|博彩|赌博|赌场|娱乐城|娱乐平台|娱乐网|真人娱乐|百家乐|老虎机|时时彩|六合彩|彩票|开奖|棋牌|体育投注|投注|下注|赔率|澳门|葡京|申博|太阳城|威尼斯人|金沙|皇冠|菠菜|捕鱼|赛车|北京pk|sunbet|bet\\d|ag真人|必赢|永利|新濠"
    "|包养|约炮|援交|上门服务|裸聊|外围女|查包|代开|开发票|办证|刷单|刷粉|网贷|套现|伟哥|壮阳|私服|外挂|加微信|APP下载|app下载|官网下载|官方下载|注册送|登录入口|网址|免费下载"
)
_WORD = re.compile(_WORDS)
_CHUNK = re.compile(r"[^,，、|｜_\s]+[,，、|｜_\s]*")
_HAN = re.compile(r"[\u4e00-\u9fff]")

# A line is spam when at least three of its words are search words and they make up 18 % of it.
LEAST_WORDS, LEAST_SHARE = 3, 0.18


def is_spam(words: str) -> bool:
    """A line that is nothing but search words.

    >>> is_spam("真人娱乐,百家乐官网下载,时时彩投注"), is_spam("依法打击赌博、色情等违法行为。")
    (True, False)
    """
    if "。" in words or "；" in words or len(words) < 8:
        return False
    hits = _WORD.findall(words)
    if len(hits) < LEAST_WORDS:
        return False
    letters = len(_HAN.findall(words)) or len(words)
    return sum(map(len, hits)) >= LEAST_SHARE * letters


def glued(words: str) -> tuple[int, int]:
    """How many characters of spam a line of the article bears at its head and at its tail.

    >>> line = "免费视频在线观看,久久国产精品,百家乐原标题：某市召开推进会"
    >>> line[glued(line)[0] :]
    '原标题：某市召开推进会'
    """
    head = tail = 0
    title = re.search(r"原\s?标题\s*[：:]", words)
    if title and title.start() and is_spam(words[: title.start()]):
        head = title.start()
    elif not title and _WORD.search(words[:24]):
        head = _spam_chunks(words)
    stop = max(words.rfind(mark) for mark in "。！？”")
    if stop > head and is_spam(words[stop + 1 :]):
        tail = len(words) - stop - 1
    return head, tail


def _spam_chunks(words: str) -> int:
    """The length of the leading chunks (parted by commas or blanks) that are search words."""
    end = clean = 0
    for match in _CHUNK.finditer(words[:400]):
        if "。" in match[0]:
            break
        if _WORD.search(match[0]):
            end, clean = match.end(), 0
        else:
            clean += 1
            if clean > 1:
                break
    return end if end and is_spam(words[:end]) else 0
