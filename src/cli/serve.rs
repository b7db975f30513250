//! `demarche serve`: the service.

use super::{
    database::{CONNECTIONS, Open, Use},
    demo, lexicon,
};
use crate::{
    clock::Clock,
    config::{self, Rate},
    pipeline::Pipeline,
    store::Scope,
    web::{self, AppState, Options, PublicText},
};
use anyhow::{Context as _, anyhow};
use sqlx::postgres::PgConnectOptions;
use std::{io, net::SocketAddr, process::ExitCode, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// Runs the service until it is told to stop (Ctrl-C, SIGTERM).
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    serving: config::Serving,
    #[command(flatten)]
    names: config::Names,
    #[command(flatten)]
    database: config::Database,
    /// Show sample articles, in a database of their own.
    #[arg(long, env = "DEMARCHE_DEMO")]
    demo: bool,
}

/// Requests a minute that are taken from one address off loopback: a page with all it is made of is one.
const READS: u32 = 3_000;
/// The same of those that write; one of them may bring ten thousand articles.
const WRITES: u32 = 600;

/// How long open requests may take to end after the signal; a live stream would never end by itself.
const FAREWELL: Duration = Duration::from_secs(10);

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let bootstrap = self.serving.bootstrap_token()?;
        let replica = self.serving.replica()?.map(|url| url.expose().parse::<PgConnectOptions>());
        let replica = replica.transpose().context("DATABASE_REPLICA_URL can't be read")?;
        let names = lexicon::load(&self.names)?;
        // The address first: it is quick to refuse, and needs no database to do so.
        let listener = TcpListener::bind(self.serving.listen).await.map_err(|e| refused(&e, self.serving.listen))?;
        let address = listener.local_addr()?;
        let stop = stop_signal()?;

        let mut started = stop.clone();
        let open = Open::new(&self.database, Use::Serve, self.demo.then_some(demo::DATABASE));
        let open = tokio::select! {
            open = open => open?,
            _ = started.wait_for(|stopped| *stopped) => return Ok(ExitCode::SUCCESS),
        };
        let store = match replica {
            // The samples have a database of their own.
            Some(replica) if self.demo => {
                open.store.clone().with_replica(replica.database(demo::DATABASE), CONNECTIONS)
            }
            Some(replica) => open.store.clone().with_replica(replica, CONNECTIONS),
            None => open.store.clone(),
        };
        let pipeline = Pipeline::new(store, names, Clock::system());
        let served = async {
            if let Some(token) = bootstrap {
                open.store.ensure_token("bootstrap", token.expose(), &Scope::ALL, pipeline.clock().now()).await?;
            }
            if self.demo {
                demo::load(&pipeline).await.context("the sample articles could not be stored")?;
            }
            let state = AppState { pipeline: pipeline.clone(), options: self.options(address) };
            println!("Demarche is at http://{address}/");
            tokio::select! {
                served = serve(listener, state, stop) => served,
                () = open.watch() => Ok(()),
            }
        }
        .await;
        open.close().await?;
        served.map(|()| ExitCode::SUCCESS)
    }

    fn options(&self, address: SocketAddr) -> Options {
        let loopback = address.ip().is_loopback();
        Options {
            loopback,
            body_limit: self.serving.body_limit.0,
            batch_limit: self.serving.batch_limit.0,
            demo: self.demo,
            read_token_required: self.serving.read_token_required,
            // The sample articles are our own.
            public_text: match self.serving.public_text {
                config::PublicText::Excerpts if !self.demo => PublicText::Excerpts,
                _ => PublicText::Full,
            },
            reads_a_minute: Rate::or_default(self.serving.rate_limit_reads, loopback, READS),
            writes_a_minute: Rate::or_default(self.serving.rate_limit_writes, loopback, WRITES),
            proxies: self.serving.trusted_proxies.clone(),
            hsts: self.serving.hsts,
            ..Options::default()
        }
    }
}

/// Serves until the signal, then lets open requests end, within a bound.
async fn serve(listener: TcpListener, state: AppState, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let stopped = |mut stop: watch::Receiver<bool>| async move {
        // The sender lives as long as the program; its end would be a stop as well.
        let _ = stop.wait_for(|stopped| *stopped).await;
    };
    let overdue = stopped(stop.clone());
    tokio::select! {
        () = web::serve(listener, state, stopped(stop)) => Ok(()),
        () = async { overdue.await; tokio::time::sleep(FAREWELL).await } => {
            tracing::warn!("some requests did not end in time and were cut off");
            Ok(())
        }
    }
}

/// Becomes true at the first SIGINT or SIGTERM; the second one ends the program at once.
fn stop_signal() -> io::Result<watch::Receiver<bool>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (send, receive) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        tracing::info!("stopping");
        // Nobody may be listening any more; then there is nothing to stop.
        let _ = send.send(true);
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        tracing::warn!("stopping at once");
        std::process::exit(130);
    });
    Ok(receive)
}

fn refused(error: &io::Error, address: SocketAddr) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            let next = SocketAddr::new(address.ip(), address.port().checked_add(1).unwrap_or(8080));
            anyhow!(
                "{address} is in use by another program: stop that one, or choose another address (--listen {next})"
            )
        }
        io::ErrorKind::PermissionDenied => {
            anyhow!("{address} may not be listened on: ports below 1024 need rights that this account does not have")
        }
        io::ErrorKind::AddrNotAvailable => anyhow!("{address} is not an address of this machine"),
        _ => anyhow!("{address} can't be listened on: {error}"),
    }
}
