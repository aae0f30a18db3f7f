"""What the borough's forms ask about a child."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_relationship_and_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalperson',
            name='disabilities',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('MOB', 'Mobility'), ('HAND', 'Hand function'), ('PC', 'Personal care'), ('INC', 'Incontinence'), ('COMM', 'Communication'), ('LD', 'Learning'), ('HEAR', 'Hearing'), ('VIS', 'Vision'), ('BEH', 'Behaviour'), ('CON', 'Consciousness'), ('AUT', 'Autism or Asperger syndrome'), ('DDA', 'Another disability')], max_length=4), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='ethnicity',
            field=models.CharField(choices=[('WBRI', 'White British'), ('WIRI', 'White Irish'), ('WIRT', 'Traveller of Irish heritage'), ('WROM', 'Gypsy or Roma'), ('WOTH', 'Any other White background'), ('MWBC', 'White and Black Caribbean'), ('MWBA', 'White and Black African'), ('MWAS', 'White and Asian'), ('MOTH', 'Any other mixed background'), ('AIND', 'Indian'), ('APKN', 'Pakistani'), ('ABAN', 'Bangladeshi'), ('CHNE', 'Chinese'), ('AOTH', 'Any other Asian background'), ('BCRB', 'Black Caribbean'), ('BAFR', 'Black African'), ('BOTH', 'Any other Black background'), ('OOTH', 'Any other ethnic group'), ('REFU', 'Asked, and preferred not to say'), ('NOBT', 'Not asked yet')], db_default='NOBT', default='NOBT', max_length=4),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='ethnicity_basis',
            field=models.CharField(blank=True, choices=[('self', 'The person said so'), ('reported', 'Somebody who knows them said so'), ('observed', 'Somebody saw them')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='gp',
            field=models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='GP practice'),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='interpreter',
            field=models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_known', 'Not known yet')], db_default='not_known', default='not_known', max_length=10, verbose_name='interpreter needed'),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='nationality',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='placement_address',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='religion',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='upn',
            field=models.CharField(blank=True, db_default='', default='', max_length=13, verbose_name='unique pupil number'),
        ),
        migrations.AddField(
            model_name='person',
            name='disabilities',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('MOB', 'Mobility'), ('HAND', 'Hand function'), ('PC', 'Personal care'), ('INC', 'Incontinence'), ('COMM', 'Communication'), ('LD', 'Learning'), ('HEAR', 'Hearing'), ('VIS', 'Vision'), ('BEH', 'Behaviour'), ('CON', 'Consciousness'), ('AUT', 'Autism or Asperger syndrome'), ('DDA', 'Another disability')], max_length=4), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='person',
            name='ethnicity',
            field=models.CharField(choices=[('WBRI', 'White British'), ('WIRI', 'White Irish'), ('WIRT', 'Traveller of Irish heritage'), ('WROM', 'Gypsy or Roma'), ('WOTH', 'Any other White background'), ('MWBC', 'White and Black Caribbean'), ('MWBA', 'White and Black African'), ('MWAS', 'White and Asian'), ('MOTH', 'Any other mixed background'), ('AIND', 'Indian'), ('APKN', 'Pakistani'), ('ABAN', 'Bangladeshi'), ('CHNE', 'Chinese'), ('AOTH', 'Any other Asian background'), ('BCRB', 'Black Caribbean'), ('BAFR', 'Black African'), ('BOTH', 'Any other Black background'), ('OOTH', 'Any other ethnic group'), ('REFU', 'Asked, and preferred not to say'), ('NOBT', 'Not asked yet')], db_default='NOBT', default='NOBT', max_length=4),
        ),
        migrations.AddField(
            model_name='person',
            name='ethnicity_basis',
            field=models.CharField(blank=True, choices=[('self', 'The person said so'), ('reported', 'Somebody who knows them said so'), ('observed', 'Somebody saw them')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='person',
            name='gp',
            field=models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='GP practice'),
        ),
        migrations.AddField(
            model_name='person',
            name='interpreter',
            field=models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_known', 'Not known yet')], db_default='not_known', default='not_known', max_length=10, verbose_name='interpreter needed'),
        ),
        migrations.AddField(
            model_name='person',
            name='nationality',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='person',
            name='placement_address',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='person',
            name='religion',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='person',
            name='upn',
            field=models.CharField(blank=True, db_default='', default='', max_length=13, verbose_name='unique pupil number'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('upn', ''), ('upn__regex', '^[A-HJ-NP-RT-Z]\\d{11}[0-9A-HJ-NP-RT-Z]$'), _connector='OR'), name='person_upn'),
        ),
    ]
