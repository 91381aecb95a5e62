"""An explorer of citing papers or hubs in one HTML file that opens offline.

`explorer_page` fills `page.html` with a style, a script and the records. The records stand in it
twice: as JSON, which the script reads, and as a plain list for who has no script. A browser that
runs scripts skips that list unread. The script is made of the files in `SCRIPTS`, in this order.

The page loads nothing: its Content-Security-Policy allows the style and the script by their
SHA-256 and nothing else (CSP Level 3, https://www.w3.org/TR/CSP3/).
"""
