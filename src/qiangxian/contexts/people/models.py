"""Counties set up here with their townships, units, accounts, dated roles, delegation."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models import F, Q

from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel import division
from qiangxian.kernel.roles import choices

from .types import StepKind, UnitKind, login_key


class County(models.Model):
    """A county that was set up here: from then on commands mean it, and nobody else's plan is brought in."""

    division_code = models.CharField(max_length=12, unique=True)
    set_up_at = models.DateTimeField()
    set_up_by = models.CharField(max_length=120)
    townships_checked_at = models.DateTimeField(null=True)
    townships_checked_by = models.CharField(max_length=120, blank=True)
    issuing_body = models.CharField(max_length=80, blank=True)
    site_address = models.CharField(max_length=200, blank=True)
    notice_board = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["division_code"]

    def __str__(self) -> str:
        return division.find(self.division_code).name

    @property
    def body(self) -> str:
        """The issuing body in full; else its market bureau, which keeps the office of the leading group."""
        return self.issuing_body or f"{self}市场监督管理局"

    def receipt(self) -> Receipt:
        """Its name."""
        return Receipt("county", self.division_code, str(self), None, None, self.division_code, self)


class Township(models.Model):
    """What a county corrected in the national list: the township of this code is called so, or there is none any more."""

    division_code = models.CharField(max_length=12, db_index=True)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    is_gone = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A bureau, township or other body of one county, under the name the county uses. `former_names` are names under which a
    printed plan may still speak of it: its own of before, and those of units that became part of it."""

    division_code = models.CharField(max_length=12, db_index=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=UnitKind.choices, default=UnitKind.BUREAU)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    note = models.TextField(blank=True)
    former_names = models.JSONField(default=list)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        ordering = ["division_code", "name"]
        constraints = [models.UniqueConstraint(fields=["division_code", "name"], name="people_unit_once_per_county")]

    def __str__(self) -> str:
        return self.name

    def receipt(self) -> Receipt:
        """Name and kind."""
        after = {"name": self.name, "short_name": self.short_name, "kind": self.kind}
        return Receipt("unit", str(self.pk), self.name, None, after, self.division_code, self)


class Person(models.Model):
    """A natural person: who stands behind accounts, signs, takes one side of a pair. Most have one account, some several,
    and one who only signs offline has none."""

    division_code = models.CharField(max_length=12, blank=True, db_index=True)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["division_code", "name", "id"]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）" if self.post else self.name

    def receipt(self) -> Receipt:
        """Name and post."""
        after = {"name": self.name, "post": self.post}
        return Receipt("person", str(self.pk), self.name, None, after, self.division_code, self)


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by login name as it is compared; accounts are made by actions only, so there is no `create_superuser`."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login_key=login_key(username or ""))


class Account(AbstractBaseUser):
    """Someone who logs in. There is no superuser: what an account may do follows from its role assignments."""

    name = models.CharField(max_length=60, unique=True)
    login_key = models.CharField(max_length=80, unique=True, editable=False)
    display_name = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="accounts")
    enterprise_record_id = models.BigIntegerField(null=True)
    is_active = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True)

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.display_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The key follows the name."""
        self.login_key = self.login_key or login_key(self.name)
        super().save(*args, **kwargs)

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password; nothing is written on the way, a new hash comes with the next change."""
        return check_password(raw_password, self.password)

    @property
    def home(self) -> str:
        """The county an account's own doings belong to: its unit's, else that of its newest role, else none."""
        if self.unit is not None:
            return self.unit.division_code
        newest = self.role_assignments.order_by("-id").first()
        return newest.division_code if newest else ""

    def receipt(self, **result: Any) -> Receipt:
        """Whether it works; `result` where the caller gets more than the account."""
        after = {"active": self.is_active, "must_change": self.must_change_password}
        return Receipt("account", str(self.pk), self.name, None, after, self.home, result or self)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used; rights are named actions."""
        return False

    @property
    def is_staff(self) -> bool:
        """Django's admin site is not installed."""
        return False


class RoleAssignment(models.Model):
    """An account stands for a role in one county, from a day to a day (exclusive)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="role_assignments")
    role = models.CharField(max_length=12, choices=choices)
    division_code = models.CharField(max_length=12, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_by = models.CharField(max_length=120)
    granted_at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="people_role_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.get_role_display()} {self.division_code}"

    @property
    def county(self) -> str:
        """The county by its name."""
        return division.find(self.division_code).name


class Delegation(models.Model):
    """One account acts for another's role for a while, as long as that other holds it; every line it leaves names both.
    `ended_on` is the day from which it holds no more, where somebody ended it before its last day."""

    giver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="delegations_given")
    taker = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="delegations_taken")
    role = models.CharField(max_length=12, choices=choices)
    division_code = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.TextField()
    granted_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="people_delegation_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="people_delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class AccountStep(models.Model):
    """What one administrator asked of an account, for another natural person of another duty to confirm or refuse.
    `duty` is the role in which it was asked, empty for the product itself; an open step has no `done_at`."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16, choices=StepKind.choices)
    reason = models.CharField(max_length=200, blank=True)
    duty = models.CharField(max_length=12, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    asked_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=120, blank=True)
    done_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed = models.BooleanField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"], condition=Q(done_at__isnull=True), name="people_one_open_step_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(done_person__isnull=True)
                | Q(asked_person__isnull=True)
                | ~Q(done_person=F("asked_person")),
                name="people_step_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.get_kind_display()}"


class LoginFailure(models.Model):
    """Wrong passwords and codes since the last success, for one account from one network; without an account, for names
    nobody has. `locked_until` closes this account to this network alone."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="failures")
    network = models.CharField(max_length=45, db_index=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "network"], name="people_failures_once"),
            models.UniqueConstraint(
                fields=["network"], condition=Q(account__isnull=True), name="people_strange_failures_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account or '—'} {self.network} {self.failures}"


class SavedView(models.Model):
    """A list's filters, sorting and columns under a name, kept by one account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.TextField()

    class Meta:
        ordering = ["page", "name"]
        constraints = [models.UniqueConstraint(fields=["account", "page", "name"], name="people_saved_view_once")]

    def __str__(self) -> str:
        return self.name
