//! Bodies that came packed, unpacked with a limit.

use std::io::Read;

use ingest::LARGEST_ANSWER;

use super::error::FetchError;

/// What is asked for.
pub const ACCEPTED: &str = "zstd, br, gzip";

/// Room of the reader for brotli.
const BUFFER: usize = 64 * 1024;

/// The body behind `content-encoding`.
///
/// # Errors
/// If the encoding is not one of [`ACCEPTED`], the stream is broken, or it unpacks to more than any answer has.
pub fn unpacked(encoding: &str, packed: Vec<u8>) -> Result<Vec<u8>, FetchError> {
    let bytes = packed.as_slice();
    match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(packed),
        "gzip" | "x-gzip" => read(encoding, flate2::bufread::MultiGzDecoder::new(bytes)),
        "br" => read(encoding, brotli::Decompressor::new(bytes, BUFFER)),
        "zstd" => read(encoding, zstd::Decoder::with_buffer(bytes).map_err(|error| broken(encoding, &error))?),
        _ => Err(FetchError::Encoding {
            encoding: encoding.to_owned(),
            said: format!("expected one of `{ACCEPTED}`, or none"),
        }),
    }
}

fn read(encoding: &str, decoder: impl Read) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    let most = LARGEST_ANSWER + 1;
    decoder.take(most).read_to_end(&mut bytes).map_err(|error| broken(encoding, &error))?;
    if bytes.len() as u64 >= most {
        return Err(FetchError::TooLarge { limit: LARGEST_ANSWER, is_packed: false });
    }
    Ok(bytes)
}

fn broken(encoding: &str, error: &std::io::Error) -> FetchError {
    FetchError::Encoding { encoding: encoding.to_owned(), said: format!("the stream is broken: {error}") }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn packed(encoding: &str, bytes: &[u8]) -> Vec<u8> {
        match encoding {
            "gzip" => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(bytes).expect("memory");
                encoder.finish().expect("memory")
            }
            "br" => {
                let mut packed = Vec::new();
                let mut encoder = brotli::CompressorWriter::new(&mut packed, BUFFER, 5, 22);
                encoder.write_all(bytes).expect("memory");
                drop(encoder);
                packed
            }
            "zstd" => zstd::encode_all(bytes, 3).expect("memory"),
            _ => bytes.to_vec(),
        }
    }

    #[test]
    fn every_encoding_that_is_asked_for_is_read_and_no_other() {
        for encoding in ["", "identity", "gzip", "br", "zstd", "ZSTD"] {
            let lower = encoding.to_lowercase();
            let read = unpacked(encoding, packed(&lower, b"some bytes")).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(read, b"some bytes", "{encoding}");
        }
        assert!(unpacked("compress", b"x".to_vec()).is_err());
        assert!(ACCEPTED.split(", ").all(|encoding| unpacked(encoding, packed(encoding, b"x")).is_ok()));
    }

    #[test]
    fn a_cut_or_foreign_stream_is_an_error() {
        for encoding in ["gzip", "br", "zstd"] {
            let whole = packed(encoding, &b"bytes that do not repeat: 0123456789".repeat(3));
            let cut = whole.get(..whole.len() - 5).expect("long enough").to_vec();
            assert!(matches!(unpacked(encoding, cut), Err(FetchError::Encoding { .. })), "{encoding}, cut");
            assert!(unpacked(encoding, b"<html>".to_vec()).is_err(), "{encoding}, foreign");
        }
    }

    #[test]
    fn a_bomb_is_an_error() {
        let most = usize::try_from(LARGEST_ANSWER).expect("fits");
        for encoding in ["gzip", "br", "zstd"] {
            assert!(unpacked(encoding, packed(encoding, &vec![0; most])).is_ok(), "{encoding}: just small enough");
            let error = unpacked(encoding, packed(encoding, &vec![0; most + 1])).expect_err(encoding);
            assert!(matches!(error, FetchError::TooLarge { .. }), "{encoding}: {error}");
        }
    }
}
