"""The one table that Django itself has to know: the people who log in."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from darcha.law.access import Actor, Role


class Person(AbstractBaseUser):
    """A person with a log-in; roles and the agencies and posts where they hold. The table belongs to SQL."""

    id = models.CharField(primary_key=True, max_length=70)
    name = models.TextField()
    language = models.CharField(max_length=10)
    roles = ArrayField(models.TextField())
    agencies = ArrayField(models.TextField())
    posts = ArrayField(models.TextField())
    active = models.BooleanField(default=True)

    objects = BaseUserManager()
    USERNAME_FIELD = "id"

    class Meta:
        db_table = "person"
        managed = False

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Django's name for ``active``."""
        return self.active

    def actor(self, firms: frozenset[str]) -> Actor:
        """The person as an actor for ``firms``."""
        return Actor(
            self.id,
            self.name,
            frozenset(cast("list[Role]", self.roles)),
            firms,
            frozenset(self.agencies),
            frozenset(self.posts),
        )
