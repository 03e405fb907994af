"""How much is taken and how much is shown. What goes beyond is refused or paged, and said."""

from __future__ import annotations

from luodi.reading.sources import KNOWN_SUFFIXES, MAX_BYTES

UPLOAD_BYTES = MAX_BYTES
PASTE_CHARACTERS = 1_000_000
SUFFIXES = tuple(sorted(KNOWN_SUFFIXES))

CHECK_SECONDS = 25  # how long the check for secrecy may take before the file is refused
CHECK_MEMORY = 3 * 2**30
IN_PROCESS_BYTES = 256 * 2**10  # smaller files are checked without a process of their own

PASSAGE_CHARACTERS = 24_000  # of a document on one page of the desk
PASSAGE_FINDINGS = 300  # of all kinds; 500 tasks on one page took a second to make
BLOCK_CHARACTERS = 24_000  # a longer paragraph is shown in pieces
FINDINGS = 20_000  # of one document that are kept; beyond it the note says so
CUTS = 200  # of what was cut off a page, that can be shown
CUT_CHARACTERS = 2_000

STALE_SECONDS = 90  # without a sign of life for so long a reading is begun anew
BEAT_SECONDS = 20

ASSUMED_DAYS = 30  # 尽快 proposes so many days
NEAR = 0.6  # from this similarity on a task is shown beside a finding
NEAR_SHOWN = 3
