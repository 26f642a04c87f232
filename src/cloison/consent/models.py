"""Agreements: what was said, in which version, what was answered, when."""

from django.db import models
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cloison.access.models import OnFile
from cloison.database.declare import Policed


class Subject(TextChoices):
    """What the agreement is about."""

    REGISTER = "register", _("que son nom soit écrit")
    HANDOVER = "handover", _("que sa demande soit transmise")


class Value(TextChoices):
    """What the person answered. A refusal costs nothing and is not the same as a question that was not asked."""

    AGREED = "agreed", _("d'accord")
    REFUSED = "refused", _("pas d'accord")
    NOT_ASKED = "not_asked", _("pas demandé")


class Agreement(OnFile):
    """One answer of the person, with the version of the sentence that was said."""

    walls = Policed(retention="as the file", erasure="with the file", export="in full to the person")

    subject = models.CharField(max_length=20, choices=Subject.choices)
    value = models.CharField(max_length=20, choices=Value.choices)
    notice = models.CharField(max_length=40)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["file_id"], name="agreement_of_file")]
