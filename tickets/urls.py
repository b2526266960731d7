from __future__ import annotations

from django.urls import path

from tickets.views import (
    actions,
    composer,
    files,
    inbox,
    settings_calendars,
    settings_tags,
    start,
    ticket,
)

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/rows/", inbox.rows, name="inbox_rows"),
    path("inbox/rail/", inbox.rail, name="inbox_rail"),
    path("inbox/live/", inbox.catch_up, name="inbox_live"),
    path("inbox/new/", start.new_ticket, name="ticket_new"),
    path("inbox/new/customers/", start.find_customers, name="ticket_new_customers"),
    path("inbox/<int:number>/", ticket.ticket, name="ticket"),
    path("inbox/<int:number>/earlier/", ticket.earlier, name="ticket_earlier"),
    path("inbox/<int:number>/routes/", ticket.routes, name="ticket_routes"),
    path("inbox/<int:number>/customer/", ticket.customer_panel, name="ticket_customer"),
    path("inbox/<int:number>/read/", ticket.read, name="ticket_read"),
    path("inbox/<int:number>/reply/", composer.reply, name="ticket_reply"),
    path("inbox/<int:number>/note/", composer.note, name="ticket_note"),
    path("inbox/<int:number>/draft/", composer.draft, name="ticket_draft"),
    path("inbox/<int:number>/change/", actions.change, name="ticket_change"),
    path("inbox/<int:number>/join/<int:suggestion>/", actions.join, name="ticket_join"),
    path("messages/<uuid:public_id>/body/", files.message_body, name="message_body"),
    path("messages/<uuid:public_id>/full/", files.message_full, name="message_full"),
    path("thumbnails/<uuid:public_id>/", files.thumbnail, name="attachment-thumbnail"),
    path("attachments/<uuid:public_id>/<path:name>", files.attachment, name="attachment"),
    path("settings/calendars/", settings_calendars.calendars, name="calendars"),
    path("settings/calendars/new/", settings_calendars.calendar, name="calendar-new"),
    path("settings/calendars/<int:pk>/", settings_calendars.calendar, name="calendar"),
    path("settings/calendars/<int:pk>/delete/", settings_calendars.delete_calendar, name="calendar-delete"),
    path("settings/tags/", settings_tags.tags, name="tags"),
    path("settings/tags/<int:pk>/", settings_tags.edit, name="tag"),
    path("settings/tags/<int:pk>/delete/", settings_tags.delete, name="tag-delete"),
]
