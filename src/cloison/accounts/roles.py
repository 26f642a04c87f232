"""Roles and bases of secrecy: closed lists in code, each change of which is a reviewed change of the code."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a post is for. What each role may hold is said by the compartments (`access.compartments`)."""

    RECEPTION = "reception", _("Accueil")
    SOCIAL_WORKER = "social_worker", _("Assistance sociale")
    HEAD_OF_SERVICE = "head_of_service", _("Responsable de service")
    DOCTOR = "doctor", _("Médecin")
    PSYCHOLOGIST = "psychologist", _("Psychologue")
    DPO = "dpo", _("Déléguée ou délégué à la protection des données")
    TECHNICAL_ADMIN = "technical_admin", _("Administration technique")


class Basis(TextChoices):
    """The text that binds the holder of a post to secrecy. Without one, no nominative reading."""

    SOCIAL_ASSISTANT = "casf_l411_3", _("secret de la profession d'assistant de service social (CASF L411-3)")
    SOCIAL_AID = "casf_l133_5", _("secret de la mission d'aide sociale (CASF L133-5)")
    CHILD_WELFARE = "casf_l221_6", _("secret de la mission d'aide sociale à l'enfance (CASF L221-6)")
    HEALTH = "csp_l1110_4", _("secret des professionnels de santé et médico-sociaux (CSP L1110-4)")
    PUBLIC_AGENT = "cgfp_l121_6", _("secret des agents publics (CGFP L121-6)")
    DATA_PROTECTION = "rgpd_38_5", _("secret du délégué à la protection des données (RGPD 38.5)")
    NONE = "none", _("aucun : ce poste ne lit rien de nominatif")


USUAL_BASIS: dict[Role, Basis] = {
    Role.RECEPTION: Basis.SOCIAL_AID,
    Role.SOCIAL_WORKER: Basis.SOCIAL_ASSISTANT,
    Role.HEAD_OF_SERVICE: Basis.PUBLIC_AGENT,
    Role.DOCTOR: Basis.HEALTH,
    Role.PSYCHOLOGIST: Basis.HEALTH,
    Role.DPO: Basis.DATA_PROTECTION,
    Role.TECHNICAL_ADMIN: Basis.NONE,
}

# Posts held for the whole organisation; all others belong to a team.
WITHOUT_TEAM = frozenset({Role.DPO, Role.TECHNICAL_ADMIN})
