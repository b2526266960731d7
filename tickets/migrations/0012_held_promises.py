from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0011_assignment"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="sla_held",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
