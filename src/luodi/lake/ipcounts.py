"""The same patent counts differently per standard: one rule for each column, over the register of rights.

Common to all: granted by the day, owned (a licence is none), in force and undisputed. A right that is said
not to belong to the main product counts for nobody; where nothing is said it counts.
"""

from __future__ import annotations

import datetime as dt

import ibis

from luodi.lake.checks import years_after

CLASS1 = (
    "invention",
    "defence_invention",
    "plant_variety",
    "crop_variety",
    "new_drug",
    "tcm_protected",
    "layout",
)
CLASS2 = ("utility", "design", "software")


def counts(ip: ibis.Table, on: dt.date) -> dict[str, ibis.BooleanValue]:
    """Firm table column -> which rows of the register it counts."""
    one, two = ip.type.isin(CLASS1), ip.type.isin(CLASS2)
    held = (
        (ip.granted <= on)
        & (ip.ended.isnull() | (ip.ended > on))
        & ip.status.fill_null("valid").isin(["valid"])
        & (ip.source.fill_null("self") != "licensed")
        & (ip.transferred.isnull() | (ip.transferred <= on))
        & ip.main_product.fill_null(True)
    )
    own = ip.source.fill_null("self") == "self"
    # 63号附件4: a right handed over less than a year ago does not count; without its day nobody can tell.
    settled = (own & ip.transferred.isnull()) | (ip.transferred <= years_after(on, -1))
    # 195号: a class-Ⅱ right is used in one application only; this year's application is that one.
    unused = ip.used_in_hnte_year.isnull() | (ip.used_in_hnte_year >= on.year)
    kept = (ip.type == "software") | (ip.granted < years_after(on, -2))
    valuable = ip.high_value.fill_null(False) | (
        (ip.type == "invention") & (ip.granted < years_after(on, -10))
    )
    working = ip.in_use_with_benefit.fill_null(False)
    return {
        "ip_tech_class1": held & one,
        "ip_tech_class2": held & two,
        "ip_hnte_class1": held & one,
        "ip_hnte_class2": held & two & unused,
        "ip_sme_class1": held & one & settled,
        "ip_sme_class1_self": held & one & own & ip.transferred.isnull(),
        "ip_sme_class1_high_value": held & one & settled & valuable,
        "ip_sme_class2": held & two & settled & kept,
        "ip_class1_applied": held & one & settled & working,
        # 2026 Z4: its own application, the firm among the first three owners, never handed over
        "ip_class1_self_applied": (
            held & one & own & ip.transferred.isnull() & working & (ip.owner_rank.fill_null(1) <= 3)
        ),
    }
