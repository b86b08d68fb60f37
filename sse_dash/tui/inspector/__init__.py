"""The parts of the inspector: its header, its views of one event's data, and what they are drawn with."""
