//! Which algorithms we speak as a client: today's first, and the older ones that districts' servers still have.

use std::borrow::Cow;

use russh::keys::{Algorithm, EcdsaCurve, HashAlg};
use russh::{Preferred, cipher, compression, kex, mac};

/// Everything that is sound today, then what old servers need: SHA-1 in key exchange, MAC and RSA signatures, and CBC.
/// The client's order decides, so a server gets them only if it has nothing better; its key is pinned in any case. Left
/// out for good: 1,024-bit groups (`diffie-hellman-group1-sha1`), DSA, 3DES, RC4, MD5. `docs/guides/pulling.md` has the list.
pub(super) fn preferred(host_keys: Vec<Algorithm>) -> Preferred {
    Preferred {
        kex: Cow::Borrowed(KEX),
        key: Cow::Owned(host_keys),
        host_key_certificates: Cow::Borrowed(&[]),
        cipher: Cow::Borrowed(CIPHERS),
        mac: Cow::Borrowed(MACS),
        compression: Cow::Borrowed(&[compression::NONE, compression::ZLIB, compression::ZLIB_LEGACY]),
    }
}

const KEX: &[kex::Name] = &[
    kex::MLKEM768X25519_SHA256,
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::ECDH_SHA2_NISTP256,
    kex::ECDH_SHA2_NISTP384,
    kex::ECDH_SHA2_NISTP521,
    kex::DH_GEX_SHA256,
    kex::DH_G16_SHA512,
    kex::DH_G18_SHA512,
    kex::DH_G14_SHA256,
    kex::DH_G15_SHA512,
    kex::DH_G17_SHA512,
    kex::DH_GEX_SHA1,
    kex::DH_G14_SHA1,
    kex::EXTENSION_SUPPORT_AS_CLIENT,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT,
];

/// Kinds of host keys, each with all its ways of signing.
pub(super) fn host_key_families() -> Vec<Vec<Algorithm>> {
    let ecdsa = |curve| Algorithm::Ecdsa { curve };
    let rsa = |hash| Algorithm::Rsa { hash };
    vec![
        vec![Algorithm::Ed25519],
        vec![ecdsa(EcdsaCurve::NistP256), ecdsa(EcdsaCurve::NistP384), ecdsa(EcdsaCurve::NistP521)],
        vec![rsa(Some(HashAlg::Sha512)), rsa(Some(HashAlg::Sha256)), rsa(None)],
    ]
}

const CIPHERS: &[cipher::Name] = &[
    cipher::CHACHA20_POLY1305,
    cipher::AES_256_GCM,
    cipher::AES_128_GCM,
    cipher::AES_256_CTR,
    cipher::AES_192_CTR,
    cipher::AES_128_CTR,
    cipher::AES_256_CBC,
    cipher::AES_192_CBC,
    cipher::AES_128_CBC,
];

const MACS: &[mac::Name] = &[
    mac::HMAC_SHA256_ETM,
    mac::HMAC_SHA512_ETM,
    mac::HMAC_SHA256,
    mac::HMAC_SHA512,
    mac::HMAC_SHA1_ETM,
    mac::HMAC_SHA1,
];
