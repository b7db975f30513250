//! What was agreed on, and what became of it.

use super::{make::*, *};
use crate::domain::{Agreement, AgreementType};

fn truce(key: i64, published: i8, status: Status, date: When) -> Make {
    let detail = Detail::Agreement(Agreement { agreement: AgreementType::Ceasefire, what: None, effective: None });
    make(key, published, detail, date).status(status).who(Role::Signatory, &["aland", "bland"])
}

#[test]
fn the_end_of_a_truce_belongs_to_it_for_a_month() {
    let agreed = truce(1, 2, Status::Agreed, on(2));
    let collapsed = truce(2, 20, Status::Collapsed, on(20));
    check(&[&agreed, &collapsed], &[&[1, 2]]);
    // An end before its beginning, the end of an end, and what is only proposed.
    check(&[&truce(3, 25, Status::Agreed, on(25)), &collapsed], &[&[2], &[3]]);
    check(&[&truce(4, 2, Status::Collapsed, on(2)), &truce(5, 20, Status::Expired, on(20))], &[&[4], &[5]]);
    check(&[&truce(6, 2, Status::Proposed, on(2)), &collapsed], &[&[2], &[6]]);
}

#[test]
fn what_one_side_agrees_with_two_others_are_two_agreements() {
    let exchange = |key, with: &str| {
        let detail =
            Detail::Agreement(Agreement { agreement: AgreementType::PrisonerExchange, what: None, effective: None });
        make(key, 2, detail, on(2)).status(Status::CarriedOut).who(Role::Signatory, &["aland", with])
    };
    let (one, other) = (exchange(1, "bland"), exchange(2, "cland"));
    check(&[&one, &other], &[&[1], &[2]]);
    // Who brokered it may be counted among them.
    let brokered = exchange(3, "bland").who(Role::Signatory, &["aland", "bland", "cland"]);
    check(&[&one, &brokered], &[&[1, 3]]);
}
