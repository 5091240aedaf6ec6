//! The list of formats. A format is one file: how it is recognised, and how it is read.

use crate::author::Run;
use crate::error::Error;
use crate::source::Source;
use crate::*;

/// What a format's file says about itself.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    /// How people make such a file.
    pub(crate) made_by: &'static str,
    /// The scanner's name and home, unless the report tells them.
    pub(crate) tool: &'static str,
    pub(crate) home: &'static str,
    pub(crate) is: fn(&Source) -> bool,
    pub(crate) read: fn(&Source, &mut Run<'_>) -> Result<(), Error>,
}

macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident => $module:ident,)*) => {
        /// A scanner's own format.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$doc])* $format,)*
        }

        impl Format {
            /// Every format that is read.
            pub const ALL: &'static [Self] = &[$(Self::$format,)*];

            pub(crate) const fn reader(self) -> &'static Reader {
                match self {
                    $(Self::$format => &$module::READER,)*
                }
            }
        }
    };
}

formats! {
    /// Bandit's JSON.
    Bandit => bandit,
}

impl Format {
    /// The format's name, as inputs and messages write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.reader().name
    }

    /// How people make such a report.
    #[must_use]
    pub const fn made_by(self) -> &'static str {
        self.reader().made_by
    }

    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }
}
