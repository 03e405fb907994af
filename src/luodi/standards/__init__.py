"""Dated recognition standards: verdict, score, gap and cheapest route, for one firm or ten million."""
