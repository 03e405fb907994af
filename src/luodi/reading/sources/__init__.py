"""Files as they come: a path or bytes become a `Source` with raw text and places.

`load(path)` and `load_bytes(name, data)` are all there is to call; what goes wrong is a
`ReadError` that names the file, says what happened and what to do.
"""

from luodi.reading.sources.door import load, load_bytes
from luodi.reading.sources.limits import MAX_BYTES
from luodi.reading.sources.sniff import KNOWN_SUFFIXES

__all__ = ["KNOWN_SUFFIXES", "MAX_BYTES", "load", "load_bytes"]
