"""A message that could not be acknowledged: its worker takes the next one all the same.

Kombu counts it as in work for ever. A worker of one slot then takes nothing any more, asks Redis
for nothing, and so never learns that its connection is gone.
"""

from __future__ import annotations

from kombu.transport import redis as transport
from kombu.transport import virtual


class QoS(transport.QoS):
    """Redis delivers such a message again once nobody has acknowledged it for long: that is
    harmless, as each attempt is claimed, and reported, once."""

    def ack(self, delivery_tag: str) -> None:
        """Raises redis-py's errors."""
        try:
            super().ack(delivery_tag)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Raises redis-py's errors."""
        try:
            super().reject(delivery_tag, requeue=requeue)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise


def install() -> None:
    """Kombu has no setting for it."""
    transport.Channel.QoS = QoS
