"""Files that are joined and separated, closed and opened again; the steps of contact and MASH, and what each needs."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

_BEFORE = """
CREATE OR REPLACE FUNCTION refuse_illegal_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_transition t WHERE t.case_id = NEW.case_id AND t.step = 'closed') THEN
        RAISE EXCEPTION 'the case is closed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT FROM (VALUES
            ('sharing_started', 'referred'), ('blue', 'sharing_started'), ('green', 'sharing_started'),
            ('amber', 'sharing_started'), ('red', 'sharing_started'), ('allocated', 'red'), ('screened', 'allocated'),
            ('returned', 'screened'), ('signed_off', 'screened'), ('strategy_convened', 'allocated'),
            ('strategy_held', 'strategy_convened'), ('without_mase', 'strategy_held'), ('form_submitted', 'signed_off'),
            ('form_withdrawn', 'form_submitted'), ('admitted', 'form_submitted'), ('declined', 'form_submitted'),
            ('discussed', 'admitted'), ('map_referred', 'allocated'), ('map_held', 'map_referred')
        ) AS needs (step, earlier)
        WHERE needs.step = NEW.step AND NOT EXISTS (
            SELECT FROM cases_transition t WHERE t.case_id = NEW.case_id AND t.step = needs.earlier
        )
    ) THEN
        RAISE EXCEPTION 'step % needs an earlier step', NEW.step USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
# What is closed or joined to another file takes no step but the one that ends that.
_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_illegal_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    turn text := (
        SELECT t.step FROM cases_transition t
        WHERE t.case_id = NEW.case_id AND t.step IN ('closed', 'reopened', 'joined', 'separated')
        ORDER BY t.id DESC LIMIT 1
    );
    releases text := CASE turn WHEN 'closed' THEN 'reopened' WHEN 'joined' THEN 'separated' END;
