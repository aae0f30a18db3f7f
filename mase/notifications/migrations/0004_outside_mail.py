"""E-mails to people without an account."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0003_longer_reference'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=120)),
                ('body', models.TextField(blank=True)),
                ('key', models.CharField(max_length=80, unique=True)),
                ('created_at', models.DateTimeField()),
                ('try_after', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('mailed_at', None)), fields=['try_after', 'id'], name='outside_mail_to_send')],
                'constraints': [models.CheckConstraint(condition=models.Q(('mailed_at', None), ('body', ''), _connector='OR'), name='outside_mail_blanked_when_sent')],
            },
        ),
    ]
