"""Organisations, teams, professionals, posts, sessions. No row here is about a person who is received."""

import uuid

from django.db import models
from django.utils import timezone

from cloison.accounts.roles import Basis, Role
from cloison.database.declare import Closed, House, Own, Rights


class Organisation(models.Model):
    """A body that holds teams: a département, a city, an association."""

    walls = House(
        why="each professional knows the organisation that employs them",
        column="id",
        rights=Rights(web="select", door="select, insert, update", auditor="select"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)
    second_factor = models.BooleanField(default=False)
    idle_minutes = models.PositiveSmallIntegerField(default=15)
    made_at = models.DateTimeField(default=timezone.now)


class Team(models.Model):
    """A centre or a service of an organisation."""

    walls = House(
        why="teams are the public face of the organisation",
        rights=Rights(web="select", door="select, insert", auditor="select"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    name = models.CharField(max_length=120)


class Member(models.Model):
    """A professional. `login` is lower case and unique in the installation."""

    walls = House(
        why="colleagues know one another by name",
        rights=Rights(web="select", door="select, insert", auditor="select"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=timezone.now)


class Post(models.Model):
    """A role in a team for a period, with the basis of secrecy. Posts end; they are never rewritten."""

    walls = House(
        why="who holds which post is known in the organisation",
        rights=Rights(web="select", door="select, insert, update (ended_at, ended_by)", auditor="select"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    member = models.ForeignKey(Member, models.PROTECT)
    team = models.ForeignKey(Team, models.PROTECT, null=True)
    role = models.CharField(max_length=30, choices=Role.choices)
    basis = models.CharField(max_length=30, choices=Basis.choices)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True)
    granted_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["member"], name="post_of_member")]


class Session(models.Model):
    """An opened session: hashes only, and the private key under a key that the cookie alone can derive."""

    walls = Closed(
        why="sessions are resolved by the functions, never read by a statement of the web role",
        rights=Rights(
            door="select, insert, update (seen_at, locked_at, closed_at, established, vault)", auditor="select (id)"
        ),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.ForeignKey(Member, models.PROTECT)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    token_hash = models.BinaryField(unique=True)
    vault = models.BinaryField(null=True)
    key_id = models.UUIDField()
    device = models.CharField(max_length=60)
    idle = models.DurationField()
    established = models.BooleanField()
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)


class Activation(models.Model):
    """A one-time link by which a professional chooses a passphrase."""

    walls = Closed(
        why="only the holder of the link, through a function",
        rights=Rights(door="select, insert, update (used_at)"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.ForeignKey(Member, models.PROTECT)
    token_hash = models.BinaryField(unique=True)
    made_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Attempt(models.Model):
    """Refused logins of one account name from one address, both hashed: never a whole centre behind one address."""

    walls = Closed(
        why="counted by the login function alone",
        rights=Rights(door="select, insert, update, delete"),
    )

    id = models.BinaryField(primary_key=True)
    login = models.BinaryField()
    refused = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    wait_until = models.DateTimeField(null=True)


class SecondFactor(models.Model):
    """A TOTP secret (RFC 6238) sealed to its owner; `last_step` makes a code good for one use only."""

    walls = Closed(
        why="read while the session is not yet established, so through functions",
        rights=Rights(door="select, insert, update (confirmed_at, last_step, ended_at)"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.ForeignKey(Member, models.PROTECT)
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)


class Draft(models.Model):
    """Text being typed, sealed to its author alone. `key` names the form, never what is in it."""

    walls = Own(why="a draft is its author's", rights=Rights(web="select, insert, delete"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member_id = models.UUIDField()
    key = models.CharField(max_length=80)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["member_id", "key"], name="draft_of_member")]
