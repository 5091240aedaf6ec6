//! The command line: a simulator that other processes can reach.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use anyhow::Result;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::seed::Seed;
use crate::simulator::{Options, Simulator};

const CONTROL: &str = "While it runs, a script steers it over HTTP:
  GET    /_sim/log | state | events | counters | clock
  POST   /_sim/clock   {\"advance_seconds\": 3600}
  POST   /_sim/faults  {\"method\": \"POST\", \"template\": \"/repos/{owner}/{repo}/issues\", \"skip\": 0, \"times\": 1,
                        \"kind\": \"bad-gateway-after\"}
                       kinds: {\"latency\": ms}, bad-gateway-before, bad-gateway-after, cut-before, cut-after,
                       {\"hang-after-effect\": ms}, {\"too-many-requests\": {\"retry_after\": s}},
                       {\"secondary-limit\": {\"status\": 403, \"retry_after\": s}}, {\"primary-limit\": {\"reset\": s}},
                       {\"server-error\": 500}, {\"list-lag\": n}, truncated-body, {\"redirect\": \"url\"}
  DELETE /_sim/faults
  POST   /_sim/tokens  {\"secret\": \"…\", \"kind\": {\"user\": {\"login\": \"alice\", \"scopes\": [\"repo\"]}}}

With SIM_LOG_DIR set, every exchange is also a line of JSON in a file there.";

/// The command line.
#[must_use]
pub fn command() -> Command {
    let state = Arg::new("state")
        .long("state")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("The state to start with, a JSON file; without it the one that `example` prints");
    let port = Arg::new("port")
        .long("port")
        .value_name("PORT")
        .value_parser(value_parser!(u16))
        .default_value("0")
        .help("The port; 0 takes a free one");
    let bind = Arg::new("bind")
        .long("bind")
        .value_name("ADDRESS")
        .value_parser(value_parser!(IpAddr))
        .default_value("127.0.0.1")
        .help("The address to listen on");
    let public_url = Arg::new("public-url").long("public-url").value_name("URL").help(
        "What addresses in answers begin with, where clients reach the simulator by another name, as containers do",
    );
    let real_clock = Arg::new("real-clock")
        .long("real-clock")
        .action(ArgAction::SetTrue)
        .help("Lets the clock run with real time, from now on, instead of standing still at the state's time");
    let serve = Command::new("serve")
        .about(
            "Serves a simulated GitHub until it is stopped; prints its address and the tokens that it accepts",
        )
        .after_help(CONTROL)
        .args([state, port, bind, public_url, real_clock]);
    Command::new("github-sim")
        .about("A GitHub for tests and the demo: stateful, with scripted faults")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(serve)
        .subcommand(
            Command::new("example").about("Prints the small state that tests use, to begin a state file with"),
        )
}

/// Does what the command line says and writes what it has to say to `out`.
///
/// # Errors
/// If the state cannot be read or the port is taken.
pub fn run(matches: &ArgMatches, out: &mut impl Write) -> Result<()> {
    match matches.subcommand() {
        Some(("serve", matches)) => serve(matches, out),
        _ => Ok(writeln!(out, "{}", serde_json::to_string_pretty(&Seed::small())?)?),
    }
}

fn serve(matches: &ArgMatches, out: &mut impl Write) -> Result<()> {
    let mut seed = match matches.get_one::<PathBuf>("state") {
        Some(path) => Seed::read(path)?,
        None => Seed::small(),
    };
    let real_clock = matches.get_flag("real-clock");
    if real_clock {
        seed.at = jiff::Timestamp::now();
    }
    let bind = matches.get_one::<IpAddr>("bind").zip(matches.get_one::<u16>("port"));
    let options = Options {
        address: bind.map(|(address, port)| SocketAddr::new(*address, *port)),
        public_url: matches.get_one::<String>("public-url").cloned(),
        real_clock,
        ..Options::from_environment()
    };
    let simulator = Simulator::start_with(seed, &options)?;
    writeln!(out, "url {}", simulator.url())?;
    writeln!(out, "listening {}", simulator.address())?;
    for token in simulator.hub().tokens.values() {
        writeln!(out, "token {} {}", token.secret, serde_json::to_string(&token.kind)?)?;
    }
    out.flush()?;
    simulator.wait();
    Ok(())
}

#[cfg(test)]
mod tests;
