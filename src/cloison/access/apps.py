"""What the area tells the walls (which roles may hold which compartment) and the verifier of the journal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from cloison.access.audit import Check


class AccessConfig(AppConfig):
    """The access area."""

    name = "cloison.access"

    def journal_checks(self) -> "tuple[Check, ...]":
        """The ledger, the public keys and what was written, held against the journal."""
        from cloison.access.audit import CHECKS

        return CHECKS

    def wall_statements(self) -> Iterator[str]:
        """`app.may_hold(compartment, role)`, generated from `compartments.RULES`."""
        from cloison.access.compartments import RULES

        pairs = ", ".join(
            f"('{compartment.value}', '{role.value}')"
            for compartment, rules in RULES.items()
            for role in sorted(rules.holders)
        )
        yield (
            "create or replace function app.may_hold(compartment text, role text) returns boolean "
            "language sql immutable set search_path = pg_catalog, pg_temp as "
            f"$$ select (compartment, role) in ({pairs}) $$"
        )
