"""The workspace of a case with its notes, which nobody changes once they are written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_note
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON cases_note
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_addendum
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON cases_addendum
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
BACKWARD = """
DROP TRIGGER append_only ON cases_note;
DROP TRIGGER append_only_whole ON cases_note;
DROP TRIGGER append_only ON cases_addendum;
DROP TRIGGER append_only_whole ON cases_addendum;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_append_only'),
        ('cases', '0010_missing_or_away'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('note', 'Case note'), ('concern', 'New concern'), ('contact', 'Contact with the child'), ('family', 'Contact with the family'), ('agency', 'Contact with an agency')], max_length=10)),
                ('about_at', models.DateTimeField(help_text='when it happened')),
                ('text', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['case', '-about_at', '-id'], name='note_newest_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('about_at__lte', models.F('recorded_at'))), name='note_about_the_past')],
            },
        ),
        migrations.CreateModel(
            name='Addendum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='cases.note')),
            ],
            options={
                'verbose_name_plural': 'addenda',
            },
        ),
        migrations.CreateModel(
            name='Workspace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('child', 'Workspace of a child'), ('adult', 'Workspace of a care leaver of 18 and over')], max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('adviser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workspaces', to='cases.case')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'kind'), name='workspace_opened_once'), models.CheckConstraint(condition=models.Q(models.Q(('adviser', None), ('kind', 'child')), models.Q(('adviser__isnull', False), ('kind', 'adult')), _connector='OR'), name='workspace_adviser_of_an_adult')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
