"""Who may change what on a file's page."""

from cloison.access.compartments import Compartment
from cloison.access.models import Reason
from cloison.access.queries import LedgerLine
from cloison.accounts.reader import Reader
from cloison.dossier.queries import FilePage


def may_add(reader: Reader, page: FilePage) -> bool:
    """The referent says who stands in; nobody else does, and only in a personal file of social accompaniment."""
    refers = any(line.member_id == reader.id and line.reason == Reason.REFERENT for line in page.readers)
    return refers and page.is_personal and page.file.compartment == Compartment.SOCIAL


def may_end(reader: Reader, page: FilePage, line: LedgerLine) -> bool:
    """A stand-in leaves when the referent says so, or by their own will. A referent is not put out from here."""
    return (
        page.is_personal and line.reason == Reason.STAND_IN and (may_add(reader, page) or line.member_id == reader.id)
    )


def may_correct(kind: str) -> bool:
    """A handover carries a copy: the sheet is corrected in the files where it lives."""
    return kind != "handover"
