//! Merges logs, and says how long each step took: `merge OUT LOG...`.
#![expect(clippy::disallowed_methods, clippy::print_stderr, reason = "an example is a shell of its own")]

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};
use std::sync::Mutex;
use std::time::Instant;

use sarif::{Document, Input, Limits, merge};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("usage: merge OUT LOG...")?;
    let names: Vec<String> = arguments.collect();
    let threads = std::thread::available_parallelism()?.get();
    let start = Instant::now();
    let files: Vec<Vec<u8>> = names.iter().map(fs::read).collect::<Result<_, _>>()?;
    eprintln!("{:>8.1?} files", start.elapsed());
    let work = Mutex::new(names.iter().zip(&files));
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = work.lock().map(|mut work| work.next());
                    let Ok(Some((name, bytes))) = next else { break };
                    let read = Document::read(bytes, &Limits::default());
                    let input = read.map(|document| Input { name: name.clone(), document });
                    if let Ok(mut done) = done.lock() {
                        done.push(input.map_err(|error| format!("{name}: {error}")));
                    }
                }
            });
        }
    });
    let inputs: Vec<Input<'_>> =
        done.into_inner().map_err(|_| "a thread failed")?.into_iter().collect::<Result<_, _>>()?;
    eprintln!("{:>8.1?} read", start.elapsed());
    let merged = merge(&inputs, threads)?;
    eprintln!("{:>8.1?} merged", start.elapsed());
    let mut file = BufWriter::with_capacity(1 << 20, fs::File::create(out)?);
    let ledger = merged.write(&mut file)?;
    file.flush()?;
    eprintln!("{:>8.1?} written", start.elapsed());
    eprintln!("{ledger:#?}");
    Ok(())
}
