//! Which member of which object of SARIF 2.1.0 leads elsewhere: one table for reading, checking and rewriting.
//!
//! Only members that hold an index, a base of URIs, or an object that can hold one are listed. Whatever is not listed is carried as
//! it stands: texts, regions, property bags, and members that SARIF does not know.

/// An array of a run whose elements are known by their position. The sections are those of SARIF 2.1.0, errata 01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Table {
    /// §3.14.15.
    Artifacts,
    /// §3.14.17.
    LogicalLocations,
    /// §3.14.11.
    Invocations,
    /// §3.14.19.
    ThreadFlowLocations,
    /// §3.14.20.
    Graphs,
    /// §3.14.21.
    WebRequests,
    /// §3.14.22.
    WebResponses,
    /// §3.14.18.
    Addresses,
    /// §3.14.13; nothing holds an index into it, but its elements hold some.
    VersionControl,
    /// §3.14.5; nothing holds an index into it.
    Aggregates,
}

impl Table {
    /// All tables.
    pub(crate) const ALL: [Self; 10] = [
        Self::Artifacts,
        Self::LogicalLocations,
        Self::Invocations,
        Self::ThreadFlowLocations,
        Self::Graphs,
        Self::WebRequests,
        Self::WebResponses,
        Self::Addresses,
        Self::VersionControl,
        Self::Aggregates,
    ];

    /// The name of the member of a run that holds the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Artifacts => "artifacts",
            Self::LogicalLocations => "logicalLocations",
            Self::Invocations => "invocations",
            Self::ThreadFlowLocations => "threadFlowLocations",
            Self::Graphs => "graphs",
            Self::WebRequests => "webRequests",
            Self::WebResponses => "webResponses",
            Self::Addresses => "addresses",
            Self::VersionControl => "versionControlProvenance",
            Self::Aggregates => "runAggregates",
        }
    }

    /// What its elements are.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Artifacts => Kind::Artifact,
            Self::LogicalLocations => Kind::LogicalLocation,
            Self::Invocations => Kind::Invocation,
            Self::ThreadFlowLocations => Kind::ThreadFlowLocation,
            Self::Graphs => Kind::Graph,
            Self::WebRequests => Kind::WebRequest,
            Self::WebResponses => Kind::WebResponse,
            Self::Addresses => Kind::Address,
            Self::VersionControl => Kind::VersionControl,
            Self::Aggregates => Kind::Plain,
        }
    }
}

/// An array of tool components, beside the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Shelf {
    /// `tool.extensions`, §3.18.3.
    Extensions,
    /// §3.14.8.
    Taxonomies,
    /// §3.14.9.
    Translations,
    /// §3.14.10.
    Policies,
}

impl Shelf {
    /// All of them, in the order in which a run numbers its components behind the driver.
    pub(crate) const ALL: [Self; 4] = [Self::Extensions, Self::Taxonomies, Self::Translations, Self::Policies];

    /// The name of the member that holds the array.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Extensions => "extensions",
            Self::Taxonomies => "taxonomies",
            Self::Translations => "translations",
            Self::Policies => "policies",
        }
    }
}

/// An array of descriptors of a tool component, §3.19.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    /// §3.19.23.
    Rules,
    /// §3.19.24.
    Notifications,
    /// §3.19.25.
    Taxa,
}

impl Part {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Rules, Self::Notifications, Self::Taxa];

    /// The name of the member that holds the array.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Notifications => "notifications",
            Self::Taxa => "taxa",
        }
    }
}

/// Into what a descriptor reference may lead, by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Context {
    /// A rule.
    Rule,
    /// A notification.
    Notification,
    /// A taxon.
    Taxon,
    /// A relationship's target: a taxon, or what the descriptor itself is, §3.53.2.
    Related,
}

/// What a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Nothing that is followed.
    Opaque,
    /// An object.
    One(Kind),
    /// An array of objects.
    Many(Kind),
    /// An index.
    Index(Table),
    /// An index into the `graphs` of the same result, §3.42.3.
    ResultGraph,
    /// The name of a base of URIs, §3.4.4.
    Base,
    /// A value that decides what the object around it refers to.
    Field(Field),
}

/// The values which decide what a reference means, or how a result is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Id,
    Guid,
    Index,
    Name,
    RuleId,
    RuleIndex,
    Level,
    ResultKind,
    BaselineState,
}

