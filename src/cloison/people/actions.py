"""Writing names and identity sheets: always a new version, sealed."""

import hashlib
import uuid
from typing import Any

from django.db.models import Max

from cloison.access.door import note
from cloison.access.models import File
from cloison.accounts.reader import Reader
from cloison.people.models import Identity, Name
from cloison.people.names import Names
from cloison.vault.sealing import Place


def _next(model: type[Name] | type[Identity], file: File) -> int:
    found = model.objects.filter(file_id=file.id).aggregate(last=Max("version"))["last"]
    return int(found or 0) + 1


def _write(by: Reader, model: type[Name] | type[Identity], file: File, payload: dict[str, Any], version: int) -> None:
    row = uuid.uuid4()
    place = Place(model._meta.db_table, "sealed", row, file.id, version)
    sealed = by.keyring.seal(file.circle_id, place, payload)
    model.objects.create(
        id=row, circle_id=file.circle_id, file_id=file.id, made_by=by.id, version=version, sealed=sealed
    )
    digest = hashlib.sha256(sealed).hexdigest()
    note("identity.written", file_id=file.id, row=row, version=version, digest=digest)


def write_names(*, by: Reader, file: File, names: Names, first: bool = False) -> None:
    """The names of a file, as its newest version; `first` for a file just made."""
    _write(by, Name, file, names.payload(), 1 if first else _next(Name, file))


def write_identity(*, by: Reader, file: File, sheet: dict[str, Any], first: bool = False) -> None:
    """Birth and contact. `first` for a file just made, whose sheet needs no ticket to know that there is none."""
    _write(by, Identity, file, {"v": 1, **sheet}, 1 if first else _next(Identity, file))
