"""Who did not agree with what the meeting answered about a case."""

from django.db import migrations, models

_DISSENT = models.TextField(
    blank=True, default="", help_text="which agency did not agree, and why; empty where all agreed"
)


class Migration(migrations.Migration):

    dependencies = [("meetings", "0009_arranged_and_heard")]

    operations = [
        migrations.AddField(model_name=model, name="dissent", field=_DISSENT, preserve_default=False)
        for model in ("historicallistentry", "listentry")
    ]