/// The objects that can lead elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Plain,
    Address,
    Artifact,
    ArtifactChange,
    ArtifactLocation,
    Attachment,
    CodeFlow,
    Component,
    /// A component without its descriptors, which are read apart.
    Shell,
    ComponentReference(Shelf),
    Conversion,
    Descriptor,
    DescriptorReference(Context),
    Exception,
    Fix,
    Graph,
    GraphTraversal,
    Invocation,
    Location,
    LogicalLocation,
    Node,
    Notification,
    Override(Context),
    PhysicalLocation,
    Provenance,
    Relationship,
    Result,
    SpecialLocations,
    Stack,
    StackFrame,
    Suppression,
    ThreadFlow,
    ThreadFlowLocation,
    Tool,
    VersionControl,
    WebRequest,
    WebResponse,
}

type Members = &'static [(&'static str, Holds)];

use Context::{Notification as OfNotification, Related, Rule, Taxon};
use Holds::{Base, Index, Many, One, ResultGraph};
use Kind::{
    ArtifactLocation, CodeFlow, ComponentReference, DescriptorReference, Location, LogicalLocation, Node,
    PhysicalLocation, ThreadFlowLocation, WebRequest, WebResponse,
};

/// What the member `name` of an object of `kind` holds.
pub(crate) fn holds(kind: Kind, name: &[u8]) -> Holds {
    let found = members(kind).iter().find(|(known, _)| known.as_bytes() == name);
    found.map_or(Holds::Opaque, |(_, holds)| *holds)
}

/// The table: the members of each kind of object.
pub(crate) fn members(kind: Kind) -> Members {
    match kind {
        Kind::Plain => &[],
        Kind::Address => &[("index", Index(Table::Addresses)), ("parentIndex", Index(Table::Addresses))],
        Kind::Artifact => &[("location", One(ArtifactLocation)), ("parentIndex", Index(Table::Artifacts))],
        Kind::ArtifactChange => &[("artifactLocation", One(ArtifactLocation))],
        Kind::ArtifactLocation => &[("index", Index(Table::Artifacts)), ("uriBaseId", Base)],
        Kind::Attachment => &[("artifactLocation", One(ArtifactLocation))],
        Kind::CodeFlow => &[("threadFlows", Many(Kind::ThreadFlow))],
        Kind::Component => &[
            ("rules", Many(Kind::Descriptor)),
            ("notifications", Many(Kind::Descriptor)),
            ("taxa", Many(Kind::Descriptor)),
            ("locations", Many(ArtifactLocation)),
            ("associatedComponent", One(ComponentReference(Shelf::Extensions))),
            ("supportedTaxonomies", Many(ComponentReference(Shelf::Taxonomies))),
        ],
        Kind::Shell => &[
            ("locations", Many(ArtifactLocation)),
            ("associatedComponent", One(ComponentReference(Shelf::Extensions))),
            ("supportedTaxonomies", Many(ComponentReference(Shelf::Taxonomies))),
        ],
        Kind::ComponentReference(_) => &[
            ("index", Holds::Field(Field::Index)),
            ("guid", Holds::Field(Field::Guid)),
            ("name", Holds::Field(Field::Name)),
        ],
        Kind::Conversion => &[
            ("tool", One(Kind::Tool)),
            ("invocation", One(Kind::Invocation)),
            ("analysisToolLogFiles", Many(ArtifactLocation)),
        ],
        Kind::Descriptor => &[("relationships", Many(Kind::Relationship))],
        Kind::DescriptorReference(Taxon | Related) => &[
            ("id", Holds::Field(Field::Id)),
            ("index", Holds::Field(Field::Index)),
            ("guid", Holds::Field(Field::Guid)),
            ("toolComponent", One(ComponentReference(Shelf::Taxonomies))),
        ],
        Kind::DescriptorReference(_) => &[
            ("id", Holds::Field(Field::Id)),
            ("index", Holds::Field(Field::Index)),
            ("guid", Holds::Field(Field::Guid)),
            ("toolComponent", One(ComponentReference(Shelf::Extensions))),
        ],
        Kind::Exception => &[("stack", One(Kind::Stack)), ("innerExceptions", Many(Kind::Exception))],
        Kind::Fix => &[("artifactChanges", Many(Kind::ArtifactChange))],
        Kind::Graph => &[("nodes", Many(Node))],
        Kind::GraphTraversal => &[("runGraphIndex", Index(Table::Graphs)), ("resultGraphIndex", ResultGraph)],
        Kind::Invocation => INVOCATION,
        Kind::Location => {
            &[("physicalLocation", One(PhysicalLocation)), ("logicalLocations", Many(LogicalLocation))]
        }
        Kind::LogicalLocation => {
            &[("index", Index(Table::LogicalLocations)), ("parentIndex", Index(Table::LogicalLocations))]
        }
        Kind::Node => &[("location", One(Location)), ("children", Many(Node))],
        Kind::Notification => &[
            ("locations", Many(Location)),
            ("exception", One(Kind::Exception)),
            ("descriptor", One(DescriptorReference(OfNotification))),
            ("associatedRule", One(DescriptorReference(Rule))),
        ],
        Kind::Override(Rule) => &[("descriptor", One(DescriptorReference(Rule)))],
        Kind::Override(_) => &[("descriptor", One(DescriptorReference(OfNotification)))],
        Kind::PhysicalLocation => {
            &[("address", One(Kind::Address)), ("artifactLocation", One(ArtifactLocation))]
        }
        Kind::Provenance => {
            &[("invocationIndex", Index(Table::Invocations)), ("conversionSources", Many(PhysicalLocation))]
        }
        Kind::Relationship => &[("target", One(DescriptorReference(Related)))],
        Kind::Result => RESULT,
        Kind::SpecialLocations => &[("displayBase", One(ArtifactLocation))],
        Kind::Stack => &[("frames", Many(Kind::StackFrame))],
        Kind::StackFrame | Kind::Suppression => &[("location", One(Location))],
        Kind::ThreadFlow => &[("locations", Many(ThreadFlowLocation))],
        Kind::ThreadFlowLocation => &[
            ("index", Index(Table::ThreadFlowLocations)),
            ("location", One(Location)),
            ("stack", One(Kind::Stack)),
            ("taxa", Many(DescriptorReference(Taxon))),
            ("webRequest", One(WebRequest)),
            ("webResponse", One(WebResponse)),
        ],
        Kind::Tool => &[("driver", One(Kind::Component)), ("extensions", Many(Kind::Component))],
        Kind::VersionControl => &[("mappedTo", One(ArtifactLocation))],
        Kind::WebRequest => &[("index", Index(Table::WebRequests))],
        Kind::WebResponse => &[("index", Index(Table::WebResponses))],
    }
}

