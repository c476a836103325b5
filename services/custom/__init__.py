"""Custom fields: what an administrator adds to a record type from a screen.

known.py reads the definitions, values.py what stands in a record, defining.py adds and changes them, exchanging.py
takes them from one installation to another. services/fields.py gives them to list, form, details, export and import.
"""
