"""The personal adviser of care leavers."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0005_contact_and_mash'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_known',
        ),
        migrations.AlterField(
            model_name='historicalmembership',
            name='role',
            field=models.CharField(choices=[('mash_manager', 'MASH duty manager'), ('social_worker', 'Social worker'), ('personal_adviser', 'Personal adviser'), ('assistant_team_manager', 'Assistant team manager'), ('team_manager', 'Team manager'), ('service_manager', 'Service manager'), ('co_ordinator', 'Co-ordinator'), ('mase_administrator', 'MASE administrator'), ('panel_chair', 'MASE chair'), ('police_mash', 'Police officer in MASH'), ('police_inspector', 'Police inspector'), ('partner_lead', 'Safeguarding lead'), ('panel_member', 'MASE member'), ('administrator', 'Administrator'), ('privacy_officer', 'Privacy officer')], max_length=30),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('mash_manager', 'MASH duty manager'), ('social_worker', 'Social worker'), ('personal_adviser', 'Personal adviser'), ('assistant_team_manager', 'Assistant team manager'), ('team_manager', 'Team manager'), ('service_manager', 'Service manager'), ('co_ordinator', 'Co-ordinator'), ('mase_administrator', 'MASE administrator'), ('panel_chair', 'MASE chair'), ('police_mash', 'Police officer in MASH'), ('police_inspector', 'Police inspector'), ('partner_lead', 'Safeguarding lead'), ('panel_member', 'MASE member'), ('administrator', 'Administrator'), ('privacy_officer', 'Privacy officer')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['mash_manager', 'social_worker', 'personal_adviser', 'assistant_team_manager', 'team_manager', 'service_manager', 'co_ordinator', 'mase_administrator', 'panel_chair', 'police_mash', 'police_inspector', 'partner_lead', 'panel_member', 'administrator', 'privacy_officer'])), name='membership_role_known'),
        ),
    ]