BEGIN
    IF releases IS NOT NULL AND NEW.step <> releases THEN
        RAISE EXCEPTION 'the case is %', turn USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.step IN ('reopened', 'separated') AND NEW.step IS DISTINCT FROM releases THEN
        RAISE EXCEPTION 'step % needs an earlier step', NEW.step USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT FROM (VALUES
            ('sharing_started', '{referred}'), ('no_checks', '{referred}'), ('joined', '{referred}'),
            ('data_received', '{referred}'), ('concern_added', '{referred}'),
            ('blue', '{sharing_started,no_checks}'), ('green', '{sharing_started,no_checks}'),
            ('amber', '{sharing_started,no_checks}'), ('red', '{sharing_started,no_checks}'),
            ('early_help', '{sharing_started,no_checks}'), ('stepped_up', '{early_help}'),
            ('allocated', '{red,stepped_up,reopened}'), ('screened', '{allocated}'), ('returned', '{screened}'),
            ('signed_off', '{screened}'), ('strategy_convened', '{allocated}'), ('strategy_held', '{strategy_convened}'),
            ('without_mase', '{strategy_held}'), ('form_submitted', '{signed_off}'),
            ('form_withdrawn', '{form_submitted}'), ('admitted', '{form_submitted}'), ('declined', '{form_submitted}'),
            ('discussed', '{admitted}'), ('map_referred', '{allocated}'), ('map_held', '{map_referred}')
        ) AS needs (step, earlier)
        WHERE needs.step = NEW.step AND NOT EXISTS (
            SELECT FROM cases_transition t WHERE t.case_id = NEW.case_id AND t.step = ANY (needs.earlier::text[])
        )
    ) THEN
        RAISE EXCEPTION 'step % needs an earlier step', NEW.step USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_intelligence_of_open_cases'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(_FUNCTION, _BEFORE),
        migrations.AddField(
            model_name='allocation',
            name='hand_over',
            field=models.TextField(blank=True, help_text='what the worker before leaves to the next'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='reason',
            field=models.TextField(blank=True, help_text='why this worker, for them and for whoever reads the file'),
        ),
        migrations.AddField(
            model_name='historicalallocation',
            name='hand_over',
            field=models.TextField(blank=True, help_text='what the worker before leaves to the next'),
        ),
        migrations.AddField(
            model_name='historicalallocation',
            name='reason',
            field=models.TextField(blank=True, help_text='why this worker, for them and for whoever reads the file'),
        ),
        migrations.AlterField(
            model_name='agencygrant',
            name='stage',
            field=models.CharField(choices=[('mash_check', 'MASH check'), ('outcome', 'Awaiting RAG outcome'), ('amber', 'Amber, gathering information'), ('closing', 'Closing, referrer to be told'), ('data_only', 'Held for the record only'), ('early_help', 'Held in early help'), ('joined', 'With social care'), ('allocation', 'Awaiting allocation'), ('screening', 'Risk screening'), ('sign_off', 'Screening awaiting sign-off'), ('strategy', 'Strategy meeting'), ('form', 'MASE form'), ('pre_mase', 'Pre-MASE'), ('mase', 'On the MASE list'), ('review', 'Plan and review'), ('closed', 'Closed')], max_length=20),
        ),
        migrations.AlterField(
            model_name='case',
            name='stage',
            field=models.CharField(choices=[('mash_check', 'MASH check'), ('outcome', 'Awaiting RAG outcome'), ('amber', 'Amber, gathering information'), ('closing', 'Closing, referrer to be told'), ('data_only', 'Held for the record only'), ('early_help', 'Held in early help'), ('joined', 'With social care'), ('allocation', 'Awaiting allocation'), ('screening', 'Risk screening'), ('sign_off', 'Screening awaiting sign-off'), ('strategy', 'Strategy meeting'), ('form', 'MASE form'), ('pre_mase', 'Pre-MASE'), ('mase', 'On the MASE list'), ('review', 'Plan and review'), ('closed', 'Closed')], default='mash_check', max_length=20),
        ),
        migrations.AlterField(
            model_name='historicalcase',
            name='stage',
            field=models.CharField(choices=[('mash_check', 'MASH check'), ('outcome', 'Awaiting RAG outcome'), ('amber', 'Amber, gathering information'), ('closing', 'Closing, referrer to be told'), ('data_only', 'Held for the record only'), ('early_help', 'Held in early help'), ('joined', 'With social care'), ('allocation', 'Awaiting allocation'), ('screening', 'Risk screening'), ('sign_off', 'Screening awaiting sign-off'), ('strategy', 'Strategy meeting'), ('form', 'MASE form'), ('pre_mase', 'Pre-MASE'), ('mase', 'On the MASE list'), ('review', 'Plan and review'), ('closed', 'Closed')], default='mash_check', max_length=20),
        ),
        migrations.AlterField(
            model_name='persongrant',
            name='stage',
            field=models.CharField(choices=[('mash_check', 'MASH check'), ('outcome', 'Awaiting RAG outcome'), ('amber', 'Amber, gathering information'), ('closing', 'Closing, referrer to be told'), ('data_only', 'Held for the record only'), ('early_help', 'Held in early help'), ('joined', 'With social care'), ('allocation', 'Awaiting allocation'), ('screening', 'Risk screening'), ('sign_off', 'Screening awaiting sign-off'), ('strategy', 'Strategy meeting'), ('form', 'MASE form'), ('pre_mase', 'Pre-MASE'), ('mase', 'On the MASE list'), ('review', 'Plan and review'), ('closed', 'Closed')], max_length=20),
        ),
        migrations.AlterField(
            model_name='transition',
            name='step',
            field=models.CharField(choices=[('referred', 'Referral received'), ('data_received', 'Received for the record only'), ('no_checks', 'MASH checks not needed'), ('sharing_started', 'Information sharing started'), ('blue', 'Outcome blue: information only'), ('green', 'Outcome green: no current concern'), ('amber', 'Outcome amber: more information needed'), ('red', 'Outcome red: to social care'), ('early_help', 'Held in early help'), ('stepped_up', 'Stepped up to social care'), ('concern_added', 'A new concern came in'), ('joined', 'Joined to the child’s own file'), ('separated', 'Separated from another file'), ('allocated', 'Allocated to a social worker'), ('screened', 'Risk screening completed'), ('returned', 'Risk screening returned for more work'), ('signed_off', 'Risk screening signed off'), ('strategy_convened', 'Strategy meeting convened'), ('strategy_held', 'Strategy meeting held'), ('without_mase', 'No MASE form needed'), ('form_submitted', 'MASE form submitted'), ('form_withdrawn', 'MASE form withdrawn'), ('admitted', 'Accepted onto the cohort'), ('declined', 'Not accepted onto the cohort'), ('discussed', 'Discussed at MASE'), ('map_referred', 'Referred to multi-agency planning'), ('map_held', 'Multi-agency planning meeting held'), ('closed', 'Closed'), ('reopened', 'Opened again')], max_length=20),
        ),
        migrations.CreateModel(
            name='HistoricalClosure',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('closed_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('no_further_action', 'No further action'), ('early_help', 'Early help or universal services'), ('risk_reduced', 'Risk reduced, plan completed'), ('moved', 'Transferred to another authority'), ('adult', 'Now an adult, passed to adult services')], max_length=20)),
                ('reason', models.TextField()),
                ('childs_view', models.TextField(blank=True, help_text='what the child or young person says of it')),
                ('checked', models.JSONField(default=dict, help_text='what the checklist found, and why it closed all the same')),
                ('opens_again_when', models.TextField(blank=True, help_text='what would open the case again')),
                ('looked_back_at', models.DateTimeField(blank=True, null=True)),
                ('looked_back_finding', models.TextField(blank=True, null=True)),
                ('reopened_at', models.DateTimeField(blank=True, null=True)),
                ('reopened_because', models.TextField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                ('closed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('looked_back_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reopened_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical closure',
                'verbose_name_plural': 'historical closures',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMatch',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('same', 'The same child'), ('different', 'Another child')], max_length=10)),
                ('decided_at', models.DateTimeField()),
                ('decided_because', models.TextField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_because', models.TextField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('case', models.ForeignKey(blank=True, db_constraint=False, help_text='the later file', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(blank=True, db_constraint=False, help_text='the earlier file', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                ('undone_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical match',
                'verbose_name_plural': 'historical matches',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closed_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('no_further_action', 'No further action'), ('early_help', 'Early help or universal services'), ('risk_reduced', 'Risk reduced, plan completed'), ('moved', 'Transferred to another authority'), ('adult', 'Now an adult, passed to adult services')], max_length=20)),
                ('reason', models.TextField()),
                ('childs_view', models.TextField(blank=True, help_text='what the child or young person says of it')),
                ('checked', models.JSONField(default=dict, help_text='what the checklist found, and why it closed all the same')),
                ('opens_again_when', models.TextField(blank=True, help_text='what would open the case again')),
                ('looked_back_at', models.DateTimeField(blank=True, null=True)),
                ('looked_back_finding', models.TextField(blank=True, null=True)),
                ('reopened_at', models.DateTimeField(blank=True, null=True)),
                ('reopened_because', models.TextField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='cases.case')),
                ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('looked_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reopened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('looked_back_at__isnull', True), ('looked_back_by__isnull', True), ('looked_back_finding__isnull', True)), models.Q(('looked_back_at__isnull', False), ('looked_back_by__isnull', False), ('looked_back_finding__isnull', False)), _connector='OR'), name='closure_looked_back_facts'), models.CheckConstraint(condition=models.Q(models.Q(('reopened_at__isnull', True), ('reopened_by__isnull', True), ('reopened_because__isnull', True)), models.Q(('reopened_at__isnull', False), ('reopened_by__isnull', False), ('reopened_because__isnull', False)), _connector='OR'), name='closure_reopened_facts'), models.UniqueConstraint(condition=models.Q(('reopened_at', None)), fields=('case',), name='closure_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('same', 'The same child'), ('different', 'Another child')], max_length=10)),
                ('decided_at', models.DateTimeField()),
                ('decided_because', models.TextField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_because', models.TextField(blank=True, null=True)),
                ('case', models.ForeignKey(help_text='the later file', on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='cases.case')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(help_text='the earlier file', on_delete=django.db.models.deletion.PROTECT, related_name='matched', to='cases.case')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'matches',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True), ('undone_because__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), ('undone_because__isnull', False)), _connector='OR'), name='match_undone_facts'), models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='match_of_two'), models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('case', 'other'), name='match_one_verdict_at_a_time'), models.UniqueConstraint(condition=models.Q(('undone_at', None), ('verdict', 'same')), fields=('case',), name='match_joined_to_one')],
            },
        ),
    ]
