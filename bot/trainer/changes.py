"""What trainers change, kept apart from what serves until a developer takes it over.

Where the project is a checkout, the changes are commits on a branch of their own, in a worktree
beneath ``VAR_DIR``: the checkout that the program serves from is never switched or written to.
Elsewhere the project's own files are changed in place.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.trainer.drafts import Draft
from bot.trainer.git import Git, GitFailed, identity, is_checkout, joined
from bot.trainer.problems import CannotChange, Problem

BRANCHES = "trainer/"
NAME = "workbench"
COMMITTER = "Repayment assistant"
SHOWN = 100
LONGEST_MESSAGE = 200
_FIELDS = "%H%x1f%an%x1f%aI%x1f%s"


@dataclass(frozen=True)
class Commit:
    id: str
    by: str
    at: datetime
    why: str


class Changes:
    """One branch that all trainers of this program share."""

    def __init__(self, project: Path, var_dir: Path) -> None:
        self._project = project
        self._own = var_dir.absolute() / "trainer"
        self._lock = threading.RLock()
        self._is_held = False
        self.has_branch = is_checkout(project)

    def folder(self) -> Path:
        """The whole project as the trainers have it: what a candidate is trained from.

        The branch's worktree, with every change that was kept; without git the project itself.
        Raises ``CannotChange`` where the worktree cannot be made.
        """
        if not self.has_branch:
            return self._project
        with self._alone():
            return self._worktree()

    @property
    def branch(self) -> str:
        """Empty where there is none."""
        return Git(self.folder()).line("branch", "--show-current") if self.has_branch else ""

    def look(self) -> Draft:
        """To read from, or to see what a change would be; its ``save`` is not for pages."""
        return Draft(self.folder())

    @contextmanager
    def draft(self, *, by: str, why: str) -> Iterator[Draft]:
        """Written and committed at the end, alone; nothing at all when the block raises.

        ``by`` becomes the author of the commit, ``why`` its message.
        """
        with self._alone():
            draft = self.look()
            yield draft
            if paths := draft.changed:
                draft.save()
                try:
                    self._commit(paths, by, why)
                except CannotChange:
                    draft.undo()
                    raise

    def commits(self) -> Sequence[Commit]:
        """The newest first, of those that the project itself has not."""
        if not self.has_branch:
            return []
        told = self._git().run("log", f"-{SHOWN}", f"--format={_FIELDS}", f"{self._base()}..HEAD")
        return [_commit(line) for line in told.splitlines()]

    def patch(self, commit: str = "") -> str:
        """Of one commit, or of everything since the project's state. Raises ``LookupError``."""
        if not self.has_branch:
            return ""
        git = self._git()
        if not commit:
            return git.run("diff", "--no-color", "--no-ext-diff", self._base(), "HEAD")
        if commit not in {one.id for one in self.commits()}:
            raise LookupError(commit)
        return git.run("show", "--no-color", "--no-ext-diff", "--format=", commit)

    def is_behind(self) -> bool:
        """Whether the project has gone on since the branch left it."""
        return self.has_branch and self._base() != self._head()

    def take_over(self, *, by: str) -> None:
        """What developers did since, into the branch. Raises ``CannotChange`` on a conflict."""
        with self._alone():
            git = self._git()
            message = "Take over what the project has gone on to"
            try:
                git.run("merge", "--no-edit", "-m", message, self._head(), given=_people(by))
            except GitFailed as failed:
                conflicts = git.line("diff", "--name-only", "--diff-filter=U")
                if git.holds("rev-parse", "--verify", "--quiet", "MERGE_HEAD"):
                    git.run("merge", "--abort")
                detail = ", ".join(conflicts.split("\n")) if conflicts else str(failed)
                raise CannotChange(Problem.CANNOT_COMMIT, detail) from failed

    def _git(self) -> Git:
        return Git(self.folder())

    def _head(self) -> str:
        return Git(self._project).line("rev-parse", "HEAD")

    def _base(self) -> str:
        return self._git().line("merge-base", "HEAD", self._head())

    def _commit(self, paths: Sequence[str], by: str, why: str) -> None:
        if not self.has_branch:
            return
        git = self._git()
        try:
            git.run("add", "--all", *joined(paths))
            message = (
                " ".join(why.split())[:LONGEST_MESSAGE] or "Change what the assistant understands"
            )
            if not git.holds("diff", "--cached", "--quiet", *joined(paths)):
                git.run("commit", "--message", message, *joined(paths), given=_people(by))
        except GitFailed as failed:
            raise CannotChange(Problem.CANNOT_COMMIT, str(failed)) from failed

    def _worktree(self) -> Path:
        """Made when it is first needed; a branch that is there already is gone on with."""
        work = self._own / "work"
        project = Git(self._project)
        try:
            if (work / ".git").exists():
                if not Git(work).holds("rev-parse", "HEAD"):  # one of the two was moved
                    project.run("worktree", "repair", str(work))
                return work
            project.run("worktree", "prune")
            branch = self._free_branch(project)
            if project.holds("show-ref", "--verify", "--quiet", f"refs/heads/{branch}"):
                project.run("worktree", "add", "--quiet", str(work), branch)
            else:
                project.run("worktree", "add", "--quiet", "-b", branch, str(work), "HEAD")
        except GitFailed as failed:
            raise CannotChange(Problem.CANNOT_COMMIT, str(failed)) from failed
        return work

    def _free_branch(self, project: Git) -> str:
        """Another program may have the first one in a worktree of its own."""
        taken = project.run("worktree", "list", "--porcelain").splitlines()
        names = (NAME, *(f"{NAME}-{number}" for number in range(2, SHOWN)))
        free = (f"{BRANCHES}{name}" for name in names)
        return next(name for name in free if f"branch refs/heads/{name}" not in taken)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Among the threads of this program and among programs that share ``VAR_DIR``."""
        with self._lock:
            if self._is_held:
                yield
                return
            self._own.mkdir(parents=True, exist_ok=True)
            with (self._own / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._is_held = True
                try:
                    yield
                finally:
                    self._is_held = False


def _people(by: str) -> dict[str, str]:
    return {**identity("author", by), **identity("committer", COMMITTER)}


def _commit(line: str) -> Commit:
    number, by, at, why = line.split("\x1f", 3)
    return Commit(number, by, datetime.fromisoformat(at), why)
