"""What people type about accounts. Errors are sentences; a passphrase is never sent back to the page."""

import re
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cloison.accounts.models import Member, Team
from cloison.accounts.roles import USUAL_BASIS, WITHOUT_TEAM, Basis, Role
from cloison.ui import forms

LONGEST_PASSPHRASE = 180
SHORTEST_PASSPHRASE = 12
LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,59}")


def _passphrase(label: Any, **options: Any) -> forms.PassphraseField:
    return forms.PassphraseField(label=label, max_length=LONGEST_PASSPHRASE, **options)


def check_quality(passphrase: str, *names: str) -> None:
    """ValidationError for a passphrase that could be guessed before the lock-out (CNIL 2022-100: 50 bits with one)."""
    plain = passphrase.strip().casefold()
    if len(plain) < SHORTEST_PASSPHRASE:
        raise ValidationError(
            _("Cette phrase est trop courte : prenez quatre mots sans lien entre eux, ou au moins douze signes.")
        )
    if len(set(plain)) < 6 or plain.isdigit():
        raise ValidationError(_("Cette phrase se devine trop vite : prenez plutôt quatre mots sans lien entre eux."))
    rest = plain
    for word in [part for name in names for part in re.split(r"[\s._-]+", name.casefold()) if len(part) > 2]:
        rest = rest.replace(word, "")
    if len(rest) < SHORTEST_PASSPHRASE - 2:
        raise ValidationError(_("Cette phrase contient surtout votre nom : prenez des mots que rien ne relie à vous."))


class LoginForm(forms.Form):
    login = forms.TextField(label=_("Nom de compte"), max_length=60, autocomplete="username")
    passphrase = _passphrase(_("Phrase de passe"))


class UnlockForm(forms.Form):
    passphrase = _passphrase(_("Phrase de passe"))


class CodeForm(forms.Form):
    code = forms.TextField(
        label=_("Code à six chiffres"),
        max_length=12,
        autocomplete="one-time-code",
        help_text=_("Celui que l'application de votre téléphone montre en ce moment pour Cloison."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "short"}


class NewPassphraseForm(forms.Form):
    """`names`: what must not make up the passphrase."""

    new = _passphrase(
        _("Votre phrase de passe"),
        autocomplete="new-password",
        help_text=_("Quatre mots sans lien entre eux font une bonne phrase. Personne ne peut la retrouver pour vous."),
    )

    def __init__(self, *args: Any, names: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        self.fields["new"].widget.attrs["data-reveal"] = _t("Montrer")

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        check_quality(new, *self.names)
        return new


class ChangePassphraseForm(NewPassphraseForm):
    field_order = ("old", "new")
    old = _passphrase(_("Votre phrase de passe d'aujourd'hui"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].label = _("La nouvelle phrase de passe")


class TeamForm(forms.Form):
    live = True
    name = forms.TextField(label=_("Nom du centre ou du service"), max_length=120)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Team.objects.filter(name__iexact=name).exists():
            raise ValidationError(_("Un centre porte déjà ce nom. Précisez-le, par exemple avec le quartier."))
        return name


class PostForm(forms.Form):
    """A post: role, team where the role belongs to one, basis of secrecy, last day when it is known."""

    live = True
    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=Role.choices,
        hints={role.value: basis.label for role, basis in USUAL_BASIS.items()},
    )
    team = forms.SelectField(label=_("Centre ou service"), required=False)
    basis = forms.SelectField(
        label=_("Texte qui l'oblige au secret"),
        required=False,
        choices=[("", _("Celui qui est écrit sous le rôle")), *Basis.choices],
    )
    until = forms.DateField(
        label=_("Dernier jour, s'il est déjà connu"), required=False, help_text=_("Pour un remplacement ou un stage.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = [(str(team), name) for team, name in Team.objects.order_by("name").values_list("id", "name")]
        self.fields["team"].choices = [("", _("Toute l'organisation")), *teams]  # type: ignore[attr-defined]

    def clean_until(self) -> datetime | None:
        """The end of the last day, in the time of the place."""
        until = self.cleaned_data["until"]
        if until is None:
            return None
        if until < timezone.localdate():
            raise ValidationError(_("Ce jour est déjà passé."))
        return timezone.make_aware(datetime.combine(until, time.max))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        role = told.get("role")
        if role and role not in WITHOUT_TEAM and not told.get("team"):
            self.add_error("team", _("Ce rôle se tient dans un centre : choisissez lequel."))
        if role and role in WITHOUT_TEAM and told.get("team"):
            self.add_error("team", _("Ce rôle vaut pour toute l'organisation : laissez « Toute l'organisation »."))
        return told


class MemberForm(PostForm):
    field_order = ("name", "login", "role", "team", "basis", "until")
    name = forms.TextField(label=_("Prénom et nom"), max_length=120)
    login = forms.TextField(
        label=_("Nom de compte"),
        max_length=60,
        help_text=_("Ce que la personne écrira pour ouvrir sa session, par exemple son prénom."),
    )

    def clean_login(self) -> str:
        login: str = self.cleaned_data["login"].lower()
        if not LOGIN.fullmatch(login):
            raise ValidationError(
                _("Écrivez au moins deux signes sans accent ni espace : lettres, chiffres, point ou tiret.")
            )
        if Member.objects.filter(login=login).exists():
            raise ValidationError(_("Ce nom de compte est déjà pris. Ajoutez une lettre ou un chiffre."))
        return login


class SecurityForm(forms.Form):
    live = True
    second_factor = forms.TickField(
        label=_("Demander un code du téléphone à chaque ouverture de session"),
        help_text=_("À la prochaine session, chaque personne reliera d'abord une application à son compte."),
    )
    idle_minutes = forms.NumberField(
        label=_("Minutes sans geste avant que l'écran se ferme à clé"), min_value=2, max_value=60
    )
