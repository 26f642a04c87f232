"""`cloison messages`: keeps the English catalogue in step with the code, and compiles it without system gettext.

The catalogue carries neither line numbers nor dates: its differences are those of the sentences.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import polib
from django.utils.translation import gettext as _

from cloison.config.extraction import Sentence, sentences
from cloison.database.trouble import Trouble, marked

SOURCES = Path(__file__).resolve().parents[1]
CATALOGUE = SOURCES / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = {
    "Project-Id-Version": "cloison",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def run(told: argparse.Namespace) -> int:
    """Writes both files, or only compares with `--check`; 1 if something is missing."""
    catalogue = in_step(sentences(SOURCES), read(CATALOGUE))
    if not told.check:
        write(catalogue, CATALOGUE)
    missing = untranslated(catalogue)
    for entry in missing:
        print(f"- {entry.msgid}")
    print(_("Phrases : %(all)d ; sans anglais : %(missing)d.") % {"all": len(catalogue), "missing": len(missing)})
    if not is_written(catalogue, CATALOGUE):
        raise Trouble(marked("Le catalogue n'est plus celui du code : lancez « ./cloison messages »."))
    return 1 if missing else 0


def read(path: Path) -> polib.POFile:
    """The catalogue as it is written; an empty one if there is none."""
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def in_step(found: Iterable[Sentence], known: polib.POFile) -> polib.POFile:
    """The sentences of the code with the translations already known, in order."""
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = dict(HEADER)
    kept = {(entry.msgctxt or "", _bare(entry.msgid)): entry for entry in known if _said(entry)}
    for sentence in _one_each(found):
        catalogue.append(_entry(sentence, kept.get((sentence.context, _bare(sentence.singular)))))
    return catalogue


def untranslated(catalogue: polib.POFile) -> list[polib.POEntry]:
    """What has no English yet, or a doubtful one."""
    return [entry for entry in catalogue if entry.fuzzy or not entry.translated()]


def write(catalogue: polib.POFile, path: Path) -> None:
    """The .po that people read and, beside it, the .mo that Django reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(catalogue), "utf8")
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())


def is_written(catalogue: polib.POFile, path: Path) -> bool:
    """Whether both files say exactly this."""
    compiled = path.with_suffix(".mo")
    if not path.exists() or not compiled.exists():
        return False
    return path.read_text("utf8") == _text(catalogue) and compiled.read_bytes() == catalogue.to_binary()


def _bare(words: str) -> str:
    """A better space or apostrophe in the French leaves its English as it was."""
    return words.translate(str.maketrans("\u00a0\u202f’", "  '"))


def _said(entry: polib.POEntry) -> bool:
    return bool(entry.msgstr or any(entry.msgstr_plural.values()))


def _text(catalogue: polib.POFile) -> str:
    return f"{catalogue}\n"


def _one_each(found: Iterable[Sentence]) -> list[Sentence]:
    """A sentence said both with and without a number is one entry of the catalogue, the one with the number."""
    by_key = {(each.singular, each.context): each for each in sorted(found)}
    return sorted(by_key.values())


def _entry(sentence: Sentence, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=sentence.singular, msgctxt=sentence.context or None)
    if sentence.plural:
        entry.msgid_plural = sentence.plural
        entry.msgstr_plural = known.msgstr_plural if known and known.msgid_plural else {0: "", 1: ""}
    elif known and not known.msgid_plural:
        entry.msgstr = known.msgstr
    if known and known.fuzzy:
        entry.flags.append("fuzzy")
    return entry
