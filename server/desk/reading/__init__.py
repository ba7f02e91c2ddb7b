"""Card reading (读卡) at its desks: batches, attendance, faults and their settling, keys, checks, releases."""
