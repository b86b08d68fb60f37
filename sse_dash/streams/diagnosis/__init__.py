"""What is wrong with a stream, in words, with its evidence."""

from sse_dash.streams.diagnosis.no_events import Diagnosis, diagnose

__all__ = ["Diagnosis", "diagnose"]
