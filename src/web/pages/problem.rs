//! What a browser is shown when there is no answer.

use super::{super::error::Failure, Frame};
use askama::Template;

/// An error page.
#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub(crate) struct ProblemPage {
    frame: Frame,
    status: u16,
    detail: String,
    errors: Vec<String>,
    reference: Option<String>,
}

impl ProblemPage {
    /// The page for a failure. `reference` leads to the cause in the log.
    pub(crate) fn new(demo: bool, failure: &Failure, reference: Option<&str>) -> ProblemPage {
        let title = match failure.status.as_u16() {
            400 | 422 => "This address can’t be used",
            401 | 403 => "Not allowed",
            404 => "Nothing here",
            410 => "No longer here",
            405 => "Not that method",
            503 => "Not just now",
            500.. => "Something went wrong here",
            _ => failure.status.canonical_reason().unwrap_or("That did not work"),
        };
        let mut detail = failure.detail.clone();
        if let Some(first) = detail.get(..1) {
            detail = format!("{}{}.", first.to_uppercase(), detail.get(1..).unwrap_or_default().trim_end_matches('.'));
        }
        ProblemPage {
            frame: Frame::new(title, "", demo),
            status: failure.status.as_u16(),
            detail,
            errors: failure.errors.iter().map(|e| e.detail.clone()).collect(),
            reference: reference.map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};
    use crate::{domain::filter::Problem, web::error::Error};

    fn samples() -> Vec<ProblemPage> {
        let hostile = Problem::malformed(check::HOSTILE, check::HOSTILE);
        let unknown = Problem::unknown_parameter(check::HOSTILE, &["kind"]);
        let long = Problem::malformed("q", "long ".repeat(2_000));
        let faults = [
            Error::NotFound("event"),
            Error::Gone("event"),
            Error::Parameters(vec![hostile, unknown, long]),
            Error::Internal(anyhow::anyhow!("secret")),
        ];
        faults.into_iter().map(|e| ProblemPage::new(true, &Failure::from(e), Some("0a1b"))).collect()
    }

    #[test]
    fn samples_hold_together() {
        for sample in samples() {
            let html = check::page(&sample);
            assert!(!html.contains("secret"));
        }
        assert!(check::page(&samples()[0]).contains("There is no such event here."));
    }
}
