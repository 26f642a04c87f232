"""What an import would do, told before anything is written: as data, and as lines of French.

Words of the export are shown only where they came several times: a word seen once or twice in a column of codes may
be somebody's name that slipped there.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from enum import IntEnum

from cloison.handover.codes import Answer, Channel, Reason, label
from cloison.reception.legacy.outcomes import Duplicate, Outcome, Visit
from cloison.reception.legacy.persons import People, Person
from cloison.reception.legacy.remarks import Motive, Remark

SHOWN_FROM = 3
_KINDS: tuple[tuple[type[IntEnum], str], ...] = (
    (Channel, "Manières de venir"),
    (Reason, "Motifs"),
    (Answer, "Réponses"),
)
_DATES_REPAIRED = (Remark.BIRTH_IMPOSSIBLE, Remark.BIRTH_CENTURY)
_DATES_DROPPED = (Remark.BIRTH_UNREADABLE, Remark.BIRTH_PLACEHOLDER, Remark.BIRTH_OUT_OF_RANGE)


class Report:
    """Counts outcomes as they pass. Keeps the names of the persons met in memory, only to count them once each."""

    def __init__(self) -> None:
        self.read = self.visits = self.named = self.persons = 0
        self.texts_filed = self.texts_unfiled = self.nir_removed = self.duplicates = 0
        self.rejected: Counter[Motive] = Counter()
        self.remarks: Counter[Remark] = Counter()
        self.teams: Counter[str] = Counter()
        self.mapped: Counter[tuple[str, IntEnum, bool]] = Counter()
        self.left_aside: Counter[str] = Counter()
        self.not_kept: tuple[str, ...] = ()
        self.first: date | None = None
        self.last: date | None = None
        self._people: People[int] = People()

    @property
    def anonymous(self) -> int:
        return self.visits - self.named

    @property
    def rows_rejected(self) -> int:
        return self.rejected.total()

    def add(self, outcome: Outcome) -> None:
        """Counts one more row."""
        self.read += 1
        if isinstance(outcome, Visit):
            self._visit(outcome)
        elif isinstance(outcome, Duplicate):
            self.duplicates += 1
            self.nir_removed += outcome.nir_removed
        else:
            self.rejected[outcome.motive] += 1
            self.nir_removed += outcome.nir_removed

    def source(self, left_aside: Counter[str], not_kept: tuple[str, ...]) -> None:
        """What the reader left aside (`Export.left_aside`) and the columns not kept (`Layout.not_kept`)."""
        self.left_aside, self.not_kept = left_aside, not_kept

    def _visit(self, visit: Visit) -> None:
        day = visit.at.date()
        self.visits += 1
        self.first, self.last = min(self.first or day, day), max(self.last or day, day)
        self.remarks.update(visit.remarks)
        self.nir_removed += Remark.NIR_REMOVED in visit.remarks
        self.teams[visit.team_key or ""] += 1
        self.mapped.update((one.words, one.code, one.known) for one in visit.mapped)
        if visit.free_text:
            self.texts_filed += visit.person is not None
            self.texts_unfiled += visit.person is None
        if visit.person:
            self._named(visit.team_key, visit.person)

    def _named(self, team: str | None, person: Person) -> None:
        self.named += 1
        group = self._people.find(team, person)
        if group is None:
            self.persons += 1
            group = self.persons
        self._people.add(team, person, group)

    def as_data(self) -> dict[str, object]:
        """The same as plain values, for `--json` and for tests."""
        return {
            "read": self.read, "visits": self.visits, "named": self.named, "anonymous": self.anonymous,
            "persons": self.persons, "texts_filed": self.texts_filed, "texts_unfiled": self.texts_unfiled,
            "nir_removed": self.nir_removed, "duplicates": self.duplicates,
            "first": self.first and self.first.isoformat(), "last": self.last and self.last.isoformat(),
            "rejected": {motive.name: count for motive, count in self.rejected.items()},
            "remarks": {remark.name: count for remark, count in self.remarks.items()},
            "teams": dict(self.teams), "left_aside": dict(self.left_aside), "not_kept": list(self.not_kept),
            "mapped": [
                {"words": words, "list": type(code).__name__, "code": code.name, "known": known, "count": count}
                for (words, code, known), count in self.mapped.most_common() if count >= SHOWN_FROM
            ],
        }  # fmt: skip

    def lines(self) -> list[str]:
        """The summary to read before saying yes."""
        return [*self._main(), *self._repairs(), *self._refusals(), *self._codes(), *self._aside()]

    def _main(self) -> Iterator[str]:
        yield f"{_rows(self.read)} dans le fichier."
        if self.first and self.last:
            yield f"{_n(self.visits)} passages à reprendre, du {self.first:%d/%m/%Y} au {self.last:%d/%m/%Y} :"
        yield f"  {_n(self.named)} avec un nom (environ {_n(self.persons)} personnes), {_n(self.anonymous)} sans nom."
        for key, count in self.teams.most_common():
            if count >= SHOWN_FROM or not key:
                yield f"  {key.capitalize() or 'Sans centre'} : {_n(count)}."
        if self.duplicates:
            yield f"{_rows(self.duplicates)} déjà dans le fichier, à l’identique : comptées une fois."
        if self.texts_filed:
            yield f"{_n(self.texts_filed)} textes libres seront scellés dans le dossier de la personne."
        if self.texts_unfiled:
            yield f"{_n(self.texts_unfiled)} textes libres sont d’un passage sans nom, donc sans dossier : non repris."

    def _repairs(self) -> Iterator[str]:
        if self.nir_removed:
            yield f"{_rows(self.nir_removed)} avec un numéro de sécurité sociale : il est effacé, jamais enregistré."
        if repaired := sum(self.remarks[remark] for remark in _DATES_REPAIRED):
            yield f"{_n(repaired)} dates de naissance fausses : l’année est gardée, la personne aussi."
        if dropped := sum(self.remarks[remark] for remark in _DATES_DROPPED):
            yield f"{_n(dropped)} dates de naissance inutilisables : la personne est reprise sans elle."
        told = {*_DATES_REPAIRED, *_DATES_DROPPED, Remark.NIR_REMOVED}
        for remark, count in self.remarks.most_common():
            if remark not in told:
                yield f"  {_n(count)} × {remark.value}"

    def _refusals(self) -> Iterator[str]:
        if not self.rejected:
            yield "Aucune ligne refusée."
            return
        yield f"{_rows(self.rows_rejected)} à corriger, avec leur motif :"
        for motive, count in self.rejected.most_common():
            yield f"  {_n(count)} × {motive.value}"
        if self.rejected[Motive.MONTH_BEFORE_DAY] > 0.01 * self.read:
            yield "  Attention : ce fichier semble écrire le mois avant le jour. N’importez rien sans l’avoir vérifié."

    def _codes(self) -> Iterator[str]:
        for kind, title in _KINDS:
            found = [(one, count) for one, count in self.mapped.most_common() if isinstance(one[1], kind)]
            if found:
                yield f"{title} :"
            for (words, code, known), count in found:
                if count >= SHOWN_FROM:
                    yield f"  {words} → {label(code)} ({_n(count)}){'' if known else ' : mot inconnu'}"  # type: ignore[arg-type]
            if rare := sum(count for _one, count in found if count < SHOWN_FROM):
                yield f"  {_n(rare)} autres, en mots rares."

    def _aside(self) -> Iterator[str]:
        words = {"blank": "vide", "headers": "de titres, répétée", "totals": "de total"}
        for kind, count in self.left_aside.items():
            if count:
                yield f"{_rows(count)} {words.get(kind, kind)} : rien à reprendre."
        if self.not_kept:
            yield f"Colonnes dont rien n’est repris : {', '.join(self.not_kept)}."


def _n(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _rows(count: int) -> str:
    return f"{_n(count)} ligne{'s' if count > 1 else ''}"
