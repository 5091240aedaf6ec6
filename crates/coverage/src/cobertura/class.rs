//! One `<class>` of Cobertura, which is not a file: a file has many classes, and a line may be in several of them.

use super::line::{Line, LineBranches};
use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::Metric;
use crate::model::{
    Arm, ArmId, Branches, FileCoverage, FileKey, Function, FunctionId, Hits, Identity, Lines, Naming,
    Statement, settle,
};
use crate::number::{self, LineNumber};
use crate::problem::{ProblemCode, Problems};
use crate::xml::Element;

/// A class, while it is read.
pub(super) struct Class {
    key: FileKey,
    /// Its name, with which its methods' names begin.
    name: Naming,
    room: Room,
    method: Option<Method>,
    functions: Vec<Function>,
    statements: Vec<Statement>,
}

/// Where the lines of a class are gathered. Each class leaves it to the next one: a list that grows and is dropped for each class
/// leaves a hole between what stays, and a report has many classes.
#[derive(Default)]
pub(super) struct Room {
    own: Body,
    /// Lines below `<method>`: mostly the class's own again, but in some reports the only ones.
    methods: Body,
}

struct Body {
    lines: Lines,
    branches: Branches,
    /// At least what the branches hold, and how far that may grow before repeated ones are united.
    held: usize,
    settle_at: usize,
}

const SETTLE_FROM: usize = 4096;

/// A method, while it is read: its name with its class and signature, its first line, and whether any line ran.
struct Method {
    name: Identity,
    /// It has hits of its own (Istanbul): its only line is where it is declared, which is no line with code.
    declares: bool,
    first: Option<u32>,
    hits: u32,
}

impl Class {
    pub(super) fn new(key: FileKey, name: &str, room: Room) -> Self {
        let name = Naming::default().then(name.as_bytes());
        Self { key, name, room, method: None, functions: Vec::new(), statements: Vec::new() }
    }

    pub(super) fn open_method(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        let name = element.get("name")?.unwrap_or_default();
        let signature = element.get("signature")?.unwrap_or_default();
        let name = self.name.clone().then(name.as_bytes()).then(signature.as_bytes()).identity();
        let declares = element.has("hits");
        self.method = Some(Method { name, declares, first: None, hits: 0 });
        Ok(())
    }

    /// Ends a method; one without lines says nothing.
    pub(super) fn close_method(&mut self) {
        if let Some(Method { name, first: Some(line), hits, .. }) = self.method.take() {
            self.functions.push(Function { line, hits, id: FunctionId::Method(name) });
        }
    }

    pub(super) fn add_line(&mut self, line: Line) {
        let body = match &mut self.method {
            Some(method) => {
                method.saw(line.number, line.hits);
                if method.declares {
                    return;
                }
                &mut self.room.methods
            }
            None => &mut self.room.own,
        };
        body.add(line);
    }

    /// A statement of scoverage: its line ran if any of its statements did. A statement that is a branch is one
    /// branch, taken if it ran.
    pub(super) fn add_statement(
        &mut self,
        element: &Element<'_>,
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let (mut line, mut hits, mut branch, mut ignored) = (LineNumber::Invalid, None, false, false);
        for attribute in element.attributes() {
            match attribute.name {
                "line" => line = number::line(attribute.raw(), limits.line_number),
                "invocation-count" => hits = number::count(attribute.raw()),
                "branch" => branch = attribute.word()?.eq_ignore_ascii_case("true"),
                "ignored" => ignored = attribute.word()?.eq_ignore_ascii_case("true"),
                _ => {}
            }
        }
        if ignored {
            return Ok(());
        }
        let line = match line {
            LineNumber::At(line) => line,
            LineNumber::Nowhere => {
                let message = || "a statement names no line".to_owned();
                problems.note(ProblemCode::LineNumber, Some(at), message);
                return Ok(());
            }
            _ => return Err(ReadError::malformed("a statement has no line number that a file may have")),
        };
        let Some(hits) = hits.map(|count| count.hits) else {
            return Err(ReadError::malformed("a statement has no `invocation-count`"));
        };
        let place = |name| element.number(name).and_then(|place| u32::try_from(place).ok()).unwrap_or_default();
        self.push_statement(
            Statement { line, start: place("start"), end: place("end"), ordinal: 0, hits },
            branch,
        );
        Ok(())
    }

