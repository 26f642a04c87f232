"""argparse in French: its own sentences are English and its errors take several lines."""

import argparse
import re
import sys
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What argparse may complain of, and how we say it; groups of the first fill the holes of the second.
_SENTENCES = (
    (r"argument COMMANDE: invalid choice: '?(?P<what>[^']*)'? .*", gettext_lazy("« %(what)s » n'est pas une commande")),
    (r"argument (?P<name>\S+): invalid choice: '?(?P<what>[^']*)'? \(choose from (?P<those>.*)\)",
     gettext_lazy("« %(what)s » ne convient pas pour %(name)s (au choix : %(those)s)")),
    (r"the following arguments are required: COMMANDE", gettext_lazy("il manque la commande")),
    (r"the following arguments are required: (?P<name>.*)", gettext_lazy("il manque %(name)s")),
    (r"unrecognized arguments: (?P<what>.*)", gettext_lazy("« %(what)s » est de trop")),
    (r"argument (?P<name>\S+): expected .*", gettext_lazy("il manque une valeur après %(name)s")),
    (r"argument (?P<name>\S+): invalid \S+ value: '?(?P<what>[^']*)'?",
     gettext_lazy("« %(what)s » ne convient pas pour %(name)s")),
    (r"argument (?P<name>\S+): not allowed with argument (?P<other>\S+)",
     gettext_lazy("%(name)s et %(other)s ne vont pas ensemble")),
    (r"argument (?P<name>\S+): (?P<what>.*)", gettext_lazy("%(name)s : %(what)s")),
)  # fmt: skip


class _Help(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _("Utilisation : ") if prefix is None else prefix)


class FrenchParser(argparse.ArgumentParser):
    """A parser that speaks French, and says what is wrong in one sentence (exit code 2)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _Help)
        super().__init__(add_help=False, allow_abbrev=False, **options)
        # The two titles have no public setter.
        self._positionals.title = _("arguments")
        self._optionals.title = _("options")
        self.add_argument("-h", "--help", action="help", help=_("affiche cette aide"))

    def error(self, message: str) -> NoReturn:
        """One sentence on stderr, then exit 2."""
        where = _("voyez « %(command)s --help »") % {"command": self.prog}
        print(f"cloison : {_in_french(message)} ; {where}.", file=sys.stderr)
        sys.exit(2)


def _in_french(message: str) -> str:
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return str(sentence) % found.groupdict()
    return message


def port(text: str) -> int:
    """An argparse type: a TCP port; 0 takes any free one."""
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(_("« %(text)s » n'est pas un port (0 à 65535)") % {"text": text})
    return int(text)
