"""Each condition of each wall, removed in turn, is missed by a check of a battery."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from tests.walls import battery, ledger, mutants, stage
from tests.walls.stage import Stage

# The functions that the policies rest on; those that decide about circles, keys and lines of the journal.
READING = ("app.session", "app.me", "app.my_organisation", "app.my_circles", "app.opened", "app.open_file")
DECIDING = (
    *("core.write_membership", "app.grant_membership", "app.end_membership", "app.create_circle", "app.has_desk"),
    *("core.journalled", "app.membership_known", "app.epoch", "app.recipients", "app.wrap_for_recovery"),
    *("app.unrecoverable", "app.note_key", "app.journal", "app.journal_of"),
)
Checks = list[Callable[[Stage], None]]


@pytest.fixture(scope="module")
def connections(altered) -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    with (
        psycopg.connect(altered("cloison_web")) as web,
        psycopg.connect(altered("postgres"), autocommit=True) as dba,
    ):
        yield web, dba


@pytest.fixture(scope="module")
def reading(connections) -> Stage:
    return stage.build(*connections)


@pytest.fixture(scope="module")
def deciding(connections) -> Stage:
    return ledger.build(*connections)


@pytest.mark.parametrize("check", battery.CHECKS, ids=lambda check: check.__name__)
def test_what_is_read_with_the_walls_as_they_are(reading, check) -> None:
    check(reading)


@pytest.mark.parametrize("check", ledger.CHECKS, ids=lambda check: check.__name__)
def test_what_is_decided_with_the_walls_as_they_are(deciding, check) -> None:
    check(deciding)


def named(mutant: mutants.Mutant) -> str:
    return mutant.name


@pytest.mark.parametrize("mutant", [*mutants.of_policies(), *mutants.of_functions(*READING)], ids=named)
def test_a_wall_with_one_condition_less_is_noticed(reading, mutant) -> None:
    tried(reading, mutant, battery.CHECKS)


@pytest.mark.parametrize("mutant", list(mutants.of_functions(*DECIDING)), ids=named)
def test_a_decision_with_one_condition_less_is_noticed(deciding, mutant) -> None:
    tried(deciding, mutant, ledger.CHECKS)


def tried(house: Stage, mutant: mutants.Mutant, checks: Checks) -> None:
    """Fails when no check misses what the mutant left out."""
    house.dba.execute(mutant.change)
    try:
        if not noticed(house, checks):
            pytest.fail(f"survives: {mutant.name}", pytrace=False)
    finally:
        house.dba.execute(mutant.undo)


def noticed(house: Stage, checks: Checks) -> bool:
    """Whether one check fails."""
    try:
        for check in checks:
            check(house)
    except (AssertionError, psycopg.Error):
        return True
    return False
