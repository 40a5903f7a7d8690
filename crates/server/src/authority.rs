//! A local certificate authority.
//!
//! Browsers give ciphers, service workers and passkeys to secure contexts only: `localhost`, or TLS.
//! For a room on a local network there is seldom a public certificate, so `sealroomd ca` makes an
//! authority of this server's own, a certificate for its names, and says how to install the former.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use crate::folder::{Folder, FolderError, write_private};

const NAME: &str = "Sealroom local authority";

/// Why no certificate was made.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The files cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A file that was made earlier cannot be read.
    #[error("{0}: {1}")]
    Read(PathBuf, std::io::Error),
    /// The names are no names, or the authority's files are damaged.
    #[error("no certificate can be made: {0}")]
    Certificate(#[from] rcgen::Error),
}

/// What was made, and where it lies.
#[derive(Debug)]
pub struct Made {
    /// The authority's certificate, which other machines install.
    pub authority: PathBuf,
    /// The server's certificate.
    pub cert: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// Makes the authority, unless there is one, and a new certificate for these names.
pub fn make(folder: &Folder, names: &[String]) -> Result<Made, AuthorityError> {
    let authority = folder.file("authority.crt");
    let authority_key = folder.file("authority.key");
    if !authority.exists() || !authority_key.exists() {
        let key = KeyPair::generate()?;
        let certificate = authority_params()?.self_signed(&key)?;
        replace(&authority_key, &key.serialize_pem())?;
        replace(&authority, &certificate.pem())?;
    }
    let key = KeyPair::from_pem(&read(&authority_key)?)?;
    let issuer = Issuer::from_ca_cert_pem(&read(&authority)?, key)?;

    let server_key = KeyPair::generate()?;
    let certificate = server_params(names)?.signed_by(&server_key, &issuer)?;
    let (cert, key) = (folder.file("tls.crt"), folder.file("tls.key"));
    replace(&key, &server_key.serialize_pem())?;
    replace(&cert, &certificate.pem())?;
    Ok(Made {
        authority,
        cert,
        key,
    })
}

fn authority_params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, NAME);
    // no further authorities below this one
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (params.not_before, params.not_after) = years(10);
    Ok(params)
}

fn server_params(names: &[String]) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names.to_vec())?;
    params.distinguished_name.push(
        DnType::CommonName,
        names.first().map_or(NAME, String::as_str),
    );
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // systems refuse certificates for servers that hold for more than 825 days
    (params.not_before, params.not_after) = years(2);
    Ok(params)
}

/// From yesterday, because clocks differ.
fn years(n: i64) -> (time::OffsetDateTime, time::OffsetDateTime) {
    let begin = time::OffsetDateTime::now_utc() - time::Duration::days(1);
    (begin, begin + time::Duration::days(365 * n))
}

fn replace(path: &PathBuf, text: &str) -> Result<(), AuthorityError> {
    if path.exists() {
        fs::remove_file(path).map_err(|error| AuthorityError::Read(path.clone(), error))?;
    }
    write_private(path, text)?;
    Ok(())
}

fn read(path: &PathBuf) -> Result<String, AuthorityError> {
    fs::read_to_string(path).map_err(|error| AuthorityError::Read(path.clone(), error))
}

/// How to install the authority, in both languages.
pub fn explain(made: &Made, names: &[String]) -> String {
    let (ca, cert, key) = (
        made.authority.display(),
        made.cert.display(),
        made.key.display(),
    );
    let name = names.first().map_or("localhost", String::as_str);
    let mut text = String::new();
    // writing into a String does not fail
    let _ = write!(
        text,
        "Made a certificate for {names}.\n\n\
         Serve with it:\n  sealroomd --listen 0.0.0.0:8443 --cert {cert} --key {key}\n\n\
         On every machine that opens https://{name}:8443, install {ca} (this file only, never authority.key):\n\
         \x20 Windows         certutil -addstore -user Root authority.crt\n\
         \x20 macOS           security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db authority.crt\n\
         \x20 Debian, Ubuntu  cp authority.crt /usr/local/share/ca-certificates/sealroom.crt && update-ca-certificates\n\
         \x20                 (Chromium: Settings, Privacy and security, Security, Manage certificates, Authorities)\n\
         \x20 Firefox         Settings, Privacy & Security, Certificates, View Certificates, Authorities, Import\n\
         \x20 iOS             open the file, install the profile, then Settings, General, About, Certificate Trust Settings\n\
         \x20 Android         Settings, Security, Encryption & credentials, Install a certificate, CA certificate\n\
         Whoever has authority.key can impersonate any site to those machines: keep the data folder private.\n\n\
         已为 {names} 签发证书。\n\n\
         使用该证书启动服务：\n  sealroomd --listen 0.0.0.0:8443 --cert {cert} --key {key}\n\n\
         在每台要打开 https://{name}:8443 的设备上安装 {ca}（只装这个文件，切勿分发 authority.key）：\n\
         \x20 Windows         certutil -addstore -user Root authority.crt\n\
         \x20 macOS           security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db authority.crt\n\
         \x20 Debian、Ubuntu  cp authority.crt /usr/local/share/ca-certificates/sealroom.crt && update-ca-certificates\n\
         \x20                 （Chromium：设置 → 隐私和安全 → 安全 → 管理证书 → 授权机构）\n\
         \x20 Firefox         设置 → 隐私与安全 → 证书 → 查看证书 → 证书颁发机构 → 导入\n\
         \x20 iOS             打开文件并安装描述文件，再到 设置 → 通用 → 关于本机 → 证书信任设置 中启用\n\
         \x20 Android         设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书\n\
         持有 authority.key 的人可以对这些设备冒充任何网站：请保管好数据文件夹。\n",
        names = names.join(", "),
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_is_made_once_and_certificates_again() {
        let base = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(base.path()).expect("a data folder");
        let names = ["room.lan".to_owned(), "192.168.1.5".to_owned()];
        let made = make(&folder, &names).expect("certificates");
        let (authority, cert) = (
            read(&made.authority).expect("read"),
            read(&made.cert).expect("read"),
        );
        let again = make(&folder, &names).expect("certificates");
        assert_eq!(read(&again.authority).expect("read"), authority);
        assert_ne!(read(&again.cert).expect("read"), cert);
        assert!(explain(&made, &names).contains("room.lan"));
    }
}
