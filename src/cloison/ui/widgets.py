"""Choices as large tiles: the one widget Django has not. The others are Django's own, styled."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget


class _Tiles(ChoiceWidget):
    """keys: the shortcut of each value, or one character per choice in their order ("123…").
    icons: icon name of each value. hints: a line under the word of each value.
    """

    template_name = "ui/widgets/tiles.html"
    option_template_name = "ui/widgets/tile.html"

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__(attrs, choices)
        self.keys: Mapping[str, str] | str = ""
        self.icons: Mapping[str, str] = {}
        self.hints: Mapping[str, Any] = {}

    def create_option(
        self,
        name: str,
        value: Any,
        label: Any,
        selected: bool,
        index: int,
        subindex: int | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        code = str(value)
        key = self.keys[index : index + 1] if isinstance(self.keys, str) else self.keys.get(code, "")
        if key:
            option["attrs"]["data-key"] = key
        # The group says it is invalid, through its sentences; each tile is a proper answer.
        option["attrs"].pop("aria-invalid", None)
        return option | {"key": key, "icon": self.icons.get(code, ""), "hint": self.hints.get(code, "")}


class RadioTiles(_Tiles, forms.RadioSelect):
    """One answer."""


class CheckTiles(_Tiles, forms.CheckboxSelectMultiple):
    """Several answers."""
