"""All that may be done about firms. Nothing else writes what the office keeps of them, but for derived rows."""

from luodi.office.firms.acts.assessing import fail_run, finish_run, order_run
from luodi.office.firms.acts.importing import adopt, drop, keep, remap, take_in
from luodi.office.firms.acts.settings import freeze, make_task, set_doubling, set_prices

__all__ = [
    "adopt",
    "drop",
    "fail_run",
    "finish_run",
    "freeze",
    "keep",
    "make_task",
    "order_run",
    "remap",
    "set_doubling",
    "set_prices",
    "take_in",
]
