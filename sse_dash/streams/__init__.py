"""What is watched: specs, state, history, rates, filters and the monitor that runs a stream. No screens."""
