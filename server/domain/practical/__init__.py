"""The practical exam (实操): who assesses, by which scheme, what has to be there, and what the scores come to."""
