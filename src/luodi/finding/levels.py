"""How checkable a task is: concrete, direction or stance (rulings C8, C9).

A figure, a frequency or a date of the clause's own makes it concrete before attitudes are looked
at, because a thing that can be counted can be checked. Else the first rule that fits decides:
attitudes, then lines of work that only a definite act inside makes concrete, then definite acts.
"""

from __future__ import annotations

import re

from luodi.finding import levelrules as rules
from luodi.finding.findings import Due, Level
from luodi.finding.gates import GATES, gated
from luodi.finding.levelrules import LevelRule, RuleSet

# A number with a measure: 5家, 10亿元, 30%, 不少于三个. Slogan numbers stand in quotes and are
# taken out before (“1+8”, “两清零一提升”); ordinals and periods are no counts.
_COUNT = gated(
    r"(?<![第“])(?:\d[\d.,]{0,20}|[一二两三四五六七八九十百千]{1,20})(?:余|多)?(?:万|亿|万亿)?"
    r"(?:个百分点|平方米|家次|人次|名|家|个(?!方面|环节|月|工作日|领域|一批)|项(?!目|制)|元|件|户|套|台|所|处|条(?!产业链|战线)|次|场|期|款|篇|部(?!门|委|分|署)|支|人(?!才|员|民)|亩|公里|%|％|位(?!置|次))"
    r"|[一二三四五六七八九]成(?![效果本员熟功])|(?:压缩|缩短|降低|下调|上调|调整)[至到为]\s*\d|(?:达到?|突破|超过|不低于|不少于|增长|提高)\s*\d|零的突破|翻[一两]?番|全覆盖|(?<!动态)清零(?!”)|破零"
)
# A count begins with one of these or holds it; most actions have none.
_NUMERAL = re.compile(r"[\d一二两三四五六七八九十百千零翻覆清破]")
_QUOTED = re.compile(r"“[^”]{0,400}”|《[^》]{0,400}》")
# 一个, 两个 as ways of speaking; 召开一次, 选派一名 count all the same.
_SMALL_TALK = re.compile(r"一[个项次批种条家名]|两个|一公里")
_SMALL_ACT = re.compile(r"(?:选派|配备|明确|召开|举办|开展|组织)[^，]*一[名次场期]|一次|一场")
_ATTITUDE_COUNT = re.compile(r"一股绳|一盘棋|一号工程|一把手|第一")


def _named(*names: str) -> RuleSet:
    """The concrete rules of these names, in the order of the rules."""
    return RuleSet(*(rule for rule in rules.CONCRETE_RULES if rule.name in names))


_ATTITUDES = RuleSet(
    rules.PAPER_OF_OTHERS, rules.SERVICE, rules.NO_POSTPONEMENT, rules.NAMED_PLATFORM, *rules.STANCE_RULES
)
# 推动X签订协议 pushes to a definite act; 支持, 鼓励, 引导 leave it to others.
_PUSHES = re.compile(r"^(?:加快|全力|大力|积极|着力)*(?:推动|推进|督促|促成)")
_PUSHED = _named("one named project", "sign", "law or paper named", "definite", "set up")
_SUPPORTED = _named("one named project")
# What makes even an improving verb concrete: a paper with a title, an assessment, a report.
_STRONG = _named(
    "book title",
    "count into the assessment",
    "hand in",
    "named action",
    "one named project",
    "law or paper named",
    "name the person",
)
# The first two leave the act to others or to later; the rest only improve.
_LEFT_OPEN, _IMPROVING = RuleSet(*rules.DIRECTION_RULES[:2]), RuleSet(*rules.DIRECTION_RULES[2:])
# These look at what stands in quotes and titles too; the other definite acts do not.
_WITH_QUOTES = _named(
    "one named project", "named action", "book title", "definite", "adjust", "law or paper named"
)
_DEFINITE = RuleSet(*rules.CONCRETE_RULES)


def level_of(
    action: str, due: Due, places: re.Pattern[str] | None = None, mask: int | None = None
) -> tuple[Level, str]:
    """The level of an action with its own deadline (not the list's), and the rule that said so.

    `mask` is that of the action or of words it was cut from, where it is known.

    >>> level_of("建立问题清单", Due())
    (<Level.CONCRETE: 'concrete'>, 'set up')
    """
    rule = _rule_of(action, due, places, GATES.mask(action) if mask is None else mask)
    return rule.level, rule.name


def _rule_of(action: str, due: Due, places: re.Pattern[str] | None, mask: int) -> LevelRule:
    bare = _QUOTED.sub("“”", action) if "“" in action or "《" in action else action
    bare_mask = mask if bare == action else GATES.mask(bare)
    if rules.BIG_WORDS.fits(action, mask):
        return rules.BIG_WORDS
    if _dated(due):
        return rules.OWN_DEADLINE
    if _counted(bare, bare_mask):
        return rules.OWN_FIGURE
    if action.startswith(("负责", "承担")):
        return rules.DUTY
    if rule := _ATTITUDES.first(action, mask):
        return rule
    if places is not None and rules.PROJECT_OF_A_PLACE.fits(action, mask) and places.search(action):
        return rules.PROJECT_OF_A_PLACE
    if rule := _LEFT_OPEN.first(action, mask):
        return (_PUSHED if _PUSHES.match(action) else _SUPPORTED).first(action, mask) or rule
    if rule := _IMPROVING.first(action, mask):
        return _STRONG.first(action, mask) or rule
    if bare == action:
        return _DEFINITE.first(action, mask) or rules.LINE_OF_WORK
    for rule in _DEFINITE.rules:
        if rule.fits(action, mask) if rule in _WITH_QUOTES.rules else rule.fits(bare, bare_mask):
            return rule
    return rules.LINE_OF_WORK


def _dated(due: Due) -> bool:
    """A deadline of its own; a bare year's end only dates what a year's plan dates anyway."""
    if due.why in ("within", "same day", "after an event", "years"):
        return True
    return (due.date is not None and due.why != "year end") or bool(due.recur or due.every)


def _counted(bare: str, mask: int) -> bool:
    """A figure of its own, ways of speaking set aside."""
    if not _NUMERAL.search(bare) or not mask & _COUNT.bit or _ATTITUDE_COUNT.search(bare):
        return False
    if _COUNT.search_at(_SMALL_TALK.sub("", bare)):
        return True
    return bool(_COUNT.search_at(bare) and _SMALL_ACT.search(bare))


_PLACES = re.compile(r"([一-龥]{2,3}?)(?:省|自治区|市|县|区|州|旗|镇)")


def places_of(*names: str | None) -> re.Pattern[str] | None:
    """The place names in a document's title, issuer and the names of its bodies."""
    stems = {
        m[1] for name in names if name for m in _PLACES.finditer(name) if m[1][0] not in "各全本有市县区"
    }
    return re.compile("|".join(map(re.escape, sorted(stems, key=len, reverse=True)))) if stems else None
