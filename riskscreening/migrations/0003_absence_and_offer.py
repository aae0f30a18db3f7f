"""Missing or away; the offer of a return interview; where and with whom a child was found."""

from django.conf import settings
from django.db import migrations, models

from mase.schema import Together


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_contact_and_mash'),
        ('riskscreening', '0002_single_assessment_plans_missing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.AddField(
                model_name='historicalmissingepisode',
                name='found_where',
                field=models.CharField(blank=True, max_length=200),
            ),
            migrations.AddField(
                model_name='historicalmissingepisode',
                name='kind',
                field=models.CharField(choices=[('missing', 'Missing: nobody knew where the child was'), ('away', 'Away without agreement: where the child was, was known')], default='missing', max_length=10),
            ),
            migrations.AddField(
                model_name='historicalmissingepisode',
                name='offered_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='historicalmissingepisode',
                name='offered_by',
                field=models.CharField(blank=True, help_text='declined is not the same as not offered', max_length=120, null=True),
            ),
            migrations.AddField(
                model_name='historicalmissingepisode',
                name='passed_on',
                field=models.TextField(blank=True, help_text='what was passed to the police, in a line'),
            ),
            migrations.AddField(
                model_name='historicalmissingepisode',
                name='with_whom',
                field=models.CharField(blank=True, max_length=200),
            ),
            migrations.AddField(
                model_name='missingepisode',
                name='found_where',
                field=models.CharField(blank=True, max_length=200),
            ),
            migrations.AddField(
                model_name='missingepisode',
                name='kind',
                field=models.CharField(choices=[('missing', 'Missing: nobody knew where the child was'), ('away', 'Away without agreement: where the child was, was known')], default='missing', max_length=10),
            ),
            migrations.AddField(
                model_name='missingepisode',
                name='offered_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='missingepisode',
                name='offered_by',
                field=models.CharField(blank=True, help_text='declined is not the same as not offered', max_length=120, null=True),
            ),
            migrations.AddField(
                model_name='missingepisode',
                name='passed_on',
                field=models.TextField(blank=True, help_text='what was passed to the police, in a line'),
            ),
            migrations.AddField(
                model_name='missingepisode',
                name='with_whom',
                field=models.CharField(blank=True, max_length=200),
            ),
            migrations.AddConstraint(
                model_name='missingepisode',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('offered_at__isnull', True), ('offered_by__isnull', True)), models.Q(('offered_at__isnull', False), ('offered_by__isnull', False)), _connector='OR'), name='missing_offered_facts'),
            ),
        ]),
    ]
