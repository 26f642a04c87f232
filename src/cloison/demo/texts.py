"""What the social workers of the demonstration write: facts, words, analysis kept apart. All of it invented."""

from cloison.followup.actions import Text

NOTES = (
    Text(
        "Reçue avec sa fille. Loyer impayé depuis deux mois, courrier du bailleur. Aide au logement suspendue.",
        "« J'ai envoyé les papiers deux fois, on me dit qu'ils n'ont rien. »",
        "Priorité au rétablissement de l'aide ; demande de délai au bailleur avant la commission.",
    ),
    Text(
        "Entretien au centre. Fin de droits au chômage le mois prochain. Pas de dette en cours.",
        "« Je préfère qu'on attende avant de demander le RSA. »",
        "Respecter ce délai. Revoir ensemble dans quinze jours.",
    ),
    Text(
        "Appel de la personne. Convocation reçue pour l'école du plus jeune.",
        "« Ça se passe mieux qu'avant Noël. »",
        "",
    ),
    Text(
        "Visite à domicile. Chauffage en panne, propriétaire prévenu par téléphone en sa présence.",
        "« On vit dans une pièce. »",
        "Logement à signaler si rien n'est fait sous huit jours, avec son accord.",
    ),
    Text(
        "Dossier de surendettement relu ensemble : il manque trois relevés.",
        "« Je les apporte jeudi. »",
        "La personne conduit elle-même la démarche.",
    ),
)
AMENDED = Text(
    "Entretien au centre. Fin de droits au chômage dans deux mois (et non le mois prochain). Pas de dette en cours.",
    NOTES[1].words,
    NOTES[1].analysis,
)
