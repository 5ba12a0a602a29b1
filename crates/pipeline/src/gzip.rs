//! Unpacking of bodies that arrived gzipped, with a limit: a small file must not fill the memory.

use std::{borrow::Cow, io::Read as _};

use flate2::bufread::MultiGzDecoder;

use crate::failure::Failure;

/// The largest body that is read, packed or unpacked. The largest real answer so far has 3 MiB.
pub const LARGEST_BODY: u64 = 64 * 1024 * 1024;

const MAGIC: &[u8] = &[0x1f, 0x8b];

/// Whether `bytes` are gzipped.
pub fn is_gzipped(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The unpacked bytes; the bytes themselves where they are not gzipped.
///
/// # Errors
/// If the stream is broken, or larger than [`LARGEST_BODY`].
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Failure> {
    if !is_gzipped(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut body = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(LARGEST_BODY + 1).read_to_end(&mut body);
    read.map_err(|error| {
        let broken = Failure::data(format!("broken gzip stream after {} unpacked bytes", body.len())).because(error);
        broken.with_hint("the file is cut or was changed after capture")
    })?;
    if body.len() as u64 > LARGEST_BODY {
        let said = format!("the body unpacks to more than {LARGEST_BODY} bytes");
        return Err(
            Failure::data(said).with_hint("no answer is known to be as large: was the file made to fill the memory?")
        );
    }
    Ok(Cow::Owned(body))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn plain_bytes_stay_and_packed_ones_are_unpacked() {
        assert_eq!(unpacked(b"{}").expect("plain").as_ref(), b"{}");
        assert_eq!(unpacked(&packed(b"{}")).expect("packed").as_ref(), b"{}");
    }

    #[test]
    fn a_cut_stream_is_an_error() {
        let whole = packed(b"some bytes that were packed");
        let error = unpacked(&whole[..whole.len() - 9]).expect_err("cut");
        assert!(error.to_string().starts_with("broken gzip stream"), "{error}");
    }

    #[test]
    fn a_bomb_is_an_error() {
        let most = usize::try_from(LARGEST_BODY).expect("fits");
        assert_eq!(unpacked(&packed(&vec![0; most])).expect("just small enough").len(), most);
        let error = unpacked(&packed(&vec![0; most + 1])).expect_err("too large");
        assert_eq!(error.to_string(), "the body unpacks to more than 67108864 bytes");
    }
}
