"""What adds lines: functions, tests, statements, imports, prose, new files, copies."""

from .change import Change
from .pen import Draft
from .plan import ai_complexity, copy_share
from .project import Block, File, LiveLine

SHORTEST_COPY, LONGEST_COPY = 5, 12
TRIES = 12


def add_function(change: Change, file: File, sources: list[File]) -> None:
    """A function of its own or, as often as the plan says, one that opens with a copied block."""
    dice = change.dice
    copied = (
        _copyable(change, file, sources) if dice.chance(copy_share(change.month, by_ai=change.by_ai)) else []
    )
    block = Block("function", [change.born(file, change.pen.line("def"))])
    if dice.chance(0.6):
        block.lines.append(change.born(file, change.pen.line("docstring", 1)))
    block.lines += [change.born(file, line.draft, "copied") for line in copied]
    complexity = ai_complexity(change.month) if change.by_ai else dice.between(2, 6)
    decisions = max(0, complexity - 1 - sum(line.draft.decisions for line in copied))
    _add_body(change, file, block, decisions, plain=0 if copied else dice.between(2, 6))
    block.lines.append(change.born(file, change.pen.line("return", 1)))
    file.blocks.insert(dice.between(1, len(file.blocks)), block)
    change.wrote_function(file, block)
    if dice.chance(0.3):
        file.blocks[0].lines.append(change.born(file, change.pen.line("import")))


def add_test(change: Change, file: File) -> None:
    block = Block("test", [change.born(file, change.pen.line("test"))])
    for _ in range(change.dice.between(2, 4)):
        block.lines.append(change.born(file, change.pen.line("statement", 1)))
    for _ in range(change.dice.between(1, 2)):
        block.lines.append(change.born(file, change.pen.line("assert", 1, 1)))
    file.blocks.append(block)
    change.wrote_function(file, block)


def extend(change: Change, file: File) -> None:
    """New statements in the shorter of two functions, so that none withers to nothing."""
    functions = [block for block in file.functions() if block.room()]
    if not functions:
        add_function(change, file, [])
        return
    block = min(change.dice.pick(functions), change.dice.pick(functions), key=lambda block: len(block.lines))
    place = change.dice.pick(block.room())
    block.lines[place:place] = [
        change.born(file, change.pen.line("statement", 1)) for _ in range(change.dice.between(2, 5))
    ]


def add_prose(change: Change, file: File) -> None:
    lines = file.blocks[0].lines
    for _ in range(change.dice.between(2, 5)):
        lines.insert(change.dice.between(1, len(lines)), change.born(file, change.pen.line("prose")))


def new_file(change: Change, path: str) -> File:
    """A module or a test file with a head and one function, or a guide."""
    file = File(path, [])
    if path.endswith(".md"):
        title = path.rsplit("/", 1)[-1].removesuffix(".md").capitalize()
        file.blocks.append(Block("head", [change.born(file, Draft(f"# {title}", "title"), mortal=False)]))
        add_prose(change, file)
        return file
    head = [change.born(file, change.pen.line("module"))]
    head += [change.born(file, change.pen.line("import")) for _ in range(change.dice.between(1, 3))]
    file.blocks.append(Block("head", head))
    if file.kind == "test":
        add_test(change, file)
    else:
        add_function(change, file, [])
    return file


def fixed_file(change: Change, path: str, text: str) -> File:
    """A file whose lines do not live by the law."""
    file = File(path, [])
    lines = [change.born(file, Draft(line, "config"), mortal=False) for line in text.splitlines()]
    file.blocks.append(Block("kept", lines))
    return file


def restore(change: Change, file: File, blocks: list[Block]) -> None:
    """Make the file what it was: edit edits back, revert what else came, write anew what went."""
    wanted, standing = {line for block in blocks for line in block.lines}, set(file.lines())
    lost = {line.stretch.identity for line in wanted - standing}
    edited: dict[int, LiveLine] = {}
    for line in file.lines():
        if line in wanted:
            continue
        if line.stretch.identity in lost and line.stretch.operation in {"updated", "replaced"}:
            edited[line.stretch.identity] = line
        else:
            change.killed(file, line, "reverted")
    for block in blocks:
        for place, line in enumerate(block.lines):
            if line in standing:
                continue
            if line.stretch.identity in edited:
                block.lines[place] = change.edited_back(file, edited[line.stretch.identity], line.draft)
            else:
                block.lines[place] = change.born(file, line.draft, "restored")
    file.blocks = blocks


def _add_body(change: Change, file: File, block: Block, decisions: int, plain: int) -> None:
    """Statements with and without a decision, mixed; nested parts hold one or two more."""
    dice = change.dice
    while decisions or plain:
        decides = dice.chance(decisions / (decisions + plain))
        decisions, plain = decisions - decides, plain - (not decides)
        if dice.chance(0.08):
            block.lines.append(change.born(file, change.pen.line("comment", 1)))
        if dice.chance(0.2):
            block.lines.append(change.born(file, change.pen.line("header", 1, int(decides))))
            for _ in range(dice.between(1, 2)):
                block.lines.append(change.born(file, change.pen.line("statement", 2)))
        else:
            block.lines.append(change.born(file, change.pen.line("statement", 1, int(decides))))


def _copyable(change: Change, target: File, sources: list[File]) -> list[LiveLine]:
    """A run of code that stood before this commit, stands after it, and shares no line with the target."""
    taken = target.texts() | change.gone
    for _ in range(TRIES if sources else 0):
        source = change.dice.pick(sources)
        functions = [block for block in source.functions() if block.kind == "function"]
        if source is target or not functions:
            continue
        run = _code_run(change.dice.pick(functions).lines)[: change.dice.between(SHORTEST_COPY, LONGEST_COPY)]
        while run and run[-1].role == "header":
            run.pop()
        whole = all(line.text not in taken and change.is_older(line) for line in run)
        if len(run) >= SHORTEST_COPY and whole:
            return run
    return []


def _code_run(lines: list[LiveLine]) -> list[LiveLine]:
    """The body's first run of code lines without a comment or a return between."""
    run: list[LiveLine] = []
    for line in lines[1:]:
        if line.role in {"statement", "header"}:
            run.append(line)
        elif run:
            break
    return run
