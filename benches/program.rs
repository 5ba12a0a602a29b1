//! What the program takes, each beside a baseline over the same bytes in the same run.
//!
//! A time alone says more about the machine than about the program: read each as a multiple of its baseline. What was
//! done is told before the times: cores, bytes, rows, a checksum of the result, and the memory that it took at most.
#![expect(clippy::expect_used, reason = "a measurement that cannot be made stops")]
#![expect(clippy::print_stdout, reason = "what was measured is what this program has to say")]

/// One file per thing that is measured.
mod program {
    pub mod analyses;
    pub mod captures;
    pub mod dollars;
    pub mod folder;
    pub mod loopback;
    pub mod memory;
    pub mod mondays;
    pub mod published_page;
    pub mod refresh;
    pub mod stored;
    pub mod stream;
}

use program::{analyses, captures, dollars, loopback, mondays, published_page, refresh, stream};

fn main() {
    println!("cores: {}", std::thread::available_parallelism().map_or(1, usize::from));
    println!("{}\n{}\n{}", published_page::facts(), stream::facts(), captures::facts());
    println!("{}\n{}\n{}", analyses::facts(), dollars::facts(), loopback::facts());
    println!("{}\n{}", refresh::facts(), mondays::facts());
    divan::main();
}
