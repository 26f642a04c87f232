"""Who may do what in the social worker's rooms."""

from cloison.access.compartments import Compartment
from cloison.access.door import Absent
from cloison.access.models import File
from cloison.accounts.reader import PostLine, Reader
from cloison.accounts.roles import Role


def may_write(reader: Reader, file: File) -> bool:
    """Notes are written by social workers, in files of social accompaniment only."""
    return file.compartment == Compartment.SOCIAL and reader.has_role(Role.SOCIAL_WORKER)


def must_accompany(reader: Reader) -> PostLine:
    """The post in which the reader accompanies people. Absent when there is none."""
    post = reader.post(Role.SOCIAL_WORKER)
    if post is None:
        raise Absent
    return post
