"""The store as a Django application: migrations and the person who logs in."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Label ``store``."""

    name = "darcha.store"
    label = "store"
