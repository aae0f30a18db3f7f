"""What a screening says beside its answers, tools that a borough loads, contexts, plans with their actions and risks."""

import django.contrib.postgres.fields
import django.db.models.deletion
import mase.references
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from mase.schema import Together


FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON riskscreening_loadedtool
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON riskscreening_loadedtool
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON riskscreening_retiredtool
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON riskscreening_retiredtool
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON riskscreening_carriedrisk
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON riskscreening_carriedrisk
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON riskscreening_attendancedecision
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON riskscreening_attendancedecision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
BACKWARD = """
DROP TRIGGER append_only ON riskscreening_loadedtool;
DROP TRIGGER append_only_whole ON riskscreening_loadedtool;
DROP TRIGGER append_only ON riskscreening_retiredtool;
DROP TRIGGER append_only_whole ON riskscreening_retiredtool;
DROP TRIGGER append_only ON riskscreening_carriedrisk;
DROP TRIGGER append_only_whole ON riskscreening_carriedrisk;
DROP TRIGGER append_only ON riskscreening_attendancedecision;
DROP TRIGGER append_only_whole ON riskscreening_attendancedecision;
"""


# What both had signed until now stands as the worker judged it.
STANDS = """
UPDATE riskscreening_assessment a SET stands = judgement WHERE 2 = (
    SELECT count(*) FROM riskscreening_signature s
    WHERE s.assessment_id = a.id AND s.round = a.round AND s.verdict = 'signed'
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_append_only'),
        ('agencies', '0006_personal_adviser'),
        ('cases', '0011_workspace_and_notes'),
        ('riskscreening', '0004_offered_before_declined'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='AttendanceDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('whom', models.CharField(choices=[('child', 'The child'), ('carers', 'Parents or carers')], max_length=10)),
                    ('invited', models.BooleanField()),
                    ('reason', models.TextField(help_text='what attendance would compromise, or why that no longer holds')),
                    ('decided_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance_decisions', to='cases.case')),
                    ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Context',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('school', 'School or college'), ('peers', 'Peer group'), ('neighbourhood', 'Neighbourhood or community'), ('online', 'Online'), ('criminal_gang', 'Criminal gang'), ('radicalisation', 'Radicalisation'), ('trafficking', 'Trafficking')], max_length=20)),
                    ('where', models.CharField(max_length=200)),
                    ('harm', models.TextField(help_text='what happens to the child there')),
                    ('safety', models.TextField(blank=True, help_text='who and what keeps the child safe there')),
                    ('recorded_at', models.DateTimeField()),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('ended_because', models.TextField(blank=True, null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contexts', to='cases.case')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_because__isnull', True)), models.Q(('ended_on__isnull', False), ('ended_because__isnull', False)), _connector='OR'), name='context_ended_facts')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalContext',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('school', 'School or college'), ('peers', 'Peer group'), ('neighbourhood', 'Neighbourhood or community'), ('online', 'Online'), ('criminal_gang', 'Criminal gang'), ('radicalisation', 'Radicalisation'), ('trafficking', 'Trafficking')], max_length=20)),
                    ('where', models.CharField(max_length=200)),
                    ('harm', models.TextField(help_text='what happens to the child there')),
                    ('safety', models.TextField(blank=True, help_text='who and what keeps the child safe there')),
                    ('recorded_at', models.DateTimeField()),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('ended_because', models.TextField(blank=True, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical context',
                    'verbose_name_plural': 'historical contexts',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalIntervention',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('ref', models.CharField(db_index=True, default=mase.references.new, editable=False, max_length=12)),
                    ('kind', models.CharField(choices=[('school', 'School or college'), ('peers', 'Peer group'), ('neighbourhood', 'Neighbourhood or community'), ('online', 'Online'), ('criminal_gang', 'Criminal gang'), ('radicalisation', 'Radicalisation'), ('trafficking', 'Trafficking')], max_length=20)),
                    ('where', models.CharField(help_text='the school, the group, the place, the platform', max_length=200)),
                    ('concern', models.TextField(help_text='what happens there')),
                    ('what', models.TextField(help_text='what is done there')),
                    ('lead', models.CharField(help_text='who leads it', max_length=200)),
                    ('begun_on', models.DateField()),
                    ('review_on', models.DateField()),
                    ('recorded_at', models.DateTimeField()),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('outcome', models.TextField(blank=True, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency')),
                    ('authority', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.authority')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical intervention',
                    'verbose_name_plural': 'historical interventions',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalPlan',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('cin', 'Child in need plan'), ('cp', 'Child protection plan'), ('care', 'Care plan'), ('placement', 'Placement plan'), ('pathway', 'Pathway plan')], max_length=10)),
                    ('begun_on', models.DateField()),
                    ('aims', models.TextField(help_text='what has to be different for the child')),
                    ('arrangements', models.TextField(help_text='what is done, by whom, how often the child is seen')),
                    ('childs_view', models.TextField(blank=True, help_text="what the child says of the plan, in the child's own words")),
                    ('if_it_fails', models.TextField(blank=True, help_text='what happens if things do not change')),
                    ('vulnerability', models.TextField(blank=True)),
                    ('impedes_recovery', models.TextField(blank=True)),
                    ('recorded_at', models.DateTimeField()),
                    ('changed_at', models.DateTimeField()),
                    ('changed_because', models.TextField(blank=True, help_text='of the newest wording; empty for the first')),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('ended_because', models.TextField(blank=True, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('changed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical plan',
                    'verbose_name_plural': 'historical plans',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Intervention',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ref', models.CharField(default=mase.references.new, editable=False, max_length=12, unique=True)),
                    ('kind', models.CharField(choices=[('school', 'School or college'), ('peers', 'Peer group'), ('neighbourhood', 'Neighbourhood or community'), ('online', 'Online'), ('criminal_gang', 'Criminal gang'), ('radicalisation', 'Radicalisation'), ('trafficking', 'Trafficking')], max_length=20)),
                    ('where', models.CharField(help_text='the school, the group, the place, the platform', max_length=200)),
                    ('concern', models.TextField(help_text='what happens there')),
                    ('what', models.TextField(help_text='what is done there')),
                    ('lead', models.CharField(help_text='who leads it', max_length=200)),
                    ('begun_on', models.DateField()),
                    ('review_on', models.DateField()),
                    ('recorded_at', models.DateTimeField()),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('outcome', models.TextField(blank=True, null=True)),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interventions', to='agencies.authority')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('outcome__isnull', True)), models.Q(('ended_on__isnull', False), ('outcome__isnull', False)), _connector='OR'), name='intervention_ended_facts'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('begun_on')), _connector='OR'), name='intervention_ends_after'), models.CheckConstraint(condition=models.Q(('review_on__gte', models.F('begun_on'))), name='intervention_reviewed_after')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalServed',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('since', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('context', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='riskscreening.context')),
                    ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('intervention', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='riskscreening.intervention')),
                ],
                options={
                    'verbose_name': 'historical served',
                    'verbose_name_plural': 'historical served',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='LoadedTool',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('source', models.TextField(help_text='the TOML file')),
                    ('loaded_at', models.DateTimeField()),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loaded_tools', to='agencies.authority')),
                    ('loaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('authority', 'code', 'version'), name='loaded_tool_version_once')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalProfessionalScreening',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('officer', models.CharField(help_text='the safeguarding officer they spoke with', max_length=120)),
                    ('spoke_on', models.DateField()),
                    ('advised', models.TextField(help_text='what the safeguarding officer advised')),
                    ('tool_code', models.CharField(max_length=40)),
                    ('tool_version', models.PositiveSmallIntegerField()),
                    ('answers', models.JSONField(blank=True, default=dict)),
                    ('in_their_words', models.TextField(blank=True)),
                    ('protective', models.TextField(blank=True)),
                    ('started_at', models.DateTimeField()),
                    ('saved_at', models.DateTimeField()),
                    ('completed_at', models.DateTimeField(blank=True, null=True)),
                    ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('not_known', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('asked', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('band', models.CharField(blank=True, choices=[('green', 'Green: not at risk'), ('amber', 'Amber: vulnerable'), ('red', 'Red: likely victim')], max_length=10, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency')),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('completed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('started_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('loaded_tool', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='riskscreening.loadedtool')),
                ],
                options={
                    'verbose_name': 'historical professional screening',
                    'verbose_name_plural': 'historical professional screenings',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Plan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('cin', 'Child in need plan'), ('cp', 'Child protection plan'), ('care', 'Care plan'), ('placement', 'Placement plan'), ('pathway', 'Pathway plan')], max_length=10)),
                    ('begun_on', models.DateField()),
                    ('aims', models.TextField(help_text='what has to be different for the child')),
                    ('arrangements', models.TextField(help_text='what is done, by whom, how often the child is seen')),
                    ('childs_view', models.TextField(blank=True, help_text="what the child says of the plan, in the child's own words")),
                    ('if_it_fails', models.TextField(blank=True, help_text='what happens if things do not change')),
                    ('vulnerability', models.TextField(blank=True)),
                    ('impedes_recovery', models.TextField(blank=True)),
                    ('recorded_at', models.DateTimeField()),
                    ('changed_at', models.DateTimeField()),
                    ('changed_because', models.TextField(blank=True, help_text='of the newest wording; empty for the first')),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('ended_because', models.TextField(blank=True, null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='cases.case')),
                    ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_because__isnull', True)), models.Q(('ended_on__isnull', False), ('ended_because__isnull', False)), _connector='OR'), name='plan_ended_facts'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('begun_on')), _connector='OR'), name='plan_ends_after'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'pathway'), _negated=True), models.Q(models.Q(('vulnerability', ''), _negated=True), models.Q(('impedes_recovery', ''), _negated=True)), _connector='OR'), name='plan_pathway_names_vulnerability'), models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('case', 'kind'), name='plan_one_of_a_kind_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='CarriedRisk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tool_code', models.CharField(max_length=40)),
                    ('item_code', models.CharField(max_length=40)),
                    ('words', models.TextField(help_text='how the plan answers it, or why no plan does')),
                    ('recorded_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried_risks', to='cases.case')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('safety_plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='riskscreening.safetyplan')),
                    ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='riskscreening.plan')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('plan', None), ('safety_plan', None), _connector='OR'), name='carried_risk_into_one_plan')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalPlannedAction',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('owner_outside', models.CharField(blank=True, help_text='somebody without an account', max_length=200)),
                    ('due_on', models.DateField()),
                    ('agreed_at', models.DateTimeField()),
                    ('ended_as', models.CharField(blank=True, choices=[('done', 'Done'), ('not_possible', 'Not possible: circumstances changed'), ('not_undertaken', 'Not undertaken'), ('cancelled', 'No longer needed')], max_length=20, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('outcome', models.TextField(blank=True, help_text='what came of it, or why not', null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency')),
                    ('agreed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('safety_plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='riskscreening.safetyplan')),
                    ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='riskscreening.plan')),
                ],
                options={
                    'verbose_name': 'historical planned action',
                    'verbose_name_plural': 'historical planned actions',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='PlannedAction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('owner_outside', models.CharField(blank=True, help_text='somebody without an account', max_length=200)),
                    ('due_on', models.DateField()),
                    ('agreed_at', models.DateTimeField()),
                    ('ended_as', models.CharField(blank=True, choices=[('done', 'Done'), ('not_possible', 'Not possible: circumstances changed'), ('not_undertaken', 'Not undertaken'), ('cancelled', 'No longer needed')], max_length=20, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('outcome', models.TextField(blank=True, help_text='what came of it, or why not', null=True)),
                    ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                    ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planned_actions', to='cases.case')),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='riskscreening.plan')),
                    ('safety_plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='riskscreening.safetyplan')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('plan__isnull', False), ('safety_plan', None)), models.Q(('plan', None), ('safety_plan__isnull', False)), _connector='OR'), name='planned_action_of_one_plan'), models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', False), ('owner__isnull', False), ('owner_outside', '')), models.Q(('agency', None), ('owner', None), models.Q(('owner_outside', ''), _negated=True)), _connector='OR'), name='planned_action_has_one_owner'), models.CheckConstraint(condition=models.Q(models.Q(('ended_as__isnull', True), ('ended_at__isnull', True), ('ended_by__isnull', True), ('outcome__isnull', True)), models.Q(('ended_as__isnull', False), ('ended_at__isnull', False), ('ended_by__isnull', False), ('outcome__isnull', False)), _connector='OR'), name='planned_action_ended_facts')],
                },
            ),
            migrations.CreateModel(
                name='ProfessionalScreening',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('officer', models.CharField(help_text='the safeguarding officer they spoke with', max_length=120)),
                    ('spoke_on', models.DateField()),
                    ('advised', models.TextField(help_text='what the safeguarding officer advised')),
                    ('tool_code', models.CharField(max_length=40)),
                    ('tool_version', models.PositiveSmallIntegerField()),
                    ('answers', models.JSONField(blank=True, default=dict)),
                    ('in_their_words', models.TextField(blank=True)),
                    ('protective', models.TextField(blank=True)),
                    ('started_at', models.DateTimeField()),
                    ('saved_at', models.DateTimeField()),
                    ('completed_at', models.DateTimeField(blank=True, null=True)),
                    ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('not_known', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('asked', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('band', models.CharField(blank=True, choices=[('green', 'Green: not at risk'), ('amber', 'Amber: vulnerable'), ('red', 'Red: likely victim')], max_length=10, null=True)),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='professional_screenings', to='cases.case')),
                    ('completed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('loaded_tool', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='riskscreening.loadedtool')),
                    ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('completed_at__isnull', True), ('completed_by__isnull', True), ('score__isnull', True), ('not_known__isnull', True), ('asked__isnull', True), ('band__isnull', True)), models.Q(('completed_at__isnull', False), ('completed_by__isnull', False), ('score__isnull', False), ('not_known__isnull', False), ('asked__isnull', False), ('band__isnull', False)), _connector='OR'), name='professional_screening_completed_facts'), models.UniqueConstraint(condition=models.Q(('completed_at', None)), fields=('case', 'agency'), name='professional_screening_one_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='RetiredTool',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('reason', models.TextField()),
                    ('retired_at', models.DateTimeField()),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retired_tools', to='agencies.authority')),
                    ('retired_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('authority', 'code', 'version'), name='retired_tool_once')],
                },
            ),
            migrations.CreateModel(
                name='Served',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('since', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('context', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='served', to='riskscreening.context')),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('intervention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='served', to='riskscreening.intervention')),
                ],
                options={
                    'verbose_name_plural': 'served',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='served_ended_facts'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('context', 'intervention'), name='served_once_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='TypedSection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('section', models.CharField(max_length=40)),
                    ('typed', models.JSONField(default=dict)),
                    ('window', models.CharField(max_length=40)),
                    ('typed_at', models.DateTimeField()),
                    ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='typed_sections', to='riskscreening.assessment')),
                    ('typed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('assessment', 'section'), name='typed_section_once')],
                },
            ),
            migrations.AddField(
                model_name='assessment',
                name='exploitation',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('boyfriend', 'So-called boyfriend model'), ('peer', 'By other young people (peer on peer)'), ('organised', 'Organised or networked, or trafficking'), ('relationship', 'Inappropriate relationship'), ('familial', 'Within the family'), ('opportunistic', 'Opportunistic'), ('online', 'Online'), ('gangs', 'Gangs and groups'), ('county_lines', 'County lines'), ('not_known', 'Not known yet')], max_length=20), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='assessment',
                name='group_or_gang',
                field=models.CharField(choices=[('group', 'A group'), ('gang', 'A gang'), ('not_applicable', 'Neither'), ('not_known', 'Not known yet')], default='not_known', max_length=20),
            ),
            migrations.AddField(
                model_name='assessment',
                name='in_their_words',
                field=models.TextField(blank=True, help_text="what the child says and wants, in the child's own words"),
            ),
            migrations.AddField(
                model_name='assessment',
                name='main_model',
                field=models.CharField(blank=True, choices=[('boyfriend', 'So-called boyfriend model'), ('peer', 'By other young people (peer on peer)'), ('organised', 'Organised or networked, or trafficking'), ('relationship', 'Inappropriate relationship'), ('familial', 'Within the family'), ('opportunistic', 'Opportunistic'), ('online', 'Online'), ('gangs', 'Gangs and groups'), ('county_lines', 'County lines'), ('not_known', 'Not known yet')], max_length=20),
            ),
            migrations.AddField(
                model_name='assessment',
                name='narratives',
                field=models.JSONField(blank=True, default=dict),
            ),
            migrations.AddField(
                model_name='assessment',
                name='protective',
                field=models.TextField(blank=True, help_text='what protects the child: people, places, strengths'),
            ),
            migrations.AddField(
                model_name='assessment',
                name='stands',
                field=models.CharField(blank=True, choices=[('green', 'Green: not at risk'), ('amber', 'Amber: vulnerable'), ('red', 'Red: likely victim')], help_text='the band that counts once both have signed', max_length=10, null=True),
            ),
            migrations.AddField(
                model_name='historicalassessment',
                name='exploitation',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('boyfriend', 'So-called boyfriend model'), ('peer', 'By other young people (peer on peer)'), ('organised', 'Organised or networked, or trafficking'), ('relationship', 'Inappropriate relationship'), ('familial', 'Within the family'), ('opportunistic', 'Opportunistic'), ('online', 'Online'), ('gangs', 'Gangs and groups'), ('county_lines', 'County lines'), ('not_known', 'Not known yet')], max_length=20), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='historicalassessment',
                name='group_or_gang',
                field=models.CharField(choices=[('group', 'A group'), ('gang', 'A gang'), ('not_applicable', 'Neither'), ('not_known', 'Not known yet')], default='not_known', max_length=20),
            ),
            migrations.AddField(
                model_name='historicalassessment',
                name='in_their_words',
                field=models.TextField(blank=True, help_text="what the child says and wants, in the child's own words"),
            ),
            migrations.AddField(
                model_name='historicalassessment',
                name='main_model',
                field=models.CharField(blank=True, choices=[('boyfriend', 'So-called boyfriend model'), ('peer', 'By other young people (peer on peer)'), ('organised', 'Organised or networked, or trafficking'), ('relationship', 'Inappropriate relationship'), ('familial', 'Within the family'), ('opportunistic', 'Opportunistic'), ('online', 'Online'), ('gangs', 'Gangs and groups'), ('county_lines', 'County lines'), ('not_known', 'Not known yet')], max_length=20),
            ),
            migrations.AddField(
                model_name='historicalassessment',
                name='narratives',
                field=models.JSONField(blank=True, default=dict),
            ),
            migrations.AddField(
                model_name='historicalassessment',
                name='protective',
                field=models.TextField(blank=True, help_text='what protects the child: people, places, strengths'),
            ),
            migrations.AddField(
                model_name='historicalassessment',
                name='stands',
                field=models.CharField(blank=True, choices=[('green', 'Green: not at risk'), ('amber', 'Amber: vulnerable'), ('red', 'Red: likely victim')], help_text='the band that counts once both have signed', max_length=10, null=True),
            ),
            migrations.AddField(
                model_name='historicalplanreview',
                name='carers_part',
                field=models.CharField(choices=[('came', 'Came'), ('views', 'Sent their views'), ('did_not_come', 'Were invited and did not come'), ('not_invited', 'Were not invited, as a manager decided'), ('not_recorded', 'Not recorded')], default='not_recorded', max_length=20),
            ),
            migrations.AddField(
                model_name='historicalplanreview',
                name='child_part',
                field=models.CharField(choices=[('came', 'Came'), ('views', 'Sent their views'), ('did_not_come', 'Were invited and did not come'), ('not_invited', 'Were not invited, as a manager decided'), ('not_recorded', 'Not recorded')], default='not_recorded', max_length=20),
            ),
            migrations.AddField(
                model_name='planreview',
                name='carers_part',
                field=models.CharField(choices=[('came', 'Came'), ('views', 'Sent their views'), ('did_not_come', 'Were invited and did not come'), ('not_invited', 'Were not invited, as a manager decided'), ('not_recorded', 'Not recorded')], default='not_recorded', max_length=20),
            ),
            migrations.AddField(
                model_name='planreview',
                name='child_part',
                field=models.CharField(choices=[('came', 'Came'), ('views', 'Sent their views'), ('did_not_come', 'Were invited and did not come'), ('not_invited', 'Were not invited, as a manager decided'), ('not_recorded', 'Not recorded')], default='not_recorded', max_length=20),
            ),
            migrations.AddField(
                model_name='signature',
                name='list_because',
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name='signature',
                name='would_say',
                field=models.CharField(blank=True, choices=[('green', 'Green: not at risk'), ('amber', 'Amber: vulnerable'), ('red', 'Red: likely victim')], max_length=10),
            ),
            migrations.AlterField(
                model_name='signature',
                name='verdict',
                field=models.CharField(choices=[('signed', 'Signed off'), ('disagreed', 'Signed off, with a disagreement on the record'), ('returned', 'Returned for more work')], max_length=10),
            ),
            migrations.AddConstraint(
                model_name='signature',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'disagreed'), models.Q(('would_say', ''), _negated=True)), models.Q(models.Q(('verdict', 'disagreed'), _negated=True), ('would_say', '')), _connector='OR'), name='signature_disagreement_says_what'),
            ),
            migrations.AddField(
                model_name='assessment',
                name='loaded_tool',
                field=models.ForeignKey(blank=True, help_text="the borough's own", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='riskscreening.loadedtool'),
            ),
            migrations.AddField(
                model_name='historicalassessment',
                name='loaded_tool',
                field=models.ForeignKey(blank=True, db_constraint=False, help_text="the borough's own", null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='riskscreening.loadedtool'),
            ),
            migrations.AddConstraint(
                model_name='assessment',
                constraint=models.CheckConstraint(condition=models.Q(('main_model', ''), ('exploitation__contains', [models.F('main_model')]), _connector='OR'), name='assessment_main_model_is_one_of_them'),
            ),
            migrations.AddConstraint(
                model_name='assessment',
                constraint=models.CheckConstraint(condition=models.Q(('stands', None), ('completed_at__isnull', False), _connector='OR'), name='assessment_stands_when_completed'),
            ),
        ]),
        Together([
            migrations.AddField(
                model_name='context',
                name='interventions',
                field=models.ManyToManyField(related_name='contexts', through='riskscreening.Served', to='riskscreening.intervention'),
            ),
            migrations.RunSQL(STANDS, migrations.RunSQL.noop),
            migrations.RunSQL(FORWARD, BACKWARD),
        ]),
    ]
