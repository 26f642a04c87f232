"""Tells the walls which roles may hold which compartment, from the closed list in code."""

from collections.abc import Iterator

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The access area."""

    name = "cloison.access"

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
