"""Files that come with a form: few, not too large, of kinds that people send."""

from __future__ import annotations

import mimetypes
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from channels_inbox.contract import InboundAttachment
from core.text import safe_filename

MAX_FILES = 5
MAX_BYTES = 10 * 1024 * 1024
TOTAL_BYTES = 20 * 1024 * 1024
# As in the chat: what opens without running anything.
PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "heic", "mp4", "mov")
PAPERS = ("pdf", "txt", "csv", "doc", "docx", "xls", "xlsx", "odt", "ods", "zip")
EXTENSIONS = PICTURES + PAPERS


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; `clean` gives a list of InboundAttachment."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ",".join(f".{name}" for name in EXTENSIONS)}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = [item for item in (data if isinstance(data, list | tuple) else [data]) if item]
        if len(given) > MAX_FILES:
            raise forms.ValidationError(_("%(n)s files at most.") % {"n": MAX_FILES})
        files = [super(FilesField, self).clean(item, initial) for item in given]
        if sum(file.size or 0 for file in files) > TOTAL_BYTES:
            raise forms.ValidationError(_("All files together may have 20 MB at most."))
        return [_read(file) for file in files]


def _read(file: UploadedFile) -> InboundAttachment:
    name = safe_filename(file.name or "")
    if name.rpartition(".")[2].lower() not in EXTENSIONS:
        raise forms.ValidationError(_("This kind of file can't be sent here. Pictures, PDF and office files can."))
    if (file.size or 0) > MAX_BYTES:
        raise forms.ValidationError(_("%(name)s is too large: 10 MB at most.") % {"name": name})
    # The browser's word on the type isn't taken: the name decides, as it will when it is opened.
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return InboundAttachment(name, kind, file.read())
