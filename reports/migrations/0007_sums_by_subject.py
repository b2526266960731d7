"""Days that were summed before sums by subject came are summed again."""

from django.db import migrations

AGAIN = "INSERT INTO reports_dirtyday (day, at) SELECT DISTINCT day, now() FROM reports_daily"


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0006_scheduled'),
    ]

    operations = [
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
