//! One file of Istanbul's: its maps say what there is, and `s`, `f` and `b` how often it ran, by the same ids.

use std::collections::BTreeMap;

use super::span::Span;
use crate::error::ReadError;
use crate::json::{Findings, Value};
use crate::metric::Metric;
use crate::model::{
    Arm, ArmId, FileCoverage, Function, FunctionId, Hits, Identity, Lines, Naming, Standing, Statement, settle,
};
use crate::problem::{ProblemCode, Problems};

/// A file, while it is read.
#[derive(Default)]
pub(super) struct Entry {
    path: Option<String>,
    /// The file was never loaded: a tool that was told of it counted what it holds.
    all: bool,
    statements: Option<Map<Span>>,
    functions: Option<Map<Named>>,
    branches: Option<Map<Branch>>,
    ran: Option<Vec<(Identity, u32)>>,
    called: Option<Vec<(Identity, u32)>>,
    taken: Option<Vec<(Identity, Vec<u32>)>>,
}

/// What a map holds, by id, in the order of the report; `None` where a comment took it out (`skip`).
type Map<T> = Vec<(Identity, Option<T>)>;

struct Named {
    name: Identity,
    line: Option<u32>,
}

struct Branch {
    kind: Identity,
    span: Span,
    arms: Vec<Span>,
}

impl Entry {
    pub(super) fn member(
        &mut self,
        key: &str,
        value: Value<'_>,
        found: &mut Findings<'_>,
    ) -> Result<(), ReadError> {
        match key {
            "path" => self.path = Some(value.text()?),
            "all" => self.all = value.truth()?,
            "statementMap" => self.statements = Some(map(value, |value| statement(value, found))?),
            "fnMap" => self.functions = Some(map(value, |value| function(value, found))?),
            "branchMap" => self.branches = Some(map(value, |value| branch(value, found))?),
            "s" => self.ran = Some(by_id(value, |value| found.hits(value))?),
            "f" => self.called = Some(by_id(value, |value| found.hits(value))?),
            "b" => self.taken = Some(by_id(value, |value| list(value, |value| found.hits(value)))?),
            _ => {}
        }
        Ok(())
    }

    /// The file as it is counted: by Istanbul's own rules, a line ran as often as the statement that begins on it and
    /// ran most.
    pub(super) fn close(self, key: &str, found: &mut Findings<'_>) -> Result<(), ReadError> {
        let (Some(statements), Some(ran)) = (self.statements, self.ran) else {
            let what = format!("{key:?} has no `statementMap` and `s`, so that it is no file of Istanbul's");
            return Err(ReadError::malformed(what));
        };
        let path = self.path.as_deref().unwrap_or(key);
        let key = found.key(path, None)?;
        let mut file = FileCoverage::default();
        file.measured.insert(Metric::Line);
        file.measured.insert(Metric::Statement);
        let joined = join(statements, ran, "statement", ProblemCode::UnknownRecord, &mut found.problems);
        place_statements(&mut file, joined);
        if self.functions.is_some() || self.called.is_some() {
            file.measured.insert(Metric::Function);
            let (map, counts) = (self.functions.unwrap_or_default(), self.called.unwrap_or_default());
            place_functions(
                &mut file,
                join(map, counts, "function", ProblemCode::UnmatchedFunction, &mut found.problems),
            );
        }
        if self.branches.is_some() || self.taken.is_some() {
            file.measured.insert(Metric::Branch);
            let (map, counts) = (self.branches.unwrap_or_default(), self.taken.unwrap_or_default());
            place_branches(
                &mut file,
                join(map, counts, "branch", ProblemCode::BranchCounts, &mut found.problems),
            );
        }
        let nothing_ran = file.lines.iter().all(|(_, hits)| *hits == 0)
            && file.branches.arms.iter().all(|arm| !arm.taken)
            && file.functions.iter().all(|function| function.hits == 0);
        if self.all && nothing_ran {
            file.standing = Standing::Untouched;
        }
        found.add(key, file)
    }
}

