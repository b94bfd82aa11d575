"""The report as one HTML page: no script, nothing from outside, readable without colour and on a narrow screen."""

import statistics
from html import escape

from classroom.feedback_page import POLICY
from classroom.report import charts
from classroom.report.sections import Ready, chapter_section, plural, table

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 1.5rem auto; padding: 0 1rem; color: #1a1a1a;
background: #fff; }
h2 { border-top: 2px solid #1a1a1a; padding-top: .6rem; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #bbb; }
th { border-bottom-color: #1a1a1a; } td.number, th.number { text-align: right; white-space: nowrap; }
td { overflow-wrap: break-word; } td.name { white-space: nowrap; } td.said { min-width: 18rem; }
td.who { min-width: 10rem; max-width: 20rem; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
.wide { overflow-x: auto; } .wide:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid #0072b2; }
figure { margin: 1rem 0; } svg { width: 100%; min-width: 34rem; max-width: 46rem; height: auto; display: block; }
svg text { font: 13px system-ui, sans-serif; fill: #1a1a1a; } svg text[font-weight] { font-weight: bold; }
figcaption { max-width: 46rem; } a { color: #00558a; } summary { cursor: pointer; }
.note { border-left: 4px solid #1a1a1a; padding-left: 1.8rem; } nav ul { columns: 14rem; padding-left: 1.2rem; }
@media (max-width: 60rem) { table { font-size: .9rem; } th, td { padding: .3rem .4rem; }
th.number { white-space: normal; } td.said { min-width: 11rem; } td.who { min-width: 6rem; } }
@media print { details { display: block; } .wide { overflow: visible; } }
"""


def page(title, chapters, risks, made):
    """The whole report.

    Args:
        title: of the page.
        chapters: `ChapterReport`s in the order of the course.
        risks: `AtRisk`s, most pressing first.
        made: when it was made, in words.

    Returns:
        A complete HTML document.
    """
    parts = [_first_words(chapters, risks)]
    if len(chapters) > 1:
        parts.append(_course(chapters))
    parts.append(_risks(risks))
    parts += [chapter_section(one) for one in chapters]
    links = "".join(
        f'<li><a href="#{escape(one.facts.chapter)}">{escape(one.facts.chapter)}</a></li>' for one in chapters
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>{escape(title)}</h1>
<p>Made {escape(made)}. This page names students: it is for whoever teaches them.</p>
<nav aria-label="Sections"><ul><li><a href="#at-risk">Students at risk</a></li>{links}</ul></nav>
<main>
{"".join(parts)}
</main>
</body>
</html>
"""


def _first_words(chapters, risks):
    """What to do first, in a few sentences."""
    sightings = [one for chapter in chapters for one in chapter.named]
    doubtful = [one for chapter in chapters for one in chapter.doubtful]
    graded = sum(len(one.facts.hand_ins) for one in chapters)
    said = [f"{plural(graded, 'submission')} graded in {plural(len(chapters), 'chapter')}."]
    if sightings:
        most = max(sightings, key=lambda one: len(one.students))
        about = most.misconception
        said.append(
            f"Most frequent misconception: “{most.sentence}” ({about.chapter}, {about.exercise}), "
            f"in {plural(len(most.students), 'student')}."
        )
    said.append(f"{plural(len(risks), 'student')} at risk." if risks else "Nobody is at risk by these numbers.")
    if doubtful:
        said.append(f"{plural(len(doubtful), 'test')} that may be wrong: strong students fail.")
    return f'<ul class="note">{"".join(f"<li>{escape(one)}</li>" for one in said)}</ul>'


def _course(chapters):
    """All chapters beside one another."""
    rows, spans = [], []
    for one in chapters:
        facts, shares = one.facts, one.shares
        name = Ready(f'<a href="#{escape(facts.chapter)}">{escape(facts.chapter)}</a>')
        late = sum(hand_in.seconds_late > 0 for hand_in in facts.hand_ins)
        middle = f"{statistics.median(shares):.0%}" if shares else "-"
        named = sum(bool(sighting.students) for sighting in one.named)
        rows.append([name, len(facts.hand_ins), len(facts.not_graded), len(facts.missing), late, middle, named])
        if len(shares) > 1:
            lower, _, upper = statistics.quantiles(shares, n=4, method="inclusive")
            spans.append((facts.chapter, (min(shares), lower, statistics.median(shares), upper, max(shares))))
    heads = ("Chapter", "Graded", "Not graded", "Missing", "Late", "Median", "Misconceptions seen")
    parts = ["<h2>The course</h2>", table("Chapters", heads, rows, ("name", *["number"] * 6))]
    if spans:
        best, worst = (choose(spans, key=lambda span: span[1][2]) for choose in (max, min))
        caption = (
            f"The median student earns most in {best[0]} ({best[1][2]:.0%}), "
            f"least in {worst[0]} ({worst[1][2]:.0%}). "
            "Line: from the least to the most; pale box: the middle half of the class; dark bar and number: the median."
        )
        parts.append(charts.ranges("Points in each chapter", spans, caption))
    return "".join(parts)


def _risks(risks):
    """The students to write to."""
    if not risks:
        return '<h2 id="at-risk">Students at risk</h2><p>Nobody, by what this report looks at.</p>'
    rows = [[one.student, f"{one.earned:.0%}", "; ".join(one.reasons)] for one in risks]
    words = (
        "Whoever earned less than half of the points, handed in nothing for one of the last two chapters or for any "
        "two, falls by a quarter, was late twice, or handed in what could not be graded. Points: of all chapters so "
        "far, one without a graded submission counting 0."
    )
    found = table("Most pressing first", ("Student", "Points", "Why"), rows, ("name", "number", "said"))
    return f'<h2 id="at-risk">Students at risk</h2><p>{words}</p>{found}'
