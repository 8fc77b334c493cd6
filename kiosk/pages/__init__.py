"""The librarian's desk: pages in the browser of her own PC, over the same verbs as the commands.

The way of a click: route, `ground.door` (who is it, may they), one thread with a connection, one verb of
`db`, its answer, a template. To add a page:

1. Write the verb in `db/`: it returns frozen values, knows no page, and a command may call it as well.
2. In a room of `kiosk/pages/` write `def loans(ask: Ask) -> Response`. It asks `ask.text("q")`,
   `ask.whole("n")` or `ask.row("book")`, calls the verb, and returns `page(ask, "loans.html", rows=...)` or
   `table_answer(...)`. Where a class is concerned: `ask.require(Act.READERS, class_id)`, or
   `ask.classes(Act.READERS)` for all that may be seen (None: all there are).
3. What changes something is a page of its own with `method="POST"`: it calls the verb with `ask.acting()` and
   returns `ask.done(address, Sentence(...), undo=...)`. What it cannot do it raises: `BadValue`, `NotFound`.
   What takes away says first what follows: `asked(ask, Question(...))` of `ground.asking`.
4. List the pages in the module's `PAGES` with the act that each needs, and the module in `app.ROOMS`.
5. Lay `templates/loans.html` beside the others: `{% extends "base.html" %}`, `_("...")` round every text, the
   macros of `parts.html`: `parts.table(listing, caption)`, `field`, `choice`, `figure`, `link`, `message`.
   Nobody's name in an address or in a `<title>`.
6. `python tests/catalogue.py`, and the Chinese for the new texts.
7. A test with the fixtures `visitor` and `office` in `tests/kiosk/pages/`; what only a browser can show in
   `tests/browser/`.
8. Longer than two seconds? `ask.begin(name, work, then=address)` does it in the desk's one other thread.
"""
