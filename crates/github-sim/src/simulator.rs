//! The simulator as a running server.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

use anyhow::{Context, Result};
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::clock::SimClock;
use crate::exchange::{Shared, handle};
use crate::hub::Hub;
use crate::log::{Exchange, Log};
use crate::seed::Seed;
use crate::wire::{Wire, Wires};

/// How to run a simulator.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The address to listen on; by default one of the loopback interface with a free port.
    pub address: Option<SocketAddr>,
    /// The address that answers name, where clients reach the simulator by another one.
    pub public_url: Option<String>,
    /// Whether the clock runs with real time.
    pub real_clock: bool,
    /// The folder for the request log.
    pub log_folder: Option<PathBuf>,
}

impl Options {
    /// The defaults, with the log folder that `SIM_LOG_DIR` names.
    #[must_use]
    pub fn from_environment() -> Self {
        Self { log_folder: std::env::var_os("SIM_LOG_DIR").map(PathBuf::from), ..Self::default() }
    }
}

/// A GitHub on a thread of its own, which ends when this value is dropped.
pub struct Simulator {
    shared: Arc<Shared>,
    clock: SimClock,
    url: String,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a simulator on a free port of the loopback interface; it can be used from sync and async tests.
    ///
    /// # Errors
    /// If the seed contradicts itself, or no port is free.
    pub fn start(seed: Seed) -> Result<Self> {
        Self::start_with(seed, &Options::from_environment())
    }

    /// Starts a simulator with options.
    ///
    /// # Errors
    /// If the seed contradicts itself, the port is taken, or the log's folder cannot be written.
    pub fn start_with(seed: Seed, options: &Options) -> Result<Self> {
        let address = options.address.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let listener =
            std::net::TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let url = options.public_url.clone().unwrap_or(format!("http://{address}"));
        let url = url.trim_end_matches('/').to_owned();
        let clock = if options.real_clock { SimClock::running(seed.at) } else { SimClock::fixed(seed.at) };
        let mut hub = Hub::new(clock.clone(), &url, &seed.html_url);
        hub.log = Log::open(options.log_folder.as_deref()).context("cannot write the request log")?;
        seed.plant(&mut hub)?;
        let shared = Arc::new(Shared(Mutex::new(hub)));
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let served = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("github-sim".to_owned()).spawn(move || {
            runtime.block_on(async move {
                tokio::select! {
                    _ = serve(listener, served) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { shared, clock, url, address, stop: Some(stop), thread: Some(thread) })
    }

    /// The API's root, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it listens, whatever its address is called.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The state, to look at and to act on. No request is answered while the guard lives: drop it before the next one.
    pub fn hub(&self) -> MutexGuard<'_, Hub> {
        self.shared.hub()
    }

    /// The exchanges so far.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.hub().log.exchanges.clone()
    }

    /// The clock that all timestamps come from.
    #[must_use]
    pub fn clock(&self) -> SimClock {
        self.clock.clone()
    }

    /// Waits until the simulator ends, which it does not by itself.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(listener: std::net::TcpListener, shared: Arc<Shared>) -> std::io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let router: Router = Router::new().fallback(handle).with_state(shared);
    axum::serve(Wires(listener), router.into_make_service_with_connect_info::<Wire>()).await
}
