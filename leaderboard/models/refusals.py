"""Why something stays as it is. Each says what was asked, and what to do instead."""

from __future__ import annotations


class Refused(Exception):
    """It is not changed in that way; the text says why and what to do."""


class Unmoved(Refused):
    """A submission, an account or a rejudging is not in the state that the step starts from."""


class Written(Refused):
    """What was noted of an operator's deed is neither changed nor deleted."""


class NotSealed(Refused):
    """It is still being generated: there is nothing yet to commit to."""


class AlreadySealed(Refused):
    """What is sealed does not change: neither its seed, its size nor its data sets."""


class Repeated(Refused):
    """These systems are known: a season holds out what nobody has seen."""


class AlreadyOpen(Refused):
    """It opens once."""


class AnotherOpen(Refused):
    """One season at a time is open: potentials are ranked by one held-out set."""


class NotOpen(Refused):
    """Only an open season retires."""


class NotRetired(Refused):
    """Its seed, salt, systems and references are revealed when it retires, not before."""


class NotAsked(Refused):
    """No evaluation of a held-out set before its commitment is published."""


class Kept(Refused):
    """A season and its data sets are not deleted: a promise that can vanish is none."""


class Broken(Refused):
    """What lies in the vault is not what was sealed."""


class Full(Refused):
    """An account has as many as are kept of it."""
