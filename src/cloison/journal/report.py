"""What the verifier found, in French sentences. Plain strings: the verifier runs without the application."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing wrong. `position` is a place in the tree from 0, `entry` an id, as far as they are known.

    `until` closes a range when only that is known; `hint` marks what is wrong only if something else is.
    """

    what: str
    position: int | None = None
    entry: str | None = None
    until: int | None = None
    hint: bool = False

    def sentence(self) -> str:
        """One sentence that names the entry."""
        where = "" if self.position is None else f" à la place {self.position}"
        if self.position is not None and self.until is not None and self.until > self.position:
            where = f" entre les places {self.position} et {self.until}"
        who = f" (ligne {self.entry})" if self.entry else ""
        return f"Le journal n'est pas intact{where}{who} : {self.what}."


class Broken(Exception):
    """Stops a pass at its first fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.what)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Report:
    """A verification: places in the tree, entries still waiting for one, checkpoints, those the witness lacks."""

    size: int
    waiting: int
    checkpoints: int
    unwitnessed: int
    fault: Fault | None

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault is None

    def sentence(self) -> str:
        """One sentence for the person who asked."""
        if self.fault:
            return self.fault.sentence()
        parts = [f"{_many(self.size, 'ligne scellée', 'lignes scellées')} et {self._checked()}"]
        if self.waiting:
            parts.append(_many(self.waiting, "ligne récente pas encore scellée", "lignes récentes pas encore scellées"))
        if self.unwitnessed:
            parts.append(
                f"{_many(self.unwitnessed, 'point de contrôle', 'points de contrôle')} pas encore chez le témoin"
            )
        return f"Le journal est intact : {' ; '.join(parts)}."

    def _checked(self) -> str:
        return _many(self.checkpoints, "point de contrôle signé vérifié", "points de contrôle signés vérifiés")


def _many(number: int, one: str, several: str) -> str:
    return f"{number} {several if number > 1 else one}"
