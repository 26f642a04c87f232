"""Linking two files that the one who links can both read. Access stays what it was."""

from django.db import transaction

from cloison.access.door import note
from cloison.access.models import File
from cloison.accounts.reader import Reader
from cloison.linkage.models import Link, Verdict, Why


@transaction.atomic
def link(*, by: Reader, file: File, other: File, why: Why, verdict: Verdict = Verdict.SAME) -> Link:
    """Says that two files are the same person. The journal line is left on each side, naming neither to the other."""
    made = Link.objects.create(
        circle_id=file.circle_id, file_id=file.id, other_circle_id=other.circle_id, other_file_id=other.id,
        verdict=verdict, why=why, made_by=by.id,
    )  # fmt: skip
    for side in (file, other):
        note("link.made", file_id=side.id, verdict=verdict.value)
    return made
