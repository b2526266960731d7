from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.utils import timezone


def small_pictures_of_old_ones(apps: Any, schema_editor: Any) -> None:
    apps.get_model("tickets", "Attachment").objects.filter(
        state="ready", content_type__in=["image/png", "image/jpeg", "image/gif", "image/webp"]
    ).update(thumbnail_due_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0005_channels"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="thumbnail_attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="attachment",
            name="thumbnail_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("thumbnail_due_at__isnull", False)),
                fields=["thumbnail_due_at"],
                name="attachment_thumbnail_due",
            ),
        ),
        migrations.RunPython(small_pictures_of_old_ones, migrations.RunPython.noop),
    ]
