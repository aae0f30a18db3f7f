"""A child who leaves the MASE list, and a planning meeting that is cancelled, are steps of the pathway."""

import importlib

from django.db import migrations, models

_BEFORE = importlib.import_module("mase.cases.migrations.0008_contact_and_mash")._FUNCTION
_LAST = "('map_held', '{map_referred}')"
_FUNCTION = _BEFORE.replace(
    _LAST, f"{_LAST}, ('map_cancelled', '{{map_referred}}'),\n            ('left_list', '{{admitted}}')"
)


class Migration(migrations.Migration):

    dependencies = [("cases", "0013_typed_anywhere")]

    operations = [
        migrations.RunSQL(_FUNCTION, _BEFORE),
        migrations.AlterField(
            model_name='transition',
            name='step',
            field=models.CharField(choices=[('referred', 'Referral received'), ('data_received', 'Received for the record only'), ('no_checks', 'MASH checks not needed'), ('sharing_started', 'Information sharing started'), ('blue', 'Outcome blue: information only'), ('green', 'Outcome green: no current concern'), ('amber', 'Outcome amber: more information needed'), ('red', 'Outcome red: to social care'), ('early_help', 'Held in early help'), ('stepped_up', 'Stepped up to social care'), ('concern_added', 'A new concern came in'), ('joined', 'Joined to the child’s own file'), ('separated', 'Separated from another file'), ('allocated', 'Allocated to a social worker'), ('screened', 'Risk screening completed'), ('returned', 'Risk screening returned for more work'), ('signed_off', 'Risk screening signed off'), ('strategy_convened', 'Strategy meeting convened'), ('strategy_held', 'Strategy meeting held'), ('without_mase', 'No MASE form needed'), ('form_submitted', 'MASE form submitted'), ('form_withdrawn', 'MASE form withdrawn'), ('admitted', 'Accepted onto the cohort'), ('declined', 'Not accepted onto the cohort'), ('discussed', 'Discussed at MASE'), ('left_list', 'Taken off the MASE list'), ('map_referred', 'Referred to multi-agency planning'), ('map_held', 'Multi-agency planning meeting held'), ('map_cancelled', 'Multi-agency planning meeting cancelled'), ('closed', 'Closed'), ('reopened', 'Opened again')], max_length=20),
        ),
    ]
