from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0002_months'),
    ]

    operations = [
        migrations.AlterField(
            model_name='daily',
            name='measure',
            field=models.PositiveSmallIntegerField(choices=[(1, 'Created'), (2, 'Opened'), (3, 'Left'), (4, 'First Response'), (5, 'First Response Business'), (6, 'Next Response'), (7, 'Next Response Business'), (8, 'Resolved'), (9, 'Resolution'), (10, 'Resolution Business'), (11, 'Reopened'), (12, 'First Contact'), (13, 'Came Back'), (14, 'One Touch'), (15, 'Messages'), (16, 'Transfer'), (17, 'Transferred'), (18, 'Repeated'), (19, 'Sla First'), (20, 'Sla Next'), (21, 'Sla Resolution'), (22, 'Contact'), (23, 'Answer'), (24, 'Late First'), (25, 'Late Next'), (26, 'Late Resolution'), (40, 'Csat'), (41, 'Nps'), (42, 'Ces'), (43, 'Csat Asked'), (44, 'Nps Asked'), (45, 'Ces Asked')]),
        ),
        migrations.AlterField(
            model_name='monthly',
            name='measure',
            field=models.PositiveSmallIntegerField(choices=[(1, 'Created'), (2, 'Opened'), (3, 'Left'), (4, 'First Response'), (5, 'First Response Business'), (6, 'Next Response'), (7, 'Next Response Business'), (8, 'Resolved'), (9, 'Resolution'), (10, 'Resolution Business'), (11, 'Reopened'), (12, 'First Contact'), (13, 'Came Back'), (14, 'One Touch'), (15, 'Messages'), (16, 'Transfer'), (17, 'Transferred'), (18, 'Repeated'), (19, 'Sla First'), (20, 'Sla Next'), (21, 'Sla Resolution'), (22, 'Contact'), (23, 'Answer'), (24, 'Late First'), (25, 'Late Next'), (26, 'Late Resolution'), (40, 'Csat'), (41, 'Nps'), (42, 'Ces'), (43, 'Csat Asked'), (44, 'Nps Asked'), (45, 'Ces Asked')]),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('measures__overlap', [24, 25, 26])), fields=['day'], name='fact_late'),
        ),
    ]
