"""What a command says when it cannot go on: one sentence for the person reading it, and an exit code."""

from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
from django.utils.translation import gettext


def marked(sentence: str) -> str:
    """Marks a sentence for translation, without asking anything of Django (whose own marker needs the settings)."""
    return sentence


class Trouble(Exception):
    """Stops a command with one French sentence on stderr.

    `sentence` is marked above and translated when shown, since it may be needed before Django is set up;
    `facts` fill its `%(name)s` holes.
    """

    exit_code = 1

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        return self._translated() % self.facts

    def _translated(self) -> str:
        try:
            return gettext(self.sentence)
        except (AppRegistryNotReady, ImproperlyConfigured):
            return self.sentence


class Misuse(Trouble):
    """The command line was wrong: exit code 2, as argparse and POSIX tools do."""

    exit_code = 2
