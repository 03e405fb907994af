"""What the command line's library says itself, in Chinese: usage, what is missing, what it does not know.

click asks gettext for each of its sentences, in whatever language the machine speaks. A clerk's machine may
speak none; here its sentences are put in their place directly. One that is not listed stays as it is.
"""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

SAID = {
    "Usage:": "用法",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示本说明。",
    "Show the version and exit.": "显示版本。",
    "Do you want to continue?": "要继续吗？",
    "Confirm the action without prompting.": "不再询问，直接办理。",
    "Repeat for confirmation": "请再输一次",
    "Error: The two entered values do not match.": "两次输入的不一样。",
    "Error: invalid input": "输入的不对。",
    "Press any key to continue...": "按任意键继续…",
    "Aborted!": "已中止。",
    "Error: {message}": "{message}",
    "Try '{command} {option}' for help.": "用 {command} {option} 看说明。",
    "Missing command.": "没有写要做什么（命令）。",
    "Missing argument": "缺少",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少",
    "Missing parameter: {param_name}": "缺少 {param_name}",
    "Missing {param_type}": "缺少 {param_type}",
    "No such option {name!r}.": "没有 {name} 这个选项。",
    "No such command {name!r}.": "没有 {name} 这个命令。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是不是其中一个：{possibilities}？",
    "Got unexpected extra argument ({args})": "多写了：{args}",
    "Got unexpected extra arguments ({args})": "多写了：{args}",
    "Invalid value: {message}": "写法不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的写法不对：{message}",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename}：{message}",
    "unknown error": "原因不明",
    "Option {name!r} does not take a value.": "选项 {name} 后面不带值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要写一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要写{nargs}个值。",
    "Argument {name!r} takes {nargs} values.": "{name} 要写{nargs}个值。",
    "Takes {nargs} values but 1 was given.": "要写{nargs}个值，只写了1个。",
    "Takes {nargs} values but {len} were given.": "要写{nargs}个值，写了{len}个。",
    "{len_type} values are required, but {len_value} was given.": "要写{len_type}个值，写了{len_value}个。",
    "{len_type} values are required, but {len_value} were given.": "要写{len_type}个值，写了{len_value}个。",
    "Value must be an iterable.": "应为几个值。",
    "Choose from:\n\t{choices}": "可选：\n\t{choices}",
    "{value!r} is not {choice}.": "“{value}”不是 {choice}。",
    "{value!r} is not one of {choices}.": "“{value}”不在可选的之中：{choices}。",
    "{value!r} does not match the format {format}.": "“{value}”不是 {format} 的写法。",
    "{value!r} does not match the formats {formats}.": "“{value}”不是这几种写法之一：{formats}。",
    "{value} is not in the range {range}.": "{value} 不在 {range} 之内。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "“{value}”应为是或否，可写：{states}",
    "{value!r} is not a valid {number_type}.": "“{value}”不是数，或不是这里要的数。",
    "{value!r} is not a valid UUID.": "“{value}”不是编号（UUID）。",
    "file": "文件",
    "directory": "文件夹",
    "path": "文件或文件夹",
    "{name} {filename!r} is a file.": "{filename} 是文件，应为{name}。",
    "{name} {filename!r} is a directory.": "{filename} 是文件夹，应为{name}。",
    "{name} {filename!r} is not readable.": "{name} {filename} 不能读取，请检查权限。",
    "{name} {filename!r} is not writable.": "{name} {filename} 不能写入，请检查权限。",
    "{name} {filename!r} is not executable.": "{name} {filename} 不能执行，请检查权限。",
    "{name} {filename!r} does not exist.": "没有这个{name}：{filename}。",
    "env var: {var}": "环境变量：{var}",
    "default: {default}": "默认：{default}",
    "required": "必填",
    "(dynamic)": "（随时而定）",
}


def _one(text: str) -> str:
    return SAID.get(text, text)


def _some(one: str, several: str, number: int) -> str:
    return _one(one if number == 1 else several)


def speak_chinese() -> None:
    """From now on, for this process."""
    for room in (
        click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.termui, click.types,
    ):  # fmt: skip
        for name, said in (("_", _one), ("ngettext", _some)):
            if hasattr(room, name):
                setattr(room, name, said)
