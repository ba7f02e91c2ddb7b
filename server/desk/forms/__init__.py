"""Labels and forms to paper: what stands on them, read from the store; drawn in a process of its own."""
