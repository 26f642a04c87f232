"""Writing a note, amending it, reading its earlier versions. Views: what is typed is never lost on the way."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cloison.access.door import Absent, open_file
from cloison.access.models import File
from cloison.access.queries import ledger, reading_now
from cloison.accounts import drafts
from cloison.accounts.reader import Reader, Request
from cloison.followup import actions, queries
from cloison.followup.drafting import draft, key_of_amendment, key_of_note
from cloison.followup.forms import NoteForm
from cloison.followup.models import Note
from cloison.followup.policy import may_write
from cloison.ui.faces import Face, faces
from cloison.ui.forms import check_fragment
from cloison.vault.keyring import NoKey, Unreadable

BOXES = ("facts", "words", "analysis")


def _opened(reader: Reader, file_id: uuid.UUID) -> File:
    file = open_file(reader, file_id, why="followup")
    if not may_write(reader, file):
        raise Absent
    return file


def note_form(reader: Reader, file: File, data: Any = None) -> NoteForm:
    """The form of a new note, with the draft that was kept, ready to be shown on any page."""
    kept = {} if data else draft(reader, key_of_note(file.id), BOXES)
    form = NoteForm(data, initial=kept)
    form.check_url = reverse("followup:write", args=[file.id])
    form.draft = key_of_note(file.id)
    form.found_again = bool(kept)
    return form


def write(request: Request, file_id: uuid.UUID) -> HttpResponse:
    """A new note. Sent twice, it is written once; another text sent from the same page is kept and asked about."""
    if answer := check_fragment(request, NoteForm(request.POST)):
        return answer
    file = _opened(request.reader, file_id)
    form = note_form(request.reader, file, request.POST or None)
    if not form.is_valid():
        return _form(request, file, form, status=422 if form.is_bound else 200)
    try:
        made = actions.write_note(
            by=request.reader, file=file, text=form.text, minutes=form.spent, row_id=form.row_id
        )  # fmt: skip
    except NoKey:
        return _form(request, file, form, status=409, trouble="no_key")
    if _differs(request.reader, made, form):
        return _form(request, file, form.again(), status=409, trouble="other_text")
    return _saved(request.reader, made, key_of_note(file.id))


def _form(request: Request, file: File, form: NoteForm, *, status: int, **told: Any) -> HttpResponse:
    form.focus_first_error()
    context = {"file": file, "form": form, "faces": _faces(request.reader, file), **told}
    return render(request, "followup/write.html", context, status=status)


def _faces(reader: Reader, file: File) -> tuple[Face, ...]:
    reading = reading_now(ledger(reader, file.circle_id), timezone.now())
    who = dict.fromkeys(line.name for line in reading)
    return faces(who, why_url=reverse("dossier:file", args=[file.id]) + "#who")


def _differs(reader: Reader, made: Note, form: NoteForm) -> bool:
    """Whether this row holds another text than the one just sent: the page was sent before, then went back to."""
    try:
        return queries.text_of(reader, made) != form.text
    except Unreadable:
        return True


def _saved(reader: Reader, made: Note, key: str) -> HttpResponse:
    drafts.forget(reader, key)
    return redirect(reverse("dossier:file", args=[made.file_id]) + f"#note-{made.note_id}")


def _note(file: File, **found: uuid.UUID) -> Note:
    note = Note.objects.filter(file_id=file.id, **found).order_by("-version").first()
    if note is None:
        raise Absent
    return note


def amend(request: Request, file_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """A new version of a note. When somebody was quicker, both texts are shown and the typed one stays in the form."""
    if answer := check_fragment(request, NoteForm(request.POST)):
        return answer
    file = _opened(request.reader, file_id)
    amended = _note(file, id=row_id)
    form = amendment(request.reader, amended, request.POST or None)
    if not form.is_valid():
        return _amendment(request, file, amended, form, status=422 if form.is_bound else 200)
    change: dict[str, Any] = {"text": form.text, "minutes": form.spent, "row_id": form.row_id}
    try:
        made = actions.amend(by=request.reader, file=file, amended=amended, **change)
    except actions.AmendedMeanwhile:
        return _conflict(request, file, amended, form)
    except NoKey:
        return _amendment(request, file, amended, form, status=409, trouble="no_key")
    if _differs(request.reader, made, form):
        return _conflict(request, file, amended, form.again())
    return _saved(request.reader, made, key_of_amendment(amended.note_id))


def amendment(reader: Reader, amended: Note, data: Any) -> NoteForm:
    """The form of an amendment: the text as it stands, or the draft that was kept of its change."""
    key = key_of_amendment(amended.note_id)
    kept = {} if data else draft(reader, key, BOXES)
    form = NoteForm(data, minutes=amended.minutes, initial=_text(reader, amended) | kept)
    form.check_url = reverse("followup:amend", args=[amended.file_id, amended.id])
    form.draft, form.found_again = key, bool(kept)
    return form


def _text(reader: Reader, note: Note) -> dict[str, str]:
    """The boxes of a note; empty when it was altered, or while the key is awaited."""
    try:
        found = queries.text_of(reader, note)
    except (Unreadable, NoKey):
        return {}
    return {name: getattr(found, name) for name in BOXES}


def _conflict(request: Request, file: File, amended: Note, form: NoteForm) -> HttpResponse:
    newest = _note(file, note_id=amended.note_id)
    form.check_url = reverse("followup:amend", args=[file.id, newest.id])
    told = {"meanwhile": queries.versions(request.reader, file, amended.note_id)[0]}
    return _amendment(request, file, newest, form, status=409, **told)


def _amendment(
    request: Request, file: File, amended: Note, form: NoteForm, *, status: int, **told: Any
) -> HttpResponse:
    form.focus_first_error()
    context = {"file": file, "form": form, "amended": amended, "faces": _faces(request.reader, file), **told}
    return render(request, "followup/amend.html", context, status=status)


def versions(request: Request, file_id: uuid.UUID, note_id: uuid.UUID) -> HttpResponse:
    """Every version of a note, newest first: a page, or a part of one."""
    file = _opened(request.reader, file_id)
    found = queries.versions(request.reader, file, note_id)
    if not found:
        raise Absent
    part = bool(request.headers.get("HX-Request"))
    context = {"file": file, "versions": found[1:] if part else found, "note_id": note_id}
    if part:
        return render(request, "followup/_versions.html", context)
    return render(request, "followup/versions.html", context | {"faces": _faces(request.reader, file)})
