"""Why a database is not opened, or no longer written to."""

from sqlalchemy.exc import InterfaceError, OperationalError


class Busy(RuntimeError):
    """Another hub process has this data folder or this database open for writing."""


class Away(RuntimeError):
    """The database server does not answer, or has ended the hub's session: nothing is written until it is back.

    Whether what was being committed is on disk is known only after the journal was read again.
    """


class Unfit(RuntimeError):
    """The database server does not promise what the hub needs; the message says what, and what to do."""


#: Every way a database that was open may no longer be written to, by nobody's fault but its server's.
CLOSED = (Away, Busy, Unfit)
#: What is no fault of what was to be kept: the disk is full, the database is away.
AWAY = (OSError, OperationalError, InterfaceError, *CLOSED)
