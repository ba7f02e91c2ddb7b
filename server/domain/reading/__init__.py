"""Reading answer cards: every card accounted for, then marked, and the results given out."""
