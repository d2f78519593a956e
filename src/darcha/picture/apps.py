"""The picture as a Django application: its templates and files."""

from django.apps import AppConfig


class PictureConfig(AppConfig):
    """Label ``picture``."""

    name = "darcha.picture"
    label = "picture"
