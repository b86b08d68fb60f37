"""All that opens over the dashboard and has keys of its own: for the keymap, which may change these, too."""

from __future__ import annotations

from importlib import import_module

from textual.dom import DOMNode

_DIALOGS = {
    "dialogs.dialog": ("ConfirmDialog", "MessageDialog", "TextDialog"),
    "dialogs.fault_dialog": ("FaultDialog",),
    "export.dialog": ("ExportDialog", "PathInput"),
    "help.screen": ("HelpScreen",),
    "inspector.screen": ("InspectorScreen",),
    "inspector.answer": ("AnswerDialog",),
    "profiles.screen": ("ProfilesScreen",),
    "form.screen": ("StreamForm",),
    "profiles.trust_dialog": ("TrustDialog",),
    "profiles.unsaved": ("UnsavedDialog", "KeptDialog"),
    "form.controls": ("TextField", "ChoiceLine"),
    "dashboard.query_bar": ("QueryBar",),
}


def all_dialogs() -> list[type[DOMNode]]:
    """The classes whose bindings have ids. To import them all takes a while."""
    return [
        getattr(import_module(f"sse_dash.tui.{module}"), name)
        for module, names in _DIALOGS.items()
        for name in names
    ]
