"""The screens: a Textual app over monitors. It reads state and draws, or turns a key into one call below."""
