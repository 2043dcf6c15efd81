"""The version of the package, for those who must not load the package to know it."""

__version__ = "0.1.0"
