"""What the pages' scripts say to people: here, where gettext finds it, and handed over with every page.

A script asks for a sentence by its key: `luodi.say("chosen", {n: 3})`. `{name}` is filled in by the script.
"""

from __future__ import annotations

import functools
import json

from django.utils import translation
from django.utils.translation import gettext_lazy as _

WORDS = {
    "sure": _("请确认"),
    "yes": _("确定"),
    "no": _("取消"),
    "close": _("关闭"),
    "failed": _("没有完成：{why}"),
    "offline": _("网络不通，没有完成。请稍后再试。"),
    "chosen": _("已选{n}"),
    # keys.js
    "keys": _("快捷键"),
    "keys_help": _("显示本页快捷键"),
    "keys_leave": _("关闭窗口、收起菜单"),
    # autosave.js
    "draft_saved": _("已保存 {when}"),
    "draft_saving": _("正在保存…"),
    "draft_failed": _("未保存：{why}"),
    "draft_kept": _("未保存：网络不通，内容暂存在这台电脑上，恢复后会再试。"),
    "draft_signin": _("未保存：登录已过期，请在新窗口登录后继续。"),
    "draft_found": _("这台电脑上有一份没能保存的内容，写于 {when}。"),
    "draft_back": _("恢复"),
    "draft_drop": _("丢弃"),
    # drop.js
    "file_remove": _("去掉"),
    "file_remove_this": _("去掉{name}"),
    "files": _("共{n}个文件，{size}"),
    # the ledger's forms
    "unit": _("单位"),
    "pick_find": _("查找{what}"),
    "pick_hint": _("输入单位名称的几个字查找"),
    "picked": _("已选{n}个：{names}"),
    "picked_none": _("还没有选"),
    "picks_found": _("找到{n}个；{picked}"),
    "between": _("、"),
    "ticked": _("已勾选{n}份"),
}


@functools.lru_cache(maxsize=8)
def _in(_language: str | None) -> str:
    return json.dumps({key: str(text) for key, text in WORDS.items()}, ensure_ascii=False)


def script_words() -> str:
    """All of them as JSON, in the language of the page."""
    return _in(translation.get_language())
