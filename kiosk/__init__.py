"""The station programs: they speak HTTP to the hub and share only the protocol with it."""
