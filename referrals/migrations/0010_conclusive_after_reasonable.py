"""No conclusive decision without one on reasonable grounds: comparing with nothing let it through."""

from django.db import migrations, models
from django.db.models import F, Q

_NAME = "nrm_conclusive_after_reasonable"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0009_letters")]

    operations = [
        migrations.RemoveConstraint(model_name="nrmreferral", name=_NAME),
        migrations.AddConstraint(
            model_name="nrmreferral",
            constraint=models.CheckConstraint(
                condition=Q(conclusive_grounds=None)
                | Q(
                    conclusive_grounds_on__gte=F("reasonable_grounds_on"),
                    reasonable_grounds="positive",
                    reasonable_grounds__isnull=False,
                ),
                name=_NAME,
            ),
        ),
    ]
