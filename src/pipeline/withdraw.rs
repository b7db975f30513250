//! Withdrawing an article: its words go, and its events say what is left without them.

use super::{
    Pipeline,
    consolidate::{Touched, bring_up_to_date},
    intake::{self, Rejection},
};
use crate::{
    domain::{ArticleId, EventId, Seq, change::ChangeOp, page::Withdrawal},
    store::{ArticleState, StoreError},
};
use serde::Deserialize;

/// Why an article is withdrawn: one line, not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    reason: Option<String>,
}

impl Reason {
    /// The reason out of a request: `body` is empty or `{"reason":"…"}`, `parameter` is that of the address.
    ///
    /// # Errors
    /// A rejection that says what was wrong: no reason at all, two of them, or a body that is something else.
    pub fn read(body: &[u8], parameter: Option<&str>) -> Result<Reason, Rejection> {
        let body = if body.iter().all(u8::is_ascii_whitespace) {
            None
        } else {
            intake::json::<Body>(body, "something follows the closing brace")?.reason
        };
        let reason = match (body, parameter) {
            (Some(_), Some(_)) => {
                return Err(Rejection::impossible(
                    "/reason",
                    "the reason stands in the address and in the body: say it once",
                ));
            }
            (Some(reason), None) => Some(reason),
            (None, parameter) => parameter.map(str::to_owned),
        };
        let reason = intake::line("/reason", reason.as_deref())?;
        reason.map(Reason).ok_or_else(|| {
            let detail = "say why: `{\"reason\":\"…\"}` in the body, or `?reason=…`. It is shown where the article was";
            Rejection::impossible("/reason", detail)
        })
    }
}

/// What became of a withdrawal.
#[derive(Clone, Debug)]
pub enum Withdrawn {
    /// There never was such an article.
    Unknown,
    /// It was withdrawn before.
    Before(Withdrawal),
    /// It is withdrawn now.
    Done {
        /// When and why.
        withdrawal: Withdrawal,
        /// What this did to events, in the order of the change feed.
        changes: Vec<(Seq, EventId, ChangeOp)>,
    },
}

impl Pipeline {
    /// Withdraws an article: takes what it says out of the timeline and erases its words everywhere.
    /// `by` is the name of the token it is done with.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the database can't be reached; nothing has changed then.
    pub async fn withdraw(&self, id: ArticleId, reason: &Reason, by: Option<&str>) -> Result<Withdrawn, StoreError> {
        let mut writer = self.store.write(self.clock.now()).await?;
        match writer.article_state(id).await? {
            ArticleState::Unknown => return Ok(Withdrawn::Unknown),
            ArticleState::Withdrawn(before) => return Ok(Withdrawn::Before(before)),
            ArticleState::Here => {}
        }
        let forgotten = writer.forget_mentions(id).await?;
        if !forgotten.events.is_empty() {
            let bereft = forgotten.events.iter().copied().collect();
            bring_up_to_date(&mut writer, Touched { bereft, ..Touched::default() }).await?;
        }
        let withdrawal = writer.erase(id, &forgotten, &reason.0, by).await?;
        let changes = writer.own_changes().await?;
        writer.commit().await?;
        Ok(Withdrawn::Done { withdrawal, changes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::intake::Fault;

    #[test]
    fn a_reason_is_said_once() {
        let of = |body: &str, parameter: Option<&str>| Reason::read(body.as_bytes(), parameter);
        let why = Ok(Reason("the outlet took it back".to_owned()));
        assert_eq!(of("", Some(" the outlet took\nit back ")), why);
        assert_eq!(of(r#"{"reason":"the outlet took it back"}"#, None), why);
        for (body, parameter, fault) in [
            ("", None, Fault::Impossible),
            ("", Some("  "), Fault::Impossible),
            ("{}", None, Fault::Impossible),
            (r#"{"reason":"a"}"#, Some("b"), Fault::Impossible),
            (r#"{"why":"a"}"#, None, Fault::Malformed),
            (r#"{"reason":7}"#, None, Fault::Malformed),
            ("because", None, Fault::Malformed),
        ] {
            assert_eq!(of(body, parameter).expect_err(body).fault, fault, "{body} {parameter:?}");
        }
    }
}
