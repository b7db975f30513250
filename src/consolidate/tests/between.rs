//! Plans before a round that was held, and plans after it.

use super::{make::*, *};

fn open(key: i64, published: i8) -> Make {
    round(key, published, Status::Proposed, When::after(feb(published), Basis::Published))
}

fn geneva(key: i64) -> Make {
    round(key, 19, Status::Concluded, When::lasting(feb(17), feb(18), Basis::Explicit)).at("geneva")
}

#[test]
fn a_plan_before_a_round_is_not_the_plan_behind_it() {
    let (early, late) = (open(1, 14), open(2, 20));
    check(&[&early, &late], &[&[1, 2]]);
    // The table met in the meantime: what was planned before was that round.
    check(&[&early, &geneva(3), &late], &[&[1, 3], &[2]]);
    // A plan that names days behind the round was never for it.
    let far = round(4, 14, Status::Proposed, on(25));
    check(&[&far, &geneva(3), &late], &[&[2, 4], &[3]]);
}

#[test]
fn a_dropped_venue_stays_apart_from_the_next_plan() {
    let offered = round(1, 7, Status::Proposed, on(14)).at("miami");
    let dropped = round(2, 14, Status::Cancelled, on(16)).at("miami").article(9).undated();
    let instead = round(3, 14, Status::Scheduled, on(17)).at("geneva").article(9).undated();
    let next = open(4, 20);
    check(&[&offered, &dropped, &instead, &geneva(5), &next], &[&[1, 2], &[3, 5], &[4]]);
    // Nobody knows when the undated article was written, and still the plan is no longer on.
    let merged = merge(&[&offered.0, &dropped.0]);
    assert_eq!((merged.content.status, merged.content.date.earliest()), (Some(Status::Cancelled), Some(feb(16))));
}

#[test]
fn only_the_same_table_parts_two_plans() {
    // Two of three delegations met: the plan for all three is still the same.
    let three = |make: Make| make.who(Role::Party, &["cland"]);
    check(&[&three(open(1, 14)), &three(open(2, 20)), &geneva(3)], &[&[1, 2], &[3]]);
}

#[test]
fn a_country_is_no_other_venue_than_its_town() {
    let held = round(1, 17, Status::Ongoing, When::lasting(feb(17), feb(18), Basis::Explicit)).at("geneva");
    let country = round(2, 17, Status::Scheduled, on(17)).at("switzerland");
    check(&[&held, &country], &[&[1, 2]]);
}
