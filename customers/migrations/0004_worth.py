from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Lower

from customers import worth

BATCH = 1000


def read_facts(apps: Any, schema_editor: Any) -> None:
    """What was said until now, batch by batch. A plain customer has no facts and isn't touched."""
    rows = apps.get_model("customers", "Customer").objects
    known = rows.exclude(facts={}).order_by("pk")
    after = 0
    while batch := list(known.filter(pk__gt=after).only("pk", "facts")[:BATCH]):
        for customer in batch:
            customer.segment, customer.value = worth.segment_of(customer.facts), worth.value_of(customer.facts)
        rows.bulk_update(batch, ["segment", "value"])
        after = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_channels")]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="segment",
            field=models.CharField(blank=True, editable=False, max_length=80, verbose_name="segment"),
        ),
        migrations.AddField(
            model_name="customer",
            name="value",
            field=models.DecimalField(
                decimal_places=2, editable=False, max_digits=14, null=True, verbose_name="value"
            ),
        ),
        migrations.RunPython(read_facts, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                F("value").desc(), F("id").desc(), condition=Q(value__isnull=False), name="customer_value"
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(Lower("segment"), condition=~Q(segment=""), name="customer_segment"),
        ),
    ]
