"""How widgets that draw themselves do it."""
