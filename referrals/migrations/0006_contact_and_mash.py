"""Contact and MASH in depth: consultations, the whole referral, what MASH and the police record, the routes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import mase.references
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from mase.schema import Together


_APPEND_ONLY = (
    *("householdmember", "personofconcern", "place", "vehicle", "contactpoint", "mashscreening", "routestep"),
    "earlyhelpreview",
)
_FORWARD = "\n".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON referrals_{table} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change();"
    f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON referrals_{table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
    for table in _APPEND_ONLY
)
_BACKWARD = "\n".join(
    f"DROP TRIGGER append_only ON referrals_{table}; DROP TRIGGER append_only_whole ON referrals_{table};"
    for table in _APPEND_ONLY
)
_RECEIVED_BY = """
UPDATE referrals_draft d SET authority_id = a.authority_id FROM agencies_agency a WHERE a.id = d.agency_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0005_contact_and_mash'),
        ('cases', '0008_contact_and_mash'),
        ('referrals', '0005_intelligence_stays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Consultation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ref', models.CharField(default=mase.references.new, editable=False, max_length=12, unique=True)),
                    ('asked_at', models.DateTimeField()),
                    ('adviser', models.CharField(choices=[('co_ordinator', 'The co-ordinator'), ('partner_lead', 'The safeguarding lead of my agency'), ('mash_manager', 'The MASH duty worker')], max_length=20)),
                    ('question', models.TextField()),
                    ('given_names', models.CharField(blank=True, max_length=100)),
                    ('family_name', models.CharField(blank=True, max_length=100)),
                    ('born_on', models.DateField(blank=True, null=True)),
                    ('advised_at', models.DateTimeField(blank=True, null=True)),
                    ('recommends', models.CharField(blank=True, choices=[('refer', 'Send a referral'), ('early_help', 'Offer early help'), ('open_case', 'Tell the social worker who has the child’s case'), ('watch', 'Keep watching, and ask again if the worry grows'), ('nothing', 'Nothing more is needed')], max_length=20, null=True)),
                    ('advice', models.TextField(blank=True, null=True)),
                    ('linked_at', models.DateTimeField(blank=True, null=True)),
                    ('draft_ref', models.CharField(blank=True, help_text='the referral that was begun from it', max_length=12)),
                    ('advised_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='agencies.agency')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='agencies.authority')),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='cases.case')),
                    ('linked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('advised_at__isnull', True), ('advised_by__isnull', True), ('recommends__isnull', True), ('advice__isnull', True)), models.Q(('advised_at__isnull', False), ('advised_by__isnull', False), ('recommends__isnull', False), ('advice__isnull', False)), _connector='OR'), name='consultation_advised_facts'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('linked_by__isnull', True), ('linked_at__isnull', True)), models.Q(('case__isnull', False), ('linked_by__isnull', False), ('linked_at__isnull', False)), _connector='OR'), name='consultation_linked_facts'), models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='consultation_asks_something'), models.CheckConstraint(condition=models.Q(models.Q(('family_name', ''), ('given_names', '')), models.Q(models.Q(('family_name', ''), _negated=True), models.Q(('given_names', ''), _negated=True)), _connector='OR'), name='consultation_names_the_child_or_not')],
                },
            ),
            migrations.CreateModel(
                name='ContactPoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('telephone', 'Telephone'), ('online', 'Account online')], max_length=10)),
                    ('number', models.CharField(help_text='the number, or the name of the account', max_length=120)),
                    ('service', models.CharField(blank=True, help_text='network, app or game', max_length=80)),
                    ('whose', models.CharField(blank=True, max_length=200)),
                    ('note', models.TextField(blank=True)),
                    ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_points', to='referrals.referral')),
                ],
            ),
            migrations.CreateModel(
                name='Disclosure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('told_at', models.DateTimeField()),
                    ('told_to', models.CharField(max_length=200)),
                    ('recorded_at', models.DateTimeField()),
                    ('crime_reference', models.CharField(blank=True, max_length=40)),
                    ('no_crime_because', models.TextField(blank=True)),
                    ('settled_at', models.DateTimeField(blank=True, null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='cases.case')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='disclosure_settled_facts'), models.CheckConstraint(condition=models.Q(models.Q(('crime_reference', ''), ('no_crime_because', ''), ('settled_at', None)), models.Q(('settled_at__isnull', False), models.Q(('crime_reference', ''), ('no_crime_because', ''), _connector='XOR')), _connector='OR'), name='disclosure_settled_one_way')],
                },
            ),
            migrations.CreateModel(
                name='EarlyHelp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('lead_professional', models.CharField(max_length=200)),
                    ('plan', models.TextField()),
                    ('reason', models.TextField()),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_because', models.TextField(blank=True, null=True)),
                    ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                    ('began_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='early_help', to='cases.case')),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name_plural': 'early help',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('ended_because__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ended_because__isnull', False)), _connector='OR'), name='early_help_ended_facts'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='early_help_once_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='EarlyHelpReview',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('held_on', models.DateField()),
                    ('finding', models.TextField()),
                    ('goes_on', models.BooleanField()),
                    ('recorded_at', models.DateTimeField()),
                    ('early_help', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='referrals.earlyhelp')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='ExternalReference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('cris', 'CRIS crime report'), ('connect', 'CONNECT crime report'), ('588', 'Non-crime exploitation report (588)'), ('merlin', 'MERLIN'), ('87a', 'Police referral form 87a'), ('cad', 'CAD'), ('nrm', 'National referral mechanism'), ('social_care', 'Social care’s case number'), ('other', 'Another system')], max_length=20)),
                    ('number', models.CharField(max_length=60)),
                    ('note', models.CharField(blank=True, max_length=200)),
                    ('recorded_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_because', models.TextField(blank=True, null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='external_references', to='cases.case')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_because__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), ('withdrawn_because__isnull', False)), _connector='OR'), name='external_reference_withdrawn_facts'), models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('case', 'kind', 'number'), name='external_reference_once')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalConsultation',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('ref', models.CharField(db_index=True, default=mase.references.new, editable=False, max_length=12)),
                    ('asked_at', models.DateTimeField()),
                    ('adviser', models.CharField(choices=[('co_ordinator', 'The co-ordinator'), ('partner_lead', 'The safeguarding lead of my agency'), ('mash_manager', 'The MASH duty worker')], max_length=20)),
                    ('question', models.TextField()),
                    ('given_names', models.CharField(blank=True, max_length=100)),
                    ('family_name', models.CharField(blank=True, max_length=100)),
                    ('born_on', models.DateField(blank=True, null=True)),
                    ('advised_at', models.DateTimeField(blank=True, null=True)),
                    ('recommends', models.CharField(blank=True, choices=[('refer', 'Send a referral'), ('early_help', 'Offer early help'), ('open_case', 'Tell the social worker who has the child’s case'), ('watch', 'Keep watching, and ask again if the worry grows'), ('nothing', 'Nothing more is needed')], max_length=20, null=True)),
                    ('advice', models.TextField(blank=True, null=True)),
                    ('linked_at', models.DateTimeField(blank=True, null=True)),
                    ('draft_ref', models.CharField(blank=True, help_text='the referral that was begun from it', max_length=12)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('advised_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency')),
                    ('asked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('authority', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.authority')),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('linked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical consultation',
                    'verbose_name_plural': 'historical consultations',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalDisclosure',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('told_at', models.DateTimeField()),
                    ('told_to', models.CharField(max_length=200)),
                    ('recorded_at', models.DateTimeField()),
                    ('crime_reference', models.CharField(blank=True, max_length=40)),
                    ('no_crime_because', models.TextField(blank=True)),
                    ('settled_at', models.DateTimeField(blank=True, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('settled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical disclosure',
                    'verbose_name_plural': 'historical disclosures',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalEarlyHelp',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('lead_professional', models.CharField(max_length=200)),
                    ('plan', models.TextField()),
                    ('reason', models.TextField()),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_because', models.TextField(blank=True, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency')),
                    ('began_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical early help',
                    'verbose_name_plural': 'historical early help',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalExternalReference',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('cris', 'CRIS crime report'), ('connect', 'CONNECT crime report'), ('588', 'Non-crime exploitation report (588)'), ('merlin', 'MERLIN'), ('87a', 'Police referral form 87a'), ('cad', 'CAD'), ('nrm', 'National referral mechanism'), ('social_care', 'Social care’s case number'), ('other', 'Another system')], max_length=20)),
                    ('number', models.CharField(max_length=60)),
                    ('note', models.CharField(blank=True, max_length=200)),
                    ('recorded_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_because', models.TextField(blank=True, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical external reference',
                    'verbose_name_plural': 'historical external references',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalNrmReferral',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('made_on', models.DateField()),
                    ('reference', models.CharField(max_length=40)),
                    ('first_responder', models.CharField(max_length=200)),
                    ('reasonable_grounds', models.CharField(blank=True, choices=[('positive', 'Positive'), ('negative', 'Negative'), ('suspended', 'Suspended, or withdrawn')], max_length=10, null=True)),
                    ('reasonable_grounds_on', models.DateField(blank=True, null=True)),
                    ('conclusive_grounds', models.CharField(blank=True, choices=[('positive', 'Positive'), ('negative', 'Negative'), ('suspended', 'Suspended, or withdrawn')], max_length=10, null=True)),
                    ('conclusive_grounds_on', models.DateField(blank=True, null=True)),
                    ('recorded_at', models.DateTimeField()),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical nrm referral',
                    'verbose_name_plural': 'historical nrm referrals',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRoute',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('code', models.CharField(choices=[('looked_after', 'Looked-after child, in the borough'), ('placed_elsewhere', 'Looked-after child, placed in another borough'), ('placed_here', 'Another authority’s child, placed here'), ('care_leaver', 'Care leaver of 18 or over'), ('trafficking', 'Trafficking is suspected'), ('open_case', 'A new concern on an open case')], max_length=20)),
                    ('authority_named', models.CharField(blank=True, help_text='the other authority, where there is one', max_length=80)),
                    ('reason', models.TextField()),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_because', models.TextField(blank=True, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('began_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                    ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical route',
                    'verbose_name_plural': 'historical routes',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalTakenUp',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('manager_told_on', models.DateField()),
                    ('discussed_on', models.DateField(blank=True, help_text='with the co-ordinator', null=True)),
                    ('screen_again', models.BooleanField()),
                    ('strategy_indicated', models.BooleanField()),
                    ('reason', models.TextField()),
                    ('recorded_at', models.DateTimeField()),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('referral', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='referrals.referral')),
                ],
                options={
                    'verbose_name': 'historical taken up',
                    'verbose_name_plural': 'historical taken ups',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HouseholdMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('relationship', models.CharField(max_length=120)),
                    ('born_on', models.DateField(blank=True, null=True)),
                    ('parental_responsibility', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_known', 'Not known yet')], default='not_known', max_length=10)),
                    ('protects', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_known', 'Not known yet')], default='not_known', max_length=10)),
                    ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='household', to='referrals.referral')),
                ],
            ),
            migrations.CreateModel(
                name='MashScreening',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('priority', models.CharField(choices=[('now', 'Now: a child may be in danger'), ('today', 'Today'), ('routine', 'Within the time of the procedure')], max_length=10)),
                    ('checks_needed', models.BooleanField()),
                    ('reason', models.TextField()),
                    ('decided_at', models.DateTimeField()),
                    ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mash_screenings', to='referrals.referral')),
                ],
            ),
            migrations.CreateModel(
                name='NrmReferral',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('made_on', models.DateField()),
                    ('reference', models.CharField(max_length=40)),
                    ('first_responder', models.CharField(max_length=200)),
                    ('reasonable_grounds', models.CharField(blank=True, choices=[('positive', 'Positive'), ('negative', 'Negative'), ('suspended', 'Suspended, or withdrawn')], max_length=10, null=True)),
                    ('reasonable_grounds_on', models.DateField(blank=True, null=True)),
                    ('conclusive_grounds', models.CharField(blank=True, choices=[('positive', 'Positive'), ('negative', 'Negative'), ('suspended', 'Suspended, or withdrawn')], max_length=10, null=True)),
                    ('conclusive_grounds_on', models.DateField(blank=True, null=True)),
                    ('recorded_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nrm_referrals', to='cases.case')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reasonable_grounds__isnull', True), ('reasonable_grounds_on__isnull', True)), models.Q(('reasonable_grounds__isnull', False), ('reasonable_grounds_on__isnull', False)), _connector='OR'), name='nrm_reasonable_facts'), models.CheckConstraint(condition=models.Q(models.Q(('conclusive_grounds__isnull', True), ('conclusive_grounds_on__isnull', True)), models.Q(('conclusive_grounds__isnull', False), ('conclusive_grounds_on__isnull', False)), _connector='OR'), name='nrm_conclusive_facts'), models.CheckConstraint(condition=models.Q(('conclusive_grounds', None), models.Q(('conclusive_grounds_on__gte', models.F('reasonable_grounds_on')), ('reasonable_grounds', 'positive')), _connector='OR'), name='nrm_conclusive_after_reasonable'), models.CheckConstraint(condition=models.Q(('reasonable_grounds_on', None), ('reasonable_grounds_on__gte', models.F('made_on')), _connector='OR'), name='nrm_decided_after_made'), models.UniqueConstraint(fields=('case', 'reference'), name='nrm_reference_once')],
                },
            ),
            migrations.CreateModel(
                name='PersonOfConcern',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(blank=True, max_length=200)),
                    ('known_as', models.CharField(blank=True, max_length=200)),
                    ('born_on', models.DateField(blank=True, null=True)),
                    ('age_band', models.CharField(choices=[('under_18', 'Under 18'), ('18_25', '18 to 25'), ('26_45', '26 to 45'), ('46_65', '46 to 65'), ('66_over', '66 and over'), ('not_known', 'Not known yet')], default='not_known', max_length=10)),
                    ('gender', models.CharField(choices=[('female', 'Girl'), ('male', 'Boy'), ('other', "Another way, in the young person's own words"), ('not_known', 'Not known yet')], default='not_known', max_length=10)),
                    ('ethnicity', models.CharField(blank=True, max_length=4)),
                    ('ethnicity_basis', models.CharField(blank=True, choices=[('self', 'The person said so'), ('reported', 'Somebody who knows them said so'), ('observed', 'Somebody saw them')], max_length=10)),
                    ('address', models.TextField(blank=True)),
                    ('relationship', models.CharField(blank=True, max_length=200)),
                    ('description', models.TextField(blank=True)),
                    ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people_of_concern', to='referrals.referral')),
                ],
                options={
                    'verbose_name_plural': 'people of concern',
                },
            ),
            migrations.CreateModel(
                name='Place',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('first_met', 'Where the child first met a person of concern'), ('happened', 'Where the child was harmed'), ('found', 'Where the child was found after being missing'), ('other', 'Another place that matters')], max_length=10)),
                    ('type', models.CharField(choices=[('shopping_centre', 'Shopping centre'), ('fast_food', 'Fast food outlet'), ('pub', 'Pub or club'), ('sports_club', 'Sports club'), ('outside_school', 'Outside school'), ('station', 'Bus, Tube, train or coach station'), ('park', 'Park or playground'), ('online', 'Online'), ('taxi_rank', 'Taxi rank'), ('street', 'Street where sex is bought'), ('home', 'Private home'), ('hotel', 'Hotel, hostel or B&B'), ('brothel', 'Premises where sex is sold'), ('taxi', 'Taxi'), ('car', 'Car'), ('other', 'Somewhere else'), ('not_known', 'Not known yet')], max_length=20)),
                    ('where', models.CharField(blank=True, max_length=200)),
                    ('note', models.TextField(blank=True)),
                    ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='referrals.referral')),
                ],
            ),
            migrations.CreateModel(
                name='RequestLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120)),
                    ('email', models.EmailField(max_length=254)),
                    ('secret_sha256', models.CharField(max_length=64, unique=True)),
                    ('code_hash', models.CharField(max_length=128)),
                    ('sent_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('attempts', models.PositiveSmallIntegerField(default=0, help_text='wrong codes; after five the link is dead')),
                    ('opened_at', models.DateTimeField(blank=True, null=True)),
                    ('used_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='referrals.informationrequest')),
                    ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='request_link_withdrawn_facts'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('sent_at'))), name='request_link_ends_after'), models.CheckConstraint(condition=models.Q(('attempts__lte', 5)), name='request_link_five_attempts'), models.UniqueConstraint(condition=models.Q(('used_at', None), ('withdrawn_at', None)), fields=('request',), name='request_link_one_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='Route',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(choices=[('looked_after', 'Looked-after child, in the borough'), ('placed_elsewhere', 'Looked-after child, placed in another borough'), ('placed_here', 'Another authority’s child, placed here'), ('care_leaver', 'Care leaver of 18 or over'), ('trafficking', 'Trafficking is suspected'), ('open_case', 'A new concern on an open case')], max_length=20)),
                    ('authority_named', models.CharField(blank=True, help_text='the other authority, where there is one', max_length=80)),
                    ('reason', models.TextField()),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_because', models.TextField(blank=True, null=True)),
                    ('began_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='cases.case')),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('ended_because__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ended_because__isnull', False)), _connector='OR'), name='route_ended_facts'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case', 'code'), name='route_once_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='RouteStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=30)),
                    ('done_at', models.DateTimeField()),
                    ('contact', models.CharField(blank=True, help_text='who was told or asked: name and role', max_length=200)),
                    ('decision', models.CharField(blank=True, max_length=30)),
                    ('note', models.TextField(blank=True)),
                    ('recorded_at', models.DateTimeField()),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('route', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='referrals.route')),
                ],
                options={
                    'indexes': [models.Index(fields=['route', 'code', 'id'], name='route_step_in_order')],
                },
            ),
            migrations.CreateModel(
                name='TakenUp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('manager_told_on', models.DateField()),
                    ('discussed_on', models.DateField(blank=True, help_text='with the co-ordinator', null=True)),
                    ('screen_again', models.BooleanField()),
                    ('strategy_indicated', models.BooleanField()),
                    ('reason', models.TextField()),
                    ('recorded_at', models.DateTimeField()),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('referral', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='taken_up', to='referrals.referral')),
                ],
            ),
            migrations.CreateModel(
                name='Vehicle',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('registration', models.CharField(blank=True, max_length=20)),
                    ('description', models.CharField(blank=True, max_length=200)),
                    ('note', models.TextField(blank=True)),
                    ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vehicles', to='referrals.referral')),
                ],
            ),
            migrations.RemoveConstraint(
                model_name='informationrequest',
                name='information_request_answered_facts',
            ),
            migrations.AddField(
                model_name='draft',
                name='authority',
                field=models.ForeignKey(help_text='which receives it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.authority'),
            ),
            migrations.RunSQL(_RECEIVED_BY, migrations.RunSQL.noop),
        ]),
        Together([
            migrations.AlterField(
                model_name='draft',
                name='authority',
                field=models.ForeignKey(help_text='which receives it', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.authority'),
            ),
            migrations.AddField(
                model_name='draft',
                name='form',
                field=models.CharField(choices=[('professional', 'Safeguarding referral by a professional'), ('police', 'Police referral: MERLIN or 87a'), ('early_help', 'Referral by early help'), ('placed_here', 'Another authority’s child who is placed here'), ('data_only', 'For the record only: discussed at another authority’s meeting')], default='professional', max_length=20),
            ),
            migrations.AddField(
                model_name='draft',
                name='typed',
                field=models.JSONField(blank=True, default=dict),
            ),
            migrations.AddField(
                model_name='historicalinformationrequest',
                name='answered_name',
                field=models.CharField(blank=True, help_text='who answered without an account', max_length=200),
            ),
            migrations.AddField(
                model_name='historicalinformationrequest',
                name='outside',
                field=models.CharField(blank=True, help_text='an organisation without an account', max_length=120),
            ),
            migrations.AddField(
                model_name='historicalinformationrequest',
                name='outside_kind',
                field=models.CharField(blank=True, choices=[('social_care', "Children's social care"), ('police', 'Police'), ('health', 'Health'), ('education', 'Education'), ('school', 'School or college'), ('youth_justice', 'Youth justice'), ('early_help', 'Early help'), ('housing', 'Housing'), ('probation', 'Probation'), ('voluntary', 'Voluntary organisation')], max_length=20),
            ),
            migrations.AddField(
                model_name='historicalinformationrequest',
                name='reminded_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalinformationrequest',
                name='reminded_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='historicalinformationrequest',
                name='reminders',
                field=models.PositiveSmallIntegerField(default=0),
            ),
            migrations.AddField(
                model_name='historicaloutcome',
                name='letter',
                field=models.TextField(blank=True, help_text='what the referrer was written'),
            ),
            migrations.AddField(
                model_name='historicaloutcome',
                name='services',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='historicaloutcome',
                name='services_shared_with',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='asked_for',
                field=models.TextField(blank=True, help_text='what the referrer asks for'),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='form',
                field=models.CharField(choices=[('professional', 'Safeguarding referral by a professional'), ('police', 'Police referral: MERLIN or 87a'), ('early_help', 'Referral by early help'), ('placed_here', 'Another authority’s child who is placed here'), ('data_only', 'For the record only: discussed at another authority’s meeting')], default='professional', max_length=20),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='grounds',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('disclosure', 'The child told somebody'), ('missing', 'Times the child was missing'), ('incident', 'Something that happened, or is suspected'), ('older_person', 'An older person in contact with the child'), ('breakdown', 'Difficulties between the child and their carers'), ('substances', 'Alcohol or drugs'), ('change', 'A change in the child'), ('peers', 'Other young people around the child'), ('money', 'Money or gifts that nobody can explain'), ('preventive', 'To prevent harm'), ('other', 'Something else')], max_length=20), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='in_their_words',
                field=models.TextField(blank=True, help_text="what the child says and wants, in the child's words"),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='known_worker',
                field=models.CharField(blank=True, help_text='social worker and team, where known', max_length=200),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='legal_status',
                field=models.CharField(blank=True, choices=[('C1', 'C1: interim care order'), ('C2', 'C2: full care order'), ('E1', 'E1: placement order'), ('V2', 'V2: accommodated under section 20'), ('V3', 'V3: short breaks, first'), ('V4', 'V4: short breaks, further'), ('J1', 'J1: remanded'), ('J2', 'J2: detained under PACE'), ('J3', 'J3: supervision order with residence'), ('L1', 'L1: police protection'), ('L2', 'L2: emergency protection order'), ('L3', 'L3: child assessment order')], max_length=2),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='offence_disclosed',
                field=models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_known', 'Not known yet')], default='not_known', max_length=10),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='particulars',
                field=models.JSONField(blank=True, default=dict, help_text='what only its form asks for'),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='placement',
                field=models.CharField(choices=[('not_in_care', 'Not in care'), ('own_here', 'Our own child, in care in the borough'), ('own_elsewhere', 'Our own child, placed outside the borough'), ('others_here', 'Another authority’s child, placed in the borough'), ('not_known', 'Not known yet')], default='not_known', max_length=20),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='presentation',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('missing', 'The child goes missing'), ('cse', 'Sexual exploitation'), ('cce', 'Criminal exploitation'), ('other', 'Other harm outside the home')], max_length=10), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='responsible_authority',
                field=models.CharField(blank=True, max_length=80),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='safeguard',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('S', 'Sexual health and behaviour'), ('A1', 'Absent from school, or away from home'), ('F', 'Harm or difficulties at home'), ('E', 'Emotional and physical condition'), ('G', 'Gangs, older people, drawn into crime'), ('U', 'Use of technology, sexual bullying'), ('A2', 'Alcohol and drugs'), ('R', 'Receipt of gifts or money nobody can explain'), ('D', 'Distrust of people in authority')], max_length=2), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='signs',
                field=models.JSONField(blank=True, default=dict, help_text='for each indicator when it was seen, and a note'),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='standing',
                field=models.CharField(choices=[('not_open', 'Not open to social care, as far as known'), ('family', 'With family, never in care'), ('cin', 'With family, child in need plan'), ('cp', 'With family, child protection plan'), ('previous_care', 'With family, in care before'), ('care_leaver', 'Care leaver'), ('foster', 'In foster care'), ('residential', 'In residential care'), ('secure', 'In secure accommodation'), ('extended_family', 'With extended family'), ('not_known', 'Not known yet')], default='not_known', max_length=20),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='trafficking_suspected',
                field=models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_known', 'Not known yet')], default='not_known', max_length=10),
            ),
            migrations.AddField(
                model_name='historicalreferral',
                name='violence',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('domestic', 'Domestic abuse at home'), ('family', 'Physical abuse in the family'), ('sexual', 'Sexual abuse'), ('partner', 'Violence by a partner'), ('peers', 'Violence by other young people'), ('to_others', 'The child has hurt others')], max_length=10), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='informationrequest',
                name='answered_name',
                field=models.CharField(blank=True, help_text='who answered without an account', max_length=200),
            ),
            migrations.AddField(
                model_name='informationrequest',
                name='outside',
                field=models.CharField(blank=True, help_text='an organisation without an account', max_length=120),
            ),
            migrations.AddField(
                model_name='informationrequest',
                name='outside_kind',
                field=models.CharField(blank=True, choices=[('social_care', "Children's social care"), ('police', 'Police'), ('health', 'Health'), ('education', 'Education'), ('school', 'School or college'), ('youth_justice', 'Youth justice'), ('early_help', 'Early help'), ('housing', 'Housing'), ('probation', 'Probation'), ('voluntary', 'Voluntary organisation')], max_length=20),
            ),
            migrations.AddField(
                model_name='informationrequest',
                name='reminded_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='informationrequest',
                name='reminded_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='informationrequest',
                name='reminders',
                field=models.PositiveSmallIntegerField(default=0),
            ),
            migrations.AddField(
                model_name='outcome',
                name='letter',
                field=models.TextField(blank=True, help_text='what the referrer was written'),
            ),
            migrations.AddField(
                model_name='outcome',
                name='services',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='outcome',
                name='services_shared_with',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='policecategory',
                name='evidenced',
                field=models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_known', 'Not known yet')], default='not_known', max_length=10),
            ),
            migrations.AddField(
                model_name='policecategory',
                name='goes_to',
                field=models.CharField(blank=True, help_text='the team, in words, when it was recorded', max_length=200),
            ),
            migrations.AddField(
                model_name='policecategory',
                name='interview',
                field=models.CharField(choices=[('arranged', 'Considered, and arranged'), ('not_now', 'Considered, and not now'), ('not_yet', 'Not considered yet')], default='not_yet', max_length=20),
            ),
            migrations.AddField(
                model_name='policecategory',
                name='interview_because',
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name='policecategory',
                name='report',
                field=models.CharField(choices=[('crime', 'A crime'), ('non_crime', 'A non-crime exploitation report')], default='crime', max_length=10),
            ),
            migrations.AddField(
                model_name='policecategory',
                name='system',
                field=models.CharField(choices=[('cris', 'CRIS'), ('connect', 'CONNECT')], default='connect', max_length=10),
            ),
            migrations.AddField(
                model_name='policecategory',
                name='witness_support',
                field=models.CharField(choices=[('arranged', 'Considered, and arranged'), ('not_now', 'Considered, and not now'), ('not_yet', 'Not considered yet')], default='not_yet', max_length=20),
            ),
            migrations.AddField(
                model_name='policecategory',
                name='witness_support_because',
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name='referral',
                name='asked_for',
                field=models.TextField(blank=True, help_text='what the referrer asks for'),
            ),
            migrations.AddField(
                model_name='referral',
                name='form',
                field=models.CharField(choices=[('professional', 'Safeguarding referral by a professional'), ('police', 'Police referral: MERLIN or 87a'), ('early_help', 'Referral by early help'), ('placed_here', 'Another authority’s child who is placed here'), ('data_only', 'For the record only: discussed at another authority’s meeting')], default='professional', max_length=20),
            ),
            migrations.AddField(
                model_name='referral',
                name='grounds',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('disclosure', 'The child told somebody'), ('missing', 'Times the child was missing'), ('incident', 'Something that happened, or is suspected'), ('older_person', 'An older person in contact with the child'), ('breakdown', 'Difficulties between the child and their carers'), ('substances', 'Alcohol or drugs'), ('change', 'A change in the child'), ('peers', 'Other young people around the child'), ('money', 'Money or gifts that nobody can explain'), ('preventive', 'To prevent harm'), ('other', 'Something else')], max_length=20), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='referral',
                name='in_their_words',
                field=models.TextField(blank=True, help_text="what the child says and wants, in the child's words"),
            ),
            migrations.AddField(
                model_name='referral',
                name='known_worker',
                field=models.CharField(blank=True, help_text='social worker and team, where known', max_length=200),
            ),
            migrations.AddField(
                model_name='referral',
                name='legal_status',
                field=models.CharField(blank=True, choices=[('C1', 'C1: interim care order'), ('C2', 'C2: full care order'), ('E1', 'E1: placement order'), ('V2', 'V2: accommodated under section 20'), ('V3', 'V3: short breaks, first'), ('V4', 'V4: short breaks, further'), ('J1', 'J1: remanded'), ('J2', 'J2: detained under PACE'), ('J3', 'J3: supervision order with residence'), ('L1', 'L1: police protection'), ('L2', 'L2: emergency protection order'), ('L3', 'L3: child assessment order')], max_length=2),
            ),
            migrations.AddField(
                model_name='referral',
                name='offence_disclosed',
                field=models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_known', 'Not known yet')], default='not_known', max_length=10),
            ),
            migrations.AddField(
                model_name='referral',
                name='particulars',
                field=models.JSONField(blank=True, default=dict, help_text='what only its form asks for'),
            ),
            migrations.AddField(
                model_name='referral',
                name='placement',
                field=models.CharField(choices=[('not_in_care', 'Not in care'), ('own_here', 'Our own child, in care in the borough'), ('own_elsewhere', 'Our own child, placed outside the borough'), ('others_here', 'Another authority’s child, placed in the borough'), ('not_known', 'Not known yet')], default='not_known', max_length=20),
            ),
            migrations.AddField(
                model_name='referral',
                name='presentation',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('missing', 'The child goes missing'), ('cse', 'Sexual exploitation'), ('cce', 'Criminal exploitation'), ('other', 'Other harm outside the home')], max_length=10), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='referral',
                name='responsible_authority',
                field=models.CharField(blank=True, max_length=80),
            ),
            migrations.AddField(
                model_name='referral',
                name='safeguard',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('S', 'Sexual health and behaviour'), ('A1', 'Absent from school, or away from home'), ('F', 'Harm or difficulties at home'), ('E', 'Emotional and physical condition'), ('G', 'Gangs, older people, drawn into crime'), ('U', 'Use of technology, sexual bullying'), ('A2', 'Alcohol and drugs'), ('R', 'Receipt of gifts or money nobody can explain'), ('D', 'Distrust of people in authority')], max_length=2), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='referral',
                name='signs',
                field=models.JSONField(blank=True, default=dict, help_text='for each indicator when it was seen, and a note'),
            ),
            migrations.AddField(
                model_name='referral',
                name='standing',
                field=models.CharField(choices=[('not_open', 'Not open to social care, as far as known'), ('family', 'With family, never in care'), ('cin', 'With family, child in need plan'), ('cp', 'With family, child protection plan'), ('previous_care', 'With family, in care before'), ('care_leaver', 'Care leaver'), ('foster', 'In foster care'), ('residential', 'In residential care'), ('secure', 'In secure accommodation'), ('extended_family', 'With extended family'), ('not_known', 'Not known yet')], default='not_known', max_length=20),
            ),
            migrations.AddField(
                model_name='referral',
                name='trafficking_suspected',
                field=models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_known', 'Not known yet')], default='not_known', max_length=10),
            ),
            migrations.AddField(
                model_name='referral',
                name='violence',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('domestic', 'Domestic abuse at home'), ('family', 'Physical abuse in the family'), ('sexual', 'Sexual abuse'), ('partner', 'Violence by a partner'), ('peers', 'Violence by other young people'), ('to_others', 'The child has hurt others')], max_length=10), blank=True, default=list, size=None),
            ),
            migrations.AlterField(
                model_name='informationrequest',
                name='agency',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='information_requests', to='agencies.agency'),
            ),
            migrations.AddConstraint(
                model_name='informationrequest',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('reply__isnull', True), ('answered_at__isnull', True)), models.Q(('reply__isnull', False), ('answered_at__isnull', False)), _connector='OR'), name='information_request_answered_facts'),
            ),
            migrations.AddConstraint(
                model_name='informationrequest',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('answered_name', '')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('answered_name', '')), models.Q(('answered_at__isnull', False), ('answered_by', None), models.Q(('answered_name', ''), _negated=True)), _connector='OR'), name='information_request_answered_by_somebody'),
            ),
            migrations.AddConstraint(
                model_name='informationrequest',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', False), ('outside', ''), ('outside_kind', '')), models.Q(('agency', None), models.Q(('outside', ''), _negated=True), models.Q(('outside_kind', ''), _negated=True)), _connector='OR'), name='information_request_to_one'),
            ),
            migrations.AddConstraint(
                model_name='informationrequest',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('reminded_at__isnull', True), ('reminded_by__isnull', True)), models.Q(('reminded_at__isnull', False), ('reminded_by__isnull', False)), _connector='OR'), name='information_request_reminded_facts'),
            ),
            migrations.RunSQL(_FORWARD, _BACKWARD),
        ]),
    ]
