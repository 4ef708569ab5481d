"""Noticing at once that the server has died, and starting it again."""

import os
import select

from register.database.embedded.cluster import Cluster
from register.database.embedded.processes import Postmaster


class Watch:
    """An eye on the embedded server; `descriptor` is readable as soon as its process ends."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._follow(cluster.running())

    def _follow(self, running: Postmaster) -> None:
        self.running = running
        self.descriptor = os.pidfd_open(running.pid)

    @property
    def has_died(self) -> bool:
        """Whether the process that we follow has ended."""
        poller = select.poll()
        poller.register(self.descriptor, select.POLLIN)
        return bool(poller.poll(0))

    def start_again(self) -> None:
        """Start the server after it died, and follow the new one."""
        self.close()
        self._follow(self.cluster.start())

    def close(self) -> None:
        """Stop looking."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1
