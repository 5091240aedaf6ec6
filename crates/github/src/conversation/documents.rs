//! The documents. Each asks for the number of an account where there is one: names change hands.

use crate::call::Call;

/// Who did something.
macro_rules! actor {
    () => {
        "
fragment actor on Actor {
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
}"
    };
}

/// One state of a text. The text itself is left out: a hundred of a hundred comments would be more than is read.
macro_rules! edits {
    () => {
        "
fragment edits on UserContentEditConnection {
  totalCount
  pageInfo { hasNextPage endCursor }
  nodes { editedAt editor { ...actor } deletedAt deletedBy { ...actor } }
}"
    };
}

macro_rules! comment {
    () => {
        concat!(
            "
fragment comment on IssueComment {
  id fullDatabaseId url body createdAt updatedAt createdViaEmail lastEditedAt includesCreatedEdit isMinimized minimizedReason
  author { ...actor }
  editor { ...actor }
  userContentEdits(first: 100) { ...edits }
}",
            edits!(),
            actor!()
        )
    };
}

/// The issue itself. The repository tells whether this is still the place that was asked for.
macro_rules! issue {
    () => {
        "
fragment issue on Issue {
  id number url title body closed locked createdAt lastEditedAt
  repository { databaseId nameWithOwner }
  author { ...actor }
  editor { ...actor }
}"
    };
}

/// What happened beside the comments, of what matters to an approval.
macro_rules! events {
    () => {
        "
fragment events on IssueTimelineItemsConnection {
  totalCount
  pageInfo { hasNextPage endCursor }
  nodes {
    __typename
    ... on CommentDeletedEvent { id createdAt actor { ...actor } deletedCommentAuthor { ...actor } }
    ... on RenamedTitleEvent { id createdAt actor { ...actor } previousTitle currentTitle }
    ... on TransferredEvent { id createdAt actor { ...actor } fromRepository { nameWithOwner } }
    ... on ClosedEvent { id createdAt actor { ...actor } stateReason }
    ... on ReopenedEvent { id createdAt actor { ...actor } }
    ... on LockedEvent { id createdAt actor { ...actor } lockReason }
    ... on UnlockedEvent { id createdAt actor { ...actor } }
    ... on ConvertedToDiscussionEvent { id createdAt actor { ...actor } }
  }
}"
    };
}

/// The types of these events.
macro_rules! event_types {
    () => {
        "[COMMENT_DELETED_EVENT, RENAMED_TITLE_EVENT, TRANSFERRED_EVENT, CLOSED_EVENT, REOPENED_EVENT, LOCKED_EVENT, UNLOCKED_EVENT, CONVERTED_TO_DISCUSSION_EVENT]"
    };
}

const PERMISSION: &str = "issues: read";

pub(crate) static THREAD: Call = Call::query(
    "read an issue with its comments and what happened to it",
    "Thread",
    concat!(
        "query Thread($owner: String!, $name: String!, $number: Int!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name, followRenames: false) {
    issue(number: $number) {
      ...issue
      comments(first: 100) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { ...comment }
      }
      timelineItems(itemTypes: ",
        event_types!(),
        ", first: 100) { ...events }
    }
  }
}",
        issue!(),
        events!(),
        comment!()
    ),
    PERMISSION,
);

pub(crate) static COMMENTS: Call = Call::query(
    "read an issue with its comments and their edits",
    "Comments",
    concat!(
        "query Comments($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name, followRenames: false) {
    issue(number: $number) {
      ...issue
      comments(first: 100, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { ...comment }
      }
    }
  }
}",
        issue!(),
        comment!()
    ),
    PERMISSION,
);

pub(crate) static COMMENT: Call = Call::query(
    "read a comment with its edits",
    "Comment",
    concat!(
        "query Comment($id: ID!) {
  node(id: $id) {
    ... on IssueComment { ...comment issue { number } repository { nameWithOwner } }
  }
}",
        comment!()
    ),
    PERMISSION,
);

pub(crate) static EDITS: Call = Call::query(
    "read the older edits of a comment",
    "Edits",
    concat!(
        "query Edits($id: ID!, $after: String) {
  node(id: $id) {
    ... on IssueComment { userContentEdits(first: 100, after: $after) { ...edits } }
  }
}",
        edits!(),
        actor!()
    ),
    PERMISSION,
);

pub(crate) static LAST_EDIT: Call = Call::query(
    "find out who edited a text last",
    "LastEdit",
    concat!(
        "query LastEdit($id: ID!) {
  node(id: $id) {
    ... on Comment { body lastEditedAt editor { ...actor } }
  }
}",
        actor!()
    ),
    PERMISSION,
);

pub(crate) static EVENTS: Call = Call::query(
    "list what happened to an issue",
    "Events",
    concat!(
        "query Events($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name, followRenames: false) {
    issue(number: $number) {
      timelineItems(itemTypes: ",
        event_types!(),
        ", first: 100, after: $after) { ...events }
    }
  }
}",
        events!(),
        actor!()
    ),
    PERMISSION,
);
