//! One metric: from Prometheus, or from a JSON file that a step's command wrote.

use std::path::Path;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::Actor;
use crate::decimal::Decimal;
use crate::facts::{Failure, Measured, Reading, Unknown};
use crate::means::Request;
use crate::policy::Metric;

/// How far the time of a sample may be from ours, in seconds: what is older is no measurement of this step.
const FRESH: u64 = 300;

impl Actor<'_> {
    /// A metric; nothing if the deadline is over before it is asked for.
    pub(super) fn measure(&self, metric: &Metric, since: u64) -> Option<Measured> {
        self.left()?;
        let read = |place: &String| match &metric.file {
            Some(file) => self.of_file(file, place, since),
            None => self.of_prometheus(place),
        };
        Some(Measured {
            value: read(&metric.value),
            baseline: metric.baseline.as_ref().map(read),
            samples: metric.samples.as_ref().map(read),
        })
    }

    fn of_file(&self, file: &str, pointer: &str, since: u64) -> Reading {
        let Some((bytes, written)) = self.means.shell.file(Path::new(file)) else {
            return Reading::Unknown(Unknown::Refused);
        };
        // Whole seconds: file systems do not all tell more.
        if written / 1000 < since / 1000 {
            return Reading::Unknown(Unknown::Stale);
        }
        let value: Option<Value> = serde_json::from_slice(&bytes).ok();
        match value.as_ref().map(|value| value.pointer(pointer)) {
            None => Reading::Unknown(Unknown::Shape),
            Some(None | Some(Value::Null)) => Reading::Unknown(Unknown::NoData),
            Some(Some(Value::Number(number))) => number_of(&number.to_string()),
            Some(Some(Value::String(text))) => number_of(text),
            Some(Some(_)) => Reading::Unknown(Unknown::Shape),
        }
    }

    /// An instant query: <https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries>.
    fn of_prometheus(&self, query: &str) -> Reading {
        let Some(base) = &self.secrets.prometheus else { return Reading::Unknown(Unknown::Refused) };
        let Some(left) = self.left() else { return Reading::Unknown(Unknown::Unreachable) };
        let mut url = base.clone();
        url.set_path(&format!("{}/api/v1/query", base.path().trim_end_matches('/')));
        let more = url.query().map(|query| format!("{query}&")).unwrap_or_default();
        url.set_query(Some(&format!("{more}query={}", utf8_percent_encode(query, NON_ALPHANUMERIC))));
        let limit = left.min(Duration::from_millis(self.policy.retries.timeout_ms));
        let request = Request { method: "GET", url: &url, headers: &self.secrets.prometheus_headers };
        match self.means.wire.send(&request, limit) {
            Err(Failure::NotHttp) => Reading::Unknown(Unknown::Shape),
            Err(_) => Reading::Unknown(Unknown::Unreachable),
            Ok(answer) if answer.status != 200 => Reading::Unknown(Unknown::Refused),
            Ok(answer) if answer.cut => Reading::Unknown(Unknown::Shape),
            Ok(answer) => sample(&answer.body, self.means.clock.unix_ms() / 1000),
        }
    }
}

/// The one sample of an answer, at about this second.
fn sample(body: &[u8], now: u64) -> Reading {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return Reading::Unknown(Unknown::Shape) };
    if answer.get("status").and_then(Value::as_str) != Some("success") {
        return Reading::Unknown(Unknown::Refused);
    }
    let result = answer.pointer("/data/result");
    let pair =
        match (answer.pointer("/data/resultType").and_then(Value::as_str), result.and_then(Value::as_array)) {
            (Some("scalar"), Some(_)) => result,
            (Some("vector"), Some(series)) => match &series[..] {
                [] => return Reading::Unknown(Unknown::NoData),
                [one] => one.get("value"),
                _ => return Reading::Unknown(Unknown::SeveralSeries),
            },
            _ => return Reading::Unknown(Unknown::Shape),
        };
    let Some([time, Value::String(text)]) = pair.and_then(Value::as_array).map(Vec::as_slice) else {
        return Reading::Unknown(Unknown::Shape);
    };
    // Seconds, with or without a part; the part does not matter.
    let seconds = time.to_string().split('.').next().and_then(|whole| whole.parse::<u64>().ok());
    match seconds {
        None => Reading::Unknown(Unknown::Shape),
        Some(seconds) if seconds.abs_diff(now) > FRESH => Reading::Unknown(Unknown::Stale),
        Some(_) => number_of(text),
    }
}

fn number_of(text: &str) -> Reading {
    Decimal::parse(text).map_or(Reading::Unknown(Unknown::NotANumber), Reading::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(data: &str) -> Reading {
        sample(format!("{{\"status\":\"success\",\"data\":{data}}}").as_bytes(), 1_000_000)
    }

    #[test]
    fn one_sample_is_a_number_and_all_else_is_unknown() {
        let vector = |samples: &str| told(&format!("{{\"resultType\":\"vector\",\"result\":[{samples}]}}"));
        let one = r#"{"metric":{},"value":[1000000.123,"0.0125"]}"#;
        assert_eq!(vector(one), Reading::Number(Decimal::parse("0.0125").unwrap()));
        assert_eq!(
            told(r#"{"resultType":"scalar","result":[1000000,"1"]}"#),
            Reading::Number(Decimal::parse("1").unwrap())
        );
        for (samples, why) in [
            ("", Unknown::NoData),
            (&format!("{one},{one}")[..], Unknown::SeveralSeries),
            (r#"{"value":[1000000,"NaN"]}"#, Unknown::NotANumber),
            (r#"{"value":[1000000,"+Inf"]}"#, Unknown::NotANumber),
            (r#"{"value":[990000,"1"]}"#, Unknown::Stale),
            (r#"{"value":[1000000,1]}"#, Unknown::Shape),
            (r#"{"values":[[1000000,"1"]]}"#, Unknown::Shape),
        ] {
            assert_eq!(vector(samples), Reading::Unknown(why), "{samples}");
        }
        assert_eq!(told(r#"{"resultType":"matrix","result":[]}"#), Reading::Unknown(Unknown::Shape));
        assert_eq!(sample(br#"{"status":"error"}"#, 0), Reading::Unknown(Unknown::Refused));
        assert_eq!(sample(b"<html>", 0), Reading::Unknown(Unknown::Shape));
    }
}
