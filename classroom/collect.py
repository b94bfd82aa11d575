"""`classroom collect`: what a learning platform handed over, sorted into `submitted/STUDENT/CHAPTER/NOTEBOOK.ipynb`.

Everything is looked at before anything is written; nothing that was collected before is ever lost.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from classroom.assignment import file_name
from classroom.delivery import Refusal, inside, opened
from classroom.errors import ClassroomError
from classroom.file_names import CANVAS, PLAIN, told_by
from classroom.gradebook import due_dates, enrol
from classroom.placing import COLLECTED, KEPT, STAMP, UNCHANGED, UPDATED, place, time_in
from classroom.roster import Person, identifier, roster_of
from classroom.sorting import Chapters

OLDER = "older"  # a newer one of the same archive is in its place
UNKNOWN, FOREIGN, REFUSED = "unknown student", "foreign", "refused"  # not collected
IN_PLACE, LEFT_OUT = (COLLECTED, UPDATED, UNCHANGED), (KEPT, UNKNOWN, REFUSED)
SURELY_LATE = timedelta(minutes=1)  # what is noted where a platform says "late" and no time


@dataclass(frozen=True)
class Outcome:
    """What became of one file of the archive.

    Args:
        verdict: collected, updated, unchanged, kept (one of an earlier run stays), older, unknown student, foreign,
            or refused.
        file: its name in the archive.
        student: the student's identifier; "" where unknown.
        chapter: the chapter's folder name; "" where unknown.
        said: a sentence where there is something to know: why not, what was kept, why it is late.
        late: whether it came after the due date in the gradebook, or the platform marked it as late.
    """

    verdict: str
    file: str
    student: str = ""
    chapter: str = ""
    said: str = ""
    late: bool = False


@dataclass(frozen=True)
class HandIn:
    """A submission that was recognised.

    Args:
        order: where it stands in the archive.
        piece: the `Piece`.
        person: the `Person`.
        chapter: the `Chapter`.
        notebook: the notebook's name without `.ipynb`.
        time: when it was handed in, in UTC; None if unknown.
        version: as Canvas counts.
        late: whether it is.
        said: what else there is to know.
    """

    order: int
    piece: object
    person: Person
    chapter: object
    notebook: str
    time: datetime | None
    version: int = 0
    late: bool = False
    said: str = ""

    @property
    def slot(self):
        """What only one submission can be."""
        return self.person.id, self.chapter.name, self.notebook

    @property
    def age(self):
        """What the newest one has most of."""
        return self.version, self.time or datetime.min.replace(tzinfo=UTC), self.order


def collect(course, source, chapter=None, update=False, students=None, progress=None):
    """Sort an archive, or the folder it was unpacked to, into the course's folder of submissions.

    A file's student is told by its name (Moodle: `Ada Lovelace_12345_assignsubmission_file_/x.ipynb`; Canvas:
    `lovelaceada_LATE_123_456_x-1.ipynb`; otherwise a folder or a file that is called as the student), its chapter by
    the notebook's name or by what stands in it. Times of hand-in go into `timestamp.txt`, as nbgrader's own.

    Args:
        course: a `Course`.
        source: a zip file, or a folder.
        chapter: a `Chapter` that all of it belongs to; told by each file if None.
        update: put a newer submission in the place of one that was collected before, which moves to `earlier/`.
        students: another list of students (a CSV file) than the course's `students.csv`.
        progress: called with (number done, number to do, name) after each file.

    Returns:
        A list of `Outcome`s, one a file, in the order of the archive.

    Raises:
        ClassroomError: where the source is missing, damaged or a bomb, or the disk is full.
    """
    desk = _Desk(course, chapter, roster_of(course, students), due_dates(course))
    with opened(source, desk.timezone) as pieces:
        desk.look_at(pieces, progress)
        newest = {hand_in.slot: hand_in for hand_in in sorted(desk.found, key=lambda one: one.age)}
        enrol(course, {hand_in.person.id: hand_in.person for hand_in in newest.values()}.values())
        for hand_in in desk.found:
            if hand_in is newest[hand_in.slot]:
                desk.note(hand_in, *_placed(course, hand_in, update, desk))
            else:
                desk.note(hand_in, OLDER, f"{newest[hand_in.slot].piece.name} is newer")
    return [desk.outcomes[order] for order in sorted(desk.outcomes)]


def _placed(course, hand_in, update, desk):
    """What `place` gives; a full disk becomes a sentence that says how far it came."""
    try:
        return place(course, hand_in, update)
    except OSError as error:
        done = sum(outcome.verdict in IN_PLACE for outcome in desk.outcomes.values())
        where = file_name(error.filename or course.step("submitted", hand_in.person.id, hand_in.chapter))
        raise ClassroomError(
            f"{error.strerror or error}: {where} could not be written. Submissions in their place: {done}; none is "
            "lost. Make room, then run the same command again."
        ) from error


class _Desk:
    """Looks at each file of an archive once and keeps what came of it.

    Args:
        course: a `Course`.
        chapter: the `Chapter` that all of it belongs to, or None.
        roster: a `Roster`.
        due: when each chapter is due, see `gradebook.due_dates`.
    """

    def __init__(self, course, chapter, roster, due):
        self.chapter, self.roster, self.due = chapter, roster, due
        self.chapters = Chapters(course)
        self.timezone = course.setting("Exchange", "timezone", "UTC")
        self.found, self.outcomes, self._count, self._stamps = [], {}, 0, {}

    def note(self, hand_in, verdict, said=""):
        """Keep what became of a submission."""
        told = "; ".join(filter(None, (said, hand_in.said)))
        self.outcomes[hand_in.order] = Outcome(
            verdict, hand_in.piece.name, hand_in.person.id, hand_in.chapter.name, told, hand_in.late
        )

    def look_at(self, pieces, progress=None):
        """Find out what each file is; zips that students handed in are opened."""
        self._stamps = {_parent(piece): _stamp(piece) for piece in pieces if Path(piece.name).name == STAMP}
        for done, piece in enumerate(pieces, start=1):
            if piece.name.lower().endswith(".zip") and not piece.fault:
                try:
                    for one in inside(piece, self.timezone):
                        self._look_at_one(one)
                except ClassroomError as error:
                    self._left_out(piece, REFUSED, str(error))
            else:
                self._look_at_one(piece)
            if progress:
                progress(done, len(pieces), piece.name)

    def _left_out(self, piece, verdict, said, person=None):
        self.outcomes[self._next()] = Outcome(verdict, piece.name, person.id if person else "", said=said)

    def _next(self):
        self._count += 1
        return self._count

    def _look_at_one(self, piece):
        told = told_by(piece.name)
        if piece.fault:
            self._left_out(piece, REFUSED, piece.fault)
            return
        if told.stem is None:
            if Path(piece.name).name != STAMP:
                self._left_out(piece, FOREIGN, "is no notebook")
            return
        person, doubt = self._who(told)
        try:
            data = piece.read()
        except Refusal as error:
            self._left_out(piece, REFUSED, str(error), person)
            return
        chapter, notebook, fault = self.chapters.meant(told, data, self.chapter)
        if fault:
            self._left_out(piece, FOREIGN, fault, person)
        elif person is None:
            self._left_out(piece, UNKNOWN, doubt)
        else:
            hand_in = HandIn(self._next(), piece, person, chapter, notebook, piece.time, told.version)
            self.found.append(self._timed(hand_in, told))

    def _who(self, told):
        """The student a name means, or None and why not."""
        if not self.roster.listed:
            alone = told.platform == PLAIN and not told.folders
            word = self.chapters.without_notebook(told.stem) if alone else told.words[0]
            own = identifier(word)
            return (Person(own), "") if own else (None, "no name of a student stands in the file's name")
        numbers = told.platform == CANVAS or self.roster.is_worksheet
        matched = self.roster.numbered(told.number) if numbers else []
        for word in () if matched else told.words:
            if matched := self.roster.named(word):
                break
        if len(matched) == 1:
            return matched[0], ""
        if matched:
            both = ", ".join(person.id for person in matched)
            return (
                None,
                f"{told.words[0]} may be {both}; rename the file by one of these, or give a list with --students",
            )
        return None, f"{told.words[0]} is not in the list of students"

    def _timed(self, hand_in, told):
        """The submission with its time as nbgrader needs it, and whether it is late."""
        due = self.due.get(hand_in.chapter.name)
        if told.platform != CANVAS:
            hand_in = replace(hand_in, time=self._stamps.get(_parent(hand_in.piece)) or hand_in.time)
            late = bool(due and hand_in.time and hand_in.time > due)
            said = f"late: handed in {hand_in.time:%Y-%m-%d %H:%M} UTC, due {due:%Y-%m-%d %H:%M}" if late else ""
            return replace(hand_in, late=late, said=said)
        # Canvas writes into its archives when they were downloaded, and LATE into the names.
        if not told.late:
            return replace(hand_in, time=None)
        if due is None:
            return replace(hand_in, time=None, late=True, said="marked LATE; the gradebook has no due date")
        said = "marked LATE without a time: a minute is noted; put the true time into timestamp.txt if it counts"
        return replace(hand_in, time=due + SURELY_LATE, late=True, said=said)


def _parent(piece):
    return piece.name.rpartition("/")[0]


def _stamp(piece):
    """The time in a `timestamp.txt` of nbgrader's, which is surer than that of a copied file."""
    try:
        return None if piece.fault else time_in(piece.read())
    except Refusal:
        return None
