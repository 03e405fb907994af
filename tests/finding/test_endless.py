"""Texts that only a machine would write: four times the text takes about four times the time."""

from __future__ import annotations

import time

import pytest

from luodi.finding import find
from luodi.reading import read_string

# What is repeated -> how often; each made some rule look back over the whole sentence.
REPEATED = {
    "增长5%": 750,
    "，要": 3000,
    "、市科技局": 3000,
    "（一）": 3000,
    "2024年6月底前": 1000,
    "2024年6月底前50家": 500,
    "50家以上": 1000,
    "第5位，": 1000,
    "给予5万元，": 750,
    "要于6月底前": 1500,
    "总书记强调，要坚持": 1000,
}


def seconds(words: str) -> float:
    """The shorter of two readings, so that another program's burst does not count."""
    document = read_string(words)
    times = []
    for _ in range(2):
        began = time.process_time()
        find(document)
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.parametrize("unit", REPEATED)
def test_the_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    count = REPEATED[unit]
    # Quadratic time would be sixteen times as much.
    assert seconds(unit * 4 * count) < 9 * seconds(unit * count) + 0.05


def test_quotes_of_figures_without_end_stay_short() -> None:
    document = read_string("增长5%" * 2000)
    assert all(end - start <= 500 for start, end in (t.span for t in find(document).targets))
