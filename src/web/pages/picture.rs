//! The picture as a file: `/timeline.svg` takes the timeline's filter, and what it gives can be kept, printed and shown.

use super::timeline::{address, with_new_slugs};
use crate::{
    render::picture,
    urls,
    web::{AppState, error::Error, host, params::Pairs},
};
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};

/// `GET /timeline.svg`.
pub(crate) async fn get(State(state): State<AppState>, pairs: Pairs, headers: HeaderMap) -> Result<Response, Error> {
    let filter = pairs.filter()?.first_page();
    let store = state.pipeline.store();
    let names = store.names(&filter).await?;
    if let Some(settled) = with_new_slugs(&filter, &names) {
        return Ok(Redirect::permanent(&address(urls::PICTURE, settled.pairs())).into_response());
    }
    let totals = store.totals(&filter).await?;
    let title = filter.describe(&totals, &names);
    let drawn = store.picture(&filter).await?;
    let svg = picture::alone(drawn.as_ref(), &filter, &title, &host::base(&headers));
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"timeline.svg\""),
    ];
    Ok((headers, svg).into_response())
}
