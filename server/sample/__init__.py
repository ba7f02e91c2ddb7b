"""A made-up but realistic exam day as input files: the same arguments always give the same bytes.

Nobody in it exists: names are put together from common characters, identity numbers carry an area code that was
never assigned, phone numbers come from one block.
"""

from server.sample.files import Held, Progress, write

__all__ = ["Held", "Progress", "write"]
