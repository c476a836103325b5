"""The public check as a handful of files: what they are, how they are made, when they are due, which slots read “not valid”.

The worker writes them into the public folder; /verify/ hands out what lies there, and `flask badge publish` writes the
same bytes for any web host, so that the records are never reachable from outside. Everybody asks for the same
addresses: nothing tells which card is looked at.
"""
