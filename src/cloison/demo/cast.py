"""The fictional département and its cast. Nobody here exists."""

from dataclasses import dataclass

from cloison.accounts import actions
from cloison.accounts.roles import Role
from cloison.accounts.sessions import as_member, working
from cloison.database.unit import unit

ORGANISATION = "Département de la Rive"
TEAMS = ("Les Tilleuls", "Le Port")


@dataclass(frozen=True)
class Player:
    """One professional of the cast."""

    login: str
    name: str
    role: Role
    team: str | None = None


CAST = (
    Player("ines", "Inès Aubert", Role.TECHNICAL_ADMIN),
    Player("hugo", "Hugo Marchal", Role.DPO),
    Player("amina", "Amina Belkacem", Role.RECEPTION, "Les Tilleuls"),
    Player("claire", "Claire Martel", Role.SOCIAL_WORKER, "Les Tilleuls"),
    Player("david", "David Roussel", Role.SOCIAL_WORKER, "Les Tilleuls"),
    Player("farid", "Farid Haddad", Role.HEAD_OF_SERVICE, "Les Tilleuls"),
    Player("gaelle", "Gaëlle Le Goff", Role.DOCTOR, "Les Tilleuls"),
    Player("jules", "Jules Vasseur", Role.PSYCHOLOGIST, "Les Tilleuls"),
    Player("bruno", "Bruno Lemoine", Role.RECEPTION, "Le Port"),
    Player("emma", "Emma Castel", Role.SOCIAL_WORKER, "Le Port"),
)


def found() -> str:
    """The organisation and its administrator, as the owner role. Returns the administrator's activation token."""
    admin = CAST[0]
    with unit():
        return actions.found_organisation(name=ORGANISATION, login=admin.login, admin=admin.name)[1]


def people(admin_token: str, passphrase: str) -> None:
    """Everyone else, as the administrator does it on the screen: teams, accounts, posts; then each activates."""
    activate(admin_token, passphrase)
    with as_member(CAST[0].login, passphrase, device="demo") as secret, working(secret) as ines:
        teams = {name: actions.add_team(by=ines, name=name) for name in TEAMS}
        tokens = []
        for player in CAST[1:]:
            member, token = actions.add_member(by=ines, login=player.login, name=player.name)
            team = teams[player.team] if player.team else None
            actions.grant_post(by=ines, member_id=member, role=player.role, team_id=team)
            tokens.append(token)
    for token in tokens:
        activate(token, passphrase)


def activate(token: str, passphrase: str) -> None:
    """One professional chooses the passphrase."""
    with unit():
        actions.activate(token=token, passphrase=passphrase)
