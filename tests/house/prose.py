"""The words of Markdown: what is left when code, mathematics, pictures and links are taken away."""

import re

HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*$", re.MULTILINE)
FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.DOTALL)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)[^)]*\)")


def without_fences(text):
    """Return the text with fenced code blanked line by line, so that line numbers stay."""
    return FENCE.sub(lambda match: "\n" * match.group().count("\n"), text)


def headings(text):
    """Return (level, title) of every heading outside code."""
    return [(len(marks), title) for marks, title in HEADING.findall(without_fences(text))]


def prose(text):
    """Return the sentences alone."""
    text = without_fences(text)
    text = re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$|``.+?``|`[^`\n]+`|<[^>\n]+>", " ", text, flags=re.DOTALL)
    text = LINK.sub(lambda match: " " if match.group(1) else match.group(2), text)
    return re.sub(r"https?://\S+", " ", text)


def words(text):
    """Return how many words a reader reads; a formula counts as one."""
    text = re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$", " formula ", without_fences(text), flags=re.DOTALL)
    text = LINK.sub(r"\2", text)
    return len(re.findall(r"[^\W_][\w'’.,:%-]*", re.sub(r"<[^>\n]+>", " ", text)))


def links(text):
    """Return (alternative text or None, target) of every picture and link outside code."""
    text = re.sub(r"`[^`\n]+`", " ", without_fences(text))
    return [(label if mark else None, target) for mark, label, target in LINK.findall(text)]
