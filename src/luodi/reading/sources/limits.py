"""How much is read at all. A paper of an office is a few hundred kilobytes at most."""

MAX_BYTES = 50 * 1024 * 1024  # a file: larger ones are refused unread
MAX_TEXT = 20 * 1024 * 1024  # bytes of a plain text, or characters out of any other format
MAX_UNPACKED = 400 * 1024 * 1024  # bytes of all members of a docx or xlsx together
MAX_RATIO = 200  # unpacked to packed, for members above RATIO_FROM; XML packs 10–50 to 1
RATIO_FROM = 20 * 1024 * 1024
MAX_MEMBERS = 10_000
