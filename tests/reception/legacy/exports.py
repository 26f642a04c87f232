"""A small maker of exports with the shape and the dirt of a real one; every name and number is drawn, none is real."""

import csv
import io
from datetime import date, timedelta
from random import Random

_COLUMNS = (
    "NUM DATE_PASSAGE HEURE CENTRE CANAL CIVILITE NOM NOM_USAGE PRENOM DATE_NAISS LIEU_NAISS NIR ADRESSE CP VILLE TEL "
    "MOTIF1 MOTIF2 REPONSE RDV_AVEC RDV_DATE DEMANDE AGENT DUREE"
)
HEADER = _COLUMNS.split()
TODAY = date(2026, 11, 23)

_FAMILIES = ("MARTIN", "Lefèvre", "EL AMRANI", "D'ANNA", "Y?ld?z", "BnEN ALI", "Guyomarc'h", "SILVA PEREIRA")
_GIVEN = ("Zahra", "JEAN-PIERRE", "Thi Huong", "João", "MAMADOU", "Élodie")
_TEXTS = (
    'Demande "urgente" logement',
    "Monsieur vient avec son fils\nil attend",
    "loyer; 0 €",
    "?",
    "",
    "vu hier, revient",
)
_NOBODY = ("ANONYME", "NSP", "X", "Femme 2", "", "M. X", "Inconnue")


def nir(draw: Random, *, spaced: bool = False) -> str:
    """A number of the shape of a social-security number, with its key or not, sometimes Corsican."""
    county = draw.choice(("76", "2A", "2B", "99", "01"))
    parts = [str(draw.choice((1, 2))), f"{draw.randrange(100):02}", f"{draw.randrange(1, 13):02}", county]
    parts += [f"{draw.randrange(1, 999):03}", f"{draw.randrange(1, 999):03}"]
    parts += draw.choice(([], [f"{draw.randrange(1, 97):02}"]))
    return (" " if spaced else "").join(parts)


def birth(draw: Random) -> str:
    """A date of birth in one of the ways it is written, wrong ones included."""
    day = date(1940, 1, 2) + timedelta(days=draw.randrange(22_000))
    ways = (f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day:%d.%m.%Y}", f"{day:%d/%m/%y}", f"{day.year}", "")
    return draw.choice((*ways, "31/02/1980", "00/00/0000", "inconnue", "12/13/1975", "01/01/1900"))


def phone(draw: Random) -> str:
    """A telephone, whole or mangled by a spreadsheet."""
    digits = f"06{draw.randrange(10**8):08}"
    return draw.choice((digits, digits[1:], " ".join(digits[at : at + 2] for at in range(0, 10, 2)), "6,31E+08", ""))


def row(draw: Random, number: int) -> list[str]:
    """One visit."""
    day = date(2023, 1, 2) + timedelta(days=draw.randrange(1000))
    who = _somebody(draw) if draw.random() < 0.9 else ["", draw.choice(_NOBODY), *[""] * 9]
    return [
        str(number), draw.choice((f"{day:%d/%m/%Y}", f"{day:%d/%m/%y}")), draw.choice(("15h55", "9:05", "14:00")),
        draw.choice(("CMS LES TILLEULS", "C.M.S. Les Tilleuls", "cms le port")),
        draw.choice(("ACCUEIL", "TEL", "COURRIEL", "VAD", "")), *who,
        draw.choice(("RSA", "logement", "Surendt.", "")), draw.choice(("", "AUTRE")),
        draw.choice(("RDV PRIS", "INFO DONNEE", "")), draw.choice(("", "C. MARTEL")), "",
        draw.choice(_TEXTS), draw.choice(("A. BELKACEM", "BELKACEM Amina")),
        draw.choice(("5", "20 mn", "0,5", "1h", "")),
    ]  # fmt: skip


def _somebody(draw: Random) -> list[str]:
    return [
        draw.choice(("M", "MME")), draw.choice(_FAMILIES), "", draw.choice(_GIVEN), birth(draw),
        draw.choice(("ROUEN", "")),
        draw.choice((nir(draw), "")), f"{draw.randrange(1, 99)} rue Roy", draw.choice(("76000", "1000")),
        "ROUEN", phone(draw),
    ]  # fmt: skip


def export(rows: list[list[str]], *, header: list[str] | None = None, separator: str = ";") -> str:
    """The text of a file, quoted as it should be."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows([header or HEADER, *rows])
    return text.getvalue()


def dirty_export(count: int, seed: int = 1) -> str:
    """`count` visits with the usual accidents among them: repeated rows, tests, a broken line, an empty one."""
    draw = Random(seed)
    rows = [row(draw, 100_000 + at) for at in range(count)]
    rows[5:5] = [rows[4], ["ligne tronquée"], [""] * 5]
    rows[40][6], rows[40][8] = "TEST", "TEST"
    rows[50][1] = "32/13/2024"
    return export(rows)
