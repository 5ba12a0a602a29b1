//! The program as a whole, from outside: what it says, what it stores, how it ends.

#[cfg(test)]
mod program {
    mod process;

    mod check;
    mod faults;
    mod import;
}
