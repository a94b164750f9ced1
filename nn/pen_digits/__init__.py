"""Digits that people wrote with a pen on a tablet: read, rendered, varied."""
