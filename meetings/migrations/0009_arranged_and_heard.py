"""Planning and complex abuse meetings that move, where a case comes back from, who knows somebody, themes heard again."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from mase.schema import Together


_FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON meetings_themeactioncheck
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON meetings_themeactioncheck
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
_BACKWARD = """
DROP TRIGGER append_only ON meetings_themeactioncheck;
DROP TRIGGER append_only_whole ON meetings_themeactioncheck;
"""
# Who declared an interest stood in the trail alone.
_DECLARED = """
INSERT INTO meetings_declaredinterest (entry_id, person_id, declared_at, declared_by_id)
SELECT DISTINCT ON (e.subject_id, e.detail->'person') e.subject_id, (e.detail->>'person')::bigint, e.at, e.actor
FROM audit_event e JOIN meetings_listentry l ON l.id = e.subject_id
WHERE e.verb = 'interest_declared' AND e.subject = 'meetings.listentry'
ORDER BY e.subject_id, e.detail->'person', e.id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0006_personal_adviser'),
        ('cases', '0014_left_and_cancelled'),
        ('meetings', '0008_slot_is_taken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='DeclaredInterest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('declared_at', models.DateTimeField()),
                    ('declared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='meetings.listentry')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('entry', 'person'), name='declared_interest_once')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalDeclaredInterest',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('declared_at', models.DateTimeField()),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('declared_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.listentry')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical declared interest',
                    'verbose_name_plural': 'historical declared interests',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalNotDiscussed',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('reason', models.TextField()),
                    ('decided_at', models.DateTimeField()),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('panel', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.panel')),
                ],
                options={
                    'verbose_name': 'historical not discussed',
                    'verbose_name_plural': 'historical not discusseds',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='NotDiscussed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.TextField()),
                    ('decided_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='not_discussed', to='cases.case')),
                    ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='not_discussed', to='meetings.panel')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('panel', 'case'), name='not_discussed_once_a_meeting')],
                },
            ),
            migrations.CreateModel(
                name='ThemeActionCheck',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.TextField()),
                    ('carried_to', models.DateField(blank=True, null=True)),
                    ('checked_at', models.DateTimeField()),
                    ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='meetings.themeaction')),
                    ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.panel')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.RemoveConstraint(
                model_name='planningmeeting',
                name='planning_one_at_a_time',
            ),
            migrations.AddField(
                model_name='complexmeeting',
                name='cancelled_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='complexmeeting',
                name='cancelled_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='complexmeeting',
                name='cancelled_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='complexmeeting',
                name='moved_at',
                field=models.DateTimeField(blank=True, help_text='the last time; history keeps those before', null=True),
            ),
            migrations.AddField(
                model_name='complexmeeting',
                name='moved_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='complexmeeting',
                name='moved_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='complexmeeting',
                name='moved_from',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalcomplexmeeting',
                name='cancelled_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalcomplexmeeting',
                name='cancelled_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalcomplexmeeting',
                name='cancelled_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='historicalcomplexmeeting',
                name='moved_at',
                field=models.DateTimeField(blank=True, help_text='the last time; history keeps those before', null=True),
            ),
            migrations.AddField(
                model_name='historicalcomplexmeeting',
                name='moved_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalcomplexmeeting',
                name='moved_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='historicalcomplexmeeting',
                name='moved_from',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicallistentry',
                name='brought_from',
                field=models.ForeignKey(blank=True, db_constraint=False, help_text='the entry of the earlier meeting that brought the case here', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.listentry'),
            ),
            migrations.AddField(
                model_name='historicalplanningmeeting',
                name='cancelled_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalplanningmeeting',
                name='cancelled_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalplanningmeeting',
                name='cancelled_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='historicalplanningmeeting',
                name='moved_at',
                field=models.DateTimeField(blank=True, help_text='the last time; history keeps those before', null=True),
            ),
            migrations.AddField(
                model_name='historicalplanningmeeting',
                name='moved_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalplanningmeeting',
                name='moved_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='historicalplanningmeeting',
                name='moved_from',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='listentry',
                name='brought_from',
                field=models.ForeignKey(blank=True, help_text='the entry of the earlier meeting that brought the case here', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='brought', to='meetings.listentry'),
            ),
            migrations.AddField(
                model_name='planningmeeting',
                name='cancelled_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='planningmeeting',
                name='cancelled_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='planningmeeting',
                name='cancelled_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='planningmeeting',
                name='moved_at',
                field=models.DateTimeField(blank=True, help_text='the last time; history keeps those before', null=True),
            ),
            migrations.AddField(
                model_name='planningmeeting',
                name='moved_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='planningmeeting',
                name='moved_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='planningmeeting',
                name='moved_from',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddConstraint(
                model_name='complexmeeting',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('moved_at__isnull', True), ('moved_by__isnull', True), ('moved_from__isnull', True), ('moved_because__isnull', True)), models.Q(('moved_at__isnull', False), ('moved_by__isnull', False), ('moved_from__isnull', False), ('moved_because__isnull', False)), _connector='OR'), name='complexmeeting_moved_facts'),
            ),
            migrations.AddConstraint(
                model_name='complexmeeting',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True), ('cancelled_because__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), ('cancelled_because__isnull', False)), _connector='OR'), name='complexmeeting_cancelled_facts'),
            ),
            migrations.AddConstraint(
                model_name='complexmeeting',
                constraint=models.CheckConstraint(condition=models.Q(('held_at', None), ('cancelled_at', None), _connector='OR'), name='complex_meeting_held_or_cancelled'),
            ),
            migrations.AddConstraint(
                model_name='planningmeeting',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('moved_at__isnull', True), ('moved_by__isnull', True), ('moved_from__isnull', True), ('moved_because__isnull', True)), models.Q(('moved_at__isnull', False), ('moved_by__isnull', False), ('moved_from__isnull', False), ('moved_because__isnull', False)), _connector='OR'), name='planningmeeting_moved_facts'),
            ),
            migrations.AddConstraint(
                model_name='planningmeeting',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True), ('cancelled_because__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), ('cancelled_because__isnull', False)), _connector='OR'), name='planningmeeting_cancelled_facts'),
            ),
            migrations.AddConstraint(
                model_name='planningmeeting',
                constraint=models.CheckConstraint(condition=models.Q(('held_on', None), ('cancelled_at', None), _connector='OR'), name='planning_held_or_cancelled'),
            ),
            migrations.AddConstraint(
                model_name='planningmeeting',
                constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None), ('held_on', None)), fields=('case',), name='planning_one_at_a_time'),
            ),
            migrations.RunSQL(_FORWARD, _BACKWARD),
            migrations.RunSQL(_DECLARED, migrations.RunSQL.noop),
        ]),
    ]
