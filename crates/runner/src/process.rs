//! The one `main` that all tools share.

use std::process::ExitCode;

use crate::flow;
use crate::gate::Gate;

/// Runs a gate in this process.
pub fn main<G: Gate>(gate: &G) -> ExitCode {
    tool::main(|world| flow::run(gate, world))
}

/// Tools that have a command line of their own beside their gate.
pub mod tool {
    use std::process::ExitCode;

    use crate::command::command;
    use crate::perform::say;
    use crate::world::World;

    /// Runs a tool in this process.
    pub fn main(run: impl FnOnce(&mut World<'_>) -> verdict::status::ExitCode) -> ExitCode {
        std::panic::set_hook(Box::new(|panic| {
            // A panic is a bug of ours. The verdict file says "did not finish"; the log says where, and the step fails with 4.
            let message = format!("internal error, please report it: {panic}");
            say(&mut std::io::stdout(), &command("error", &[], &message));
            std::process::exit(4);
        }));
        let mut stdout = anstream::stdout();
        let mut stderr = anstream::stderr();
        match World::of_this_process(&mut stdout, &mut stderr) {
            Ok(mut world) => ExitCode::from(run(&mut world).number()),
            Err(error) => {
                say(&mut std::io::stderr(), &format!("failed to start: {error:#}\n"));
                ExitCode::from(verdict::status::ExitCode::Error.number())
            }
        }
    }
}
