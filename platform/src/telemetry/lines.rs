//! Every event as one flat line, with what is known of the call that it belongs to.

use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::{LookupSpan, Scope};

use super::Output;
use super::line::Fields;

/// The target of the spans whose fields stand in lines. Those of other crates may hold anything.
pub(super) const CALLS: &str = "call";

/// Writes lines.
pub(super) struct Lines {
    output: Output,
}

impl Lines {
    pub(super) const fn to(output: Output) -> Self {
        Self { output }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().target() != CALLS {
            return;
        }
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut own = Fields::default();
        event.record(&mut own);
        let mut line = Fields::default();
        line.set("timestamp", now());
        line.set("level", event.metadata().level().as_str());
        line.set("message", "");
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(fields) = span.extensions().get::<Fields>() {
                line.extend(fields);
            }
        }
        line.extend(&own);
        (self.output)(line.into_line().as_bytes());
    }
}

/// The time in RFC 3339, of Lambda's kind.
fn now() -> String {
    let mut text = String::new();
    // It fails only where a string does not grow.
    let _ = SystemTime.format_time(&mut Writer::new(&mut text));
    text
}
