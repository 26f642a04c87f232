"""Which column says what: headers in any order, case or spelling, and some extra ones of which we keep nothing."""

from dataclasses import dataclass, field
from enum import StrEnum

from cloison.reception.legacy.text import folded


class Field(StrEnum):
    """What a column of an export can say."""

    NUMBER = "number"
    DATE = "date"
    HOUR = "hour"
    TEAM = "team"
    CHANNEL = "channel"
    FAMILY = "family"
    BIRTH_NAME = "birth_name"
    USAGE = "usage"
    GIVEN = "given"
    FULL_NAME = "full_name"
    BIRTH = "birth"
    BIRTH_PLACE = "birth_place"
    STREET = "street"
    POSTCODE = "postcode"
    TOWN = "town"
    PHONE = "phone"
    EMAIL = "email"
    REASON = "reason"
    ANSWER = "answer"
    WITH = "with"
    APPOINTMENT = "appointment"
    TEXT = "text"
    AGENT = "agent"
    MINUTES = "minutes"
    NIR = "nir"
    CIVILITY = "civility"
    OURS = "ours"


_NOT_KEPT = frozenset({Field.NIR, Field.CIVILITY, Field.OURS})

_SYNONYMS = {
    Field.NUMBER: (
        "num|numero|no|n|n passage|no passage|num passage|numero passage|numero de passage|no de passage|id|"
        "id passage|identifiant|ref|reference|num visite|no visite|id visite|n visite|no d ordre|n d ordre|"
        "numero d ordre"
    ),
    Field.DATE: (
        "date passage|date|date de passage|date du passage|date visite|date de visite|date de la visite|"
        "date accueil|date d accueil|date contact|date de contact|jour|date reception|date de reception|"
        "dt passage|datepassage|date entree|date appel|date heure|date et heure|dateheure|horodatage"
    ),
    Field.HOUR: (
        "heure|heure passage|heure de passage|heure du passage|h|hr|heure visite|heure arrivee|heure d arrivee|horaire"
    ),
    Field.TEAM: (
        "centre|cms|site|lieu|lieu accueil|lieu d accueil|antenne|structure|centre medico social|service|"
        "etablissement|lieu passage|lieu de passage|nom centre|libelle centre|centre social|equipe"
    ),
    Field.CHANNEL: (
        "canal|mode|mode contact|mode de contact|mode d accueil|type contact|type de contact|type|type accueil|"
        "moyen de contact|moyen contact|type de passage|type passage|mode de passage|nature du contact"
    ),
    Field.FAMILY: (
        "nom|nom famille|nom de famille|nom usager|nom de l usager|nom patronymique|nom personne|"
        "nom de la personne|nom beneficiaire"
    ),
    Field.BIRTH_NAME: "nom naissance|nom de naissance|nom de jeune fille|njf|nom jeune fille|nom naiss",
    Field.USAGE: "nom usage|nom d usage|nom marital|nom epouse|nom d epouse|nom epoux|nomusage",
    Field.GIVEN: "prenom|prenoms|prenom usager|prenom s|prenom de l usager|prenom 1|premier prenom",
    Field.FULL_NAME: (
        "nom prenom|nom et prenom|nom prenoms|nom complet|usager|personne|beneficiaire|nom et prenoms|identite"
    ),
    Field.BIRTH: (
        "date naiss|date naissance|date de naissance|ddn|d naiss|dnaiss|naissance|ne le|nee le|ne e le|"
        "datenaiss|datenaissance|date nais|dt naiss|dt naissance|date naiss usager|annee naissance|"
        "annee de naissance"
    ),
    Field.BIRTH_PLACE: (
        "lieu naiss|lieu naissance|lieu de naissance|ville naissance|ville de naissance|pays naissance|"
        "pays de naissance|commune naissance|commune de naissance|ne a|nee a|ne e a|lieunaiss"
    ),
    Field.STREET: (
        "adresse|adresse 1|adresse 2|adresse1|adresse2|rue|voie|adr|adr1|adr2|adresse postale|"
        "complement adresse|complement d adresse"
    ),
    Field.POSTCODE: "cp|code postal|codepostal|c p|code post|cpostal",
    Field.TOWN: "ville|commune|localite|ville residence|commune residence|commune de residence",
    Field.PHONE: (
        "tel|telephone|tel 1|tel 2|tel1|tel2|portable|mobile|tel portable|tel fixe|telephone 1|telephone 2|"
        "telephone fixe|telephone portable|num tel|no tel|no telephone|n tel|n telephone|numero telephone|"
        "numero de telephone|no de telephone|gsm|fixe|tel mobile"
    ),
    Field.EMAIL: (
        "email|e mail|mail|courriel|mel|adresse mail|adresse email|adresse courriel|adresse e mail|adresse electronique"
    ),
    Field.REASON: (
        "motif|motifs|motif 1|motif 2|motif 3|motif 4|motif1|motif2|motif3|motif4|motif principal|"
        "motif secondaire|motif visite|motif de la visite|motif passage|motif du passage|objet|problematique|"
        "problematiques|theme|thematique"
    ),
    Field.ANSWER: (
        "reponse|reponses|reponse donnee|reponse apportee|suite|suite donnee|suites|suite a donner|action|"
        "resultat|issue|decision"
    ),
    Field.WITH: "rdv avec|rendez vous avec|rdvavec|rdv as|travailleur social|as|referent|rdv referent|rdv agent",
    Field.APPOINTMENT: (
        "rdv date|date rdv|date du rdv|rdv le|date rendez vous|date de rendez vous|date du rendez vous|rdv|"
        "daterdv|date de rdv"
    ),
    Field.TEXT: (
        "demande|observation|observations|commentaire|commentaires|remarque|remarques|note|notes|texte|detail|"
        "details|precision|precisions|description|libelle demande|contenu|expose|demande exprimee|obs"
    ),
    Field.AGENT: (
        "agent|agent accueil|agent d accueil|saisi par|saisie par|auteur|operateur|utilisateur|accueilli par|"
        "recu par|cree par|hote"
    ),
    Field.MINUTES: (
        "duree|duree mn|duree min|duree minutes|duree en minutes|temps|temps passe|minutes|duree entretien|"
        "duree mns|nb minutes"
    ),
    Field.NIR: (
        "nir|no ss|n ss|num ss|numero ss|numss|nss|secu|no secu|n secu|num secu|numero secu|"
        "numero de securite sociale|no securite sociale|n securite sociale|no de securite sociale|"
        "n de securite sociale|securite sociale|matricule ss|ins|numero securite sociale|num securite sociale|"
        "nosecu|noss|immatriculation|cle nir|cle|cle ss|nir cle|numero nir|no nir|insee|no insee"
    ),
    Field.CIVILITY: "civilite|civ|titre|sexe|genre|m mme|civil",
    Field.OURS: "ligne|motif du rejet|motif rejet",
}
_FIELD_OF = {name: kind for kind, names in _SYNONYMS.items() for name in names.split("|")}
_RANK = {name: rank for rank, name in enumerate(_FIELD_OF)}


