from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0010_read_comments")]

    operations = [
        migrations.AddField("surveyinvitation", "told_closed_at", models.DateTimeField(blank=True, null=True)),
    ]
