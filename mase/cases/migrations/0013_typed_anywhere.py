"""What is being typed is kept on any page of a case, for each page apart."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0012_typed_note"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="typednote",
            name="about",
            field=models.SlugField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="typednote", name="typed_note_once"),
        migrations.AddConstraint(
            model_name="typednote",
            constraint=models.UniqueConstraint(fields=("case", "typed_by", "about"), name="typed_note_once"),
        ),
    ]
