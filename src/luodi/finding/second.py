"""The second finder: a language model behind the same contract, off unless its address is set.

Any endpoint that speaks OpenAI's chat completions will do. The document goes there in pieces; what
comes back is kept only where the document bears it out (`answers`), and only beside what the rules
found, never instead. Whatever goes wrong becomes a note on the findings; a read never fails for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from luodi.finding.answers import WHY, NoAnswerError, keep, parse
from luodi.finding.chat import ChatError, Endpoint, ask
from luodi.finding.findings import AgendaItem, Findings, Meeting, Span, Target, Task
from luodi.reading.document import Document

PIECE = 3_000  # characters sent at once
MAX_PIECES = 40
URL, NAME, KEY, TIMEOUT = "LUODI_MODEL_URL", "LUODI_MODEL_NAME", "LUODI_MODEL_KEY", "LUODI_MODEL_TIMEOUT"

SYSTEM = """你从公文中摘出会议、议题、任务、目标。只输出一个 JSON 对象，不要解释。格式：
{"meetings":[{"name":"","chair":[""],"attendees":[{"name":"","post":""}],"quote":""}],
"agenda":[{"kind":"heard|approved|briefed|commended|spoke|signed","by":[""],"subject":"","quote":""}],
"tasks":[{"level":"concrete|direction|stance","owners":[""],"support":[""],"action":"","due":{"text":""},"quote":""}],
"targets":[{"indicator":"","baseline":null,"value":0,"unit":"","comparator":">=|<=|=|+|x","fact":false,"quote":""}]}
规则：
1. quote 必须是原文中连续的一段，一字不改，尽量短。
2. 任务的 action 只能从 quote 里删字（责任单位、时限、“要”“应”等），不能加字、改字、换序。
3. owners、support、by、chair、indicator 都用原文的写法；原文没有就写 [] 或 null，不要推测。
4. concrete：能检查是否完成；direction：有对象的工作方向；stance：表态、要求态度。标题不是任务，已做过的事不是任务。
5. 目标要写出来的数字：fact 为 true 表示已发生的数据，false 表示要达到的目标。"""

Found = TypeVar("Found", Task, Target, Meeting, AgendaItem)


class SettingError(ValueError):
    """A setting of the second finder that cannot be used; says which and what to do."""


@dataclass(frozen=True, slots=True)
class SecondFinder:
    """Asks a model and adds what stands the test."""

    endpoint: Endpoint

    def add(self, document: Document, findings: Findings) -> Findings:
        """The rules' findings, the model's that passed, and a note on how it went."""
        try:
            return self._add(document, findings)
        except Exception as error:
            return _noted(findings, f"模型：处理答复时出错（{type(error).__name__}），其余只用规则")

    def _add(self, document: Document, findings: Findings) -> Findings:
        merged, refused, trouble = findings, Counter[str](), Counter[str]()
        spans = list(pieces(document.string))
        left = spans[MAX_PIECES:]
        for number, piece in enumerate(spans[:MAX_PIECES], 1):
            try:
                words = ask(self.endpoint, SYSTEM, document.string[piece[0] : piece[1]])
                kept = keep(parse(words), document, piece)
            except ChatError as error:
                trouble[error.why] += 1
                if error.gone:
                    left = spans[number:]
                    break
            except NoAnswerError:
                trouble["答复里没有合格的 JSON"] += 1
            else:
                refused += kept.refused
                merged, doubled = merge(merged, kept.findings)
                refused["与规则重复"] += doubled
        added = _count(merged) - _count(findings)
        return _noted(merged, _report(added, refused, trouble, len(left)))


def from_environment(environment: Mapping[str, str]) -> SecondFinder | None:
    """The second finder the environment names; None when it names none."""
    url = environment.get(URL, "").strip()
    if not url:
        return None
    if not url.lower().startswith(("http://", "https://")):
        raise SettingError(f"{URL} 应以 http:// 或 https:// 开头")
    words = environment.get(TIMEOUT, "").strip() or "60"
    try:
        timeout = float(words)
    except ValueError:
        timeout = 0.0
    if not 0 < timeout <= 3600:
        raise SettingError(f"{TIMEOUT} 应是 1 到 3600 之间的秒数")
    name = environment.get(NAME, "").strip() or "default"
    return SecondFinder(Endpoint(url, name, environment.get(KEY, "").strip(), timeout))


def pieces(string: str, size: int = PIECE) -> Iterator[Span]:
    """The text in stretches of whole lines, or of whole sentences where a line is too long.

    >>> list(pieces("一。二。\\n三。", 4))
    [(0, 4), (4, 7)]
    """
    start = 0
    while start < len(string):
        end = min(start + size, len(string))
        if end < len(string):
            for mark in ("\n", "。", "；", "，"):
                if (at := string.rfind(mark, start, end)) > start:
                    end = at + 1
                    break
        if string[start:end].strip():
            yield start, end
        start = end


def merge(rules: Findings, model: Findings) -> tuple[Findings, int]:
    """Both findings, without the model's that touch the words of one of the same kind; how many those were."""
    tasks, a = _joined(rules.tasks, model.tasks)
    targets, b = _joined(rules.targets, model.targets)
    meetings, c = _joined(rules.meetings, model.meetings)
    agenda, d = _joined(rules.agenda, model.agenda)
    return replace(rules, tasks=tasks, targets=targets, meetings=meetings, agenda=agenda), a + b + c + d


def _joined(ours: tuple[Found, ...], theirs: tuple[Found, ...]) -> tuple[tuple[Found, ...], int]:
    new: list[Found] = []
    for entry in theirs:
        start, end = entry.span
        if not any(o.span[0] < end and start < o.span[1] for o in (*ours, *new)):
            new.append(entry)
    if not new:
        return ours, len(theirs)
    both = list(ours)
    both.extend(new)
    both.sort(key=lambda entry: entry.span)
    return tuple(both), len(theirs) - len(new)


def _count(findings: Findings) -> int:
    lists = (findings.tasks, findings.targets, findings.meetings, findings.agenda)
    return sum(entry.why == WHY for entries in lists for entry in entries)


def _report(added: int, refused: Counter[str], trouble: Counter[str], left: int) -> str:
    """One sentence a person can act on."""
    parts = [f"模型：补充 {added} 项"]
    if dropped := +refused:
        reasons = "、".join(f"{why} {count}" for why, count in dropped.most_common())
        parts.append(f"未采用 {dropped.total()} 项（{reasons}）")
    parts += [f"{why}（{count} 次）" for why, count in trouble.most_common()]
    if left:
        parts.append(f"还有 {left} 段没有问")
    return "，".join(parts)


def _noted(findings: Findings, note: str) -> Findings:
    return replace(findings, notes=(*findings.notes, note))
