"""Wrapped keys, in a schema of their own: destroying them destroys the content (crypto-shredding)."""

import uuid

from django.db import models
from django.utils import timezone

from cloison.database.declare import Closed, House, Policed, Rights


class MemberKey(models.Model):
    """A professional's key pair: the public half, and the private half under the passphrase (Argon2id)."""

    walls = House(
        why="public halves are needed to share; the rest is released by the login function only",
        rights=Rights(
            web="select (id, organisation_id, member_id, suite, public, entry, made_at, ended_at)",
            door="select, insert, update (ended_at, salt, proof, wrapped)",
            auditor="select (id, organisation_id, member_id, suite, public, entry, made_at, ended_at)",
        ),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation_id = models.UUIDField()
    member_id = models.UUIDField(db_index=True)
    suite = models.SmallIntegerField()
    public = models.BinaryField()
    salt = models.BinaryField()
    proof = models.BinaryField()
    wrapped = models.BinaryField()
    entry = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = '"keys"."member_key"'


class CircleWrap(models.Model):
    """A circle key of one epoch, wrapped for one member's public key (HPKE, RFC 9180)."""

    walls = Policed(
        retention="as the circle",
        erasure="destroyed with the circle: what it sealed is unreadable from then on",
        export="never",
        files=(),
        rights=Rights(
            web="select, insert", door="select, insert", auditor="select (id, circle_id, epoch, member_id, key_id)"
        ),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    circle_id = models.UUIDField()
    epoch = models.IntegerField()
    member_id = models.UUIDField()
    key_id = models.UUIDField()
    suite = models.SmallIntegerField()
    sealed = models.BinaryField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = '"keys"."circle_wrap"'
        indexes = [models.Index(fields=["circle_id", "member_id"], name="wrap_of_circle")]


class FileKey(models.Model):
    """The key of one file for one epoch, under the circle key."""

    walls = Policed(
        retention="as the file",
        erasure="destroyed first: the file's content is unreadable from then on",
        export="never",
        rights=Rights(web="select, insert"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    circle_id = models.UUIDField()
    file_id = models.UUIDField()
    epoch = models.IntegerField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = '"keys"."file_key"'
        constraints = [models.UniqueConstraint(fields=["file_id", "epoch", "circle_id"], name="one_key_an_epoch")]
        indexes = [models.Index(fields=["circle_id", "epoch"], name="file_key_of_circle")]


class RecoveryKey(models.Model):
    """The organisation's recovery key: its private half exists only as nested wraps for pairs of custodians."""

    walls = House(
        why="everyone may know who the custodians are, and wraps circle keys for them",
        rights=Rights(web="select", door="select, insert, update (ended_at)", auditor="select"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation_id = models.UUIDField()
    suite = models.SmallIntegerField()
    public = models.BinaryField()
    entry = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = '"keys"."recovery_key"'


class RecoveryPair(models.Model):
    """The recovery key's private half, wrapped for `first`, inside a wrap for `second`."""

    walls = House(
        why="useless without both private keys; who can act is no secret",
        rights=Rights(
            web="select",
            door="select, insert",
            auditor="select (id, organisation_id, recovery_id, first_id, second_id)",
        ),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation_id = models.UUIDField()
    recovery_id = models.UUIDField()
    first_id = models.UUIDField()
    second_id = models.UUIDField()
    first_key_id = models.UUIDField()
    second_key_id = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        db_table = '"keys"."recovery_pair"'


class RecoveryWrap(models.Model):
    """A circle key wrapped for the recovery key."""

    walls = Closed(
        why="written with each circle key, read only while two custodians recover an access",
        rights=Rights(door="select, insert, delete"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    circle_id = models.UUIDField(db_index=True)
    epoch = models.IntegerField()
    recovery_id = models.UUIDField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = '"keys"."recovery_wrap"'
