"""The ground floor: PostgreSQL, its roles, the transaction of a request, and the walls."""
