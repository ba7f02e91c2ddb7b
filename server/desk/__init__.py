"""One kind of fact each: load, decide, keep."""
