"""Language and mood of the comments there are; their themes are read by the worker, from the due times set here.

Batches by id, each its own transaction: a large table is never locked, and an interrupted run starts again without harm.
"""

from django.db import migrations
from django.utils import timezone

from core.mood import mood_of
from core.text import guess_language

BATCH = 1000


def read(apps, schema_editor):
    Answer = apps.get_model("surveys", "SurveyAnswer")
    worded = Answer.objects.using(schema_editor.connection.alias).exclude(comment="").order_by("pk")
    after = 0
    while rows := list(worded.filter(pk__gt=after).only("pk", "comment")[:BATCH]):
        for row in rows:
            row.comment_language = guess_language(row.comment) or ""
            row.mood = mood_of(row.comment)
            row.themes_due_at = timezone.now()
        worded.bulk_update(rows, ["comment_language", "mood", "themes_due_at"])
        after = rows[-1].pk


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("surveys", "0008_comments")]

    operations = [migrations.RunPython(read, migrations.RunPython.noop)]
