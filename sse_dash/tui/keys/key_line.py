"""The last line of the screen: the keys that work now."""

from __future__ import annotations

from textual.widgets import Footer


class KeyLine(Footer):
    """Textual's footer, made anew only where that shows: it takes 15 ms, and every key would ask for it."""

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._composed: list[tuple[str, str, bool]] = []

    async def recompose(self) -> None:
        if not self.is_attached:
            return  # It was asked for before the screen was closed.
        shown = [
            (key, active.binding.description, active.enabled)
            for key, active in self.screen.active_bindings.items()
            if active.binding.show
        ]
        if shown != self._composed:
            self._composed = shown
            await super().recompose()
