"""A meeting moves or is cancelled; agencies report to it; forms are updated and withdrawn; consultations are offered."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from mase.schema import Together


FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON meetings_formupdate FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON meetings_formupdate FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
BACKWARD = """
DROP TRIGGER append_only ON meetings_formupdate;
DROP TRIGGER append_only_whole ON meetings_formupdate;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_append_only'),
        ('agencies', '0002_leave'),
        ('cases', '0003_ladder'),
        ('meetings', '0003_actions_stay_out'),
        ('riskscreening', '0002_single_assessment_plans_missing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='AgencySubmission',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sent_at', models.DateTimeField()),
                    ('nothing_to_report', models.BooleanField()),
                    ('prevention', models.TextField(blank=True)),
                    ('disruption', models.TextField(blank=True)),
                    ('prosecution', models.TextField(blank=True)),
                    ('places', models.TextField(blank=True)),
                    ('peer_groups', models.TextField(blank=True)),
                    ('gangs', models.TextField(blank=True)),
                    ('young_people', models.TextField(blank=True)),
                    ('investigations', models.TextField(blank=True)),
                    ('people_of_concern', models.TextField(blank=True)),
                    ('hot_spots', models.TextField(blank=True)),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='agencies.agency')),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='meetings.panel')),
                    ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('panel', 'agency'), name='agency_submission_once_a_meeting'), models.CheckConstraint(condition=models.Q(models.Q(('disruption', ''), ('gangs', ''), ('hot_spots', ''), ('investigations', ''), ('nothing_to_report', True), ('peer_groups', ''), ('people_of_concern', ''), ('places', ''), ('prevention', ''), ('prosecution', ''), ('young_people', '')), models.Q(models.Q(('disruption', ''), ('gangs', ''), ('hot_spots', ''), ('investigations', ''), ('peer_groups', ''), ('people_of_concern', ''), ('places', ''), ('prevention', ''), ('prosecution', ''), ('young_people', ''), _negated=True), ('nothing_to_report', False)), _connector='OR'), name='agency_submission_says_something')],
                },
            ),
            migrations.CreateModel(
                name='ClinicalOffer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('offered_on', models.DateField()),
                    ('recorded_at', models.DateTimeField()),
                    ('accepted', models.BooleanField(blank=True, null=True)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('held_on', models.DateField(blank=True, null=True)),
                    ('held_recorded_at', models.DateTimeField(blank=True, null=True)),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clinical_offers', to='cases.case')),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='offer', to='meetings.cohortentry')),
                    ('held_recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('accepted__isnull', True), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('accepted__isnull', False), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='clinical_offer_answered_facts'), models.CheckConstraint(condition=models.Q(models.Q(('held_on__isnull', True), ('held_recorded_at__isnull', True), ('held_recorded_by__isnull', True)), models.Q(('held_on__isnull', False), ('held_recorded_at__isnull', False), ('held_recorded_by__isnull', False)), _connector='OR'), name='clinical_offer_held_facts'), models.CheckConstraint(condition=models.Q(('held_on', None), models.Q(('accepted', True), ('held_on__gte', models.F('offered_on'))), _connector='OR'), name='clinical_offer_held_when_accepted')],
                },
            ),
            migrations.CreateModel(
                name='FormUpdate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('updated_at', models.DateTimeField()),
                    ('changes', models.JSONField(default=dict)),
                    ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='meetings.maseform')),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='form_updates', to='meetings.panel')),
                    ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='HistoricalAgencySubmission',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('sent_at', models.DateTimeField()),
                    ('nothing_to_report', models.BooleanField()),
                    ('prevention', models.TextField(blank=True)),
                    ('disruption', models.TextField(blank=True)),
                    ('prosecution', models.TextField(blank=True)),
                    ('places', models.TextField(blank=True)),
                    ('peer_groups', models.TextField(blank=True)),
                    ('gangs', models.TextField(blank=True)),
                    ('young_people', models.TextField(blank=True)),
                    ('investigations', models.TextField(blank=True)),
                    ('people_of_concern', models.TextField(blank=True)),
                    ('hot_spots', models.TextField(blank=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('panel', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.panel')),
                    ('sent_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical agency submission',
                    'verbose_name_plural': 'historical agency submissions',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalClinicalOffer',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('offered_on', models.DateField()),
                    ('recorded_at', models.DateTimeField()),
                    ('accepted', models.BooleanField(blank=True, null=True)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('held_on', models.DateField(blank=True, null=True)),
                    ('held_recorded_at', models.DateTimeField(blank=True, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('answered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('entry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.cohortentry')),
                    ('held_recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical clinical offer',
                    'verbose_name_plural': 'historical clinical offers',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalQuarterlyReturn',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('quarter', models.CharField(help_text='2026-Q1', max_length=7)),
                    ('issued_on', models.DateField()),
                    ('issued_to', models.CharField(max_length=200)),
                    ('note', models.TextField()),
                    ('recorded_at', models.DateTimeField()),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('authority', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.authority')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical quarterly return',
                    'verbose_name_plural': 'historical quarterly returns',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='QuarterlyReturn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('quarter', models.CharField(help_text='2026-Q1', max_length=7)),
                    ('issued_on', models.DateField()),
                    ('issued_to', models.CharField(max_length=200)),
                    ('note', models.TextField()),
                    ('recorded_at', models.DateTimeField()),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quarterly_returns', to='agencies.authority')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('authority', 'quarter'), name='quarterly_return_once')],
                },
            ),
            migrations.RemoveConstraint(
                model_name='maseform',
                name='mase_form_one_at_a_time',
            ),
            migrations.RemoveConstraint(
                model_name='panel',
                name='panel_once_at_a_moment',
            ),
            migrations.AddField(
                model_name='historicalmaseform',
                name='withdrawn_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalmaseform',
                name='withdrawn_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalmaseform',
                name='withdrawn_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='historicalpanel',
                name='cancelled_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalpanel',
                name='cancelled_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalpanel',
                name='cancelled_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='historicalpanel',
                name='moved_at',
                field=models.DateTimeField(blank=True, help_text='the last time; history keeps those before', null=True),
            ),
            migrations.AddField(
                model_name='historicalpanel',
                name='moved_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalpanel',
                name='moved_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='historicalpanel',
                name='moved_from',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='maseform',
                name='withdrawn_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='maseform',
                name='withdrawn_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='maseform',
                name='withdrawn_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='panel',
                name='cancelled_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='panel',
                name='cancelled_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='panel',
                name='cancelled_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='panel',
                name='moved_at',
                field=models.DateTimeField(blank=True, help_text='the last time; history keeps those before', null=True),
            ),
            migrations.AddField(
                model_name='panel',
                name='moved_because',
                field=models.TextField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='panel',
                name='moved_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='panel',
                name='moved_from',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddConstraint(
                model_name='maseform',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_because__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), ('withdrawn_because__isnull', False)), _connector='OR'), name='mase_form_withdrawn_facts'),
            ),
            migrations.AddConstraint(
                model_name='maseform',
                constraint=models.CheckConstraint(condition=models.Q(('decided_at', None), ('withdrawn_at', None), _connector='OR'), name='mase_form_withdrawn_undecided'),
            ),
            migrations.AddConstraint(
                model_name='maseform',
                constraint=models.UniqueConstraint(condition=models.Q(('decided_at', None), ('withdrawn_at', None)), fields=('case',), name='mase_form_one_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='panel',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('moved_at__isnull', True), ('moved_by__isnull', True), ('moved_from__isnull', True), ('moved_because__isnull', True)), models.Q(('moved_at__isnull', False), ('moved_by__isnull', False), ('moved_from__isnull', False), ('moved_because__isnull', False)), _connector='OR'), name='panel_moved_facts'),
            ),
            migrations.AddConstraint(
                model_name='panel',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True), ('cancelled_because__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), ('cancelled_because__isnull', False)), _connector='OR'), name='panel_cancelled_facts'),
            ),
            migrations.AddConstraint(
                model_name='panel',
                constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('authority', 'scheduled_for'), name='panel_once_at_a_moment'),
            ),
            migrations.RunSQL(FORWARD, BACKWARD),
        ]),
    ]
