//! Rows of CSV as text: one as this program writes it, and those of a file as they stand there.

/// A row as this program writes it, without the end of its line.
///
/// # Errors
/// None that its cells make: memory takes them all.
pub fn written<'cell>(cells: impl IntoIterator<Item = &'cell str>) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells)?;
    let text = String::from_utf8(writer.into_inner()?)?;
    Ok(text.trim_end_matches('\n').to_owned())
}

/// The rows of a file as they stand there, below its heading, without the ends of their lines.
pub fn standing(bytes: &[u8]) -> Vec<&[u8]> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    // What is wrong with one is told by whoever reads it for what it says.
    let rows = reader.byte_records().map_while(Result::ok);
    let starts: Vec<usize> = rows.filter_map(|row| usize::try_from(row.position()?.byte()).ok()).collect();
    let ends = starts.iter().copied().skip(1).chain([bytes.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| bytes.get(*start..end)).map(without_ends).collect()
}

/// A reader passes over empty lines; of two characters that end a line the second may count to the next.
fn without_ends(mut row: &[u8]) -> &[u8] {
    while let [b'\r' | b'\n', rest @ ..] | [rest @ .., b'\r' | b'\n'] = row {
        row = rest;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_taken_as_they_stand() {
        let standing = |text: &str| -> Vec<String> {
            standing(text.as_bytes()).into_iter().map(|row| String::from_utf8_lossy(row).into_owned()).collect()
        };
        assert_eq!(standing("a,b\n1,\"2, or 3\"\n4,5\n"), ["1,\"2, or 3\"", "4,5"]);
        assert_eq!(standing("a,b\r\n1,2\r\n\r\n4,\"5\n6\"\r\n"), ["1,2", "4,\"5\n6\""]);
        assert_eq!(standing("a,b\n1,2,3\n 4 ,5"), ["1,2,3", " 4 ,5"]);
        assert_eq!(standing("a,b\n"), [""; 0]);
        assert_eq!(standing(""), [""; 0]);
    }

    #[test]
    fn what_is_written_stands_as_it_was_written() {
        for cells in [["a", "b"], ["a, b", "say \"it\""], ["", " "]] {
            let row = written(cells).expect("memory");
            assert_eq!(standing(format!("x,y\n{row}\n").as_bytes()), [row.as_bytes()]);
        }
    }
}
