"""Quarterly races: rules, rounds, confirmation and appeal, freeze, result, notice."""
