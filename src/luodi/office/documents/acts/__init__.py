"""Everything that changes a document or a finding: the only writers."""

from luodi.office.documents.acts.deciding import (
    Accepted,
    accept_findings,
    merge_into_task,
    reject_findings,
    reopen_finding,
)
from luodi.office.documents.acts.reading import (
    begin_reading,
    fail_reading,
    read_again,
    refuse_after_reading,
    requeue,
    store_reading,
)
from luodi.office.documents.acts.reshaping import (
    add_finding,
    confirm_due,
    edit_finding,
    merge_findings,
    split_finding,
)
from luodi.office.documents.acts.uploading import Upload, upload

__all__ = [
    "Accepted",
    "Upload",
    "accept_findings",
    "add_finding",
    "begin_reading",
    "confirm_due",
    "edit_finding",
    "fail_reading",
    "merge_findings",
    "merge_into_task",
    "read_again",
    "refuse_after_reading",
    "reject_findings",
    "reopen_finding",
    "requeue",
    "split_finding",
    "store_reading",
    "upload",
]
