"""The parts of which RecordView is made: rights, list, details, form, export, and what they share."""
