"""Published migration figures with their releases, flags and qualifiers."""

__version__ = "0.1.0"
