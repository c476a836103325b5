"""Printing: what a card shows, its design, sheets and card printers, print runs. What draws is loaded with the first sheet."""