const INVOCATION: Members = &[
    ("responseFiles", Many(ArtifactLocation)),
    ("ruleConfigurationOverrides", Many(Kind::Override(Rule))),
    ("notificationConfigurationOverrides", Many(Kind::Override(OfNotification))),
    ("toolExecutionNotifications", Many(Kind::Notification)),
    ("toolConfigurationNotifications", Many(Kind::Notification)),
    ("executableLocation", One(ArtifactLocation)),
    ("workingDirectory", One(ArtifactLocation)),
    ("stdin", One(ArtifactLocation)),
    ("stdout", One(ArtifactLocation)),
    ("stderr", One(ArtifactLocation)),
    ("stdoutStderr", One(ArtifactLocation)),
];

const RESULT: Members = &[
    ("ruleId", Holds::Field(Field::RuleId)),
    ("ruleIndex", Holds::Field(Field::RuleIndex)),
    ("rule", One(DescriptorReference(Rule))),
    ("kind", Holds::Field(Field::ResultKind)),
    ("level", Holds::Field(Field::Level)),
    ("baselineState", Holds::Field(Field::BaselineState)),
    ("analysisTarget", One(ArtifactLocation)),
    ("locations", Many(Location)),
    ("relatedLocations", Many(Location)),
    ("stacks", Many(Kind::Stack)),
    ("codeFlows", Many(CodeFlow)),
    ("graphs", Many(Kind::Graph)),
    ("graphTraversals", Many(Kind::GraphTraversal)),
    ("suppressions", Many(Kind::Suppression)),
    ("attachments", Many(Kind::Attachment)),
    ("provenance", One(Kind::Provenance)),
    ("fixes", Many(Kind::Fix)),
    ("taxa", Many(DescriptorReference(Taxon))),
    ("webRequest", One(WebRequest)),
    ("webResponse", One(WebResponse)),
];
