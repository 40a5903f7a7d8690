//! A real authority: `openssl ts`, with certificates that `openssl` makes.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root, the one between, the signers, and what `openssl ts` asks for.
const CONFIG: &str = "
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[tsa]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[careless]
extendedKeyUsage = timeStamping
[more]
extendedKeyUsage = critical, timeStamping, codeSigning
[other]
extendedKeyUsage = critical, codeSigning
[none]
keyUsage = critical, digitalSignature
[ts]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = 3
ordering = no
tsa_name = yes
";

/// An authority in a folder of its own.
pub struct Tsa {
    pub folder: tempfile::TempDir,
}

impl Tsa {
    /// A root, and a signer right below it. `key` as `openssl req -newkey` takes it.
    pub fn new(key: &str) -> Self {
        let tsa = Self::root();
        tsa.certificate("signer", key, "tsa", "root");
        tsa
    }

    /// A root, one between, and a signer below that. The token brings the one between along, if `brings`.
    pub fn below_another(brings: bool) -> Self {
        let tsa = Self::root();
        tsa.certificate("between", P256, "root", "root");
        tsa.certificate("signer", P256, "tsa", "between");
        if brings {
            fs::copy(tsa.at("between.pem"), tsa.at("chain.pem")).unwrap();
        }
        tsa
    }

    fn root() -> Self {
        let tsa = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::write(tsa.at("cnf"), CONFIG).unwrap();
        fs::write(tsa.at("serial"), "0A11").unwrap();
        let words = "req -x509 -config cnf -extensions root -subj /CN=Root -days 30 -nodes";
        let words = format!("{words} -newkey {P256} -keyout root.key -out root.pem");
        tsa.openssl(&words);
        tsa
    }

    /// Another certificate: with these extensions, signed by that one.
    pub fn certificate(&self, name: &str, key: &str, extensions: &str, by: &str) {
        self.openssl(&format!(
            "req -new -config cnf -subj /O=Stamps/CN={name} -nodes -newkey {key} -keyout {name}.key -out {name}.csr"
        ));
        self.openssl(&format!(
            "x509 -req -in {name}.csr -CA {by}.pem -CAkey {by}.key -CAcreateserial -days 20 \
             -extfile cnf -extensions {extensions} -out {name}.pem"
        ));
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The file of those whom one trusts.
    pub fn ca(&self) -> Vec<u8> {
        fs::read(self.at("root.pem")).unwrap()
    }

    /// Answers a query.
    pub fn reply(&self, query: &[u8]) -> Vec<u8> {
        fs::write(self.at("query"), query).unwrap();
        let words = "ts -reply -config cnf -section ts -queryfile query -signer signer.pem -inkey signer.key";
        let chain = if self.at("chain.pem").exists() {
            "-chain chain.pem"
        } else {
            ""
        };
        self.openssl(&format!("{words} {chain} -out reply"));
        fs::read(self.at("reply")).unwrap()
    }

    /// Signs any content as a token, as one would who has a key and no manners: `openssl ts` refuses to.
    pub fn sign(&self, content: &[u8], signer: &str, names_itself: bool) -> Vec<u8> {
        fs::write(self.at("content"), content).unwrap();
        let cades = if names_itself { "-cades" } else { "" };
        let chain = if self.at("chain.pem").exists() {
            "-certfile chain.pem"
        } else {
            ""
        };
        self.openssl(&format!(
            "cms -sign -binary -nodetach -econtent_type 1.2.840.113549.1.9.16.1.4 -md sha256 {cades} {chain} \
             -in content -signer {signer}.pem -inkey {signer}.key -outform DER -out token"
        ));
        fs::read(self.at("token")).unwrap()
    }

    /// What is signed in a token.
    pub fn content(&self, token: &[u8]) -> Vec<u8> {
        fs::write(self.at("token"), token).unwrap();
        self.openssl("cms -verify -binary -noverify -inform DER -in token -out content");
        fs::read(self.at("content")).unwrap()
    }

    fn openssl(&self, words: &str) {
        openssl(self.folder.path(), words);
    }
}

/// A key on the curve P-256.
pub const P256: &str = "ec:p256";

fn openssl(folder: &Path, words: &str) {
    let mut command = Command::new("openssl");
    let words = words.replace("ec:p256", "ec -pkeyopt ec_paramgen_curve:P-256");
    let words = words.replace("ec:p384", "ec -pkeyopt ec_paramgen_curve:P-384");
    command.args(words.split_whitespace()).current_dir(folder);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {words}: {said}");
}
