"""What an entry may be about: a closed list, with the words shown to the person whose page it is.

Functions in SQL write these codes; a test holds every code written there against this list.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """The code of an entry, and what happened in plain words."""

    FILE_OPENED = "file.opened", _("a ouvert le dossier")
    FILE_CREATED = "file.created", _("a créé le dossier")
    FILE_CLOSED = "file.closed", _("a fermé le dossier")
    LIST_SEEN = "list.seen", _("a affiché une liste de dossiers")
    SEARCH = "search", _("a cherché parmi ses dossiers")
    VISIT_RECORDED = "visit.recorded", _("a enregistré un passage à l'accueil")
    NOTE_WRITTEN = "note.written", _("a écrit dans le dossier")
    NOTE_AMENDED = "note.amended", _("a corrigé un écrit du dossier")
    IDENTITY_WRITTEN = "identity.written", _("a écrit la fiche d'identité")
    HANDOVER_SENT = "handover.sent", _("a transmis la demande")
    HANDOVER_ACCEPTED = "handover.accepted", _("a accepté la demande transmise")
    HANDOVER_REFUSED = "handover.refused", _("n'a pas pris la demande transmise")
    APPOINTMENT_MADE = "appointment.made", _("a fixé un rendez-vous")
    APPOINTMENT_MOVED = "appointment.moved", _("a déplacé un rendez-vous")
    APPOINTMENT_CANCELLED = "appointment.cancelled", _("a annulé un rendez-vous")
    AGREEMENT_RECORDED = "agreement.recorded", _("a noté votre accord")
    REFUSAL_RECORDED = "refusal.recorded", _("a noté votre refus")
    LINK_MADE = "link.made", _("a rapproché deux dossiers")
    LINK_ENDED = "link.ended", _("a séparé deux dossiers")
    EXTRACT_READ = "extract.read", _("a affiché la liste des accès au dossier")
    EXTRACT_PRINTED = "extract.printed", _("a imprimé la liste des accès au dossier")
    CIRCLE_CREATED = "circle.created", _("a formé le cercle des personnes qui peuvent lire")
    MEMBER_GRANTED = "member.granted", _("a fait entrer une personne dans le cercle")
    MEMBER_ENDED = "member.ended", _("a fait sortir une personne du cercle")
    EPOCH_STARTED = "epoch.started", _("a changé la clé du cercle")
    KEY_PUBLISHED = "key.published", _("a publié sa clé")
    KEY_REWRAPPED = "key.rewrapped", _("a transmis la clé du cercle à l'un de ses membres")
    KEY_RECOVERED = "key.recovered", _("a rendu un accès avec la clé de secours")
    KEY_ENDED = "key.ended", _("a retiré une clé")
    CUSTODIANS_NAMED = "custodians.named", _("a nommé les dépositaires de la clé de secours")
    PASSPHRASE_CHANGED = "passphrase.changed", _("a changé sa phrase de passe")
    FACTOR_ADDED = "factor.added", _("a ajouté une seconde preuve d'identité")
    FACTOR_REMOVED = "factor.removed", _("a retiré une seconde preuve d'identité")
    POST_GRANTED = "post.granted", _("a attribué un poste")
    POST_ENDED = "post.ended", _("a mis fin à un poste")
    ACCOUNT_CREATED = "account.created", _("a créé un compte")
    ACCOUNT_ACTIVATED = "account.activated", _("a activé son compte")
    ACCOUNT_CLOSED = "account.closed", _("a fermé un compte")
    SESSION_OPENED = "session.opened", _("a ouvert une session")
    SESSION_CLOSED = "session.closed", _("a fermé une session")
    SESSION_REFUSED = "session.refused", _("n'a pas pu ouvrir de session")
    IMPORT_STARTED = "import.started", _("a commencé une reprise de données")
    IMPORT_ENDED = "import.ended", _("a terminé une reprise de données")


def wording(code: str) -> str:
    """What happened, in plain words; of a code from a later version, a sentence that says so."""
    return str(Kind(code).label) if code in Kind.values else str(_("a fait un geste que cette version ne connaît pas"))
