"""The one family of errors that are meant for a person to read."""


class Refused(ValueError):
    """Something asked for cannot be done; the message says what was wrong and what to do.

    The command line prints the message and ends with exit code 2; a page shows it as it is.
    """
