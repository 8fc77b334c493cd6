"""The desk's own process: its server, its place in the network, its certificate."""
