"""Doors to the board: a workbook, or a Google Sheet."""
