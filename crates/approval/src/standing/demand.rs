//! What a policy asks of each kind of word.

use verdict::Time;

use super::authority::{Moments, authority, deciding, filling};
use super::{Case, Heard, Said};
use crate::answers;
use crate::calendar::{self, Moment};
use crate::code::Code;
use crate::evaluation::Why;
use crate::facts::Link;
use crate::people::AccountId;
use crate::policy::{Demand, Level, Policy};
use crate::quorum;
use crate::tie;
use crate::vote::{Vote, Word};

/// What a vote without a meaning means.
const APPROVED: &str = "approved";

impl Case<'_> {
    /// An approval that counts, if there is a seat for it.
    pub(super) fn approval(
        &self,
        said: Said<'_>,
        code: Option<Code>,
        meaning: Option<&str>,
        reason: Option<&str>,
    ) -> Result<Vote, Why> {
        self.strictly(said, code)?;
        let through = authority(self.facts, said, &filling(self.policy), Moments::Both)?;
        if let Some((tie, seen_in)) =
            tie::of(&self.policy.exclude, &self.request.requesters, &self.facts.tied, said.by)
        {
            return Err(Why::Tied { tie, seen_in });
        }
        self.in_time(said.at)?;
        let meaning = meant(self.policy, meaning)?;
        enough(reason, self.policy.reason)?;
        let answers = answers::of(&self.policy.checklist, said.body);
        let vote = said.vote(Word::Approve { meaning, answers }, through);
        self.fits(&vote)?;
        self.signed(said)?;
        Ok(vote)
    }

    /// A denial: whoever may decide may stop.
    pub(super) fn denial(&self, said: Said<'_>, code: Option<Code>, moments: Moments) -> Result<Vote, Why> {
        self.binding.mild(code, said.comment, said.at)?;
        self.before_the_end(said.at)?;
        let through = authority(self.facts, said, &deciding(self.policy), moments)?;
        Ok(said.vote(Word::Deny, through))
    }

    /// Breaking the glass. Ties, hours and the time for reading are for ordinary days.
    pub(super) fn glass(&self, said: Said<'_>, code: Option<Code>, reason: &str) -> Result<Vote, Why> {
        self.strictly(said, code)?;
        let rule = self.policy.break_glass.as_ref().ok_or(Why::NoBreakGlass)?;
        let through = authority(self.facts, said, &rule.by, Moments::Both)
            .map_err(|why| if why == Why::NoSeat { Why::NoBreakGlass } else { why })?;
        enough(Some(reason), rule.reason)?;
        self.signed(said)?;
        Ok(said.vote(Word::BreakGlass, through))
    }

    /// Taking a word back, which nobody needs a right for: it is their own.
    pub(super) fn withdrawal(&self, said: Said<'_>, code: Option<Code>) -> Result<Heard, Why> {
        self.binding.mild(code, said.comment, said.at)?;
        let through = authority(self.facts, said, &deciding(self.policy), Moments::Both).unwrap_or_default();
        let doubt = self.strictly(said, code).err();
        Ok(Heard::Withdrawal { vote: said.vote(Word::Withdraw, through), doubt, gone: false })
    }

    /// What everything that lets a deployment go on needs.
    fn strictly(&self, said: Said<'_>, code: Option<Code>) -> Result<(), Why> {
        if said.hidden {
            return Err(Why::Hidden);
        }
        self.binding.strict(code, said.comment, said.at)?;
        if code.is_none() && self.policy.code == Demand::Required {
            return Err(Why::CodeNeeded);
        }
        self.before_the_end(said.at)
    }

    /// The request says when it ends, and the policy how late that can be: a request that claims more time gets none.
    fn before_the_end(&self, at: Time) -> Result<(), Why> {
        let latest = self.binding.posted().map(|posted| calendar::minutes_after(posted, self.policy.expires));
        let over = self.request.expires <= at || latest.is_some_and(|latest| latest <= at);
        if over { Err(Why::AfterEnd) } else { Ok(()) }
    }

    fn in_time(&self, at: Time) -> Result<(), Why> {
        let until = self.binding.posted().map(|posted| calendar::minutes_after(posted, self.policy.dwell));
        if let Some(until) = until
            && at < until
        {
            return Err(Why::TooSoon { until });
        }
        match calendar::at(self.policy, at) {
            Moment::Open => Ok(()),
            Moment::Closed { .. } => Err(Why::OutsideHours),
            Moment::Frozen { .. } => Err(Why::Frozen),
        }
    }

    /// Some seat must take it; if none does, the seat that it is nearest to says why.
    fn fits(&self, vote: &Vote) -> Result<(), Why> {
        let mut nearest = Why::NoSeat;
        for seat in &self.policy.seats {
            match quorum::misfit(self.policy, seat, vote) {
                None => return Ok(()),
                Some(why) if rank(&why) > rank(&nearest) => nearest = why,
                Some(_) => {}
            }
        }
        Err(nearest)
    }

    fn signed(&self, said: Said<'_>) -> Result<(), Why> {
        let least = self.policy.signature;
        match least {
            Level::Comment => return Ok(()),
            Level::Sso => return self.identified(said.by),
            Level::Ssh => {}
        }
        let mut problem = "it is not signed as the policy asks".to_owned();
        for signed in self.facts.signed.iter().filter(|signed| signed.comment == said.comment) {
            let request = signed.request.as_deref() == self.binding.digest();
            problem = match &signed.problem {
                Some(wrong) => wrong.clone(),
                None if signed.by != said.by => "the signature is of another account".to_owned(),
                None if signed.level < least => continue,
                None if !request => "the signature is for another request".to_owned(),
                None => return Ok(()),
            };
        }
        Err(Why::Signature { problem })
    }

    /// The organisation's provider knows the account. Two answers are none.
    fn identified(&self, by: AccountId) -> Result<(), Why> {
        let accounts = self.facts.sso.iter().flat_map(|sso| &sso.accounts);
        let mut links = accounts.filter(|known| known.account == by).map(|known| &known.link);
        match (links.next(), links.next()) {
            (Some(Link::Linked { .. }), None) => Ok(()),
            (Some(Link::None), None) => Err(Why::NoIdentity),
            _ => Err(Why::IdentityUnknown),
        }
    }
}

/// How near a vote came to a seat.
fn rank(why: &Why) -> u8 {
    match why {
        Why::Checklist { .. } => 2,
        Why::Meaning => 1,
        _ => 0,
    }
}

/// What an approval means, as the policy spells it.
fn meant(policy: &Policy, said: Option<&str>) -> Result<String, Why> {
    let Some(said) = said else {
        return if policy.meaning == Demand::Required { Err(Why::Meaning) } else { Ok(APPROVED.to_owned()) };
    };
    let allowed = policy.meanings.iter().find(|meaning| meaning.eq_ignore_ascii_case(said));
    let unnamed = policy.meanings.is_empty() && said == APPROVED;
    allowed.cloned().or_else(|| unnamed.then(|| APPROVED.to_owned())).ok_or(Why::Meaning)
}

/// Whether a reason has as many letters as it must; dots and dashes are no reason.
fn enough(reason: Option<&str>, least: u32) -> Result<(), Why> {
    let letters = reason.unwrap_or_default().chars().filter(|letter| letter.is_alphanumeric()).count();
    if u32::try_from(letters).unwrap_or(u32::MAX) < least { Err(Why::Reason { least }) } else { Ok(()) }
}
