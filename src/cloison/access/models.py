"""Circles, the ledger, files, reading tickets; and what every row that hangs on a file has in common."""

import uuid

from django.db import models
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cloison.access.compartments import Compartment
from cloison.database.declare import Closed, Policed, Rights


class CircleKind(TextChoices):
    """A desk has many files; a personal circle and a handover have one."""

    DESK = "desk", _("cercle de l'accueil")
    PERSONAL = "personal", _("cercle du dossier")
    HANDOVER = "handover", _("transmission")


class Reason(TextChoices):
    """Why a row of the ledger was written."""

    DESK = "desk", _("tient l'accueil de ce centre")
    REFERENT = "referent", _("est référente ou référent de la personne")
    STAND_IN = "stand_in", _("remplace la référente ou le référent en son absence")
    SENDER = "sender", _("a transmis la demande")
    RECIPIENT = "recipient", _("a reçu la demande transmise")


class EndReason(TextChoices):
    """Why a row of the ledger ended before its date."""

    LEFT = "left", _("a quitté le cercle")
    POST_ENDED = "post_ended", _("a quitté son poste")
    DONE = "done", _("la transmission est terminée")


class LawfulBasis(TextChoices):
    """RGPD basis on which a file is kept. Agreement to be registered is another thing (`consent`)."""

    PUBLIC_MISSION = "6.1.e", _("mission d'intérêt public (RGPD 6.1.e)")


class Circle(models.Model):
    """The named people who hold the key."""

    walls = Policed(
        circles=("id",),
        retention="as its files",
        erasure="with its last file",
        export="compartment and dates",
        files=(),
        rights=Rights(web="select", door="select, insert", auditor="select"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation_id = models.UUIDField()
    team_id = models.UUIDField(null=True)
    compartment = models.CharField(max_length=20, choices=Compartment.choices)
    kind = models.CharField(max_length=20, choices=CircleKind.choices)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["team_id", "kind"], name="circle_of_team")]


class Membership(models.Model):
    """A row of the ledger: who is in the circle, on which basis, by whom, from when to when, why."""

    walls = Policed(
        retention="as the circle, then with the journal",
        erasure="kept as long as the access statement may be asked for",
        export="shown to the person: name or function, period, reason",
        files=(),
        rights=Rights(web="select", door="select, insert, update (ended_at, ended_by, end_reason)", auditor="select"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    circle_id = models.UUIDField()
    member_id = models.UUIDField()
    post_id = models.UUIDField()
    basis = models.CharField(max_length=30)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    granted_by = models.UUIDField()
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    end_reason = models.CharField(max_length=20, choices=EndReason.choices, null=True)
    entry = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(fields=["member_id", "circle_id"], name="ledger_of_member"),
            models.Index(fields=["circle_id"], name="ledger_of_circle"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, end_reason__isnull=True)
                | models.Q(ended_at__isnull=False, end_reason__isnull=False),
                name="an_end_has_a_reason",
            )
        ]


class File(models.Model):
    """One person as known by one circle."""

    walls = Policed(
        retention="the compartment's clock, from the person's last contact",
        erasure="with all that hangs on it, keys first",
        export="dates and lawful basis",
        files=(),
        rights=Rights(web="select, insert", door="select", auditor="select"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    circle_id = models.UUIDField()
    compartment = models.CharField(max_length=20, choices=Compartment.choices)
    lawful_basis = models.CharField(max_length=20, choices=LawfulBasis.choices, default=LawfulBasis.PUBLIC_MISSION)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id", "circle_id"], name="file_and_circle")]
        indexes = [models.Index(fields=["circle_id", "made_at"], name="file_of_circle")]


class Ticket(models.Model):
    """A reading ticket: this session opened this file, and the journal says so. `xid` is the opening transaction."""

    walls = Closed(
        why="written by the door with its journal line, read by the policies",
        rights=Rights(door="select, insert"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session_id = models.UUIDField()
    file_id = models.UUIDField()
    xid = models.BigIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["session_id", "expires_at"], name="ticket_of_session")]


class OnFile(models.Model):
    """What every row about a person has: its file, its circle, its author, its time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    circle_id = models.UUIDField()
    file_id = models.UUIDField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
