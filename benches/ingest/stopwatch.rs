//! Sums up what the pipeline tells of its own work in its log.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex},
};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt as _},
};

/// Sums and greatest values of every number in the pipeline's log lines, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stopwatch(Arc<Mutex<BTreeMap<&'static str, (u64, u64)>>>);

/// Begins to listen, in the whole process.
pub(crate) fn install() -> Stopwatch {
    let watch = Stopwatch::default();
    let listening = tracing::subscriber::set_global_default(Registry::default().with(watch.clone()));
    listening.expect("nobody else listens");
    watch
}

impl Stopwatch {
    /// Forgets everything so far.
    pub(crate) fn reset(&self) {
        self.0.lock().expect("nobody panicked").clear();
    }

    /// Times in milliseconds for each article; counts as they are.
    pub(crate) fn print(&self, articles: f64) {
        for (name, (sum, most)) in self.0.lock().expect("nobody panicked").iter() {
            match name.strip_suffix("_us") {
                Some(name) => println!(
                    "  {name:<12} {:.2} ms an article; at most {:.1} ms at once",
                    *sum as f64 / 1e3 / articles,
                    *most as f64 / 1e3
                ),
                None => println!("  {name:<12} {:.1} an article; at most {most} at once", *sum as f64 / articles),
            }
        }
    }
}

impl<S: Subscriber> Layer<S> for Stopwatch {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target().starts_with("demarche::pipeline") && *metadata.level() <= Level::DEBUG
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Sum<'w>(&'w mut BTreeMap<&'static str, (u64, u64)>);
        impl Visit for Sum<'_> {
            fn record_u64(&mut self, field: &Field, value: u64) {
                let (sum, most) = self.0.entry(field.name()).or_default();
                *sum += value;
                *most = (*most).max(value);
            }
            fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
        }
        event.record(&mut Sum(&mut self.0.lock().expect("nobody panicked")));
    }
}