def field_of(header: str) -> Field | None:
    """What a header names, or None for a column we do not know."""
    return _FIELD_OF.get(_key(header))


def _key(header: str) -> str:
    return folded(header.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Layout:
    """One header line and where each thing stands in the rows under it."""

    header: tuple[str, ...]
    places: dict[Field, tuple[int, ...]] = field(repr=False)
    line: int = 1

    @property
    def width(self) -> int:
        return len(self.header)

    @property
    def known(self) -> int:
        """How many different things the header names."""
        return len(self.places)

    @property
    def date_at(self) -> int:
        return self.places[Field.DATE][0]

    @property
    def text_at(self) -> int | None:
        places = self.places.get(Field.TEXT)
        return places[0] if places else None

    @property
    def nir_columns(self) -> frozenset[int]:
        return frozenset(self.places.get(Field.NIR, ()))

    @property
    def ours(self) -> bool:
        """Whether this file is one of our own files of rejects, corrected."""
        return len(self.places.get(Field.OURS, ())) == 2

    @property
    def not_kept(self) -> tuple[str, ...]:
        """The headers of which nothing is kept: unknown to us, or refused (social-security number, civility)."""
        kept = {at for kind, places in self.places.items() if kind not in _NOT_KEPT for at in places}
        ours = set(self.places.get(Field.OURS, ()))
        return tuple(name for at, name in enumerate(self.header) if name and at not in kept | ours)

    def get(self, cells: tuple[str, ...], kind: Field) -> str:
        """The first cell of that kind that says something; empty otherwise."""
        for at in self.places.get(kind, ()):
            if at < len(cells) and cells[at]:
                return cells[at]
        return ""

    def every(self, cells: tuple[str, ...], kind: Field) -> tuple[str, ...]:
        """All the cells of that kind that say something, in order."""
        return tuple(cells[at] for at in self.places.get(kind, ()) if at < len(cells) and cells[at])


def recognise(cells: list[str], line: int) -> Layout | None:
    """The layout a header line describes; None where it names no date of visit, or nothing beside it.

    Columns of one kind are taken in the order of our list (MOTIF1 before MOTIF2), wherever they stand.
    """
    places: dict[Field, tuple[int, ...]] = {}
    for at in sorted(range(len(cells)), key=lambda at: _RANK.get(_key(cells[at]), -1)):
        if len(cells[at]) <= 60 and (kind := field_of(cells[at])):
            places[kind] = (*places.get(kind, ()), at)
    if Field.DATE not in places or len(places) < 2:
        return None
    return Layout(tuple(" ".join(cell.split()) for cell in cells), places, line)
