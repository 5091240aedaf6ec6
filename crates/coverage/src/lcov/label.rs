//! A branch's label: what a tool writes in place of a branch's number.

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::model::{ArmId, Naming};
use crate::problem::{ProblemCode, Problems};

/// Records that a label may have swallowed when a line break was lost: `BRDA:1,0,0,1BRDA:1,0,1,0` reads as one branch.
const RECORDS: [&[u8]; 18] = [
    b"BRDA:",
    b"DA:",
    b"FNDA:",
    b"FN:",
    b"FNL:",
    b"FNA:",
    b"LF:",
    b"LH:",
    b"BRF:",
    b"BRH:",
    b"FNF:",
    b"FNH:",
    b"MCDC:",
    b"MCF:",
    b"MCH:",
    b"SF:",
    b"TN:",
    b"end_of_record",
];

/// What a label shows of a lost line break.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Swallowed {
    Nothing,
    /// It may be an expression that looks like a record: `x?DA:3`.
    Perhaps,
    Surely,
}

/// Reads the name of a branch of line `line` that is not two numbers.
pub(super) fn read(
    line: u32,
    block: &[u8],
    branch: &[u8],
    at: u64,
    limits: &Limits,
    problems: &mut Problems,
) -> Result<ArmId, ReadError> {
    check("branch", line, [block, branch], at, limits, problems)?;
    Ok(ArmId::Label(Naming::default().then(block).then(branch).identity()))
}

/// Refuses a name of a branch or condition (`what`) of line `line` that is no name.
pub(super) fn check(
    what: &str,
    line: u32,
    name: [&[u8]; 2],
    at: u64,
    limits: &Limits,
    problems: &mut Problems,
) -> Result<(), ReadError> {
    let length = name.iter().fold(0, |length: usize, part| length.saturating_add(part.len()));
    if length > limits.name_bytes {
        return Err(ReadError::malformed(format!("the name of a {what} has {length} bytes")));
    }
    for part in name {
        let text = std::str::from_utf8(part).map_err(|_| {
            ReadError::new(ReadErrorCode::Encoding, format!("the name of a {what} is not UTF-8"))
        })?;
        if text.contains(char::is_control) {
            let message = format!("the name {text:?} of a {what} holds a control character");
            return Err(ReadError::malformed(message));
        }
        match swallowed(part) {
            Swallowed::Nothing => {}
            Swallowed::Perhaps => problems.note(ProblemCode::BranchCounts, Some(at), || {
                format!("the {what} `{text}` of line {line} may hold another record, which is not counted")
            }),
            Swallowed::Surely => {
                let message = format!("the {what} `{text}` holds another record: a line break is lost");
                return Err(ReadError::malformed(message));
            }
        }
    }
    Ok(())
}

fn swallowed(label: &[u8]) -> Swallowed {
    if !label.contains(&b':') && !label.contains(&b'_') {
        return Swallowed::Nothing;
    }
    let found = |record: &&[u8]| {
        let places = memchr::memmem::find_iter(label, record);
        places.map(|place| judge(label.get(..place), label.get(place + record.len()..), record)).max()
    };
    RECORDS.iter().filter_map(found).max().unwrap_or(Swallowed::Nothing)
}

/// Judges a record's name within a label by what stands before and behind it: a count ends just before, or a
/// number begins just behind.
fn judge(before: Option<&[u8]>, behind: Option<&[u8]>, record: &[u8]) -> Swallowed {
    let before = before.and_then(<[u8]>::last).copied();
    let counted = before.is_some_and(|byte| byte.is_ascii_digit() || byte == b'-');
    let number = behind.and_then(<[u8]>::first).is_some_and(u8::is_ascii_digit);
    match record {
        b"end_of_record" => Swallowed::Surely,
        b"SF:" | b"TN:" if counted => Swallowed::Surely,
        _ if counted && number => Swallowed::Surely,
        _ if number && !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => {
            Swallowed::Perhaps
        }
        _ => Swallowed::Nothing,
    }
}
