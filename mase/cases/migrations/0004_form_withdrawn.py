"""A form that is withdrawn is a step of its own; the trigger knows what it needs."""

from django.db import migrations, models


_FUNCTION = """
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
            ('form_withdrawn', 'form_submitted'), ('admitted', 'form_submitted'), ('declined', 'form_submitted'), ('discussed', 'admitted'),
            ('map_referred', 'allocated'), ('map_held', 'map_referred')
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
_BEFORE = _FUNCTION.replace("('form_withdrawn', 'form_submitted'), ", "")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_ladder'),
    ]

    operations = [
        migrations.RunSQL(_FUNCTION, _BEFORE),
        migrations.AlterField(
            model_name='transition',
            name='step',
            field=models.CharField(choices=[('referred', 'Referral received'), ('sharing_started', 'Information sharing started'), ('blue', 'Outcome blue: information only'), ('green', 'Outcome green: no current concern'), ('amber', 'Outcome amber: more information needed'), ('red', 'Outcome red: to social care'), ('allocated', 'Allocated to a social worker'), ('screened', 'Risk screening completed'), ('returned', 'Risk screening returned for more work'), ('signed_off', 'Risk screening signed off'), ('strategy_convened', 'Strategy meeting convened'), ('strategy_held', 'Strategy meeting held'), ('without_mase', 'No MASE form needed'), ('form_submitted', 'MASE form submitted'), ('form_withdrawn', 'MASE form withdrawn'), ('admitted', 'Accepted onto the cohort'), ('declined', 'Not accepted onto the cohort'), ('discussed', 'Discussed at MASE'), ('map_referred', 'Referred to multi-agency planning'), ('map_held', 'Multi-agency planning meeting held'), ('closed', 'Closed')], max_length=20),
        ),
    ]
