"""A believable week of the two centres, made through the actions as the cast would make it on the screens."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from cloison.access import door
from cloison.access.models import File
from cloison.accounts.reader import Reader
from cloison.accounts.sessions import as_member, working
from cloison.agenda.actions import TimeTaken
from cloison.agenda.queries import free_times
from cloison.demo.people import Fictional, person
from cloison.demo.texts import AMENDED, NOTES
from cloison.followup import actions as followup
from cloison.followup.queries import notes
from cloison.handover import actions as handover
from cloison.handover.codes import Answer, Channel, Reason
from cloison.handover.queries import of_file, tray
from cloison.people.names import names_of
from cloison.reception import actions as reception
from cloison.reception.queries import social_workers

SEED = 2016
DAYS = 5
VISITS_A_DAY = 11
Acting = Callable[[], AbstractContextManager[Reader]]

REASONS = [Reason.HOUSING, Reason.RIGHTS, Reason.FOOD, Reason.BUDGET, Reason.MINIMUM_INCOME, Reason.CHILDREN,
           Reason.EVICTION, Reason.DEBT, Reason.HEALTH_ACCESS, Reason.ADMINISTRATIVE_PAPERS]  # fmt: skip
ANSWERS = [Answer.INFORMATION, Answer.INFORMATION, Answer.ORIENTATION, Answer.FOOD_PARCEL, Answer.CALL_BACK]
CHANNELS = [Channel.COUNTER, Channel.COUNTER, Channel.COUNTER, Channel.PHONE, Channel.MAIL]


def fill(passphrase: str, said: Callable[[str], None]) -> None:
    """The whole week: both counters first, then what the social workers did with what they were handed."""
    chance = Random(SEED)  # noqa: S311 — fiction, not secrecy
    with ExitStack() as open_sessions:

        def acting(login: str) -> Acting:
            secret = open_sessions.enter_context(as_member(login, passphrase, device="démonstration"))
            return lambda: working(secret)

        for login in ("amina", "bruno"):
            counter_week(acting(login), chance)
            said(login)
        for login in ("claire", "david", "emma"):
            social_week(acting(login), chance)
            said(login)


def moments(chance: Random) -> Iterator[datetime]:
    """When somebody came: opening hours of the last working days, today's only up to now."""
    now = timezone.localtime()
    days = [day for day in (now - timedelta(days=n) for n in range(9, -1, -1)) if day.weekday() < 5][-DAYS:]
    for day in days:
        minutes = sorted(chance.randrange(8 * 60 + 40, 17 * 60) for _ in range(VISITS_A_DAY))
        for minute in minutes:
            at = day.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
            yield at if at < now else now - timedelta(minutes=chance.randrange(1, 30))


def counter_week(acting: Acting, chance: Random) -> None:
    """Every visit of one counter."""
    for at in moments(chance):
        with acting() as by:
            visit(by, at, chance)


def visit(by: Reader, at: datetime, chance: Random) -> None:
    """One visit: most need no name; some people agree to be known; some of these are handed over."""
    _, circle = reception.desk(by)
    came = reception.Came(
        chance.choice(CHANNELS), chance.sample(REASONS, chance.choice((1, 1, 1, 2))), chance.choice(ANSWERS),
        chance.choice((5, 5, 10, 15)), at,
    )  # fmt: skip
    named, handed, who = chance.random() < 0.45, chance.random() < 0.5, person(chance)
    file = None
    if named:
        names = names_of(family=who.family, given=who.given, usage=who.usage)
        file = reception.register_person(by=by, circle_id=circle, names=names, sheet=who.sheet, said_at=at)
        if handed:
            came = hand_over(by, file, who, came, chance)
    reception.record_visit(
        by=by, circle_id=circle, came=came, row_id=uuid.uuid4(), file_id=file.id if file else None, book=False
    )


def hand_over(by: Reader, file: File, who: Fictional, came: reception.Came, chance: Random) -> reception.Came:
    """The visit as it stands once its demand was handed to a colleague, with an appointment."""
    post, _ = reception.desk(by)
    colleague = chance.choice(social_workers(by, post))
    times = free_times(by, colleague.member_id)
    at = chance.choice(times) if times else None
    demand = handover.Demand(
        names_of(family=who.family, given=who.given, usage=who.usage), who.sheet, came.reasons, came.channel,
        came.at, at, said_at=came.at,
    )  # fmt: skip
    try:
        handover.send(
            by=by, post=post, origin=file, demand=demand, recipient_id=colleague.member_id,
            recipient_post_id=colleague.post_id,
        )  # fmt: skip
    except TimeTaken:
        return came
    return replace(came, answer=Answer.HANDED_OVER, with_member_id=colleague.member_id, appointment_at=at)


def social_week(acting: Acting, chance: Random) -> None:
    """Most of the tray is accepted; a note is written in each file, one of them amended."""
    with acting() as by:
        waiting = [line.handover.file_id for line in tray(by)]
    for file_id in waiting[: max(1, len(waiting) * 2 // 3)]:
        with acting() as by:
            door.open_file(by, file_id, why="handover")
            found = of_file(by, file_id)
            file = followup.accept(by=by, handover=found) if found else None
        if file:
            write(acting, file, chance)


def write(acting: Acting, file: File, chance: Random) -> None:
    """A first note, and for one of them its amended version."""
    text = chance.choice(NOTES)
    with acting() as by:
        door.open_file(by, file.id)
        minutes = chance.choice((20, 30, 35, 45, 60))
        followup.write_note(by=by, file=file, text=text, minutes=minutes, row_id=uuid.uuid4())
        if text is NOTES[1]:
            newest = notes(by, file.id)[0].note
            followup.amend(
                by=by, file=file, amended=newest, text=AMENDED, minutes=minutes, row_id=uuid.uuid4()
            )  # fmt: skip
