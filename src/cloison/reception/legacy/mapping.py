"""Words of older software put to our closed lists; tables are data, read after folding (case, accents, dots ignored).

A word that is in no table gives None: the caller notes OTHER, says so and keeps the word.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from cloison.handover.codes import Answer, Channel, Reason
from cloison.reception.legacy.text import folded, line

_CHANNELS = {
    Channel.COUNTER: (
        r"accueil|guichet|sur place|physique|presentiel|visite|passage|spontane|comptoir|bureau|entretien|"
        r"centre|rdv|venu.*"
    ),
    Channel.PHONE: r"tel|telephone|telephonique|appel.*|phone|tph|tel .*|.*telephon.*",
    Channel.EMAIL: r"courriel|mail|mel|e mail|email|internet|messagerie|web|en ligne|teleservice|sms",
    Channel.MAIL: r"courrier|lettre|poste|postal|courrier .*|voie postale",
    Channel.HOME_VISIT: r"vad|v a d|visite a domicile|domicile|a domicile|visite dom.*",
    Channel.OUTREACH: r"maraude|rue|aller vers|hors les murs|hors murs|exterieur|permanence.*|terrain|mairie|bus",
}

_REASONS = {
    Reason.EVICTION: r".*expuls.*",
    Reason.DEBT: r"surend.*|.*surendet.*|dettes?|endettement|banque de france|bdf",
    Reason.VIOLENCE: r"violences?.*|vif|vff|violence .*|.*conjugal.*|maltraitance.*",
    Reason.FOOD: r"(aide |secours )?alim.*|colis.*|epicerie.*|nourriture|restos?.*|bons? alim.*",
    Reason.HOUSING: r"logement.*|logt|hebergement.*|habitat|relogement|fsl|loyer|sdf|sans abri|dalo|siao|hlm",
    Reason.BUDGET: (
        r"budget.*|factures?.*|energie|impayes?.*|aide financiere.*|financier.*|edf|eau|mase?p|finances?|"
        r"ressources"
    ),
    Reason.MINIMUM_INCOME: r"rsa.*|r s a|minima sociaux|revenu de solidarite.*|contrat insertion|rmi",
    Reason.RIGHTS: (
        r"acces (aux )?droits?|droits?|ouverture (de )?droits?|acces au droit|caf|cpam|droits sociaux|"
        r"prestations"
    ),
    Reason.HEALTH_ACCESS: r"sante.*|soins?|acces (aux )?soins|medical|css|cmu.*|c2s|ame|puma|mutuelle|addiction.*",
    Reason.CHILDREN: (
        r"enfan.*|famille|familial|parentalite|pmi|ase|garde.*|scolarite|ecole|education|mineurs?|jeunesse"
    ),
    Reason.OLD_AGE: (
        r"(pers(onnes?)? )?agees?|pa|apa|vieillesse|grand age|autonomie|retraite|dependance|minimum vieillesse|"
        r"aspa"
    ),
    Reason.DISABILITY: r"handicap.*|mdph|aah|pch|pers(onnes?)? handicap.*|ph|invalidite",
    Reason.WORK: r"emploi.*|travail|chomage|formation.*|insertion.*|pole emploi|france travail|mission locale",
    Reason.ADMINISTRATIVE_PAPERS: (
        r"papiers?|administrati.*|demarches?.*|aide administrative|titre de sejour|sejour|prefecture|"
        r"domiciliation|etat civil|courriers?|numerique|aide aux demarches|impots?|dossier.*|regularisation"
    ),
    Reason.OTHER: r"autres?.*|divers|x",
}

_ANSWERS = {
    Answer.INFORMATION: r"info.*|renseigne.*|information.*|conseil.*|repondu|reponse donnee",
    Answer.APPOINTMENT: r"rdv.*|rendez vous.*|r d v|rv.*",
    Answer.ORIENTATION: r"orient.*|ccas|redirige.*|renvoye.*",
    Answer.FOOD_PARCEL: r"colis.*|aide alim.*|bons? alim.*|colis alimentaire",
    Answer.CALL_BACK: r"rappel.*|a rappeler|recontacter|doit rappeler",
    Answer.HANDED_OVER: r"transmi.*|transfer.*|passe a.*|signale a.*|vu (par )?as|relais.*",
    Answer.NO_FOLLOW_UP: r"sans suite|aucune?( suite)?|neant|rien|classe( sans suite)?|pas de suite|ss",
    Answer.OTHER: r"autres?|divers",
}

_SEVERAL = re.compile(r"[/,+&;|\n]| et ", re.IGNORECASE)


Code = TypeVar("Code", Channel, Reason, Answer)


def _compiled(table: dict[Code, str]) -> tuple[tuple[Code, re.Pattern[str]], ...]:
    return tuple((code, re.compile(words)) for code, words in table.items())


_CHANNEL_WORDS, _REASON_WORDS, _ANSWER_WORDS = _compiled(_CHANNELS), _compiled(_REASONS), _compiled(_ANSWERS)


@lru_cache(maxsize=2_000)
def channel(text: str) -> Channel | None:
    """How the person came; None where the word is not known."""
    return next((code for code, words in _CHANNEL_WORDS if words.fullmatch(folded(text))), None)


@lru_cache(maxsize=2_000)
def reason(text: str) -> Reason | None:
    """One reason; None where the words are not known."""
    return next((code for code, words in _REASON_WORDS if words.fullmatch(folded(text))), None)


@lru_cache(maxsize=2_000)
def answer(text: str) -> Answer | None:
    """The answer given; None where the words are not known."""
    return next((code for code, words in _ANSWER_WORDS if words.fullmatch(folded(text))), None)


def reasons(cells: Iterable[str]) -> tuple[tuple[str, Reason | None], ...]:
    """(words, reason) of each reason in the cells; a cell is taken piece by piece where a piece is known."""
    found: list[tuple[str, Reason | None]] = []
    for cell in cells:
        whole = line(cell)
        pieces = [piece.strip() for piece in _SEVERAL.split(whole) if folded(piece)]
        if len(pieces) < 2 or not any(reason(piece) for piece in pieces):
            pieces = [whole] if folded(whole) else []
        found += [(piece, reason(piece)) for piece in pieces]
    return tuple(found)


_TEAM_KIND = re.compile(
    r"(?:(?:le |la )?(?:c ?m ?s|c ?s|m ?d ?s|u ?t ?a ?s|u ?t ?p ?a ?s|p ?m ?s|"
    r"centre medico social|centre social|centre|"
    r"maison (?:des |de la |du )?(?:solidarites?|departement(?:ale)?)(?: des solidarites)?|"
    r"(?:pole|espace) (?:social|solidarites?)|antenne|circonscription|accueil|site)\b ?)+"
)
_ARTICLE = re.compile(r"(?:(?:de|du|des|d|le|la|les|l)\b ?)+")


@lru_cache(maxsize=2_000)
def team_key(text: str) -> str | None:
    """What is left of a centre's name once its kind and articles are gone: C.M.S. Les Tilleuls → tilleuls.

    Compare with the key of a team's own name. None where nothing is written.
    """
    words = folded(text)
    bare = _ARTICLE.sub("", _TEAM_KIND.sub("", words, count=1), count=1) if words else ""
    return bare or words or None


@lru_cache(maxsize=2_000)
def agent_key(text: str) -> str | None:
    """A colleague as family name and first initial: A. BELKACEM, BELKACEM Amina, Amina Belkacem → belkacem a.

    To be compared with the key of a member's name, for a hint and never for a right. None where nothing is written.
    """
    words = line(text).replace(".", ". ").split()
    initials = [word for word in words if len(folded(word)) == 1]
    names = [word for word in words if len(folded(word)) > 1]
    if not names:
        return folded(text) or None
    if initials:
        return f"{folded(' '.join(names))} {folded(initials[0])}"
    return _full_name_key(names)


def _full_name_key(names: list[str]) -> str:
    capitals = [name for name in names if name == name.upper()]
    others = [name for name in names if name not in capitals]
    if not capitals or not others:
        others, capitals = names[:1], names[1:]
    return f"{folded(' '.join(capitals))} {folded(others[0])[:1]}" if capitals else folded(names[0])
