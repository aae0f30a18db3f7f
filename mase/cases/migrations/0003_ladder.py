"""A deadline knows the agency that answers, its ladder, and the moments at which somebody is told."""

import django.contrib.postgres.fields
import django.db.models.deletion
import mase.references
from django.conf import settings
from django.db import migrations, models

# Each goes on as it stood: told once at its moment, and answered for by the agency of its owner or its role.
FILL = """
UPDATE cases_deadline d SET authority_id = c.authority_id, path = '/cases/' || c.ref || '/',
    ladder = CASE d.manager_role WHEN '' THEN '{}' ELSE ARRAY[d.manager_role] END,
    moments = ARRAY[d.started_at, d.due_at], rung = CASE WHEN d.breached_at IS NULL THEN 1 ELSE 2 END,
    next_at = CASE WHEN d.closed_at IS NULL AND d.breached_at IS NULL THEN d.due_at END,
    agency_id = coalesce(
        (SELECT min(m.agency_id) FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
            WHERE a.authority_id = c.authority_id AND m.user_id = d.owner_id),
        (SELECT a.id FROM agencies_agency a WHERE a.authority_id = c.authority_id AND a.kind = 'social_care'))
FROM cases_case c WHERE c.id = d.case_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


def give_references(apps, schema_editor):
    for deadline in apps.get_model("cases", "Deadline").objects.filter(ref=None).iterator():
        deadline.ref = mase.references.new()
        deadline.save(update_fields=["ref"])


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0002_leave'),
        ('cases', '0002_pathway_trigger'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='deadline',
            name='deadline_to_sweep',
        ),
        migrations.AddField(
            model_name='deadline',
            name='agency',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='agencies.agency'),
        ),
        migrations.AddField(
            model_name='deadline',
            name='authority',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='agencies.authority'),
        ),
        migrations.AddField(
            model_name='deadline',
            name='ladder',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None),
        ),
        migrations.AddField(
            model_name='deadline',
            name='moments',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name='deadline',
            name='next_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='deadline',
            name='path',
            field=models.CharField(null=True, help_text='the page on which it is done', max_length=200),
        ),
        migrations.AddField(
            model_name='deadline',
            name='paused_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='deadline',
            name='ref',
            field=models.CharField(editable=False, max_length=12, null=True),
        ),
        migrations.AddField(
            model_name='deadline',
            name='rung',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='deadline',
            name='stuck_at',
            field=models.DateTimeField(blank=True, help_text='when the sweep failed on it', null=True),
        ),
        migrations.AddField(
            model_name='deadlineevent',
            name='empty',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='deadlineevent',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='deadlineevent',
            name='told',
            field=models.CharField(blank=True, db_default='', max_length=30),
        ),
        migrations.RunPython(give_references, migrations.RunPython.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='deadline',
            name='manager_role',
        ),
        migrations.AlterField(
            model_name='deadline',
            name='agency',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='agencies.agency'),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='authority',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='agencies.authority'),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='moments',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='path',
            field=models.CharField(help_text='the page on which it is done', max_length=200),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='ref',
            field=models.CharField(default=mase.references.new, editable=False, max_length=12),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='manager',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='deadlineevent',
            name='by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(fields=('ref',), name='deadline_ref_once'),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='case',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='cases.case'),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='closed_as',
            field=models.CharField(blank=True, choices=[('met', 'Met'), ('waived', 'Waived'), ('withdrawn', 'No longer needed')], max_length=10, null=True),
        ),
        migrations.AlterField(
            model_name='deadlineevent',
            name='kind',
            field=models.CharField(choices=[('started', 'started'), ('moved', 'moved'), ('handed_over', 'handed over'), ('paused', 'paused'), ('resumed', 'resumed'), ('reminded', 'reminder sent'), ('breached', 'passed'), ('escalated', 'escalated'), ('met', 'met'), ('waived', 'waived'), ('withdrawn', 'no longer needed')], max_length=12),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at', 'id'], name='deadline_to_sweep'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['agency', 'due_at', 'id'], name='deadline_of_agency'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(fields=['authority', 'code', 'due_at'], name='deadline_timeliness'),
        ),
        migrations.AddIndex(
            model_name='deadlineevent',
            index=models.Index(condition=models.Q(('empty', []), _negated=True), fields=['-at', '-id'], name='deadline_event_nobody_there'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('next_at', None), models.Q(('closed_at', None), ('paused_at', None)), _connector='OR'), name='deadline_ended_or_paused_is_quiet'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('paused_at', None), models.Q(('breached_at', None), ('closed_at', None)), _connector='OR'), name='deadline_paused_while_it_runs'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(condition=models.Q(('case', None), ('closed_at', None)), fields=('agency', 'code', 'key'), name='deadline_open_once_an_agency'),
        ),
    ]
