"""What is wrong with a stream, in words, with its evidence."""

from sse_dash.streams.diagnosis.idle_cut import IdleCuts
from sse_dash.streams.diagnosis.no_bytes import held_back
from sse_dash.streams.diagnosis.no_events import Diagnosis, diagnose
from sse_dash.streams.diagnosis.other_format import other_format

__all__ = ["Diagnosis", "IdleCuts", "diagnose", "held_back", "other_format"]
