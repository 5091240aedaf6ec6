//! The types of the schema, one file each. A field is one line in its type's table; a new type is also a line here.

pub(super) mod actor;
pub(super) mod blob;
pub(super) mod comment;
pub(super) mod commit;
pub(super) mod create_commit;
pub(super) mod deployment;
pub(super) mod edit;
pub(super) mod issue;
pub(super) mod pull;
pub(super) mod query;
pub(super) mod rate_limit;
pub(super) mod reference;
pub(super) mod repository;
pub(super) mod saml;
pub(super) mod signature;
pub(super) mod tag;
pub(super) mod timeline;
pub(super) mod tree;
pub(super) mod update_refs;

use super::connection::{Connection, Edge, Listing, PageInfo};
use super::object::{Call, Field, Kind};
use super::refusal::Refusal;
use crate::token::Level;

/// Scalars beside GraphQL's own.
pub(super) const SCALARS: &[&str] =
    &["BigInt", "Base64String", "DateTime", "GitObjectID", "GitRefname", "GitTimestamp", "URI"];

/// What is no object type: interfaces, unions, enums and inputs, each with what the simulator knows of it.
const OTHERS: &str = "
interface Node { id: ID! }
interface Actor { login: String! url: URI! resourcePath: URI! avatarUrl(size: Int): URI! }
interface RepositoryOwner { id: ID! login: String! url: URI! resourcePath: URI! avatarUrl(size: Int): URI! }
interface GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! commitUrl: URI! repository: Repository! }
interface GitSignature {
  email: String! isValid: Boolean! payload: String! signature: String! signer: User state: GitSignatureState!
  verifiedAt: DateTime wasSignedByGitHub: Boolean!
}
interface Comment {
  author: Actor authorAssociation: CommentAuthorAssociation! body: String! bodyText: String! createdAt: DateTime!
  createdViaEmail: Boolean! editor: Actor id: ID! includesCreatedEdit: Boolean! lastEditedAt: DateTime
  publishedAt: DateTime updatedAt: DateTime! viewerDidAuthor: Boolean!
  userContentEdits(first: Int, after: String, last: Int, before: String): UserContentEditConnection
}
union IssueTimelineItems = IssueComment
union Assignee = User
enum CommentAuthorAssociation {
  COLLABORATOR CONTRIBUTOR FIRST_TIMER FIRST_TIME_CONTRIBUTOR MANNEQUIN MEMBER NONE OWNER
}
enum DeploymentStatusState { ERROR FAILURE INACTIVE IN_PROGRESS PENDING QUEUED SUCCESS WAITING }
enum IssueState { CLOSED OPEN }
enum IssueStateReason { COMPLETED DUPLICATE NOT_PLANNED REOPENED }
enum LockReason { OFF_TOPIC RESOLVED SPAM TOO_HEATED }
enum GitSignatureState { VALID UNSIGNED UNKNOWN_KEY INVALID }
enum IssueTimelineItemsItemType {
  ISSUE_COMMENT CROSS_REFERENCED_EVENT ADDED_TO_PROJECT_EVENT ASSIGNED_EVENT CLOSED_EVENT COMMENT_DELETED_EVENT
  CONNECTED_EVENT CONVERTED_NOTE_TO_ISSUE_EVENT CONVERTED_TO_DISCUSSION_EVENT DEMILESTONED_EVENT DISCONNECTED_EVENT
  LABELED_EVENT LOCKED_EVENT MARKED_AS_DUPLICATE_EVENT MENTIONED_EVENT MILESTONED_EVENT
  MOVED_COLUMNS_IN_PROJECT_EVENT PINNED_EVENT REFERENCED_EVENT REMOVED_FROM_PROJECT_EVENT RENAMED_TITLE_EVENT
  REOPENED_EVENT SUBSCRIBED_EVENT TRANSFERRED_EVENT UNASSIGNED_EVENT UNLABELED_EVENT UNLOCKED_EVENT
  USER_BLOCKED_EVENT UNMARKED_AS_DUPLICATE_EVENT UNPINNED_EVENT UNSUBSCRIBED_EVENT
}
input CommittableBranch { id: ID repositoryNameWithOwner: String branchName: String }
input CommitMessage { headline: String! body: String }
input FileAddition { path: String! contents: Base64String! }
input FileDeletion { path: String! }
input FileChanges { additions: [FileAddition!] = [] deletions: [FileDeletion!] = [] }
input CreateCommitOnBranchInput {
  branch: CommittableBranch! clientMutationId: String expectedHeadOid: GitObjectID! fileChanges: FileChanges
  message: CommitMessage!
}
input RefUpdate { name: GitRefname! afterOid: GitObjectID! beforeOid: GitObjectID force: Boolean = false }
input UpdateRefsInput { clientMutationId: String refUpdates: [RefUpdate!]! repositoryId: ID! }
";

