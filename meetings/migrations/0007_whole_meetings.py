"""The meetings whole: strategy agenda, complex abuse, surgery, room, agenda pack, approval by two chairs, actions."""

import django.db.models.deletion
import mase.references
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from mase.schema import Together


_TABLES = ("actioncheck", "minutesapproval", "minutesaddendum", "entryaddendum")
FORWARD = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON meetings_{table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON meetings_{table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
    for table in _TABLES
)
BACKWARD = "".join(
    f"""
DROP TRIGGER append_only ON meetings_{table};
DROP TRIGGER append_only_whole ON meetings_{table};
"""
    for table in _TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
        ("agencies", "0006_personal_adviser"),
        ("cases", "0012_typed_note"),
        ("meetings", "0006_after_strategy_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name="ActionCheck",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("words", models.TextField()),
                    ("carried_to", models.DateField(blank=True, null=True)),
                    ("checked_at", models.DateTimeField()),
                    (
                        "action",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="meetings.action"
                        ),
                    ),
                    (
                        "checked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "panel",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="meetings.panel"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="AgencyUpdate",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("asked_at", models.DateTimeField()),
                    ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ("nothing_new", models.BooleanField(blank=True, null=True)),
                    ("words", models.TextField(blank=True, null=True)),
                    (
                        "agency",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                        ),
                    ),
                    (
                        "answered_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="agency_updates", to="cases.case"
                        ),
                    ),
                    (
                        "panel",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="agency_updates", to="meetings.panel"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("answered_at__isnull", True),
                                    ("answered_by__isnull", True),
                                    ("nothing_new__isnull", True),
                                    ("words__isnull", True),
                                ),
                                models.Q(
                                    ("answered_at__isnull", False),
                                    ("answered_by__isnull", False),
                                    ("nothing_new__isnull", False),
                                    ("words__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="agency_update_answered_facts",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("answered_at", None),
                                ("nothing_new", True),
                                models.Q(("words", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="agency_update_says_something",
                        ),
                        models.UniqueConstraint(fields=("case", "panel", "agency"), name="agency_update_once_a_meeting"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AgendaNote",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("point", models.SlugField(max_length=30)),
                    ("words", models.TextField()),
                    (
                        "meeting",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="agenda_notes",
                            to="meetings.strategymeeting",
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("meeting", "point"), name="agenda_note_once_a_point")],
                },
            ),
            migrations.CreateModel(
                name="AgendaPack",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("ref", models.CharField(default=mase.references.new, editable=False, max_length=12, unique=True)),
                    ("version", models.PositiveSmallIntegerField()),
                    ("asked_at", models.DateTimeField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("waiting", "Waiting to be built"),
                                ("building", "Being built"),
                                ("ready", "Ready"),
                                ("failed", "Could not be built"),
                            ],
                            default="waiting",
                            max_length=10,
                        ),
                    ),
                    ("parts_done", models.PositiveSmallIntegerField(default=0)),
                    ("parts_total", models.PositiveSmallIntegerField(default=0)),
                    ("built_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "front",
                        models.BinaryField(
                            help_text="cover, actions and themes: the sealed pages that name no case", null=True
                        ),
                    ),
                    ("front_pages", models.PositiveSmallIntegerField(default=0)),
                    ("issued_at", models.DateTimeField(blank=True, null=True)),
                    ("recalled_at", models.DateTimeField(blank=True, null=True)),
                    ("recalled_because", models.TextField(blank=True, null=True)),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "issued_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "panel",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="meetings.panel"
                        ),
                    ),
                    (
                        "recalled_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("issued_at__isnull", True), ("issued_by__isnull", True)),
                                models.Q(("issued_at__isnull", False), ("issued_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="pack_issued_facts",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("recalled_at__isnull", True),
                                    ("recalled_by__isnull", True),
                                    ("recalled_because__isnull", True),
                                ),
                                models.Q(
                                    ("recalled_at__isnull", False),
                                    ("recalled_by__isnull", False),
                                    ("recalled_because__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="pack_recalled_facts",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("issued_at", None), ("state", "ready"), _connector="OR"),
                            name="pack_issued_when_ready",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("parts_done__lte", models.F("parts_total"))), name="pack_parts_counted"
                        ),
                        models.UniqueConstraint(fields=("panel", "version"), name="pack_version_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CohortRemoval",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("proposed_at", models.DateTimeField()),
                    ("reason", models.TextField()),
                    ("agreed", models.BooleanField(blank=True, null=True)),
                    ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ("answer", models.TextField(blank=True, null=True)),
                    (
                        "answered_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "entry",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="removals", to="meetings.cohortentry"
                        ),
                    ),
                    (
                        "proposed_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("agreed__isnull", True),
                                    ("answered_at__isnull", True),
                                    ("answered_by__isnull", True),
                                    ("answer__isnull", True),
                                ),
                                models.Q(
                                    ("agreed__isnull", False),
                                    ("answered_at__isnull", False),
                                    ("answered_by__isnull", False),
                                    ("answer__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="cohort_removal_answered_facts",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("answered_by__isnull", True),
                                models.Q(("proposed_by", models.F("answered_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="cohort_removal_by_two",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("answered_at", None)),
                            fields=("entry",),
                            name="cohort_removal_one_at_a_time",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ComplexMeeting",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("ref", models.CharField(default=mase.references.new, editable=False, max_length=12, unique=True)),
                    ("convened_at", models.DateTimeField()),
                    ("reason", models.TextField()),
                    (
                        "threshold_with",
                        models.CharField(help_text="the safeguarding adviser, by post (HO-10)", max_length=200),
                    ),
                    (
                        "quality_told_on",
                        models.DateField(help_text="when the Head of Quality Assurance was contacted (SO-24)"),
                    ),
                    ("other_boroughs", models.TextField(blank=True)),
                    ("scheduled_for", models.DateTimeField()),
                    ("place", models.CharField(max_length=200)),
                    ("held_at", models.DateTimeField(blank=True, null=True)),
                    ("summary", models.TextField(blank=True, null=True)),
                    ("decision", models.TextField(blank=True, null=True)),
                    (
                        "authority",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="complex_meetings",
                            to="agencies.authority",
                        ),
                    ),
                    (
                        "chair",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "convened_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "strategy",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="complex_meetings",
                            to="meetings.strategymeeting",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("held_at__isnull", True),
                                    ("summary__isnull", True),
                                    ("decision__isnull", True),
                                    ("recorded_by__isnull", True),
                                ),
                                models.Q(
                                    ("held_at__isnull", False),
                                    ("summary__isnull", False),
                                    ("decision__isnull", False),
                                    ("recorded_by__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="complex_meeting_held_facts",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ComplexMember",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("invited_at", models.DateTimeField()),
                    ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ("present", models.BooleanField(blank=True, null=True)),
                    (
                        "agency",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                        ),
                    ),
                    (
                        "invited_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "meeting",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="members",
                            to="meetings.complexmeeting",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="complex_memberships",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("withdrawn_at", None)),
                            fields=("meeting", "user"),
                            name="complex_member_once_at_a_time",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ComplexNode",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("child", "Child"),
                                ("adult", "Person of concern"),
                                ("place", "Place"),
                                ("group", "Group or gang"),
                                ("vehicle", "Vehicle"),
                                ("contact", "Telephone or online name"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("name", models.CharField(blank=True, max_length=200)),
                    ("known", models.TextField(blank=True)),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "meeting",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="nodes", to="meetings.complexmeeting"
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("kind", "child"), ("name", "")),
                                models.Q(models.Q(("kind", "child"), _negated=True), models.Q(("name", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="complex_node_names_no_child",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ComplexChild",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("linked_at", models.DateTimeField()),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="complex_children", to="cases.case"
                        ),
                    ),
                    (
                        "linked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "node",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT, related_name="child", to="meetings.complexnode"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="ComplexLink",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("nature", models.CharField(max_length=200)),
                    ("source", models.CharField(max_length=200)),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "meeting",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="links", to="meetings.complexmeeting"
                        ),
                    ),
                    (
                        "one",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="meetings.complexnode"
                        ),
                    ),
                    (
                        "other",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="meetings.complexnode"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("one", models.F("other")), _negated=True), name="complex_link_between_two"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ComplexStatement",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("words", models.TextField()),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "agency",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                        ),
                    ),
                    (
                        "meeting",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="statements",
                            to="meetings.complexmeeting",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="EntryAddendum",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("words", models.TextField()),
                    ("added_at", models.DateTimeField()),
                    (
                        "added_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "entry",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="addenda", to="meetings.listentry"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="HistoricalAgencyUpdate",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("asked_at", models.DateTimeField()),
                    ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ("nothing_new", models.BooleanField(blank=True, null=True)),
                    ("words", models.TextField(blank=True, null=True)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="agencies.agency",
                        ),
                    ),
                    (
                        "answered_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "asked_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="cases.case",
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "panel",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.panel",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical agency update",
                    "verbose_name_plural": "historical agency updates",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalAgendaNote",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("point", models.SlugField(max_length=30)),
                    ("words", models.TextField()),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "meeting",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.strategymeeting",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical agenda note",
                    "verbose_name_plural": "historical agenda notes",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalCohortRemoval",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("proposed_at", models.DateTimeField()),
                    ("reason", models.TextField()),
                    ("agreed", models.BooleanField(blank=True, null=True)),
                    ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ("answer", models.TextField(blank=True, null=True)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "answered_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "entry",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.cohortentry",
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "proposed_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical cohort removal",
                    "verbose_name_plural": "historical cohort removals",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalComplexChild",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("linked_at", models.DateTimeField()),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="cases.case",
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "linked_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "node",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.complexnode",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical complex child",
                    "verbose_name_plural": "historical complex childs",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalComplexLink",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("nature", models.CharField(max_length=200)),
                    ("source", models.CharField(max_length=200)),
                    ("recorded_at", models.DateTimeField()),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "meeting",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.complexmeeting",
                        ),
                    ),
                    (
                        "one",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.complexnode",
                        ),
                    ),
                    (
                        "other",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.complexnode",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical complex link",
                    "verbose_name_plural": "historical complex links",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalComplexMeeting",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("ref", models.CharField(db_index=True, default=mase.references.new, editable=False, max_length=12)),
                    ("convened_at", models.DateTimeField()),
                    ("reason", models.TextField()),
                    (
                        "threshold_with",
                        models.CharField(help_text="the safeguarding adviser, by post (HO-10)", max_length=200),
                    ),
                    (
                        "quality_told_on",
                        models.DateField(help_text="when the Head of Quality Assurance was contacted (SO-24)"),
                    ),
                    ("other_boroughs", models.TextField(blank=True)),
                    ("scheduled_for", models.DateTimeField()),
                    ("place", models.CharField(max_length=200)),
                    ("held_at", models.DateTimeField(blank=True, null=True)),
                    ("summary", models.TextField(blank=True, null=True)),
                    ("decision", models.TextField(blank=True, null=True)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "authority",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="agencies.authority",
                        ),
                    ),
                    (
                        "chair",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "convened_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "strategy",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.strategymeeting",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical complex meeting",
                    "verbose_name_plural": "historical complex meetings",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalComplexMember",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("invited_at", models.DateTimeField()),
                    ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ("present", models.BooleanField(blank=True, null=True)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="agencies.agency",
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "invited_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "meeting",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.complexmeeting",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical complex member",
                    "verbose_name_plural": "historical complex members",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalComplexNode",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("child", "Child"),
                                ("adult", "Person of concern"),
                                ("place", "Place"),
                                ("group", "Group or gang"),
                                ("vehicle", "Vehicle"),
                                ("contact", "Telephone or online name"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("name", models.CharField(blank=True, max_length=200)),
                    ("known", models.TextField(blank=True)),
                    ("recorded_at", models.DateTimeField()),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "meeting",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.complexmeeting",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical complex node",
                    "verbose_name_plural": "historical complex nodes",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalComplexStatement",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("words", models.TextField()),
                    ("recorded_at", models.DateTimeField()),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="agencies.agency",
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "meeting",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.complexmeeting",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical complex statement",
                    "verbose_name_plural": "historical complex statements",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalPackCopy",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("number", models.PositiveSmallIntegerField()),
                    ("sent_at", models.DateTimeField()),
                    ("accepted_at", models.DateTimeField(blank=True, help_text="the confidentiality statement", null=True)),
                    ("opened_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "downloaded_at",
                        models.DateTimeField(blank=True, help_text="the last time; the trail has every one", null=True),
                    ),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="agencies.agency",
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "pack",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.agendapack",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical pack copy",
                    "verbose_name_plural": "historical pack copys",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalPanelInvitation",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("because", models.TextField()),
                    ("invited_at", models.DateTimeField()),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="agencies.agency",
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "invited_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "panel",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.panel",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical panel invitation",
                    "verbose_name_plural": "historical panel invitations",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalPlacementPoint",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("point", models.SlugField(max_length=30)),
                    (
                        "answer",
                        models.CharField(
                            choices=[("yes", "Yes"), ("no", "No"), ("does_not_arise", "Does not arise")], max_length=15
                        ),
                    ),
                    ("words", models.TextField()),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "meeting",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.strategymeeting",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical placement point",
                    "verbose_name_plural": "historical placement points",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalStrategyAttendee",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("post", models.CharField(max_length=120)),
                    ("name", models.CharField(blank=True, max_length=120)),
                    ("organisation", models.CharField(blank=True, max_length=120)),
                    ("present", models.BooleanField(blank=True, null=True)),
                    ("contributed_how", models.CharField(blank=True, max_length=200)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "meeting",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.strategymeeting",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical strategy attendee",
                    "verbose_name_plural": "historical strategy attendees",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalSurgerySession",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("ref", models.CharField(db_index=True, default=mase.references.new, editable=False, max_length=12)),
                    ("begins_at", models.DateTimeField()),
                    ("minutes_each", models.PositiveSmallIntegerField()),
                    ("place", models.CharField(max_length=200)),
                    ("opened_at", models.DateTimeField()),
                    ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                    ("cancelled_because", models.TextField(blank=True, null=True)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "authority",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="agencies.authority",
                        ),
                    ),
                    (
                        "cancelled_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "opened_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical surgery session",
                    "verbose_name_plural": "historical surgery sessions",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalTheme",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    (
                        "about",
                        models.CharField(
                            choices=[
                                ("theme", "Theme"),
                                ("blockage", "Blockage between agencies"),
                                ("victims", "Victims"),
                                ("offenders", "Offenders"),
                                ("locations", "Locations"),
                                ("trends", "Themes and trends"),
                                ("missing", "Missing children"),
                                ("out_of_borough", "Children placed elsewhere, and children placed here by others"),
                                ("learning", "Learning"),
                            ],
                            max_length=15,
                        ),
                    ),
                    ("title", models.CharField(max_length=120)),
                    ("known", models.TextField()),
                    ("discussion", models.TextField(blank=True)),
                    ("recorded_at", models.DateTimeField()),
                    ("circulated_at", models.DateTimeField(blank=True, null=True)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "circulated_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "panel",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.panel",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical theme",
                    "verbose_name_plural": "historical themes",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="MinutesAddendum",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("words", models.TextField()),
                    ("added_at", models.DateTimeField()),
                    (
                        "added_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "minutes",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="addenda", to="meetings.minutes"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="MinutesApproval",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("approved_at", models.DateTimeField()),
                    ("sha256", models.CharField(max_length=64)),
                    (
                        "agency",
                        models.ForeignKey(
                            help_text="for which they chair",
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="agencies.agency",
                        ),
                    ),
                    (
                        "approved_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "panel",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="meetings.panel"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="PackCopy",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("number", models.PositiveSmallIntegerField()),
                    ("sent_at", models.DateTimeField()),
                    ("accepted_at", models.DateTimeField(blank=True, help_text="the confidentiality statement", null=True)),
                    ("opened_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "downloaded_at",
                        models.DateTimeField(blank=True, help_text="the last time; the trail has every one", null=True),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                        ),
                    ),
                    (
                        "pack",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="meetings.agendapack"
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="pack_copies",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("pack", "user"), name="pack_copy_once_a_person"),
                        models.UniqueConstraint(fields=("pack", "number"), name="pack_copy_number"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PackPart",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("position", models.PositiveSmallIntegerField()),
                    ("sealed", models.BinaryField()),
                    ("pages", models.PositiveSmallIntegerField()),
                    (
                        "case",
                        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                    ),
                    (
                        "entry",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="meetings.listentry"
                        ),
                    ),
                    (
                        "pack",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="meetings.agendapack"
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("pack", "entry"), name="pack_part_once_a_case")],
                },
            ),
            migrations.CreateModel(
                name="PanelInvitation",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("because", models.TextField()),
                    ("invited_at", models.DateTimeField()),
                    (
                        "agency",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="panel_invitations",
                            to="agencies.agency",
                        ),
                    ),
                    (
                        "invited_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "panel",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="meetings.panel"
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("panel", "agency"), name="panel_invitation_once")],
                },
            ),
            migrations.CreateModel(
                name="PlacementPoint",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("point", models.SlugField(max_length=30)),
                    (
                        "answer",
                        models.CharField(
                            choices=[("yes", "Yes"), ("no", "No"), ("does_not_arise", "Does not arise")], max_length=15
                        ),
                    ),
                    ("words", models.TextField()),
                    (
                        "meeting",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="placement_points",
                            to="meetings.strategymeeting",
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("meeting", "point"), name="placement_point_once")],
                },
            ),
            migrations.CreateModel(
                name="StrategyAttendee",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("post", models.CharField(max_length=120)),
                    ("name", models.CharField(blank=True, max_length=120)),
                    ("organisation", models.CharField(blank=True, max_length=120)),
                    ("present", models.BooleanField(blank=True, null=True)),
                    ("contributed_how", models.CharField(blank=True, max_length=200)),
                    (
                        "meeting",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="attendees",
                            to="meetings.strategymeeting",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("meeting", "post", "name"), name="strategy_attendee_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="SurgerySession",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("ref", models.CharField(default=mase.references.new, editable=False, max_length=12, unique=True)),
                    ("begins_at", models.DateTimeField()),
                    ("minutes_each", models.PositiveSmallIntegerField()),
                    ("place", models.CharField(max_length=200)),
                    ("opened_at", models.DateTimeField()),
                    ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                    ("cancelled_because", models.TextField(blank=True, null=True)),
                    (
                        "authority",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="surgeries", to="agencies.authority"
                        ),
                    ),
                    (
                        "cancelled_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "opened_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("cancelled_at__isnull", True),
                                    ("cancelled_by__isnull", True),
                                    ("cancelled_because__isnull", True),
                                ),
                                models.Q(
                                    ("cancelled_at__isnull", False),
                                    ("cancelled_by__isnull", False),
                                    ("cancelled_because__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="surgery_cancelled_facts",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("cancelled_at", None)),
                            fields=("authority", "begins_at"),
                            name="surgery_once_at_a_moment",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="HistoricalSurgerySlot",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("begins_at", models.DateTimeField()),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "session",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.surgerysession",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical surgery slot",
                    "verbose_name_plural": "historical surgery slots",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="SurgerySlot",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("begins_at", models.DateTimeField()),
                    (
                        "session",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="meetings.surgerysession"
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("session", "begins_at"), name="surgery_slot_once")],
                },
            ),
            migrations.CreateModel(
                name="HistoricalSurgeryBooking",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("booked_at", models.DateTimeField()),
                    (
                        "why",
                        models.CharField(
                            choices=[
                                ("before_mase", "An open case, before it goes to MASE"),
                                ("below_threshold", "A worry below the threshold of MASE"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("question", models.TextField()),
                    ("released_at", models.DateTimeField(blank=True, null=True)),
                    ("advised_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "recommends",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("mase_form", "Complete the MASE form"),
                                ("strategy", "Convene a strategy meeting"),
                                ("screen", "Screen the child"),
                                ("refer", "Send a referral"),
                                ("early_help", "Offer early help"),
                                ("watch", "Keep watching, and come again if the worry grows"),
                            ],
                            max_length=20,
                            null=True,
                        ),
                    ),
                    ("advice", models.TextField(blank=True, null=True)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "advised_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="agencies.agency",
                        ),
                    ),
                    (
                        "booked_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="cases.case",
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "released_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "slot",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.surgeryslot",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical surgery booking",
                    "verbose_name_plural": "historical surgery bookings",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="SurgeryBooking",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("booked_at", models.DateTimeField()),
                    (
                        "why",
                        models.CharField(
                            choices=[
                                ("before_mase", "An open case, before it goes to MASE"),
                                ("below_threshold", "A worry below the threshold of MASE"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("question", models.TextField()),
                    ("released_at", models.DateTimeField(blank=True, null=True)),
                    ("advised_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "recommends",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("mase_form", "Complete the MASE form"),
                                ("strategy", "Convene a strategy meeting"),
                                ("screen", "Screen the child"),
                                ("refer", "Send a referral"),
                                ("early_help", "Offer early help"),
                                ("watch", "Keep watching, and come again if the worry grows"),
                            ],
                            max_length=20,
                            null=True,
                        ),
                    ),
                    ("advice", models.TextField(blank=True, null=True)),
                    (
                        "advised_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                        ),
                    ),
                    (
                        "booked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="surgery_bookings",
                            to="cases.case",
                        ),
                    ),
                    (
                        "released_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "slot",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="meetings.surgeryslot"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                                models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="surgery_booking_released_facts",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("advised_at__isnull", True),
                                    ("advised_by__isnull", True),
                                    ("recommends__isnull", True),
                                    ("advice__isnull", True),
                                ),
                                models.Q(
                                    ("advised_at__isnull", False),
                                    ("advised_by__isnull", False),
                                    ("recommends__isnull", False),
                                    ("advice__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="surgery_booking_advised_facts",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("released_at", None), ("advised_at", None), _connector="OR"),
                            name="surgery_booking_released_or_advised",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("why", "below_threshold"), ("case__isnull", False), _connector="OR"),
                            name="surgery_booking_before_mase_has_case",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("released_at", None)),
                            fields=("slot",),
                            name="surgery_slot_booked_once_at_a_time",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Theme",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "about",
                        models.CharField(
                            choices=[
                                ("theme", "Theme"),
                                ("blockage", "Blockage between agencies"),
                                ("victims", "Victims"),
                                ("offenders", "Offenders"),
                                ("locations", "Locations"),
                                ("trends", "Themes and trends"),
                                ("missing", "Missing children"),
                                ("out_of_borough", "Children placed elsewhere, and children placed here by others"),
                                ("learning", "Learning"),
                            ],
                            max_length=15,
                        ),
                    ),
                    ("title", models.CharField(max_length=120)),
                    ("known", models.TextField()),
                    ("discussion", models.TextField(blank=True)),
                    ("recorded_at", models.DateTimeField()),
                    ("circulated_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "circulated_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "panel",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="themes", to="meetings.panel"
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("circulated_at__isnull", True), ("circulated_by__isnull", True)),
                                models.Q(("circulated_at__isnull", False), ("circulated_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="theme_circulated_facts",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("circulated_at", None),
                                ("about__in", ["victims", "offenders", "locations", "trends"]),
                                _connector="OR",
                            ),
                            name="theme_circulated_of_volt",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="HistoricalThemeAction",
                fields=[
                    ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                    ("text", models.TextField()),
                    ("due_on", models.DateField()),
                    ("agreed_at", models.DateTimeField()),
                    ("closed_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "closed_as",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("done", "Done"),
                                ("not_possible", "Not possible, circumstances changed"),
                                ("not_undertaken", "Not undertaken"),
                                ("cancelled", "Cancelled"),
                            ],
                            max_length=20,
                            null=True,
                        ),
                    ),
                    ("evidence", models.TextField(blank=True, null=True)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    ("history_change_reason", models.CharField(max_length=100, null=True)),
                    (
                        "history_type",
                        models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="agencies.agency",
                        ),
                    ),
                    (
                        "agreed_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "closed_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "owner",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "theme",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="meetings.theme",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical theme action",
                    "verbose_name_plural": "historical theme actions",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="ThemeAction",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("text", models.TextField()),
                    ("due_on", models.DateField()),
                    ("agreed_at", models.DateTimeField()),
                    ("closed_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "closed_as",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("done", "Done"),
                                ("not_possible", "Not possible, circumstances changed"),
                                ("not_undertaken", "Not undertaken"),
                                ("cancelled", "Cancelled"),
                            ],
                            max_length=20,
                            null=True,
                        ),
                    ),
                    ("evidence", models.TextField(blank=True, null=True)),
                    (
                        "agency",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                        ),
                    ),
                    (
                        "agreed_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "closed_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "owner",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "theme",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="meetings.theme"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("closed_at__isnull", True),
                                    ("closed_by__isnull", True),
                                    ("closed_as__isnull", True),
                                    ("evidence__isnull", True),
                                ),
                                models.Q(
                                    ("closed_at__isnull", False),
                                    ("closed_by__isnull", False),
                                    ("closed_as__isnull", False),
                                    ("evidence__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="theme_action_closed_facts",
                        )
                    ],
                },
            ),
            migrations.AddField(
                model_name="action",
                name="planning",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="actions",
                    to="meetings.planningmeeting",
                ),
            ),
            migrations.AddField(
                model_name="action",
                name="strategy",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="actions",
                    to="meetings.strategymeeting",
                ),
            ),
            migrations.AddField(
                model_name="attendance",
                name="capacity",
                field=models.CharField(
                    choices=[
                        ("member", "Member"),
                        ("chair", "Chair"),
                        ("presenter", "Presents a case"),
                        ("invited", "Invited"),
                        ("observer", "Observer, bound to confidentiality"),
                    ],
                    default="member",
                    max_length=10,
                ),
            ),
            migrations.AddField(
                model_name="attendance",
                name="left_at",
                field=models.TimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="contribution",
                name="contributed_how",
                field=models.CharField(blank=True, help_text="how an agency that was absent took part", max_length=200),
            ),
            migrations.AddField(
                model_name="contribution",
                name="decides",
                field=models.BooleanField(blank=True, help_text="whoever came could decide for the agency", null=True),
            ),
            migrations.AddField(
                model_name="contribution",
                name="dissent",
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name="contribution",
                name="source",
                field=models.CharField(blank=True, max_length=200),
            ),
            migrations.AddField(
                model_name="historicalaction",
                name="planning",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="meetings.planningmeeting",
                ),
            ),
            migrations.AddField(
                model_name="historicalaction",
                name="strategy",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="meetings.strategymeeting",
                ),
            ),
            migrations.AddField(
                model_name="historicalattendance",
                name="capacity",
                field=models.CharField(
                    choices=[
                        ("member", "Member"),
                        ("chair", "Chair"),
                        ("presenter", "Presents a case"),
                        ("invited", "Invited"),
                        ("observer", "Observer, bound to confidentiality"),
                    ],
                    default="member",
                    max_length=10,
                ),
            ),
            migrations.AddField(
                model_name="historicalattendance",
                name="left_at",
                field=models.TimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="historicalcontribution",
                name="contributed_how",
                field=models.CharField(blank=True, help_text="how an agency that was absent took part", max_length=200),
            ),
            migrations.AddField(
                model_name="historicalcontribution",
                name="decides",
                field=models.BooleanField(blank=True, help_text="whoever came could decide for the agency", null=True),
            ),
            migrations.AddField(
                model_name="historicalcontribution",
                name="dissent",
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name="historicalcontribution",
                name="source",
                field=models.CharField(blank=True, max_length=200),
            ),
            migrations.AddField(
                model_name="historicallistentry",
                name="begun_at",
                field=models.DateTimeField(blank=True, help_text="when the meeting came to this case", null=True),
            ),
            migrations.AddField(
                model_name="historicallistentry",
                name="exceptional",
                field=models.CharField(
                    blank=True,
                    choices=[
                        ("theme", "A common theme"),
                        ("difficulty", "A difficulty in the work"),
                        ("blockage", "A blockage between agencies"),
                    ],
                    max_length=10,
                ),
            ),
            migrations.AddField(
                model_name="historicallistentry",
                name="presented_by",
                field=models.CharField(blank=True, max_length=120),
            ),
            migrations.AddField(
                model_name="historicallistentry",
                name="returns_because",
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="historicallistentry",
                name="returns_to",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="meetings.panel",
                ),
            ),
            migrations.AddField(
                model_name="historicallistentry",
                name="worker_attended",
                field=models.BooleanField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="historicalstrategymeeting",
                name="complex_abuse",
                field=models.BooleanField(blank=True, help_text="is there more than one victim or abuser?", null=True),
            ),
            migrations.AddField(
                model_name="historicalstrategymeeting",
                name="complex_reason",
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name="historicalstrategymeeting",
                name="minutes_go_to",
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name="historicalstrategymeeting",
                name="next_on",
                field=models.DateField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="historicalstrategymeeting",
                name="parents_reason",
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name="historicalstrategymeeting",
                name="parents_told",
                field=models.BooleanField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="listentry",
                name="begun_at",
                field=models.DateTimeField(blank=True, help_text="when the meeting came to this case", null=True),
            ),
            migrations.AddField(
                model_name="listentry",
                name="exceptional",
                field=models.CharField(
                    blank=True,
                    choices=[
                        ("theme", "A common theme"),
                        ("difficulty", "A difficulty in the work"),
                        ("blockage", "A blockage between agencies"),
                    ],
                    max_length=10,
                ),
            ),
            migrations.AddField(
                model_name="listentry",
                name="presented_by",
                field=models.CharField(blank=True, max_length=120),
            ),
            migrations.AddField(
                model_name="listentry",
                name="returns_because",
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="listentry",
                name="returns_to",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="expected",
                    to="meetings.panel",
                ),
            ),
            migrations.AddField(
                model_name="listentry",
                name="worker_attended",
                field=models.BooleanField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="strategymeeting",
                name="complex_abuse",
                field=models.BooleanField(blank=True, help_text="is there more than one victim or abuser?", null=True),
            ),
            migrations.AddField(
                model_name="strategymeeting",
                name="complex_reason",
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name="strategymeeting",
                name="minutes_go_to",
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name="strategymeeting",
                name="next_on",
                field=models.DateField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="strategymeeting",
                name="parents_reason",
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name="strategymeeting",
                name="parents_told",
                field=models.BooleanField(blank=True, null=True),
            ),
            migrations.AlterField(
                model_name="action",
                name="closed_as",
                field=models.CharField(
                    blank=True,
                    choices=[
                        ("done", "Done"),
                        ("not_possible", "Not possible, circumstances changed"),
                        ("not_undertaken", "Not undertaken"),
                        ("cancelled", "Cancelled"),
                    ],
                    max_length=20,
                    null=True,
                ),
            ),
            migrations.AlterField(
                model_name="action",
                name="entry",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="actions",
                    to="meetings.listentry",
                ),
            ),
            migrations.AlterField(
                model_name="action",
                name="owner",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to=settings.AUTH_USER_MODEL
                ),
            ),
            migrations.AlterField(
                model_name="historicalaction",
                name="closed_as",
                field=models.CharField(
                    blank=True,
                    choices=[
                        ("done", "Done"),
                        ("not_possible", "Not possible, circumstances changed"),
                        ("not_undertaken", "Not undertaken"),
                        ("cancelled", "Cancelled"),
                    ],
                    max_length=20,
                    null=True,
                ),
            ),
            migrations.AddConstraint(
                model_name="attendance",
                constraint=models.CheckConstraint(
                    condition=models.Q(("left_at", None), ("present", True), _connector="OR"),
                    name="attendance_left_who_came",
                ),
            ),
            migrations.AddConstraint(
                model_name="strategymeeting",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("parents_told", None),
                        ("parents_told", True),
                        models.Q(("parents_reason", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="strategy_parents_not_told_says_why",
                ),
            ),
            migrations.AddField(
                model_name="action",
                name="complex_meeting",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="actions",
                    to="meetings.complexmeeting",
                ),
            ),
            migrations.AddField(
                model_name="historicalaction",
                name="complex_meeting",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="meetings.complexmeeting",
                ),
            ),
            migrations.AddConstraint(
                model_name="action",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("complex_meeting__isnull", True),
                            ("entry__isnull", False),
                            ("planning__isnull", True),
                            ("strategy__isnull", True),
                        ),
                        models.Q(
                            ("complex_meeting__isnull", True),
                            ("entry__isnull", True),
                            ("planning__isnull", True),
                            ("strategy__isnull", False),
                        ),
                        models.Q(
                            ("complex_meeting__isnull", True),
                            ("entry__isnull", True),
                            ("planning__isnull", False),
                            ("strategy__isnull", True),
                        ),
                        models.Q(
                            ("complex_meeting__isnull", False),
                            ("entry__isnull", True),
                            ("planning__isnull", True),
                            ("strategy__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="action_of_one_meeting",
                ),
            ),
            migrations.AddField(
                model_name="historicallistentry",
                name="theme",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="meetings.theme",
                ),
            ),
            migrations.AddField(
                model_name="listentry",
                name="theme",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="entries",
                    to="meetings.theme",
                ),
            ),
            migrations.AddConstraint(
                model_name="listentry",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("returns_to__isnull", True), ("returns_because__isnull", True)),
                        models.Q(("returns_to__isnull", False), ("returns_because__isnull", False)),
                        _connector="OR",
                    ),
                    name="list_entry_returns_facts",
                ),
            ),
            migrations.AddConstraint(
                model_name="listentry",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("worker_attended", None),
                        ("worker_attended", False),
                        models.Q(("presented_by", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="list_entry_names_who_presented",
                ),
            ),
            migrations.RunSQL(FORWARD, BACKWARD),
        ]),
    ]
