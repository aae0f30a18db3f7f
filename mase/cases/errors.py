"""Refusals, as facts. Their words are shown to the person; they hold references, never a name."""


class Refused(Exception):
    """Something that may not be done now; its text says why in plain words."""


class StepMissing(Refused):
    """The pathway asks for another step first."""


class CaseClosed(Refused):
    """Nothing more happens to a closed case."""


class AlreadyDone(Refused):
    """Somebody has done it before."""


class NotEntitled(Refused):
    """The person's role does not allow this."""
