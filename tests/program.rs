//! The program as a whole, from outside: what it says, what it stores, how it ends.

#[cfg(test)]
mod program {
    mod process;

    mod captures;
    mod check;
    mod command_line;
    mod data_package;
    mod end_to_end;
    mod faults;
    mod hostile;
    mod import;
    mod readers;
    mod readme;
}
