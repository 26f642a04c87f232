"""The fictional people of the département: names drawn from a short list, with a fixed seed. Nobody here exists."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any


def words(text: str) -> list[str]:
    """The words of a text; one that holds a space is written with an underscore."""
    return [word.replace("_", " ") for word in text.split()]


FAMILIES = words(
    "Diallo Traoré Benali Haddad Nguyen Lefebvre Moreau Petit Rousseau Da_Silva Kovalenko Çelik El_Amrani Camara "
    "Fofana Lambert Garnier Chevalier Okonkwo Rahimi Dupuis Marchand Perrin Tesfay Barbier Le_Bihan Vidal Sow Mercier"
)
GIVEN = words(
    "Samira Aminata Zahra Lucie Nadège Marie-Claude Oksana Ayşe Khadija Fatou Sylvie Monique Chiara Selam Jeanne "
    "Moussa Karim Thierry Jean-Pierre Huy Mehmet Idriss Lucas Bruno Emeka André Yonas Gérard Ibrahima Pascal"
)
STREETS = ("rue des Saules", "rue du Port", "impasse des Lilas", "avenue de la Rive", "quai aux Grains")


@dataclass(frozen=True)
class Fictional:
    """Somebody who may come to the counter: names, and what would be written if they agree."""

    family: str
    given: str
    usage: str
    sheet: dict[str, Any]


def person(chance: Random) -> Fictional:
    """One more person."""
    family, given = (chance.choice(names) for names in (FAMILIES, GIVEN))
    usage = chance.choice(FAMILIES) if chance.random() < 0.2 else ""
    born = date(1945, 1, 1) + timedelta(days=chance.randrange(21_000))
    sheet: dict[str, Any] = {"birth": born.isoformat(), "birth_precision": "day"}
    if chance.random() < 0.8:
        # Numbers that the regulator keeps for works of fiction.
        sheet["phones"] = [f"+3363998{chance.randrange(10_000):04d}"]
    if chance.random() < 0.5:
        sheet["address"] = f"{chance.randrange(1, 90)} {chance.choice(STREETS)}, 76000 Rive-sur-Seine"
    return Fictional(family, given, usage, sheet)