/// The whole schema in GraphQL's schema language.
pub(super) fn declarations() -> String {
    let types = [
        query::Query::declaration(),
        Mutation::declaration(),
        PageInfo::declaration(),
        rate_limit::RateLimit::declaration(),
        actor::User::declaration(),
        actor::Bot::declaration(),
        actor::Organization::declaration(),
        actor::Mannequin::declaration(),
        saml::Provider::declaration(),
        saml::Identity::declaration(),
        saml::Attributes::declaration(),
        repository::Repository::declaration(),
        issue::Issue::declaration(),
        comment::IssueComment::declaration(),
        edit::UserContentEdit::declaration(),
        timeline::declarations(),
        reference::Ref::declaration(),
        commit::Commit::declaration(),
        commit::GitActor::declaration(),
        pull::PullRequest::declaration(),
        pull::PullCommit::declaration(),
        signature::Signature::declaration(),
        tag::Tag::declaration(),
        tree::Tree::declaration(),
        tree::TreeEntry::declaration(),
        blob::Blob::declaration(),
        create_commit::Payload::declaration(),
        deployment::Deployment::declaration(),
        deployment::DeploymentStatus::declaration(),
        update_refs::Payload::declaration(),
        listing::<comment::Comments>(),
        listing::<edit::Edits>(),
        listing::<timeline::Items>(),
        listing::<commit::History>(),
        listing::<commit::Parents>(),
        listing::<commit::Authors>(),
        listing::<pull::Pulls>(),
        listing::<pull::Commits>(),
        listing::<saml::Identities>(),
    ];
    format!("{OTHERS}{}", types.concat())
}

fn listing<L: Listing>() -> String {
    format!("{}{}", Connection::<L>::declaration(), Edge::<L>::declaration())
}

/// The root of mutations.
pub(super) struct Mutation;

impl Kind for Mutation {
    const NAME: &'static str = "Mutation";
    const FIELDS: &'static [Field<Self>] = &[
        Field(
            "createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload",
            |_, call| create_commit::run(call),
        ),
        Field("updateRefs(input: UpdateRefsInput!): UpdateRefsPayload", |_, call| update_refs::run(call)),
    ];
}

/// Lets a reader pass: public things are open to all tokens, private ones to those with the permission.
pub(super) fn reads(call: &Call<'_>, repository: u64, key: &'static str) -> Result<(), Refusal> {
    let public = call.hub.repositories.get(&repository).is_some_and(|found| !found.private);
    let allowed = public || call.hub.may(call.caller, repository, (key, Level::Read));
    if allowed { Ok(()) } else { Err(Refusal::not_accessible()) }
}

/// Lets a writer pass, or refuses as GitHub does for tokens of Actions and Apps and for people.
pub(super) fn writes(call: &Call<'_>, repository: u64, mutation: &str) -> Result<(), Refusal> {
    let archived = call.hub.repositories.get(&repository).is_some_and(|found| found.archived);
    if archived {
        return Err(Refusal::new("UNPROCESSABLE", "Repository was archived so is read-only."));
    }
    if call.hub.may(call.caller, repository, ("contents", Level::Write)) {
        return Ok(());
    }
    let login =
        call.caller.account.and_then(|id| call.hub.accounts.get(&id)).map(|account| account.login.clone());
    match call.caller.kind() {
        Some(crate::token::TokenKind::User { .. }) => {
            let login = login.unwrap_or_default();
            let message = format!("{login} does not have the correct permissions to execute `{mutation}`");
            Err(Refusal::new("FORBIDDEN", message))
        }
        _ => Err(Refusal::not_accessible()),
    }
}
