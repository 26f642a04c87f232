"""What a model declares about its walls. Policies, grants and constraints are generated from it (`walls`).

A model without a declaration makes the installation fail: forgetting is not possible.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rights:
    """Grants of one table, as SQL privilege lists ("select, insert (a, b)"); empty means none."""

    web: str = ""
    door: str = ""
    auditor: str = ""
    sequencer: str = ""


@dataclass(frozen=True)
class Policed:
    """Rows that hang on circles: the one policy.

    `ticket` names the file column that a reading ticket must cover; `files` the pairs (file, circle) held together.
    """

    retention: str
    erasure: str
    export: str
    circles: tuple[str, ...] = ("circle_id",)
    ticket: str = ""
    rights: Rights = Rights(web="select, insert")
    files: tuple[tuple[str, str], ...] = (("file_id", "circle_id"),)


@dataclass(frozen=True)
class Own:
    """Rows that only the professional named in `column` sees."""

    why: str
    column: str = "member_id"
    rights: Rights = Rights(web="select, insert, delete")


@dataclass(frozen=True)
class House:
    """Facts about the organisation and its professionals, seen by all who work in it."""

    why: str
    column: str = "organisation_id"
    rights: Rights = Rights(web="select")


@dataclass(frozen=True)
class Closed:
    """Rows that no web statement sees: only definer functions and the roles named in `rights`."""

    why: str
    rights: Rights = Rights()


Declaration = Policed | Own | House | Closed
