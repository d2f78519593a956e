"""Darcha: an open Single Window for trade with a Situation Centre for customs control."""

__version__ = "0.1.0"
