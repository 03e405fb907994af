"""Units and people from a workbook: read as text, every row judged, then written by one act."""
