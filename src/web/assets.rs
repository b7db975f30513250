//! Stylesheet and icon, built into the program, under names that change with their content: a browser
//! may keep them for ever and never shows an old one.

use super::error::Error;
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use rust_embed::Embed;
use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

#[derive(Embed)]
#[folder = "static/"]
struct Files;

/// Served name → name of the file, and back.
struct Names {
    served: BTreeMap<String, Cow<'static, str>>,
    by_file: BTreeMap<Cow<'static, str>, String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { served: BTreeMap::new(), by_file: BTreeMap::new() };
    for file in Files::iter() {
        let Some(content) = Files::get(&file) else { continue };
        let hash: String = content.metadata.sha256_hash().iter().take(6).map(|b| format!("{b:02x}")).collect();
        let (stem, ext) = file.rsplit_once('.').unwrap_or((&file, "bin"));
        let served = format!("{stem}-{hash}.{ext}");
        names.served.insert(served.clone(), file.clone());
        names.by_file.insert(file, served);
    }
    names
});

/// The address of a file; of one that does not exist, an address that is not served.
pub(crate) fn url(file: &str) -> String {
    format!("/static/{}", NAMES.by_file.get(file).map_or(file, String::as_str))
}

/// `GET /static/{name}`.
pub(super) async fn get(Path(name): Path<String>) -> Result<Response, Error> {
    let content = NAMES.served.get(&name).and_then(|file| Files::get(file)).ok_or(Error::NotFound("file"))?;
    let kind = match name.rsplit_once('.').map(|(_, ext)| ext) {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "application/octet-stream",
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, content.data).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_are_served_under_their_content() {
        let address = url("demarche.css");
        let name = address.strip_prefix("/static/").expect("below /static").to_owned();
        assert_ne!(name, "demarche.css");
        let response = get(Path(name)).await.expect("served");
        assert!(response.headers()[header::CACHE_CONTROL].to_str().expect("text").contains("immutable"));
        assert!(get(Path("demarche.css".to_owned())).await.is_err(), "not under a name that may go stale");
        assert!(get(Path("../Cargo.toml".to_owned())).await.is_err());
    }
}
