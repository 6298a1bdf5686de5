"""PostgreSQL as Django knows it; that a connection still stands is seen without asking the server each time."""

from __future__ import annotations

from select import POLLERR, POLLHUP, POLLIN, poll

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend named by `settings.DATABASES`."""

    def is_usable(self) -> bool:
        """Whether the server is still there. While it has nothing to tell us, nobody needs to ask it: a server that
        went away has closed its end, and that can be read. In a transaction that failed it is asked."""
        if self.connection.info.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
            return super().is_usable()
        wire = poll()
        wire.register(self.connection.fileno(), POLLIN | POLLERR | POLLHUP)
        return not wire.poll(0) or super().is_usable()
