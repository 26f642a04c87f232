"""Each condition of each wall, removed in turn, is missed by a check of the battery."""

import psycopg
import pytest
from tests.walls import battery, mutants
from tests.walls.stage import Stage, build


@pytest.fixture(scope="module")
def stage(altered):
    with (
        psycopg.connect(altered("cloison_web")) as web,
        psycopg.connect(altered("postgres"), autocommit=True) as dba,
    ):
        yield build(web, dba)


@pytest.mark.parametrize("check", battery.CHECKS, ids=lambda check: check.__name__)
def test_the_walls_as_they_are(stage: Stage, check) -> None:
    check(stage)


# The functions that the policies rest on.
GUARDED = ("app.session", "app.me", "app.my_organisation", "app.my_circles", "app.opened", "app.open_file")
MUTANTS = [*mutants.of_policies(), *mutants.of_functions(*GUARDED)]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_wall_with_one_condition_less_is_noticed(stage: Stage, mutant: mutants.Mutant) -> None:
    stage.dba.execute(mutant.change)
    try:
        if not noticed(stage):
            pytest.fail(f"survives: {mutant.name}", pytrace=False)
    finally:
        stage.dba.execute(mutant.undo)


def noticed(stage: Stage) -> bool:
    """Whether one check of the battery fails."""
    try:
        for check in battery.CHECKS:
            check(stage)
    except (AssertionError, psycopg.Error):
        return True
    return False
