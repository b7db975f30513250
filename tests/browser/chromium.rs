//! A headless Chromium with a profile of its own, steered over WebDriver; stopped by the test that started it.

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// Whether pages may run scripts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    On,
    Off,
}

pub(crate) struct Browser {
    pub(crate) client: Client,
    driver: Driver,
    _profile: TempDir,
}

/// chromedriver, killed when it is dropped.
struct Driver {
    child: Child,
    address: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Driver {
    /// Starts it on a port that it chooses, which it says in its first lines.
    fn start() -> Driver {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is not here: script/test installs it");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once(" successfully on port ")?.1.trim_end_matches('.').to_owned()))
            .expect("chromedriver says its port");
        // It would stop at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Driver { child, address: format!("http://127.0.0.1:{port}") }
    }
}

fn binary() -> &'static str {
    let found = |name: &&&str| {
        let asked = Command::new(name).arg("--version").stdin(Stdio::null()).stderr(Stdio::null()).output();
        asked.is_ok_and(|answer| answer.status.success())
    };
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        .iter()
        .find(found)
        .expect("Chromium is not here: script/test installs it")
}

/// The whole path, which chromedriver wants.
fn path(program: &str) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    found.expect("on the PATH").display().to_string()
}

impl Browser {
    pub(crate) async fn open(scripts: Scripts) -> Browser {
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let driver = Driver::start();
        let mut prefs = serde_json::Map::new();
        if scripts == Scripts::Off {
            prefs.insert("profile.managed_default_content_settings.javascript".to_owned(), json!(2));
        }
        let capabilities = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:chromeOptions": {
                "binary": path(binary()),
                "prefs": prefs,
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
                    "--no-first-run", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--disable-extensions",
                    // Or a click may come while the page is still scrolling to its aim.
                    "--force-prefers-reduced-motion", "--window-size=1400,1000",
                    format!("--user-data-dir={}", profile.path().display()),
                ],
            },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("it is an object") };
        // The driver is on this machine, so there is nothing to encrypt.
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.address)
            .await
            .expect("a session with Chromium");
        let browser = Browser { client, driver, _profile: profile };
        browser.check_scripts(scripts).await;
        browser
    }

    /// A switch that does nothing would make half of the journeys a repetition of the other half.
    async fn check_scripts(&self, scripts: Scripts) {
        let page = "data:text/html,<title>off</title><script>document.title='on'</script>";
        self.client.goto(page).await.expect("a page");
        let title = self.client.title().await.expect("its title");
        assert_eq!(title == "on", scripts == Scripts::On, "scripts are as asked");
    }

    /// Ends the browser; what the console complained of, and every address that was asked for.
    pub(crate) async fn close(self) -> (Vec<String>, Vec<String>) {
        let session = self.client.session_id().await.expect("a session").expect("its name");
        let console = self.log(&session, "browser").await;
        let complaints = console.iter().filter(|entry| entry["level"] == "SEVERE").map(ToString::to_string).collect();
        let network = self.log(&session, "performance").await;
        let requests = network.iter().filter_map(|entry| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let message = &message["message"];
            (message["method"] == "Network.requestWillBeSent").then_some(())?;
            message["params"]["request"]["url"].as_str().map(str::to_owned)
        });
        let requests = requests.collect();
        self.client.close().await.expect("the browser ends");
        (complaints, requests)
    }

    /// chromedriver's own command, which WebDriver's standard does not have.
    async fn log(&self, session: &str, of: &str) -> Vec<Value> {
        let url = format!("{}/session/{session}/se/log", self.driver.address);
        let body = json!({ "type": of }).to_string();
        let answer = tokio::task::spawn_blocking(move || {
            let mut answer = ureq::post(url).content_type("application/json").send(body)?;
            // The log of a journey over hundreds of pages is long.
            answer.body_mut().with_config().limit(1 << 30).read_to_string()
        });
        let answer = answer.await.expect("no panic").expect("chromedriver answers");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        answer["value"].as_array().expect("a log").clone()
    }
}
