"""Which encoding a file is in, decided on its bytes and never by asking."""

import codecs
import re
from collections import Counter
from pathlib import Path

_CHUNK = 1 << 20
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ASCII = bytes(range(0x80))
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("cp1252", "cp850", "iso8859-15", "mac_roman")
_EXPECTED = frozenset("éèàêçôîûùâëïœÉÈÀÊÇÔ")
_USUAL = frozenset("’‘“”–—…€«»°ºÎÛÙÂËÏŒöüäñãáíóúÖÜÄ\xa0")

DAMAGED = "cloison-damaged-bytes"


def _as_windows_wrote(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    if error.encoding.startswith(("utf-16", "utf-32")):
        return "\ufffd", error.end
    return "".join(_windows_letter(byte) for byte in wrong), error.end


def _windows_letter(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return "\ufffd"


codecs.register_error(DAMAGED, _as_windows_wrote)


def detect(path: Path) -> str:
    """A codec for the file, to be used with errors=DAMAGED, which never raises.

    A byte-order mark is believed; then NULs in every other byte (UTF-16), then UTF-8 when most of its high bytes make
    sequences (a few lines pasted in another encoding are decoded as Windows would), then the single-byte encoding whose
    letters look most like French. Reads the whole file once, one block at a time.
    """
    with path.open("rb") as file:
        first = file.read(4096)
    for mark, name in _MARKS:
        if first.startswith(mark):
            return name
    return _without_marks(first) or _by_high_bytes(path)


def _without_marks(first: bytes) -> str | None:
    half = len(first) // 2
    if half and first[1::2].count(0) > 0.4 * half > first[0::2].count(0):
        return "utf-16-le"
    if half and first[0::2].count(0) > 0.4 * half > first[1::2].count(0):
        return "utf-16-be"
    return None


def _by_high_bytes(path: Path) -> str:
    high: Counter[int] = Counter()
    in_sequences = 0
    with path.open("rb") as file:
        while block := file.read(_CHUNK):
            high.update(block.translate(None, _ASCII))
            in_sequences += sum(len(found) for found in _UTF8_SEQUENCE.findall(block))
    if in_sequences * 2 >= sum(high.values()):
        return "utf-8"
    return max(_CANDIDATES, key=lambda name: _likeness(high, name))


def _likeness(high: Counter[int], name: str) -> int:
    score = 0
    for byte, times in high.items():
        letter = bytes((byte,)).decode(name, "replace")
        score += times * (3 if letter in _EXPECTED else 1 if letter in _USUAL else -2)
    return score
