//! The closed vocabularies. Each value has exactly one word, used in JSON, in addresses, in the
//! database and on the page.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A word that is not in a closed vocabulary, with the words that are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {vocabulary} `{word}`; allowed: {}", allowed.join(", "))]
pub struct UnknownWord {
    /// What the word should have been, such as `kind`.
    pub vocabulary: &'static str,
    /// What was written.
    pub word: String,
    /// Every word of the vocabulary.
    pub allowed: Vec<&'static str>,
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident $called:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order in which it is shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for this value.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.pad(self.as_str()) }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                super::shape::one_of(Self::ALL.iter().map(|v| v.as_str()))
            }
        }

        impl utoipa::ToSchema for $name {}

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(s: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|v| v.as_str() == s).ok_or_else(|| UnknownWord {
                    vocabulary: $called,
                    word: s.to_owned(),
                    allowed: Self::ALL.iter().map(|v| v.as_str()).collect(),
                })
            }
        }
    };
}

vocabulary! {
    /// What sort of event it is.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Kind "kind" {
        Round = "round", Strike = "strike", Statement = "statement",
        Agreement = "agreement", Deadline = "deadline", Measure = "measure",
    }
}

vocabulary! {
    /// Where a round, an agreement or a measure stands. [`Status::of`] says which belong to which.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Status "status" {
        Proposed = "proposed", Scheduled = "scheduled", Ongoing = "ongoing", Concluded = "concluded",
        Postponed = "postponed", Cancelled = "cancelled", Collapsed = "collapsed",
        Announced = "announced", Agreed = "agreed", InPrinciple = "in-principle", InForce = "in-force",
        CarriedOut = "carried-out", Expired = "expired",
        Threatened = "threatened", Adopted = "adopted", Lifted = "lifted",
    }
}

impl Status {
    /// Whether a round of this status took place, or takes place: the others are plans, dropped ones too.
    pub const fn is_held(self) -> bool {
        matches!(self, Status::Ongoing | Status::Concluded | Status::Collapsed)
    }

    /// Whether it is still to come, as far as anybody knows.
    pub const fn is_planned(self) -> bool {
        matches!(self, Status::Proposed | Status::Scheduled)
    }

    /// The statuses an event of this kind can have; none for strikes, statements and deadlines.
    pub const fn of(kind: Kind) -> &'static [Self] {
        use Status::{
            Adopted, Agreed, Announced, Cancelled, CarriedOut, Collapsed, Concluded, Expired, InForce, InPrinciple,
            Lifted, Ongoing, Postponed, Proposed, Scheduled, Threatened,
        };
        match kind {
            Kind::Round => &[Proposed, Scheduled, Ongoing, Concluded, Postponed, Cancelled, Collapsed],
            Kind::Agreement => &[Proposed, Announced, Agreed, InPrinciple, InForce, CarriedOut, Expired, Collapsed],
            Kind::Measure => &[Threatened, Announced, Adopted, InForce, Lifted],
            Kind::Strike | Kind::Statement | Kind::Deadline => &[],
        }
    }
}

vocabulary! {
    /// What an actor is to an event.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Role "role" {
        Party = "party", Host = "host", Mediator = "mediator", Delegate = "delegate", Speaker = "speaker",
        Addressee = "addressee", Attacker = "attacker", Target = "target", Claimant = "claimant",
        Signatory = "signatory", Demander = "demander", Subject = "subject",
    }
}

vocabulary! {
    /// What a statement does (its speech act).
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Act "act" {
        Assess = "assess", Accuse = "accuse", Demand = "demand", Reject = "reject", Propose = "propose",
        Threaten = "threaten", Promise = "promise", Confirm = "confirm", Deny = "deny", Announce = "announce",
        Warn = "warn", Praise = "praise", Condemn = "condemn", Call = "call", Explain = "explain",
    }
}

