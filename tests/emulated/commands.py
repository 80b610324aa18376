"""The commands of the documentation, read out of its fenced blocks, and the shell that runs them as they stand there."""

import re
import subprocess
from pathlib import Path

from checks import expect

ROOT = Path(__file__).resolve().parents[2]
# What differs from an operator's shell: where AWS is, and that the program is built.
OURS = """
aws() { timeout 120 "$AWS_PROGRAM" --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
sam() { timeout 300 sam "$@"; }
cargo() { [[ "$1 $2 $3 $4" == "run -p admin --" ]] && shift 4 && "$ADMIN_PROGRAM" "$@"; }
"""


class Command:
    """What somebody types, and what the page says that it prints, if it does."""

    def __init__(self, page, heading, step, text):
        self.page, self.heading, self.step, self.text = page, heading, step, text
        self.prints, self.played = "", False

    def is_meant(self, part):
        """Whether it has this in it, or, of a comment, follows the one that begins so."""
        return self.step.startswith(part) if part.startswith("#") else part in self.text

    def answer(self):
        """The variable that whoever reads the page gives a value, as in `moment=…`."""
        found = re.fullmatch(r"(\w+)=…\s*(#.*)?", self.text)
        return found and found[1]

    def __str__(self):
        return f"docs/{self.page}, {self.heading}: {self.text}"


def read(page):
    """Every command of a page: those of its blocks, and of its sentences those that are whole."""
    heading, block, step, commands = page, None, "", []
    for line in (ROOT / "docs" / page).read_text().splitlines():
        fence = re.match(r"```(\w*)", line)
        if fence:
            block, step = None if block is not None else fence[1], ""
        elif block in ("sh", "console"):
            goes_on = commands and commands[-1].text.endswith("\\\n")
            if block == "console" and not line.startswith("$ "):
                commands[-1].prints += line + "\n"
            elif goes_on:
                commands[-1].text += line + "\n" * line.endswith("\\")
            elif line.startswith("#"):
                step = line
            elif line:
                text = line.removeprefix("$ ") if block == "console" else line
                commands.append(Command(page, heading, step, text + "\n" * text.endswith("\\")))
        elif block is None:
            heading = line.lstrip("# ") if line.startswith("#") else heading
            commands += [Command(page, heading, "", text) for text in re.findall(r"`(aws [^`…]+)`", line)]
    return commands


class Shell:
    """One shell, in a folder with the template and a `samconfig.toml`, for as long as an operator has it open."""

    def __init__(self, folder, environment, admin, aws, pages):
        self.errors = folder / "errors.txt"
        version = subprocess.run([aws, "--version"], capture_output=True, text=True).stdout
        expect(version.startswith("aws-cli/2."), f"the documentation is for the AWS CLI 2, and {aws} is {version!r}")
        self.commands = [command for page in pages for command in read(page)]
        environment = environment | {"ADMIN_PROGRAM": str(admin), "AWS_PROGRAM": str(aws), "AWS_PAGER": ""}
        self.bash = subprocess.Popen(["bash", "--noprofile", "--norc"], cwd=folder, env=environment, text=True,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors.open("w"))
        self.runs(OURS)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bash.stdin.close()
        self.bash.wait()

    def tries(self, text):
        """The status of a command, what it prints, and what it says besides."""
        before = self.errors.stat().st_size
        self.bash.stdin.write(f"{{ {text}\n}} </dev/null\nprintf '\\n\\0%s\\n' $?\n")
        self.bash.stdin.flush()
        printed = ""
        for line in self.bash.stdout:
            if line.startswith("\0"):
                return int(line[1:]), printed[:-1], self.errors.read_text()[before:]
            printed += line
        expect(False, f"the shell ends at {text}:\n{self.errors.read_text()[before:]}")

    def runs(self, text):
        """What a command prints that must succeed."""
        status, printed, said = self.tries(text)
        expect(status == 0, f"{text}\nends with {status}:\n{printed}{said[-4_000:]}")
        return printed

    def plays(self, page, heading, *parts, fails=False, **given):
        """Runs the commands under a heading, or those of them that one of the parts means; gives what the last one prints.

        Of a command whose output the page shows, that is what it must print, but for numbers. The last one may have to fail.
        """
        under = [command for command in self.commands if (command.page, command.heading) == (page, heading)]
        for part in parts:
            expect(any(command.is_meant(part) for command in under), f"docs/{page} has no {part!r} under {heading!r}")
        chosen = [command for command in under if not parts or any(command.is_meant(part) for part in parts)]
        printed = ""
        for command in chosen:
            command.played = True
            answer = command.answer()
            if fails and command is chosen[-1]:
                expect(self.tries(command.text)[0], f"{command}\nsucceeds")
                break
            printed = self.runs(f"{answer}='{given[answer]}'" if answer else command.text)
            expect(not command.prints or alike(command.prints, printed), f"{command}\nprints {printed!r}")
        return printed

    def unplayed(self):
        return [command for command in self.commands if not command.played]


def alike(shown, printed):
    """Whether this was printed, as the page shows it: with other numbers, and something for `…`."""
    pattern = re.sub(r"\d+", r"\\d+", re.escape(shown)).replace("…", ".*")
    return re.fullmatch(pattern, printed, re.DOTALL)