fn by_id<T>(
    value: Value<'_>,
    mut read: impl FnMut(Value<'_>) -> Result<T, ReadError>,
) -> Result<Vec<(Identity, T)>, ReadError> {
    let mut all = Vec::new();
    value.object(|id, value| {
        all.push((Identity::of(id.as_bytes()), read(value)?));
        Ok(())
    })?;
    Ok(all)
}

fn map<T>(
    value: Value<'_>,
    read: impl FnMut(Value<'_>) -> Result<Option<T>, ReadError>,
) -> Result<Map<T>, ReadError> {
    by_id(value, read)
}

fn list<T>(
    value: Value<'_>,
    mut read: impl FnMut(Value<'_>) -> Result<T, ReadError>,
) -> Result<Vec<T>, ReadError> {
    let mut all = Vec::new();
    value.array(|value| {
        all.push(read(value)?);
        Ok(())
    })?;
    Ok(all)
}

fn statement(value: Value<'_>, found: &mut Findings<'_>) -> Result<Option<Span>, ReadError> {
    let (mut span, mut skip) = (Span::default(), false);
    value.object(|key, value| match key {
        "skip" => {
            skip = value.truth()?;
            Ok(())
        }
        _ => span.member(key, value, found),
    })?;
    Ok((!skip).then_some(span))
}

/// A function stands where its declaration does; tools that know only its body or its line write those.
fn function(value: Value<'_>, found: &mut Findings<'_>) -> Result<Option<Named>, ReadError> {
    let (mut name, mut skip) = (Identity::of(b""), false);
    let (mut declared, mut body, mut line) = (None, None, None);
    value.object(|key, value| {
        match key {
            "name" => name = Identity::of(value.text()?.as_bytes()),
            "decl" => declared = Span::read(value, found)?.line,
            "loc" => body = Span::read(value, found)?.line,
            "line" => line = found.line_of(&value.scalar()?)?,
            "skip" => skip = value.truth()?,
            _ => {}
        }
        Ok(())
    })?;
    Ok((!skip).then(|| Named { name, line: declared.or(body).or(line) }))
}

fn branch(value: Value<'_>, found: &mut Findings<'_>) -> Result<Option<Branch>, ReadError> {
    let (mut span, mut line, mut skip) = (Span::default(), None, false);
    let (mut kind, mut arms) = (Identity::of(b""), Vec::new());
    value.object(|key, value| {
        match key {
            "loc" => span = Span::read(value, found)?,
            "type" => kind = Identity::of(value.text()?.as_bytes()),
            "line" => line = found.line_of(&value.scalar()?)?,
            "locations" => {
                arms = list(value, |value| {
                    found.hold()?;
                    Span::read(value, found)
                })?;
            }
            "skip" => skip = value.truth()?,
            _ => {}
        }
        Ok(())
    })?;
    span.line = span.line.or(line).or_else(|| arms.iter().find_map(|arm: &Span| arm.line));
    Ok((!skip).then_some(Branch { kind, span, arms }))
}

/// Gives each thing of a map its count. What has no count did not run; a count of nothing is noted, and counted by those
/// who can.
fn join<T, C: Default>(
    map: Map<T>,
    mut counts: Vec<(Identity, C)>,
    what: &str,
    lost: ProblemCode,
    problems: &mut Problems,
) -> Vec<(Option<T>, C)> {
    counts.sort_by_key(|(id, _)| *id);
    let mut counts: Vec<(Identity, Option<C>)> =
        counts.into_iter().map(|(id, count)| (id, Some(count))).collect();
    let mut joined = Vec::with_capacity(map.len());
    for (id, thing) in map {
        let place = counts.binary_search_by_key(&id, |(id, _)| *id).ok();
        let count = place.and_then(|place| counts.get_mut(place)).and_then(|(_, count)| count.take());
        let Some(thing) = thing else { continue };
        if count.is_none() {
            problems.note(ProblemCode::MissingCount, None, || {
                format!("a {what} has no count and is read as not executed")
            });
        }
        joined.push((Some(thing), count.unwrap_or_default()));
    }
    for count in counts.into_iter().filter_map(|(_, count)| count) {
        problems.note(lost, None, || format!("a {what} has a count and no place"));
        joined.push((None, count));
    }
    joined
}

fn place_statements(file: &mut FileCoverage, joined: Vec<(Option<Span>, u32)>) {
    let mut lines = Lines::new(Hits::Max);
    for (span, hits) in joined {
        let span = span.unwrap_or_default();
        if let Some(line) = span.line {
            lines.add(line, hits);
        }
        let line = span.line.unwrap_or(0);
        file.statements.push(Statement { line, start: span.column, end: span.end(), ordinal: 0, hits });
    }
    file.lines = lines.take();
    number_equals(&mut file.statements);
}

/// Numbers statements of one place, so that each stays one. The sort is stable: the order of the report decides.
fn number_equals(list: &mut [Statement]) {
    let place = |one: &Statement| (one.line, one.start, one.end);
    list.sort_by_key(place);
    for equals in list.chunk_by_mut(|a, b| place(a) == place(b)) {
        for (ordinal, one) in (0..).zip(equals) {
            one.ordinal = ordinal;
        }
    }
}

fn place_functions(file: &mut FileCoverage, joined: Vec<(Option<Named>, u32)>) {
    let mut known: BTreeMap<(u32, Identity), u32> = BTreeMap::new();
    for (named, hits) in joined {
        let (name, line) = named.map_or((Identity::of(b""), None), |named| (named.name, named.line));
        let line = line.unwrap_or(0);
        let same = known.entry((line, name)).or_default();
        // The first of its name is called as in LCOV; the others must not be lost for it.
        let name = match *same {
            0 => name,
            more => Naming::default().then(name.bytes()).then(&u32::to_be_bytes(more)).identity(),
        };
        *same += 1;
        file.functions.push(Function { line, hits, id: FunctionId::Name(name) });
    }
    settle(&mut file.functions, Function::order, |one, other| one.hits = one.hits.max(other.hits));
}

/// Branches are known by their place, never by their id: V8 reports other ranges in each run.
fn place_branches(file: &mut FileCoverage, joined: Vec<(Option<Branch>, Vec<u32>)>) {
    let mut known: BTreeMap<Identity, u32> = BTreeMap::new();
    for (branch, taken) in joined {
        let (kind, span, arms) = branch
            .map_or((Identity::of(b""), Span::default(), Vec::new()), |one| (one.kind, one.span, one.arms));
        let name = span.name(Naming::default().then(kind.bytes()));
        let same = known.entry(name.identity()).or_default();
        for at in 0..arms.len().max(taken.len()) {
            let arm = arms.get(at).copied().unwrap_or_default();
            let name = arm.name(name.clone()).then(&at.to_be_bytes()).then(&same.to_be_bytes()).identity();
            let taken = taken.get(at).is_some_and(|hits| *hits > 0);
            file.branches.arms.push(Arm { line: span.line.unwrap_or(0), taken, id: ArmId::Label(name) });
        }
        *same += 1;
    }
    file.branches.settle();
}
