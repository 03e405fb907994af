"""Indicator values to an index, ranks, how sure they are, and why: figures anyone can retrace."""
