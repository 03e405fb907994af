"""The parts of `benchmarks/office_load.py`: an office filled to the brim, clients, and the month-end rush."""
