from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("audit", "0008_verbs_in_code")]
    operations = [
        migrations.AddIndex(
            "event", models.Index(fields=["agency", "-at", "-id"], name="event_by_agency")
        ),
        migrations.AddIndex(
            "event",
            models.Index(fields=["subject_id"], condition=Q(verb="trail_signal_reviewed"), name="event_signal_reviews"),
        ),
    ]
