//! One `<Method>` of OpenCover: its points.

use super::Module;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::{Arm, ArmId, Block, Function, FunctionId, Identity, Naming, Pair};
use crate::part::Part;
use crate::problem::{ProblemCode, Problems};
use crate::xml::{Attribute, Element, number};

/// A method, while it is read.
#[derive(Default)]
pub(super) struct Method {
    pub(super) name: String,
    /// The file that it says to be in; a point may say another one (partial classes, or no file at all).
    pub(super) file: Option<u32>,
    points: Vec<(u32, Point)>,
}

enum Point {
    Block(Block, Pair),
    Way { line: u32, offset: u32, path: u32, taken: bool },
}

/// The line that compilers give to code that nobody wrote.
const HIDDEN: &[u8] = b"16707566";

/// The numbers of one point.
#[derive(Default)]
struct Numbers {
    file: Option<u32>,
    line: Option<u32>,
    hidden: bool,
    end: Option<u32>,
    columns: (u32, u32),
    count: Option<u32>,
    branches: (u32, u32),
    way: (Option<u32>, Option<u32>),
}

impl Numbers {
    fn read(
        element: &Element<'_>,
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<Self, ReadError> {
        let mut read = Self::default();
        for attribute in element.attributes() {
            match attribute.name {
                "sl" if attribute.raw() == HIDDEN => read.hidden = true,
                "sl" => read.line = number::line_number(&attribute, at, limits, problems)?,
                "el" => read.end = end(&attribute, limits)?,
                "sc" => read.columns.0 = number::whole(&attribute)?,
                "ec" => read.columns.1 = number::whole(&attribute)?,
                "vc" => read.count = Some(number::hits(&attribute, at, problems)?),
                "fileid" => read.file = Some(number::whole(&attribute)?).filter(|file| *file > 0),
                "bec" => read.branches.1 = number::whole(&attribute)?,
                "bev" => read.branches.0 = number::whole(&attribute)?,
                "offset" => read.way.0 = Some(number::whole(&attribute)?),
                "path" => read.way.1 = Some(number::whole(&attribute)?),
                _ => {}
            }
        }
        Ok(read)
    }

    fn hits(&self) -> Result<u32, ReadError> {
        self.count.ok_or_else(|| ReadError::malformed("a point does not say how often it was visited (`vc`)"))
    }
}

/// The last line of a point; a hidden one is none.
fn end(attribute: &Attribute<'_>, limits: &Limits) -> Result<Option<u32>, ReadError> {
    Ok(Some(number::whole(attribute)?).filter(|line| *line <= limits.line_number))
}

impl Method {
    pub(super) fn add_point(
        &mut self,
        element: &Element<'_>,
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let numbers = Numbers::read(element, at, limits, problems)?;
        let hits = numbers.hits()?;
        let Some(line) = numbers.line else {
            return if numbers.hidden || element.has("sl") {
                Ok(())
            } else {
                Err(ReadError::malformed("a point names no line (`sl`)"))
            };
        };
        let end = numbers.end.filter(|end| *end >= line).unwrap_or(line);
        let block =
            Block { start: (line, numbers.columns.0), end: (end, numbers.columns.1), statements: 1, hits };
        let (covered, total) = numbers.branches;
        let pair = number::pair(line, covered, total, at, problems).unwrap_or_default();
        self.push(numbers.file, Point::Block(block, pair), limits)
    }

    pub(super) fn add_branch(
        &mut self,
        element: &Element<'_>,
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let numbers = Numbers::read(element, at, limits, problems)?;
        let taken = numbers.hits()? > 0;
        if numbers.hidden {
            return Ok(());
        }
        let (Some(line), (Some(offset), Some(path))) = (numbers.line, numbers.way) else {
            // Old versions name no line: then nobody knows what is missing where.
            let message = || "a branch names no line".to_owned();
            problems.note(ProblemCode::BranchCounts, Some(at), message);
            return Ok(());
        };
        self.push(numbers.file, Point::Way { line, offset, path, taken }, limits)
    }

    fn push(&mut self, file: Option<u32>, point: Point, limits: &Limits) -> Result<(), ReadError> {
        let Some(file) = file.or(self.file) else {
            return Err(ReadError::malformed("a point names no file, and neither does its method"));
        };
        if self.points.len() >= limits.entries {
            return Err(crate::model::too_large(format!("one method has more than {} points", limits.entries)));
        }
        self.points.push((file, point));
        Ok(())
    }

    /// Ends the method: a function that ran if any of its points did.
    pub(super) fn finish(self, module: &mut Module, limits: &Limits) -> Result<(), ReadError> {
        let name = Naming::default().then(self.name.as_bytes());
        let mut function: Option<(u32, u32, u32)> = None;
        for (file, point) in self.points {
            let part = module.parts.entry(file).or_insert_with(Part::new);
            match point {
                Point::Block(block, pair) => {
                    let (_, line, hits) = function.get_or_insert((file, block.start.0, 0));
                    *line = block.start.0.min(*line);
                    *hits = block.hits.max(*hits);
                    part.add_block(block, limits)?;
                    if pair.total > 0 {
                        part.add_pair(pair, limits)?;
                    }
                }
                Point::Way { line, offset, path, taken } => {
                    module.branches = true;
                    let id: Identity =
                        name.clone().then(&offset.to_be_bytes()).then(&path.to_be_bytes()).identity();
                    part.add_arm(Arm { line, taken, id: ArmId::Label(id) }, limits)?;
                }
            }
        }
        let Some((file, line, hits)) = function else { return Ok(()) };
        let part = module.parts.entry(file).or_insert_with(Part::new);
        part.add_function(Function { line, hits, id: FunctionId::Method(name.identity()) }, limits)
    }
}