    fn push_statement(&mut self, mut statement: Statement, branch: bool) {
        // A compiler writes the statements of one span one after another.
        if let Some(last) = self.statements.last() {
            let span = |one: &Statement| (one.line, one.start, one.end);
            if span(last) == span(&statement) {
                statement.ordinal = last.ordinal.saturating_add(1);
            }
        }
        let Statement { line, start, end, ordinal, hits } = statement;
        self.room.own.lines.add(line, hits);
        if let Some(method) = &mut self.method {
            method.saw(line, hits);
        }
        if branch {
            let place = [start, end, ordinal].map(u32::to_be_bytes);
            let id = ArmId::Label(Identity::of(place.as_flattened()));
            self.room.own.branches.arms.push(Arm { line, taken: hits > 0, id });
        }
        self.statements.push(statement);
    }

    /// The class as a part of its file, and its room, which is empty again.
    pub(super) fn finish(mut self) -> (FileKey, FileCoverage, Room) {
        let (lines, branches) = self.room.own.take();
        let mut file = FileCoverage { lines, branches, ..Default::default() };
        if !self.room.methods.is_empty() {
            add_missing(&mut file, &mut self.room.methods);
            file.branches.shrink();
        }
        file.functions = self.functions;
        settle(&mut file.functions, Function::order, |a, b| a.hits = a.hits.max(b.hits));
        file.statements = self.statements;
        settle(&mut file.statements, Statement::order, |a, b| a.hits = a.hits.max(b.hits));
        for (metric, any) in [
            (Metric::Branch, !file.branches.is_empty()),
            (Metric::Function, !file.functions.is_empty()),
            (Metric::Statement, !file.statements.is_empty()),
        ] {
            if any {
                file.measured.insert(metric);
            }
        }
        (self.key, file, self.room)
    }
}

impl Default for Body {
    fn default() -> Self {
        Self { lines: Lines::new(Hits::Max), branches: Branches::default(), held: 0, settle_at: SETTLE_FROM }
    }
}

impl Body {
    fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.branches.is_empty()
    }

    /// What was gathered, sorted and each once; this is empty again.
    fn take(&mut self) -> (Vec<(u32, u32)>, Branches) {
        self.held = 0;
        self.settle_at = SETTLE_FROM;
        (self.lines.take(), self.branches.take())
    }

    fn add(&mut self, line: Line) {
        self.lines.add(line.number, line.hits);
        self.held += match line.branches {
            Some(LineBranches::Pair(pair)) => {
                self.branches.pairs.push(pair);
                1
            }
            Some(LineBranches::Partial(partial)) => {
                let held = partial.len();
                self.branches.partials.push(partial);
                held
            }
            None => return,
        };
        if self.held >= self.settle_at {
            self.branches.settle();
            self.held = self.branches.len();
            self.settle_at = self.held.saturating_mul(2).max(SETTLE_FROM);
        }
    }
}

impl Method {
    fn saw(&mut self, line: u32, hits: u32) {
        self.first = Some(self.first.map_or(line, |first| first.min(line)));
        self.hits = self.hits.max(hits);
    }
}

/// Adds those lines of the methods, with their branches, that the class itself does not have.
fn add_missing(file: &mut FileCoverage, methods: &mut Body) {
    let known = |line: u32| file.lines.binary_search_by_key(&line, |(number, _)| *number).is_ok();
    let (mut lines, mut branches) = methods.take();
    lines.retain(|(line, _)| !known(*line));
    branches.pairs.retain(|pair| !known(pair.line));
    branches.partials.retain(|partial| !known(partial.line));
    if lines.is_empty() {
        return;
    }
    file.branches.pairs.append(&mut branches.pairs);
    file.branches.partials.append(&mut branches.partials);
    file.branches.settle();
    file.lines.append(&mut lines);
    settle(&mut file.lines, |a, b| a.0.cmp(&b.0), |_, _| {});
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Partial;

    #[test]
    fn a_class_takes_what_it_holds_and_leaves_its_room() {
        let mut room = Room::default();
        let mut place = None;
        for _ in 0..3 {
            let mut class = Class::new(FileKey::of("a.py"), "A", room);
            for number in 1..=33 {
                let missing = [number + 1].into();
                let branches = Some(LineBranches::Partial(Partial { line: number, total: 2, missing }));
                class.add_line(Line { number, hits: 1, branches });
            }
            let (_, file, left) = class.finish();
            assert_eq!((file.lines.len(), file.lines.capacity()), (33, 33));
            assert_eq!((file.branches.partials.len(), file.branches.partials.capacity()), (33, 33));
            assert!(left.own.is_empty() && left.own.branches.partials.capacity() >= 33);
            let stands = left.own.branches.partials.as_ptr();
            assert_eq!(*place.get_or_insert(stands), stands, "the next class fills the same list");
            assert_ne!(file.branches.partials.as_ptr(), stands);
            room = left;
        }
    }
}
