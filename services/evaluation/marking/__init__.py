"""What those who mark have before them: their people, what they type, what they send, the sheet for a spreadsheet."""
