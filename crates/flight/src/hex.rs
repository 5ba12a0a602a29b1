//! Lower-case hex numbers as React writes them. Leaves out upper case, which
//! React never sends and reads as garbage.

/// Digits that fit into 64 bits.
const MOST_DIGITS: usize = 16;

/// A number and how many bytes it took.
pub(super) struct Hex {
    pub value: u64,
    pub digits: usize,
}

/// Reads the digits at the start of `bytes`; none at all are a zero of no
/// digits. `None` if there are more digits than 64 bits hold.
pub(super) fn read(bytes: &[u8]) -> Option<Hex> {
    let mut hex = Hex { value: 0, digits: 0 };
    while let Some(digit) = bytes.get(hex.digits).copied().and_then(digit) {
        if hex.digits == MOST_DIGITS {
            return None;
        }
        hex.value = hex.value << 4 | digit;
        hex.digits += 1;
    }
    Some(hex)
}

fn digit(byte: u8) -> Option<u64> {
    match byte {
        b'0'..=b'9' => Some(u64::from(byte - b'0')),
        b'a'..=b'f' => Some(u64::from(byte - b'a') + 10),
        _ => None,
    }
}
