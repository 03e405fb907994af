"""Papers: what was found, as the Excel and Word files officials use.

This package takes plain values of its own (`TaskRow`, `TaskList`, `Sheet`) and knows neither how
a document was read nor how its tasks were found. It has no clock: a paper carries the date it is
given. The writers are imported only when a paper is written, because XlsxWriter and python-docx
take longer to load than most papers take to write.

    from luodi.papers import TaskList, TaskRow, excel, word
    excel.write(tasks, "任务清单.xlsx")
    word.write(tasks, "任务清单.docx")
"""

from luodi.papers.table import Cell, Column, Sheet
from luodi.papers.tasklist import TASK_COLUMNS, TaskList, TaskRow

__all__ = ["TASK_COLUMNS", "Cell", "Column", "Sheet", "TaskList", "TaskRow"]
