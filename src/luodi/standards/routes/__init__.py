"""The cheapest way to qualify: for one firm with every step explained, for a million as columns."""

from luodi.standards.routes.route import Route, Router, Step, apply, cheapest, cheapest_row, what_if

__all__ = ["Route", "Router", "Step", "apply", "cheapest", "cheapest_row", "what_if"]
