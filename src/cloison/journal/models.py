"""The tables of the schema `journal`. Written by the functions of `sql/` and by the sequencer, never by the ORM.

No foreign key leaves them: an entry outlives what it speaks of, and erasing a file must leave its proofs valid.
"""

from django.db import models

from cloison.database.declare import Closed, Rights


class Entry(models.Model):
    """One thing that someone did. Random ids, codes and a time; never a name. Its bytes: `canonical`."""

    walls = Closed(
        why="read through app.journal_of, written through journal.append",
        rights=Rights(door="select, insert", sequencer="select (id, at, leaf)", auditor="select"),
    )

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    session = models.UUIDField(null=True)
    kind = models.TextField()
    file = models.UUIDField(null=True)
    circle = models.UUIDField(null=True)
    seq = models.BigIntegerField(null=True)
    previous = models.BinaryField()
    detail = models.TextField()
    salt = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        db_table = '"journal"."entry"'
        constraints = [models.UniqueConstraint(fields=["file", "seq"], name="entry_of_file")]
        indexes = [
            models.Index(fields=["at", "id"], name="entry_in_time"),
            models.Index(fields=["circle"], condition=models.Q(kind="member.ended"), name="leaving_of_circle"),
        ]


class Head(models.Model):
    """The last entry of each file: what the next one follows."""

    walls = Closed(
        why="the end of each chain, moved by journal.append alone",
        rights=Rights(door="select, insert, update (seq, leaf)", auditor="select"),
    )

    file = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    leaf = models.BinaryField()

    class Meta:
        db_table = '"journal"."head"'


class Leaf(models.Model):
    """The place of an entry in the Merkle tree, from 0, in the order in which the sequencer met them."""

    walls = Closed(
        why="the tree is the sequencer's",
        rights=Rights(sequencer="select, insert", auditor="select"),
    )

    position = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)
    leaf = models.BinaryField()

    class Meta:
        db_table = '"journal"."leaf"'


class Checkpoint(models.Model):
    """The root of the tree at a size, with its signed note (`notes`)."""

    walls = Closed(
        why="signed by the sequencer",
        rights=Rights(door="select", sequencer="select, insert", auditor="select"),
    )

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        db_table = '"journal"."checkpoint"'
