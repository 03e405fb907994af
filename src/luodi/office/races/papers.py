"""Papers of a round: the notice of results, the commendation, the workbook; each from a kept version."""

from __future__ import annotations

from dataclasses import replace

from luodi.office.figures.honours import Honour
from luodi.office.journal.clock import today
from luodi.office.races import computing, queries
from luodi.office.races.models import Round, Version
from luodi.papers import racebook, racenotice
from luodi.papers.ledgerbook import Mark
from luodi.papers.raceresult import RaceResult
from luodi.racepaper import paper_result


def result_of(version: Version, *, period: str = "") -> RaceResult:
    """The version as papers take it, run again from its own inputs; movement against what it compares with."""
    result = computing.again(version)
    if version.previous is not None:
        result = replace(result, previous=computing.again(version.previous))
    made = paper_result(result, period or version.round.period_words)
    return replace(made, title=version.round.race.name)


def letter_of(round: Round) -> racenotice.Letter:
    race = round.race
    return racenotice.Letter(
        issuer=race.issuer or f"{race.unit.name}办公室",
        made_on=today(),
        addressee=race.addressee,
    )


def notice_of(round: Round, version: Version) -> bytes:
    """通报: only as many lines as the rules let be printed."""
    version.round = round
    result = result_of(version)
    drafted = racenotice.drafted(result, letter_of(round), analysis=_lists_told(round, version))
    return racenotice.notice_bytes(drafted)


def _lists_told(round: Round, version: Version) -> list[str]:
    """Red and black in words, of those the rules let be published."""
    spec, lines = queries.spec_of(version.rules.text), queries.lines_of(version)
    told = {x.region for x in queries.open_lines(spec, lines)}
    found = {
        name: [x for x in some if x.region in told]
        for name, some in queries.lists(round.race, spec, version.inputs, lines).items()
    }
    said = []
    if found["red"]:
        said.append(f"列入红榜（目标任务全部完成且位次在前{round.race.red_top}名）：{_units(found['red'])}。")
    if found["black"]:
        said.append(
            f"列入黑榜（有目标任务未完成且位次在后{round.race.black_bottom}名）：{_units(found['black'])}。"
        )
    return said


def _units(lines: list[queries.Line]) -> str:
    return "、".join(x.unit for x in lines)


def commendation_of(round: Round, version: Version) -> bytes:
    """表扬名单 from the race; raises ValueError where nobody is to be praised."""
    version.round = round
    found = queries.lists(
        round.race, queries.spec_of(version.rules.text), version.inputs, queries.lines_of(version)
    )
    names = {x.unit for x in found["praise"]}
    result = result_of(version)
    told = [p for p in racenotice.praised(result, first=round.race.praise_first) if p.name in names]
    what = f"{round.period_words}{round.race.name}先进单位"
    made = racenotice.commendation(letter_of(round), what, [("先进单位", told)])
    return racenotice.notice_bytes(made)


def commendation_by(round: Round, chosen: list[tuple[str, list[Honour]]]) -> bytes:
    """表扬名单 of those the office picked from the race and the registers."""
    lists = [
        (title, [racenotice.Praised(h.name, h.place, h.reason, h.basis) for h in some])
        for title, some in chosen
    ]
    what = f"{round.period_words}科技创新工作先进单位和企业"
    return racenotice.notice_bytes(racenotice.commendation(letter_of(round), what, lists))


def book_of(version: Version, mark: Mark) -> bytes:
    """The workbook with every figure's source, for who sees all of it."""
    return racebook.race_book(result_of(version), today(), mark=mark.text)
