//! The client against the simulator: what each call does, and what is left of it when the network or GitHub fails.

mod faults;
mod lists;
mod network;
mod readme;
mod reads;
mod secrets;
mod stage;
mod sticky;
mod workflows;
mod writes;
