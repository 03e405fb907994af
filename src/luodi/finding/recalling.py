"""Somebody else's words, recalled: 总书记强调，要…, 省委全会要求，要… (C21).

What a leader said earlier, or what a higher body demands, is no task of this paper. Its words run
on through the sentence until a clause names somebody whom only this paper can tell (全市上下,
各县区, 市科技局). Whoever is directly behind 强调 is named by the leader: 总书记强调，各级党委要….
"""

from __future__ import annotations

import re

from luodi.finding.gates import bits, gated

# How one leads in what another said; a noun (提出明确要求, 按照…要求) leads in nothing.
_SAID = (
    r"(?:强调|指出|(?<!提出)(?<!提出了)(?<!明确的)(?<!提出明确)(?<!提出了明确)(?<!更高)(?<!具体)(?<!工作)(?<!部署)(?<!的)要求|提出|明确|叮嘱|嘱托|嘱咐"
    r"|希望|寄语|勉励|号召|批示|指示)"
)
_NOT_LED_IN = r"(?:(?!按照|根据|依据|围绕|学习|贯彻|落实|对照|牢记|遵循|会议|大会(?![^，]{0,4}强调)|[，。；：按据学])[^。])"
_BETWEEN = r"(?:(?!精神|提出的|作出的|[，。；：])[^。])"
_ABOVE = (
    r"(?P<above>总书记|党中央|中央(?!企业|财政|预算|引导|驻|空调|和省|级)(?:[一-龥]{0,8}会议)?|国务院|[一-龥]{2,12}全会|党代会"
    r"|党的[一二三四五六七八九十]+大(?:报告)?|全国[一-龥]{2,12}(?:大会|会议)|上级|批示|指示|贺信|回信)"
)
# Said in these words, or followed within the clause by what was said (总书记强调要坚持…).
_SPEAKS = gated(rf"^{_NOT_LED_IN}{{0,16}}?{_ABOVE}{_BETWEEN}{{0,24}}?{_SAID}(?:了|过)?$")
_SPEAKS_ON = gated(
    rf"^{_NOT_LED_IN}{{0,16}}?{_ABOVE}{_BETWEEN}{{0,24}}?{_SAID}(?=要(?!求)|必须|把|坚持|加[快强]|推[进动])"
)
# A leader of the house itself: recalled where another speaks, or where the words are of an earlier day.
_LEADER = gated(
    r"^(?!会议|我|本)(?:(?![，。；：按照据])[^。]){0,16}?(?:省委|省政府|省领导|省[长厅]|省[一-龥]{1,8}[厅局]|书记|[市县区州部厅]长|领导|国家[一-龥]{2,8}[部委局])"
    rf"{_BETWEEN}{{0,24}}?{_SAID}(?:了|过)?$"
)
_EARLIER = re.compile(
    r"去年|前年|上年|此前|曾|多次|反复|一再|历次|年初|早在|前不久|前段时间|上个?月|上次|20\d\d年|那时|当时"
)
_JUST_NOW = re.compile(r"(?:刚才|方才|会上)[^，。；]{0,4}，$")
_BITS = bits(_SPEAKS, _SPEAKS_ON, _LEADER)
# Whom only this paper can tell; 我们, 全省, 各级 may still be the leader's word for them.
_OURS = re.compile(
    r"(?:因此|为此|对此|对照|我们?认为)?(?:全[市县区州盟旗](?!场)|我[市县区州盟局委](?!场)|本[市县区]|会议|大会|市(?!场)|县(?!域)|区(?!域|块|分|别)|各[县区乡镇街]|有关市直|下一?步)"
)
_LATER = re.compile(
    r"(?:我们|大家|同志们|咱们|全省|全区|我省|我厅|省|各|由|请|这(?:就)?要求|相关|有关|[一-龥]{2,12}(?:局|厅|委|办|处|县|区|市|州|政府|中心|公司|集团|部门|单位)要)"
)


class Recall:
    """Whether the clauses of one sentence are somebody else's words."""

    __slots__ = ("_first_person", "_framed", "_fresh", "_head", "_on")

    def __init__(self, head: str, kind: str, framed: bool) -> None:
        self._head = head  # the paper's own meeting is named there, and recalls nobody
        self._first_person = kind == "speech"
        self._framed = framed  # 会议指出，…: the meeting speaks
        self._on = self._fresh = False

    def holds(self, words: str, mask: int, before: str) -> bool:
        """Is this clause recalled, or does it lead in what is? `before`: what stands before it."""
        if mask & _BITS:
            if self._is_led_in(words, mask, before):
                self._on = self._fresh = True
                return True
            if (found := _SPEAKS_ON.match(words, mask)) and not self._is_own(found):
                # 会议强调，省委全会提出要…，要…: what follows is the meeting's again
                self._on = not self._framed
                self._fresh = False
                return True
        if not self._on:
            return False
        if _OURS.match(words) or (not self._fresh and _LATER.match(words)):
            self._on = False
            return False
        self._fresh = False
        return True

    def _is_led_in(self, words: str, mask: int, before: str) -> bool:
        if (found := _SPEAKS.match(words, mask)) and not self._is_own(found):
            return True
        if not _LEADER.match(words, mask) or _JUST_NOW.search(before):
            return False
        return self._first_person or _EARLIER.search(before + words) is not None

    def _is_own(self, found: re.Match[str]) -> bool:
        """全会强调 in the news of that very 全会."""
        who = found["above"]
        return (who[-2:] == "全会" and "全会" in self._head) or who in self._head
