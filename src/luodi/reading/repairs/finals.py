"""An exclamation mark where the paragraph ended in a full stop.

Damage: `會議! ` for 会议。. The full stop was followed by an ideographic blank: A1A3 A1A1 in
GBK, in the middle of which a cloner looking for ！ (A3A1) finds one and cuts there.
Repair: on a page that is cloned beyond doubt, a paragraph that ends in ! ends in 。; in 。” if
a quotation is still open. A real exclamation at that place looks the same: one that thanks or
wishes stays, and so do all on a page that exclaims elsewhere, in mid-paragraph; the rest is marked.
"""

from __future__ import annotations

import re

from luodi.reading.repairs.chars import HAN
from luodi.reading.repairs.facts import Facts
from luodi.reading.text import Edit, Sure

WHY = "段末的句号与空格错位，成了叹号；若原文确是叹号请改回"
FINAL = re.compile(rf"(?<=[{HAN}”》）\)0-9])(?:[?？]?[!！][?？]?)(?=[ \u00a0\u3000\t]*$)", re.MULTILINE)

LAST_SENTENCE = re.compile("[。！？!?]")
# Speeches do exclaim: thanks, wishes, salutes, appeals.
WISH = re.compile(
    "谢|謝|祝|致敬|敬意|问候|問候|愿|願|吧|啊|呀|让我们|讓我們|万岁|萬歲|加油|大家好|同志们|同志們|朋友们|多么|多麼"
)

# An exclamation in mid-paragraph: nothing but a writer puts it there.
ELSEWHERE = re.compile(rf"(?<=[{HAN}”])[!！](?=[{HAN}“”])")


def edits(text: str, facts: Facts) -> list[Edit]:
    if not facts.strong:
        return []
    found = []
    exclaims = ELSEWHERE.search(text) is not None
    for match in FINAL.finditer(text):
        paragraph = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        bare = match.group() in {"!", "！"}
        at_once = text[match.end() : match.end() + 1] in {"", "\n"}  # no blank behind, as after 。+ blank
        if bare and ((exclaims and at_once) or WISH.search(LAST_SENTENCE.split(paragraph)[-1])):
            continue
        still_open = paragraph.rfind("“") > paragraph.rfind("”")
        after = "。”" if still_open else "。"
        found.append(Edit(match.start(), match.end(), after, "final", WHY, Sure.CHECK, alternatives=("！",)))
    return found
