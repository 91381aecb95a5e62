"""Work on a whole library, without a command line.

Each name is loaded when it is asked for: rules, pages and the doctor are slow to load.
"""

from typing import TYPE_CHECKING

from citehub.lazy import lazy_names

if TYPE_CHECKING:
    from citehub.hubs.explain import explain_paper as explain_paper
    from citehub.hubs.history import newly_gone as newly_gone
    from citehub.hubs.history import newly_listed as newly_listed
    from citehub.jobs.classify import classify_library as classify_library
    from citehub.jobs.correct import FieldChange as FieldChange
    from citehub.jobs.correct import set_fields as set_fields
    from citehub.jobs.diff import compare as compare
    from citehub.jobs.diff import hubs_to_compare as hubs_to_compare
    from citehub.jobs.doctor import Fault as Fault
    from citehub.jobs.doctor import examine as examine
    from citehub.jobs.doctor import repair as repair
    from citehub.jobs.doubles import Double as Double
    from citehub.jobs.doubles import find_doubles as find_doubles
    from citehub.jobs.draft import rules_of as rules_of
    from citehub.jobs.draft import rules_text as rules_text
    from citehub.jobs.evaluate import labelled_by_hand as labelled_by_hand
    from citehub.jobs.ingest import Outcome as Outcome
    from citehub.jobs.ingest import ingest_pages as ingest_pages
    from citehub.jobs.join import Joined as Joined
    from citehub.jobs.join import join_parts as join_parts
    from citehub.jobs.label import apply_labels as apply_labels
    from citehub.jobs.label import apply_what_fits as apply_what_fits
    from citehub.jobs.label_rows import Task as Task
    from citehub.jobs.label_rows import read_tasks as read_tasks
    from citehub.jobs.merge import Merged as Merged
    from citehub.jobs.merge import merge_hubs as merge_hubs
    from citehub.jobs.part import read_part as read_part
    from citehub.jobs.part_intake import ingest_part as ingest_part
    from citehub.jobs.read import Pages as Pages
    from citehub.jobs.remembered import remember_rules as remember_rules
    from citehub.jobs.remembered import remembered_rules as remembered_rules
    from citehub.jobs.remembered import which_rules as which_rules
    from citehub.jobs.remove import Removed as Removed
    from citehub.jobs.remove import remove_hub as remove_hub
    from citehub.jobs.remove import remove_paper as remove_paper
    from citehub.jobs.undo import Undone as Undone
    from citehub.jobs.undo import changes as changes
    from citehub.jobs.undo import undo_last as undo_last
    from citehub.library.counts import check_keys as check_keys
    from citehub.library.counts import count_papers as count_papers
    from citehub.library.related import related_hubs as related_hubs
    from citehub.library.related import shared_papers as shared_papers
    from citehub.pages.files import ENDINGS as ENDINGS
    from citehub.pages.files import find_pages as find_pages
    from citehub.rules.version import current_version as current_version

__getattr__ = lazy_names(
    __name__,
    {
        "explain_paper": "citehub.hubs.explain",
        "classify_library": "citehub.jobs.classify",
        "compare": "citehub.jobs.diff",
        "hubs_to_compare": "citehub.jobs.diff",
        "Fault": "citehub.jobs.doctor",
        "examine": "citehub.jobs.doctor",
        "repair": "citehub.jobs.doctor",
        "newly_gone": "citehub.hubs.history",
        "newly_listed": "citehub.hubs.history",
        "Double": "citehub.jobs.doubles",
        "find_doubles": "citehub.jobs.doubles",
        "rules_of": "citehub.jobs.draft",
        "rules_text": "citehub.jobs.draft",
        "labelled_by_hand": "citehub.jobs.evaluate",
        "Outcome": "citehub.jobs.ingest",
        "ingest_pages": "citehub.jobs.ingest",
        "ingest_part": "citehub.jobs.part_intake",
        "Joined": "citehub.jobs.join",
        "join_parts": "citehub.jobs.join",
        "read_part": "citehub.jobs.part",
        "Pages": "citehub.jobs.read",
        "apply_labels": "citehub.jobs.label",
        "apply_what_fits": "citehub.jobs.label",
        "Task": "citehub.jobs.label_rows",
        "read_tasks": "citehub.jobs.label_rows",
        "FieldChange": "citehub.jobs.correct",
        "set_fields": "citehub.jobs.correct",
        "Merged": "citehub.jobs.merge",
        "merge_hubs": "citehub.jobs.merge",
        "Removed": "citehub.jobs.remove",
        "remove_hub": "citehub.jobs.remove",
        "remove_paper": "citehub.jobs.remove",
        "Undone": "citehub.jobs.undo",
        "changes": "citehub.jobs.undo",
        "undo_last": "citehub.jobs.undo",
        "check_keys": "citehub.library.counts",
        "count_papers": "citehub.library.counts",
        "related_hubs": "citehub.library.related",
        "shared_papers": "citehub.library.related",
        "ENDINGS": "citehub.pages.files",
        "find_pages": "citehub.pages.files",
        "remember_rules": "citehub.jobs.remembered",
        "remembered_rules": "citehub.jobs.remembered",
        "which_rules": "citehub.jobs.remembered",
        "current_version": "citehub.rules.version",
    },
)
