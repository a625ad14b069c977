"""The declarative batch runner for video remix services."""

__version__ = "0.1.0"
