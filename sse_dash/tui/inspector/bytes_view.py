"""Data as bytes: their offset, in hexadecimal, and as ASCII."""

from __future__ import annotations

from sse_dash import units
from sse_dash.tui.drawing.styled_text import StyledText, selectable
from sse_dash.tui.inspector.drawing import LinesView

_ASCII = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in range(256))
_ROOMY = 60
"""Cells from which on there is more than one between hexadecimal and ASCII."""


class BytesView(LinesView):
    """The data in UTF-8, as many bytes a row as fit: 4, 8, 16 or 32."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._bytes = b""

    def show(self, data: str) -> None:
        """Show this from its beginning."""
        self._bytes = data.encode("utf-8", "surrogatepass")
        self.scroll_to(y=0, animate=False)
        self.rows_changed()

    @property
    def row_count(self) -> int:
        return max(1, -(-len(self._bytes) // self._bytes_a_row))

    def status(self) -> tuple[str, str]:
        if not self._bytes:
            return "no data", ""
        a_row = self._bytes_a_row
        first = self.scroll_offset.y * a_row
        last = min(first + self.lines * a_row, len(self._bytes)) - 1
        return (
            f"bytes {units.count(first)} to {units.count(last)} of {units.count(len(self._bytes))}",
            "UTF-8",
        )

    def parts(self, row: int, cells: int) -> list[StyledText]:
        a_row = self._bytes_a_row
        here = self._bytes[row * a_row : (row + 1) * a_row]
        if not here:
            return [StyledText("muted", " no data")]
        hexadecimal = "  ".join(here[at : at + 8].hex(" ") for at in range(0, a_row, 8))
        gap = "  " if cells >= _ROOMY else " "
        return selectable(
            [
                StyledText("muted", f" {row * a_row:0{self._digits}x}  "),
                StyledText("data", hexadecimal.ljust(_hexadecimal_cells(a_row)) + gap),
                StyledText("string", here.decode("latin-1").translate(_TO_ASCII)),
            ]
        )

    @property
    def _digits(self) -> int:
        return max(4, len(f"{len(self._bytes):x}"))

    @property
    def _bytes_a_row(self) -> int:
        room = self.cells - self._digits - 4 - (self.cells >= _ROOMY)
        return next((n for n in (32, 16, 8) if _hexadecimal_cells(n) + n <= room), 4)


def _hexadecimal_cells(count: int) -> int:
    """Cells of so many bytes: three each, less one at the end, and one more between groups of eight."""
    return count * 3 - 1 + (count - 1) // 8


_TO_ASCII = dict(enumerate(_ASCII))
