"""The doors as a Django application: templates, files, languages."""

from django.apps import AppConfig

from darcha.doors.pages import catalogue


class DoorsConfig(AppConfig):
    """Label ``doors``."""

    name = "darcha.doors"
    label = "doors"

    def ready(self) -> None:
        """Compile the catalogues that are newer than what was compiled of them, so that one command suffices."""
        catalogue.compile_all()
