"""Patent literature as it was published. Lists of names, classes and numbers are JSON: they are read with their record and searched in
the index, never by the database."""

from django.db import models
from django.db.models import Q

from qiangxian.contexts.audit.types import Receipt

from .types import ExportState, Licence


class Batch(models.Model):
    """One file that was taken over, and how far."""

    sha256 = models.CharField(max_length=64, unique=True)
    file_name = models.CharField(max_length=200)
    source = models.CharField(max_length=120, blank=True)
    licence = models.CharField(max_length=10, choices=Licence.choices)
    taken_rows = models.PositiveIntegerField(default=0)
    is_finished = models.BooleanField(default=False)
    told = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(licence__in=Licence.values), name="patents_batch_licence_known"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def receipt(self) -> Receipt:
        """For the audit line."""
        after = {"file": self.file_name, "rows": self.taken_rows, "finished": self.is_finished}
        return Receipt("patents.batch", str(self.pk), self.file_name, after=after, result=self)


class Record(models.Model):
    """One application. `key` is its number, else the publication number without kind until the number is learnt. `text_date` is the
    day of the publication the texts are of; an `is_published` False record is in no index, no list, no figure. One whose number was
    learnt after another row had made its record is `joined_to` that. `published_at`: the instant since which it can be found here;
    `status_at`, `status_before`: when its state last changed here, and what it was."""

    key = models.CharField(max_length=40, unique=True)
    application_number = models.CharField(max_length=40, blank=True)
    raw_number = models.CharField(max_length=60, blank=True)
    type = models.CharField(max_length=20, blank=True)
    title = models.TextField(blank=True)
    abstract = models.TextField(blank=True)
    claims = models.TextField(blank=True)
    description = models.TextField(blank=True)
    applicants = models.JSONField(default=list)
    owners = models.JSONField(default=list)
    inventors = models.JSONField(default=list)
    agency = models.CharField(max_length=200, blank=True)
    agents = models.JSONField(default=list)
    address = models.TextField(blank=True)
    division_code = models.CharField(max_length=12, blank=True)
    ipc_main = models.CharField(max_length=20, blank=True)
    ipc = models.JSONField(default=list)
    cpc = models.JSONField(default=list)
    locarno = models.JSONField(default=list)
    priorities = models.JSONField(default=list)
    family = models.JSONField(default=list)
    pct_number = models.CharField(max_length=120, blank=True)
    filing_date = models.DateField(null=True)
    publication_date = models.DateField(null=True)
    grant_date = models.DateField(null=True)
    expiry_date = models.DateField(null=True)
    priority_date = models.DateField(null=True)
    printed_status = models.CharField(max_length=60, blank=True)
    printed_status_date = models.DateField(null=True)
    status = models.CharField(max_length=20, blank=True)
    text_date = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    status_at = models.DateTimeField(null=True)
    status_before = models.CharField(max_length=20, blank=True)
    licence = models.CharField(max_length=10, choices=Licence.choices)
    is_published = models.BooleanField(default=False)
    is_indexed = models.BooleanField(default=False, db_index=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="records")
    joined_to = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="joined")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["filing_date"]),
            models.Index(fields=["status", "expiry_date"]),
            models.Index(fields=["is_published", "publication_date"]),
            models.Index(fields=["published_at"]),
            models.Index(fields=["status_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(licence__in=Licence.values), name="patents_record_licence_known"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Publication(models.Model):
    """One published document: an application laid open, a grant, a correction."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="publications")
    number = models.CharField(max_length=40, unique=True)
    stem = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=4, blank=True)
    published_date = models.DateField(null=True)
    meaning = models.CharField(max_length=30, blank=True)

    def __str__(self) -> str:
        return self.number


class LegalEvent(models.Model):
    """One legal event as a source printed it."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="events")
    type = models.CharField(max_length=30)
    effective_date = models.DateField()
    announced_date = models.DateField(null=True)
    words = models.CharField(max_length=300, blank=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="events")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "type", "effective_date"], name="patents_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.effective_date}"


class Citation(models.Model):
    """A document that a record cites, by its number without kind where it has one."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="citations")
    number = models.CharField(max_length=40)
    stem = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="patents_citation_once")]

    def __str__(self) -> str:
        return self.number


class Watch(models.Model):
    """A saved search whose owner is told of what is new in it, up to an instant."""

    view = models.OneToOneField("people.SavedView", on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    told_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.view_id}"


class Folder(models.Model):
    """Records somebody put together under a name. `owner` is who has it, as recipients of notices are named: a unit, an enterprise or
    an account."""

    owner = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="patents_folder_once")]

    def __str__(self) -> str:
        return self.name

    def receipt(self) -> Receipt:
        """For the audit line."""
        return Receipt("patents.folder", str(self.pk), self.name, after={"name": self.name}, result=self)


class Marked(models.Model):
    """A record in a folder, with what somebody noted of it."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="marked")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    note = models.TextField(blank=True)
    marked_at = models.DateTimeField()
    marked_by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "record"], name="patents_marked_once")]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.record_id}"


class Sample(models.Model):
    """Records of a collection drawn by chance, each judged by a person: how many of what the query finds belong to it. `answers`:
    record number → true, false, or null where nobody has judged yet."""

    collection = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    division_code = models.CharField(max_length=12)
    total = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["collection", "version", "-drawn_at"], name="patents_sample_newest")]

    def __str__(self) -> str:
        return f"{self.collection} {self.version}"


class Export(models.Model):
    """A file of hits that is made in the background for one account: what was asked, how far it is. `uid` names the file."""

    uid = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    query = models.TextField(blank=True)
    form = models.CharField(max_length=4)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.uid

    @property
    def file_name(self) -> str:
        """As it is kept."""
        return f"{self.uid}.{self.form}"
