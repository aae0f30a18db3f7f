"""A step of a route can be about a day ahead: the one on which a move is planned."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0006_contact_and_mash")]

    operations = [
        migrations.AddField(
            model_name="routestep",
            name="planned_on",
            field=models.DateField(blank=True, help_text="the day ahead that the step is about: of a move", null=True),
        ),
    ]
