"""Why a command cannot go on, in one sentence that its reader can act on."""


class CannotServe(Exception):
    """The sentence is the message; the command ends with a non-zero status."""


class CannotDo(Exception):
    """A command cannot do what was asked; the message says why and what to do instead."""
