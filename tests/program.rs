//! The program as a whole, from outside: what it says, what it stores, how it ends.

#[cfg(test)]
mod program {
    mod history;
    mod price_ledger;
    mod process;
    mod properties;
    mod server;
    mod upstream;

    mod acceptances;
    mod archives;
    mod as_of;
    mod bad_input;
    mod boards;
    mod browser;
    mod captures;
    mod check;
    mod claims;
    mod command_line;
    mod corrections;
    mod custody;
    mod daily_captures;
    mod data_package;
    mod decomposition;
    mod dollars;
    mod drift;
    mod end_to_end;
    mod every_capture;
    mod explain;
    mod export;
    mod faults;
    mod feeds;
    mod fetch;
    mod fetch_attacks;
    mod fetch_faults;
    mod fetch_files;
    mod fetch_rate;
    mod fetch_terms;
    mod folders;
    mod garbage;
    mod groups;
    mod growth;
    mod guards;
    mod hostile;
    mod import;
    mod import_flags;
    mod import_pulse;
    mod increments;
    mod maps;
    mod notebooks;
    mod quality;
    mod readers;
    mod readme;
    mod reasons;
    mod rejections;
    mod restatement;
    mod spread;
    mod stories;
    mod torture;
    mod unknown_names;
    mod vouched;
    mod weekly;
}
