"""Migrations own the order; the SQL files beside them own the tables."""
