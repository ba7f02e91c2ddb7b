"""What the files that people hand in are made of: DBF, workbooks and delimited text to rows, YAML to values.

Pure, and the same for rosters and for card files: what a row means is for those who read it.
"""
