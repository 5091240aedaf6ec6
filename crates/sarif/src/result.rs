//! A result as its members, each read when it is asked for.

use std::borrow::Cow;

use crate::decimal::Decimal;
use crate::level::{Kind, Level};
use crate::package::Package;
use crate::run::Reference;
use crate::view::{Object, Read, integer};

/// A view of a result's text. It borrows, and reads no member that nobody asks for.
#[derive(Clone, Debug, Default)]
pub struct ResultView<'a> {
    pub(crate) object: Object<'a>,
    pub(crate) properties: Object<'a>,
}

/// A location that a result names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Location<'a> {
    /// `artifactLocation.uri`.
    pub uri: Option<Cow<'a, str>>,
    /// `artifactLocation.uriBaseId`.
    pub base: Option<Cow<'a, str>>,
    /// `artifactLocation.index`, if it is an index.
    pub index: Option<usize>,
    /// `region.startLine`, if it is a line.
    pub start_line: Option<u64>,
    /// `region.endLine`, if it is a line and not before the first.
    pub end_line: Option<u64>,
    /// The full name of the first logical location, else its name.
    pub logical: Option<Cow<'a, str>>,
    /// The whole region, as far as it is numbers.
    pub(crate) region: Region,
}

/// The numbers of a region (§3.30): lines, columns, characters and bytes.
pub(crate) type Region = [Option<i64>; 8];

impl<'a> ResultView<'a> {
    /// A view of a result's text; `None` if it is no JSON object.
    pub fn read(text: &'a str) -> Option<Self> {
        let object = Object::parse(text)?;
        let properties = object.object("properties");
        Some(Self { object, properties })
    }

    /// `level` as the result itself says it; [`crate::severity::effective`] and [`crate::level()`] resolve what it means.
    pub fn level(&self) -> Read<Level> {
        Read::of(self.object.last("level"), Level::read)
    }

    /// `kind` as the result itself says it.
    pub fn kind(&self) -> Read<Kind> {
        Read::of(self.object.last("kind"), Kind::read)
    }

    /// What the result is: a failure unless it says something else, and a failure too if what it says cannot be read, or if its
    /// level says that it is one.
    pub fn effective_kind(&self) -> Kind {
        match (self.kind(), self.level()) {
            (Read::Value(_), Read::Value(level)) if level != Level::None => Kind::Fail,
            (Read::Value(kind), _) => kind,
            (Read::Absent | Read::Bad(_), _) => Kind::Fail,
        }
    }

    /// `rank` as the result itself says it; −1.0 is the same as none (§3.27.25).
    pub fn rank(&self) -> Read<Decimal> {
        rank(&self.object)
    }

    /// The rule's id as the result gives it: `ruleId`, else `rule.id`.
    pub fn rule_id(&self) -> Option<Cow<'a, str>> {
        self.rule_ids().next()
    }

    /// Every id that the result gives its rule: `ruleId`, then `rule.id`.
    pub(crate) fn rule_ids(&self) -> impl Iterator<Item = Cow<'a, str>> {
        [self.object.string("ruleId"), self.object.object("rule").string("id")].into_iter().flatten()
    }

    /// How the result names its rule: `rule`, completed by `ruleId` and, for the driver alone, `ruleIndex` (§3.27.6).
    pub(crate) fn reference(&self, driver: Option<&str>) -> Reference<'a> {
        let mut reference = Reference::read(&self.object.object("rule"));
        reference.id = self.rule_id();
        let index = self.object.integer("ruleIndex");
        if !reference.component.is_given(driver) {
            match (&reference.index, &index) {
                (Read::Value(one), Read::Value(other)) if *one >= 0 && *other >= 0 && one != other => {
                    reference.contradicts = true
                }
                (Read::Absent | Read::Value(-1), _) => reference.index = index,
                _ => {}
            }
        }
        reference
    }

    /// `provenance.invocationIndex`.
    pub(crate) fn invocation_index(&self) -> Read<i64> {
        self.object.object("provenance").integer("invocationIndex")
    }

    /// The first location; nothing in it where the result names none.
    pub fn place(&self) -> Location<'a> {
        self.object.array("locations").first().map(|text| location(text)).unwrap_or_default()
    }

    /// Every location.
    pub fn locations(&self) -> Vec<Location<'a>> {
        self.object.array("locations").into_iter().map(location).collect()
    }
}

pub(crate) fn location(text: &str) -> Location<'_> {
    let object = Object::lenient(Some(text));
    let physical = object.object("physicalLocation");
    let artifact = physical.object("artifactLocation");
    let region = physical.object("region");
    let start_line = line(&region, "startLine");
    let logical = object.array("logicalLocations").first().map(|text| Object::lenient(Some(text)));
    Location {
        uri: artifact.string("uri"),
        base: artifact.string("uriBaseId"),
        index: artifact.integer("index").value().and_then(|index| usize::try_from(*index).ok()),
        region: [
            "startLine",
            "startColumn",
            "endLine",
            "endColumn",
            "charOffset",
            "charLength",
            "byteOffset",
            "byteLength",
        ]
        .map(|name| region.integer(name).value().copied()),
        start_line,
        end_line: line(&region, "endLine").filter(|end| start_line.is_some_and(|start| *end >= start)),
        logical: logical
            .and_then(|object| object.string("fullyQualifiedName").or_else(|| object.string("name"))),
    }
}

impl Location<'_> {
    /// The package that a location is: tools write a purl as the name of a logical location, or as the URI.
    pub(crate) fn purl(&self) -> Option<Package> {
        let names = [self.logical.as_deref(), self.uri.as_deref()];
        names.into_iter().flatten().find_map(Package::parse)
    }
}

/// A rank: 0.0 to 100.0. SARIF's −1.0 says that there is none.
pub(crate) fn rank(object: &Object<'_>) -> Read<Decimal> {
    let token = object.last("rank").filter(|token| Decimal::parse(token) != Some(Decimal::tenths(-10)));
    Read::of(token, |token| {
        Decimal::parse(token).filter(|rank| (Decimal::tenths(0)..=Decimal::tenths(1000)).contains(rank))
    })
}

/// A line number that a file can have. Lines beyond 2³¹ are no lines: GitHub and editors hold them in 32 bits.
fn line(region: &Object<'_>, name: &str) -> Option<u64> {
    let line = region.get(name).and_then(integer)?;
    u64::try_from(line).ok().filter(|line| (1..=i32::MAX.unsigned_abs().into()).contains(line))
}