impl Act {
    /// The act as somebody does it: `accuses`, `denies`.
    pub fn third_person(self) -> String {
        let word = self.as_str();
        match word.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None if word.ends_with("ss") => format!("{word}es"),
            None => format!("{word}s"),
        }
    }

    /// The event type of the PLOVER ontology (Open Event Data Alliance, 2023) that this act is an
    /// instance of, where there is one.
    pub const fn plover(self) -> Option<&'static str> {
        match self {
            Act::Accuse | Act::Condemn | Act::Deny => Some("ACCUSE"),
            Act::Demand | Act::Call => Some("REQUEST"),
            Act::Reject => Some("REJECT"),
            Act::Propose | Act::Promise => Some("AGREE"),
            Act::Threaten | Act::Warn => Some("THREATEN"),
            Act::Praise => Some("SUPPORT"),
            Act::Assess | Act::Announce | Act::Confirm | Act::Explain => None,
        }
    }
}

vocabulary! {
    /// What it is about.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Topic "topic" {
        Territory = "territory", SecurityGuarantees = "security-guarantees", Ceasefire = "ceasefire",
        Prisoners = "prisoners", Energy = "energy", Nuclear = "nuclear", Sanctions = "sanctions",
        Humanitarian = "humanitarian", Process = "process", Military = "military", Leadership = "leadership",
        Economy = "economy", Other = "other",
    }
}

vocabulary! {
    /// What was launched, dropped or fired.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Weapon "weapon" {
        Drone = "drone", Missile = "missile", BallisticMissile = "ballistic-missile",
        CruiseMissile = "cruise-missile", GlideBomb = "glide-bomb", Bomb = "bomb", Rocket = "rocket",
        Artillery = "artillery", Aircraft = "aircraft", Mine = "mine", Other = "other",
    }
}

vocabulary! {
    /// How a source hedges a number: "over 150" is [`Qualifier::Over`].
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Qualifier "qualifier" {
        Exact = "exact", About = "about", Over = "over", AtLeast = "at-least", UpTo = "up-to", Under = "under",
    }
}

vocabulary! {
    /// What a figure counts.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    FigureMeasure "measure" {
        Launched = "launched", Intercepted = "intercepted", Killed = "killed", Injured = "injured",
    }
}

vocabulary! {
    /// Who sits at the table, and how.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    RoundFormat "format" {
        Bilateral = "bilateral", Trilateral = "trilateral", Multilateral = "multilateral", Indirect = "indirect",
    }
}

vocabulary! {
    /// What was agreed.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    AgreementType "agreement type" {
        Ceasefire = "ceasefire", PrisonerExchange = "prisoner exchange", SignedText = "signed text", Other = "other",
    }
}

vocabulary! {
    /// What was threatened or taken.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    MeasureType "measure type" {
        Sanction = "sanction", Tariff = "tariff", Embargo = "embargo", SupplyCutOff = "supply cut-off",
        TroopMove = "troop move", Other = "other",
    }
}

vocabulary! {
    /// Whether an analyst has looked at an event.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Review "review" { Unreviewed = "unreviewed", Reviewed = "reviewed" }
}

vocabulary! {
    /// What the picture's bars count.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Bars "bars" { Launched = "launched", Strikes = "strikes", Casualties = "casualties" }
}

vocabulary! {
    /// How close together the events of a page stand.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Density "density" { Open = "open", Compact = "compact" }
}

vocabulary! {
    /// How many days stand together in the picture.
    #[expect(missing_docs, reason = "the words are their own explanation")]
    Bin "by" { Day = "day", Week = "week", Month = "month", Year = "year" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse::<Kind>().as_ref(), Ok(kind));
            assert!(Status::of(*kind).iter().all(|s| Status::ALL.contains(s)));
        }
        let wrong = "strik".parse::<Kind>().expect_err("not a kind").to_string();
        assert!(wrong.contains("`strik`") && wrong.contains("strike"), "{wrong}");
    }
}
