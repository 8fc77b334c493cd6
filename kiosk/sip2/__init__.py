"""SIP2: what a self-check machine, a gate or a city's system asks, answered by the counter's verbs."""
