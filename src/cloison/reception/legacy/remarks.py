"""What is said about a row that was mended, and about a row that was not taken.

The sentences never quote what was typed, so that they can be printed, counted and stored in clear.
"""

from enum import Enum


def _(sentence: str) -> str:
    """Marks a sentence for the translators; whoever displays it translates it."""
    return sentence


class Remark(Enum):
    """Something was repaired, guessed or left out; the visit is taken all the same."""

    NIR_REMOVED = _("Un numéro de sécurité sociale a été effacé.")
    HOUR_MISSING = _("L’heure n’est pas connue : midi est noté.")
    HOUR_UNREADABLE = _("L’heure écrite n’existe pas : midi est noté.")
    TEAM_MISSING = _("Le centre n’est pas écrit.")
    CHANNEL_MISSING = _("La manière dont la personne est venue n’est pas écrite : elle reste non notée.")
    CHANNEL_UNKNOWN = _("La manière dont la personne est venue n’est pas dans la liste : elle reste non notée.")
    REASON_MISSING = _("Aucun motif n’est écrit.")
    REASON_UNKNOWN = _("Un motif n’est pas dans la liste : « Autre » est noté, ses mots sont joints au texte.")
    REASONS_TOO_MANY = _("Il y avait plus de trois motifs : les suivants sont joints au texte.")
    ANSWER_MISSING = _("La réponse donnée n’est pas écrite.")
    ANSWER_UNKNOWN = _("La réponse n’est pas dans la liste : « Autre » est noté, ses mots sont joints au texte.")
    MINUTES_UNREADABLE = _("La durée n’a pas pu être lue : elle n’est pas reprise.")
    APPOINTMENT_UNREADABLE = _("La date du rendez-vous n’a pas pu être lue : elle n’est pas reprise.")
    BIRTH_IMPOSSIBLE = _("La date de naissance n’existe pas : seule l’année est gardée.")
    BIRTH_UNREADABLE = _("La date de naissance n’a pas pu être lue : la personne est reprise sans elle.")
    BIRTH_PLACEHOLDER = _("La date de naissance est une date de remplissage : elle n’est pas reprise.")
    BIRTH_CENTURY = _("Le siècle de la date de naissance a été corrigé.")
    BIRTH_OUT_OF_RANGE = _("La date de naissance donnerait un âge impossible : elle n’est pas reprise.")
    NAME_DAMAGED = _("Des lettres du nom ont été perdues par l’ancien logiciel.")
    NAME_RECASED = _("Les majuscules du nom ont été rétablies.")
    PHONE_MANGLED = _("Le téléphone a été abîmé par un tableur : il n’est pas récupérable.")
    PHONE_UNREADABLE = _("Le téléphone n’a pas pu être lu : il n’est pas repris.")
    PHONE_REPAIRED = _("Le zéro perdu du téléphone a été remis.")
    POSTCODE_REPAIRED = _("Le zéro perdu du code postal a été remis.")
    POSTCODE_UNREADABLE = _("Le code postal n’a pas pu être lu : il n’est pas repris.")
    DETAILS_WITHOUT_NAME = _("La personne est sans nom : ses coordonnées ne sont pas reprises.")
    TWIN = _("Une autre ligne dit la même chose, sans numéro, heure ni nom : les deux sont gardées.")
    ROW_SHORT = _("La ligne a moins de colonnes que l’en-tête.")
    ROW_LONG = _("La ligne a plus de colonnes que l’en-tête : le surplus n’est pas repris.")
    ROW_MENDED = _("La ligne était coupée ou mal guillemetée : elle a été recollée.")


class Motive(Enum):
    """Why a row is not taken; written beside it, so that it can be corrected and imported again."""

    NO_DATE = _("La date du passage manque : écrivez-la (jour/mois/année) puis importez ce fichier.")
    IMPOSSIBLE_DATE = _("La date du passage n’existe pas : corrigez-la (jour/mois/année) puis importez ce fichier.")
    MONTH_BEFORE_DAY = _(
        "La date du passage semble écrite mois/jour/année : remettez le jour d’abord puis importez ce fichier."
    )
    INCOMPLETE_DATE = _(
        "La date du passage n’est pas complète : écrivez le jour, le mois et l’année puis importez ce fichier."
    )
    FUTURE_DATE = _("La date du passage est dans l’avenir : corrigez-la puis importez ce fichier.")
    OLD_DATE = _("La date du passage est trop ancienne pour être juste : corrigez-la puis importez ce fichier.")
    TRUNCATED = _("La ligne est coupée, il n’y a pas de date de passage : complétez-la puis importez ce fichier.")
    TEST_ROW = _("C’est une ligne d’essai. Si la personne existe vraiment, corrigez son nom puis importez ce fichier.")
    NUMBER_REUSED = _(
        "Ce numéro est déjà celui d’un autre passage du même jour, au contenu différent. "
        "Si ce sont deux passages, changez ou videz le numéro puis importez ce fichier."
    )
    UNKNOWN_TEAM = _("Ce centre n’est pas connu ici : corrigez son nom puis importez ce fichier.")
    NOT_YOUR_TEAM = _(
        "Vous n’avez pas de poste d’accueil dans ce centre : demandez à quelqu’un de ce centre d’importer cette ligne."
    )
    NOT_RECORDED = _("Le passage n’a pas pu être enregistré. Importez de nouveau ce fichier.")
