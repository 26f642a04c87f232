"""The application `journal`."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Tables in the schema `journal`; functions in `sql/`."""

    name = "cloison.journal"
    label = "journal"
