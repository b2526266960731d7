# The entries into the backlog in indexes of their own, without a look into the table.

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0009_customers'),
        ('tickets', '0012_held_promises'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='fact',
            name='fact_open',
        ),
        migrations.AddIndex(
            model_name='fact',
            index=django.contrib.postgres.indexes.GistIndex(condition=models.Q(('measures__contains', [2])), fields=['open_for'], include=('ticket', 'cycle'), name='fact_open_at'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('measures__contains', [2])), fields=['ticket', 'cycle', 'at'], name='fact_open_since'),
        ),
    ]
