"""Accounts: who may sign in, and in which roles for which organisation, from when to when."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from konsil.store.models.fields import Public, Words
from konsil.store.models.parties import Organisation


class Accounts(BaseUserManager["Account"]):
    """Finds an account by its address, whatever its letters' case."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=(username or "").strip().lower())

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "Account":
        account = self.model(email=email.strip().lower(), **more)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """One human being who signs in. A member's account points at the person it is for."""

    public = Public("a")
    email = models.TextField(unique=True)
    name = models.TextField()
    language = models.TextField(default="en")
    person = models.ForeignKey("store.Person", models.PROTECT, null=True, blank=True, related_name="accounts")
    is_active = models.BooleanField(default=True)
    invited_by = Words()
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = Accounts()

    class Meta:
        db_table = "account"
        constraints = [  # entries are signed by it, and four eyes are told apart by it
            models.UniqueConstraint(fields=["name"], name="account-name-taken")
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.partition(" ")[0]


class Membership(models.Model):
    """A role that an account holds for an organisation, from an instant until another: leaving is at once."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    role = models.TextField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "membership"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "role"],
                condition=models.Q(until_at=None),
                name="role-held-already",
            )
        ]
